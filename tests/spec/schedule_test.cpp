// Learning-rate schedules against recipes.md section 12.
#include "core/spec/schedule.h"

#include <QtTest>

using namespace unmask;

class ScheduleTest : public QObject {
  Q_OBJECT

  static TrainSettings settings(const char* schedule, double lr, double low, int64_t warmup,
                                int64_t decay) {
    TrainSettings train;
    train.schedule = schedule;
    train.learningRate = lr;
    train.minLearningRate = low;
    train.warmupSteps = warmup;
    train.decaySteps = decay;
    return train;
  }
  static bool near(double a, double b) { return std::abs(a - b) <= 1e-9 * std::abs(b) + 1e-16; }

 private Q_SLOTS:
  void cosineIsNanoGpts() {
    const TrainSettings train = settings("cosine", 1e-3, 1e-4, 100, 5000);
    const std::pair<int64_t, double> golden[] = {
        {0, 9.900990099e-6}, {50, 5.04950495e-4},     {99, 9.900990099e-4}, {100, 1e-3},
        {2550, 5.5e-4},      {4999, 1.0000009249e-4}, {5001, 1e-4},         {90000, 1e-4}};
    for (const auto& [step, expected] : golden)
      QVERIFY2(near(scheduledLearningRate(train, step), expected),
               qPrintable(QString::number(step)));
  }

  void cosineFromZeroIsMaes() {
    const TrainSettings train = settings("cosine-mae", 1, 0, 40, 400);
    const std::pair<int64_t, double> golden[] = {{0, 0}, {20, .5}, {40, 1}, {220, .5}, {401, 0}};
    for (const auto& [step, expected] : golden)
      QVERIFY2(near(scheduledLearningRate(train, step), expected),
               qPrintable(QString::number(step)));
  }

  // linspace(0, 1, 5) and then .1 + .45 (1 + cos(pi i / 10)) for i = 0 to 9.
  void cosineIsBeits() {
    const TrainSettings train = settings("cosine-beit", 1, 0.1, 5, 15);
    const std::pair<int64_t, double> golden[] = {
        {0, 0}, {1, .25}, {2, .5}, {4, 1}, {5, 1}, {10, .55}, {14, .12202456766718083}};
    for (const auto& [step, expected] : golden)
      QVERIFY2(near(scheduledLearningRate(train, step), expected),
               qPrintable(QString::number(step)));
    QCOMPARE(scheduledLearningRate(settings("cosine-beit", 1, 0, 1, 15), 0), 0.0);
  }

  void cosineIsOpenClips() {
    const TrainSettings train = settings("cosine-clip", 5e-4, 0, 10, 100);
    const std::pair<int64_t, double> golden[] = {
        {0, 5e-5}, {9, 5e-4}, {10, 5e-4}, {55, 2.5e-4}, {99, 1.522932e-7}};
    for (const auto& [step, expected] : golden)
      QVERIFY2(std::abs(scheduledLearningRate(train, step) / expected - 1) < 1e-6,
               qPrintable(QString::number(step)));
  }

  void linearIsBerts() {
    const TrainSettings train = settings("linear", 1e-4, 0, 10000, 1000000);
    const std::pair<int64_t, double> golden[] = {{0, 0},          {5000, 5e-5},   {9999, 9.999e-5},
                                                 {10000, 9.9e-5}, {500000, 5e-5}, {1000001, 0}};
    for (const auto& [step, expected] : golden)
      QVERIFY2(near(scheduledLearningRate(train, step), expected),
               qPrintable(QString::number(step)));
  }

  void inverseRootIsT5s() {
    const TrainSettings train = settings("inverse-root", 0.01, 0, 10000, 500000);
    const std::pair<int64_t, double> golden[] = {
        {0, .01}, {9999, .01}, {10000, .01}, {40000, .005}, {1000000, .001}};
    for (const auto& [step, expected] : golden)
      QVERIFY2(near(scheduledLearningRate(train, step), expected),
               qPrintable(QString::number(step)));
  }

