// Small dialogs about a run: what is proposed is short, and what the window shows can be typed.
#include <QAbstractButton>
#include <QJsonObject>
#include <QLineEdit>
#include <QLocale>
#include <QtTest>

#include "ui/train/evaluate_run.h"
#include "ui/train/run_dialogs.h"

using namespace unmask;

class RunDialogsTest : public QObject {
  Q_OBJECT

  // What the dialog takes when `text` is typed; NaN where it refuses.
  template <class Dialog, class Made>
  static double typed(const Made& make, const QString& text) {
    auto* dialog = make();
    double taken = std::nan("");
    QObject::connect(dialog, &Dialog::chosen, dialog,
                     [&](auto value) { taken = static_cast<double>(value); });
    dialog->template findChild<QLineEdit*>(dialog->objectName() + ".value")->setText(text);
    auto* take = dialog->template findChild<QAbstractButton*>(dialog->objectName() + ".take");
    if (take->isEnabled()) take->click();
    delete dialog;
    return taken;
  }
  static double rate(const QString& text) {
    return typed<RateDialog>([] { return new RateDialog({}, 10, 0.001, nullptr); }, text);
  }
  static double steps(const QString& text) {
    return typed<ExtendDialog>([] { return new ExtendDialog({}, 500, 1000, nullptr); }, text);
  }

 private Q_SLOTS:
  void cleanup() { QLocale::setDefault(QLocale::c()); }

  void proposedRatesAreShort_data() {
    QTest::addColumn<double>("current");
    QTest::addColumn<QString>("proposed");
    QTest::addRow("set") << 0.003 << "0.003";
    QTest::addRow("in the middle of a schedule") << 0.000796749237698 << "0.000797";
    QTest::addRow("very low") << 1.23456e-6 << "1.23e-06";
  }
  void proposedRatesAreShort() {
    QFETCH(double, current);
    QFETCH(QString, proposed);
    const RateDialog dialog({}, 10, current, nullptr);
    QCOMPARE(dialog.findChild<QLineEdit*>("rateDialog.value")->text(), proposed);
  }

  void theConsequenceNamesTheWarmUp() {
    TrainSettings train;
    train.steps = train.decaySteps = 1000;
    train.warmupSteps = 100;
    const auto said = [&](int64_t step) {
      RateDialog dialog(train, step, 1e-4, nullptr);
      return dialog.findChild<QLabel*>("rateDialog.consequence")->text();
    };
    QVERIFY(said(20).contains("warm-up ends"));
    QVERIFY(!said(500).contains("warm-up"));
    QVERIFY(said(1000).contains("stays there"));
  }

  void extendingPastAScheduleThatEndsAtZeroSaysSo() {
    TrainSettings train;
    const auto said = [&] {
      ExtendDialog dialog(train, 500, 1000, nullptr);
      return dialog.findChild<QLabel*>("extendDialog.consequence")->text();
    };
    train.minLearningRate = 1e-5;
    QVERIFY(said().contains("lowest rate"));
    train.minLearningRate = 0;
    QVERIFY(said().contains("ends at zero"));
    train.schedule = "constant";
    QVERIFY(!said().contains("zero"));
  }

  void whatIsShownCanBeTyped() {
    QCOMPARE(rate("0.003"), 0.003);
    QCOMPARE(rate("1e-5"), 1e-5);
    QVERIFY(std::isnan(rate("0,003")));  // no decimal comma, nor a group of three digits
    QLocale::setDefault(QLocale(QLocale::English));
    QCOMPARE(steps("2,000"), 2000.0);
    QCOMPARE(steps("2000"), 2000.0);
    QLocale::setDefault(QLocale(QLocale::German));
    QCOMPARE(rate("0,003"), 0.003);
    QCOMPARE(rate("0.003"), 0.003);
    QCOMPARE(steps("2.000"), 2000.0);
    QVERIFY(std::isnan(steps("1.000")));  // no more than there are
    for (const char* nothing : {"", "x", "0,00,3", "-1"}) QVERIFY(std::isnan(rate(nothing)));
  }

  // What `unmask-worker evaluate` prints, in the measures' own words.
  void evaluationsAreNamedAsMeasures() {
    const auto rows = evaluationRows({{"run", "20261130"},
                                      {"step", 1200},
                                      {"windows", 34},
                                      {"nats_per_token", 1.5},
                                      {"untrained_knn", 0.25},
                                      {"perplexity", 4.4817}});
    QStringList labels, values;
    for (const auto& [label, value] : rows) {
      labels << label;
      values << value;
    }
    QCOMPARE(labels, (QStringList{"Step", "Windows", "Validation loss", "Perplexity",
                                  "Nearest neighbours, untrained"}));
    QCOMPARE(values, (QStringList{"1200", "34", "1.500", "4.482", "0.250"}));
  }
};

QTEST_MAIN(RunDialogsTest)
#include "run_dialogs_test.moc"
