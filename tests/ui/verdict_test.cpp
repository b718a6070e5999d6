// What the window says about a run's curves.
#include "ui/train/verdict.h"

#include <QTest>
#include <cmath>

using namespace unmask;
using Curve = std::vector<QPointF>;

class VerdictTest : public QObject {
  Q_OBJECT
  static constexpr double kChance = 4.174387;  // ln 65

  static Curve line(double from, double to, int steps, int every = 1) {
    Curve curve;
    for (int step = 0; step <= steps; step += every)
      curve.emplace_back(step, from + (to - from) * step / steps);
    return curve;
  }

 private Q_SLOTS:
  void saysWhatTheCurvesShow_data() {
    QTest::addColumn<Curve>("train");
    QTest::addColumn<Curve>("validation");
    QTest::addColumn<bool>("live");
    QTest::addColumn<QString>("headline");
    QTest::addColumn<QString>("detail");
    Curve broken = line(4.1, 3, 100);
    broken.emplace_back(101, std::nan(""));
    Curve rising = line(4.1, 1.8, 1000, 250);
    rising.emplace_back(1250, 1.9);
    rising.emplace_back(1500, 2.0);
    QTest::newRow("nothing yet") << Curve() << Curve() << true << "Not begun"
                                 << "";
    QTest::newRow("ten steps") << line(4.17, 4.17, 10) << Curve() << true << "Just begun"
                               << "ln 65";
    QTest::newRow("plateau") << line(4.17, 4.16, 400) << Curve() << true << "Still at chance"
                             << "ln 65 = 4.174";
    QTest::newRow("falling") << line(4.17, 1.9, 1000) << line(4.17, 1.9, 1000, 250) << true
                             << "Learning"
                             << "among 6.7 of 65";
    QTest::newRow("ended") << line(4.17, 1.9, 1000) << line(4.17, 1.9, 1000, 250) << false
                           << "Learned"
                           << "2.27 nats below chance";
    QTest::newRow("rising validation") << line(4.17, 1.2, 1500) << rising << true << "Overfitting"
                                       << "since step 1,000";
    Curve mended = line(4.17, 1.9, 1000);
    mended[500].setY(std::nan(""));
    QTest::newRow("not a number once") << mended << Curve() << true << "Learning"
                                       << "of 65";
    QTest::newRow("known by heart")
        << line(4.17, 1.2, 500) << line(4.17, 4.2, 500, 250) << false << "Overfitting"
        << "no better than chance";
    Curve fallen = line(4.17, 2, 600);
    for (int step = 601; step <= 1500; ++step) fallen.emplace_back(step, 4.17);
    QTest::newRow("back at chance") << fallen << Curve() << true << "Collapsed"
                                    << "back at chance";
    // The first step of the stretch that lasts, neither its newest nor an earlier one that mended.
    Curve lasting = line(4.1, 3, 100);
    lasting[40].setY(std::nan(""));
    for (int step = 101; step <= 130; ++step) lasting.emplace_back(step, std::nan(""));
    QTest::newRow("not a number for long") << lasting << Curve() << true << "Diverged"
                                           << "step 101.";
    QTest::newRow("not a number") << broken << Curve() << true << "Diverged"
                                  << "step 101";
  }
  void saysWhatTheCurvesShow() {
    QFETCH(Curve, train);
    QFETCH(Curve, validation);
    QFETCH(bool, live);
    QFETCH(QString, detail);
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    const Verdict verdict =
        verdictOn(CurveData(train), CurveData(validation), kChance, "ln V", live);
    QTEST(verdict.headline, "headline");
    QVERIFY2(verdict.detail.contains(detail), qPrintable(verdict.detail));
  }

  void codesAreMoreThanTheirFrequencies() {
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    const auto of = [](double now, double entropy, bool live) {
      const CurveData train(line(4.17, now, 1000)), validation(line(4.17, now, 1000, 250));
      return besideFrequencies(verdictOn(train, validation, kChance, "ln V", live), train,
                               validation, entropy, live);
    };
    // Below chance by frequencies alone, or by seeing.
    const Verdict frequencies = of(3.55, 3.5, true), seen = of(2.5, 3.5, true);
    QCOMPARE(frequencies.headline, QString("Learning frequencies"));
    QCOMPARE(frequencies.kind, Verdict::Kind::neutral);
    QVERIFY2(frequencies.detail.contains("3.550") && frequencies.detail.contains("3.500"),
             qPrintable(frequencies.detail));
    QCOMPARE(of(3.55, 3.5, false).headline, QString("Knows frequencies alone"));
    QCOMPARE(seen.headline, QString("Learning"));
    QVERIFY2(seen.detail.contains("of 65") && seen.detail.contains("3.500"),
             qPrintable(seen.detail));
    // Not measured yet, or something else is to be said.
    QVERIFY(!of(2.5, std::nan(""), true).detail.contains("frequencies"));
    QCOMPARE(of(4.17, 3.5, true).headline, QString("Still at chance"));
  }

  void saysThatAModelNeverMatches() {
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    const double stuck = -(std::log(1.0 / 3) + 2 * std::log(2.0 / 3)) / 3;
    const auto verdict = neverMatching(CurveData(line(stuck, stuck, 400)), .5);
    QVERIFY(verdict && verdict->kind == Verdict::Kind::warning);
    QVERIFY2(verdict->detail.contains("50.00 %") && verdict->detail.contains("0.637"),
             qPrintable(verdict->detail));
    // The same loss with answers that tell them apart, another loss, or hardly begun: no alarm.
    QVERIFY(!neverMatching(CurveData(line(stuck, stuck, 400)), .7));
    QVERIFY(!neverMatching(CurveData(line(stuck, .3, 400)), .5));
    QVERIFY(!neverMatching(CurveData(line(stuck, stuck, 40)), .5));
    QVERIFY(!neverMatching(CurveData(line(stuck, stuck, 400)), std::nan("")));
    QVERIFY(!neverMatching(CurveData(Curve()), .5));
  }
};

QTEST_MAIN(VerdictTest)
#include "verdict_test.moc"