  // The least rate is a floor: reached at 250,000 steps here, where 1 / sqrt is .002.
  void inverseRootStopsAtTheLeastRate() {
    const TrainSettings train = settings("inverse-root", 0.01, 0.002, 10000, 500000);
    const std::pair<int64_t, double> golden[] = {
        {0, .01}, {40000, .005}, {250000, .002}, {1000000, .002}, {100000000, .002}};
    for (const auto& [step, expected] : golden)
      QVERIFY2(near(scheduledLearningRate(train, step), expected),
               qPrintable(QString::number(step)));
  }

  void constantStaysAfterWarmup() {
    const TrainSettings train = settings("constant", 2e-3, 1e-4, 4, 10);
    QVERIFY(near(scheduledLearningRate(train, 0), 2e-3 / 5));
    QVERIFY(near(scheduledLearningRate(train, 3), 2e-3 * 4 / 5));
    QVERIFY(near(scheduledLearningRate(train, 4), 2e-3));
    QVERIFY(near(scheduledLearningRate(train, 1000), 2e-3));
  }

  void noWarmupAndNoDecayStepsAreAllowed() {
    TrainSettings train = settings("cosine", 1e-3, 1e-4, 0, 0);
    train.steps = 200;
    QVERIFY(near(scheduledLearningRate(train, 0), 1e-3));
    QVERIFY(near(scheduledLearningRate(train, 100), 5.5e-4));
    QVERIFY(near(scheduledLearningRate(train, 200), 1e-4));
    train.schedule = "linear";
    QVERIFY(near(scheduledLearningRate(train, 0), 1e-3));
  }

  // Nothing is left to decay over: the full rate at the end of the warm-up, the least after it.
  void warmupUpToTheEndOfTheDecay() {
    const TrainSettings train = settings("cosine", 1e-3, 1e-4, 100, 100);
    QVERIFY(near(scheduledLearningRate(train, 100), 1e-3));
    QVERIFY(near(scheduledLearningRate(train, 101), 1e-4));
  }

  void extendingARunDoesNotAlterTheSchedule() {
    TrainSettings train = settings("cosine", 1e-3, 1e-4, 100, 2000);
    const double before = scheduledLearningRate(train, 1500);
    train.steps = 9000;
    QCOMPARE(scheduledLearningRate(train, 1500), before);
  }

  // A factor taken in the middle of the warm-up would raise all that follows: what is set is the
  // most that comes.
  void whatIsSetInTheWarmUpIsNotPassed_data() {
    QTest::addColumn<QString>("schedule");
    for (const char* schedule : {"cosine", "cosine-mae", "cosine-beit", "cosine-clip", "linear",
                                 "inverse-root", "constant"})
      QTest::addRow("%s", schedule) << schedule;
  }
  void whatIsSetInTheWarmUpIsNotPassed() {
    QFETCH(QString, schedule);
    const TrainSettings train =
        settings(schedule.toUtf8().constData(), 1e-3, 1e-5, 100, 1000);
    for (const int64_t setAt : {0, 1, 25, 99}) {
      QVERIFY(near(scheduledLearningRate(train, setAt, setAt), 1e-3));
      for (int64_t step = setAt; step < 1200; ++step)
        QVERIFY(scheduledLearningRate(train, step, setAt) <= 1e-3 * (1 + 1e-12));
      for (const int64_t step : {int64_t{100}, int64_t{400}, int64_t{999}, int64_t{1500}})
        QCOMPARE(scheduledLearningRate(train, step, setAt), scheduledLearningRate(train, step));
    }
    for (const int64_t setAt : {100, 500, 1100})
      QCOMPARE(scheduledLearningRate(train, 700, setAt), scheduledLearningRate(train, 700));
  }

  // A run extended past a schedule that ends at zero takes the rate that a person sets.
  void aScheduleThatEndedAtZeroStays() {
    for (const char* schedule : {"cosine", "cosine-clip", "linear"}) {
      const TrainSettings train = settings(schedule, 1e-3, 0, 10, 100);
      QCOMPARE(scheduledLearningRate(train, 120), 0.0);
      QCOMPARE(scheduledLearningRate(train, 120, 120), 1e-3);
      QCOMPARE(scheduledLearningRate(train, 90000, 120), 1e-3);
      QCOMPARE(scheduledLearningRate(train, 120, 50), 0.0);  // set before: it ends as ever
    }
  }
};

QTEST_GUILESS_MAIN(ScheduleTest)
#include "schedule_test.moc"
