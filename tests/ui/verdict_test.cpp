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

  static Verdict on(const Curve& train, const Curve& validation, double chance, bool live) {
    const CurveData loss(train), held(validation), gradient;
    return verdictOn({loss, held, gradient, chance, "ln V", live});
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
    // The best evaluation was the one before: too soon to say.
    QTest::newRow("risen once") << line(4.17, 1.2, 750)
                                << Curve{{0, 4.17}, {250, 2.0}, {500, 1.5}, {750, 1.8}} << true
                                << "Learning"
                                << "nats below chance";
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
    QTest::newRow("not a number for long") << lasting << Curve() << true << "Exploded"
                                           << "since step 101";
    QTest::newRow("not a number") << broken << Curve() << true << "Exploded"
                                  << "since step 101";
    // The evaluation at step 0 stood at chance, as any; training has left it since.
    QTest::newRow("evaluated long ago") << line(4.17, 2.5, 90) << Curve{{0, 4.19}} << true
                                        << "Learning"
                                        << "nats below chance";
    // The newest evaluation is of step 1000, and training fell below it only afterwards.
    Curve slow = line(4.17, 2.6, 1000);
    for (int step = 1001; step <= 1240; ++step) slow.emplace_back(step, 2.0);
    QTest::newRow("evaluated before training fell")
        << slow << Curve{{0, 4.18}, {250, 2.30}, {500, 2.30}, {750, 2.34}, {1000, 2.35}} << true
        << "Learning"
        << "nats below chance";
    Curve tenfold = line(4.17, 4.3, 10);
    for (int step = 11; step <= 60; ++step) tenfold.emplace_back(step, 40 + 1e5 * step);
    QTest::newRow("grown without end") << tenfold << Curve{{0, 4.18}} << true << "Exploded"
                                       << "far above chance (4.174)";
    Curve high = line(59.9, 2.5, 100);
    for (int step = 101; step <= 500; ++step) high.emplace_back(step, 2.5);
    QTest::newRow("above chance at first") << high << Curve() << true << "Learning"
                                           << "nats below chance";
    // A learning rate of 0.3 set by hand: 1.13 became 4.87.
    Curve wrecked = line(5.5, 1.13, 2000);
    for (int step = 2001; step <= 2600; ++step) wrecked.emplace_back(step, 4.87);
    QTest::newRow("wrecked, above chance") << wrecked << Curve{{0, 5.5}, {2600, 4.9}} << false
                                           << "Collapsed"
                                           << "come to 1.240 by step 1,975";
    Curve worse = line(4.17, 1.13, 2000);
    for (int step = 2001; step <= 2600; ++step) worse.emplace_back(step, 2.9);
    QTest::newRow("wrecked, below chance") << worse << Curve{{0, 4.17}, {2600, 2.9}} << false
                                           << "Fallen back"
                                           << "by step 1,975 and is at 2.763";
  }
  void saysWhatTheCurvesShow() {
    QFETCH(Curve, train);
    QFETCH(Curve, validation);
    QFETCH(bool, live);
    QFETCH(QString, detail);
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    const Verdict verdict = on(train, validation, kChance, live);
    QTEST(verdict.headline, "headline");
    QVERIFY2(verdict.detail.contains(detail), qPrintable(verdict.detail));
  }

  // Loss or gradient: whichever was lost first is the step that everybody names.
  void aBrokenGradientIsAnExplosion() {
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    const CurveData train(line(4.17, 3, 100)), validation;
    Curve norms = line(1, 2, 73);
    norms.emplace_back(74, std::nan(""));
    norms.emplace_back(75, INFINITY);
    const CurveData gradient(norms);
    const Verdict verdict = verdictOn({train, validation, gradient, kChance, "ln V", false});
    QCOMPARE(verdict.headline, QString("Exploded"));
    QVERIFY(verdict.exploded);
    QVERIFY2(verdict.detail.contains("since step 74"), qPrintable(verdict.detail));
    QCOMPARE(brokenSince(train, gradient), std::optional<double>(74));
    Curve lost = line(4.17, 3, 71);
    lost.emplace_back(72, std::nan(""));
    QCOMPARE(brokenSince(CurveData(lost), gradient), std::optional<double>(72));
    QCOMPARE(brokenSince(train, CurveData()), std::optional<double>());
    QVERIFY(!on(line(4.17, 3, 100), {}, kChance, true).exploded);
  }

  // Without a known chance a loss is measured by how it began.
  void growsBeyondWhereItBegan() {
    const double unknown = std::nan("");
    QCOMPARE(on(line(0.9, 0.2, 300), {}, unknown, false).headline, QString("Trained"));
    QCOMPARE(on(line(0.9, 30, 300), {}, unknown, false).headline, QString("Exploded"));
    Curve back = line(0.9, 0.2, 1000);
    for (int step = 1001; step <= 1500; ++step) back.emplace_back(step, 0.6);
    QCOMPARE(on(back, {}, unknown, false).headline, QString("Fallen back"));
  }

  void equalViewsTeachNothing() {
    RunSpec spec;
    spec.objective = "contrastive";
    const auto said = [&](const ViewSettings& view) {
      spec.objectiveSettings = ContrastiveSettings{.view = view};
      return equalViews(spec);
    };
    const ViewSettings off{.cropMin = 1, .flip = 0};
    QVERIFY(said(off));
    QCOMPARE(said(off)->kind, Verdict::Kind::warning);
    // All mirrored, all grey, a jitter without strength: equal all the same.
    QVERIFY(said({.cropMin = 1, .flip = 1, .jitter = 0.8, .strength = 0, .grey = 1}));
    QVERIFY(!said(ContrastiveSettings().view));
    QVERIFY(!said({.cropMin = 0.5, .flip = 0}));
    QVERIFY(!said({.cropMin = 1, .flip = 0.5}));
    QVERIFY(!said({.cropMin = 1, .flip = 0, .jitter = 0.5}));
    QVERIFY(!said({.cropMin = 1, .flip = 0, .grey = 0.2}));
    QVERIFY(!said({.cropMin = 1, .flip = 0, .blur = 1}));
    spec.objectiveSettings = MaskedPixelsSettings{.view = off};
    QVERIFY(!equalViews(spec));
  }

  void codesAreMoreThanTheirFrequencies() {
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    const auto of = [](double now, double entropy, bool live) {
      const CurveData train(line(4.17, now, 1000)), validation(line(4.17, now, 1000, 250));
      const CurveData gradient;
      const Watched watched{train, validation, gradient, kChance, "ln V", live};
      return besideFrequencies(verdictOn(watched), watched, entropy);
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
