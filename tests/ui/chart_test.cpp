// Charts: no spike lost, at most 10,000 points, non-finite values marked and counted.
#include <QChart>
#include <QChartView>
#include <QGraphicsScene>
#include <QValueAxis>
#include <QtTest>
#include <cmath>

#include "ui/theme/theme.h"
#include "ui/widgets/chart.h"
#include "ui/widgets/envelope.h"

using namespace unmask;

namespace {

std::shared_ptr<std::vector<QPointF>> wave(int count) {
  auto points = std::make_shared<std::vector<QPointF>>();
  for (int i = 0; i < count; ++i) points->emplace_back(i, std::sin(i * 0.01));
  return points;
}

}  // namespace

class ChartTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase() { theme().setMode(ThemeMode::light); }

  void envelopeKeepsEverySpike() {
    const auto points = wave(1'000'000);
    (*points)[123'456].setY(50);
    (*points)[777'777].setY(-40);
    const auto drawn = envelope(*points, 0, 1'000'000, 800);
    QVERIFY(drawn.size() <= 1600);
    QVERIFY(std::find(drawn.begin(), drawn.end(), QPointF(123'456, 50)) != drawn.end());
    QVERIFY(std::find(drawn.begin(), drawn.end(), QPointF(777'777, -40)) != drawn.end());
    QVERIFY(
        std::is_sorted(drawn.begin(), drawn.end(), [](auto& a, auto& b) { return a.x() < b.x(); }));
  }

  void envelopeLeavesFewPointsAlone() {
    const auto points = wave(100);
    QCOMPARE(envelope(*points, 0, 99, 800), *points);
  }

  void envelopeShowsNeighboursOfAZoom() {
    const auto points = wave(1000);
    const auto drawn = envelope(*points, 100.5, 110.5, 800);
    QCOMPARE(drawn.front().x(), 100.0);
    QCOMPARE(drawn.back().x(), 111.0);
  }

  // A constant curve stays where it is from its first point on: that is what de-biasing means.
  void smoothingIsUnbiased() {
    const std::vector<QPointF> flat{{0, 5}, {1, 5}, {2, 5}, {3, std::nan("")}, {4, 5}};
    const auto smooth = smoothed(flat, 100);
    QCOMPARE(smooth.size(), size_t{4});
    for (const QPointF& p : smooth) QVERIFY(qAbs(p.y() - 5) < 1e-12);
    // Two points at span 2: weights 1/2 and 1/4 over 3/4.
    const auto two = smoothed(std::vector<QPointF>{{0, 0}, {1, 3}}, 2);
    QVERIFY(qAbs(two[1].y() - 2) < 1e-12);
  }

  void ticksAreRound() {
    QCOMPARE(tickInterval(10, 5), 2.0);
    QCOMPARE(tickInterval(2000, 5), 500.0);
    QCOMPARE(tickInterval(0.9, 5), 0.2);
    QCOMPARE(tickInterval(0, 5), 1.0);
  }

  void drawsAtMostTenThousandPoints() {
    Chart chart;
    chart.resize(4000, 400);
    for (int i = 0; i < 8; ++i)
      chart.setCurve(QString::number(i), {"run", i, false, true}, wave(200'000));
    chart.setReference("chance", 1.5);
    chart.redrawNow();
    QVERIFY(chart.drawnPoints() > 1000);
    QVERIFY2(chart.drawnPoints() <= Chart::kMostPoints,
             qPrintable(QString::number(chart.drawnPoints())));
  }

  void nonFiniteValuesAreCountedAndMarked() {
    Chart chart;
    chart.resize(600, 300);
    auto points = wave(100);
    (*points)[10].setY(std::nan(""));
    (*points)[20].setY(INFINITY);
    chart.setCurve("train", {"training", 0, false, true}, points);
    chart.redrawNow();
    QCOMPARE(chart.notFinite(), 2);
    const int withMarks = chart.drawnPoints();
    (*points)[10].setY(0);
    (*points)[20].setY(0);
    chart.redrawNow();
    QCOMPARE(chart.notFinite(), 0);
    // Two points more on the raw and on the smoothed line, two marks less.
    QCOMPARE(chart.drawnPoints(), withMarks + 4 - 2);
  }

  // A curve that jumps by many orders never makes more than a few ticks, not even in between.
  void jumpingRangesMakeFewTicks() {
    Chart chart;
    chart.resize(600, 300);
    chart.setCurve("a", {"a", 0, false, false}, wave(10));
    chart.redrawNow();
    const QChart* inner = chart.findChild<QChartView*>()->chart();
    qsizetype most = 0;
    for (const QAbstractAxis* axis : inner->axes())
      connect(static_cast<const QValueAxis*>(axis), &QValueAxis::rangeChanged, &chart,
              [&] { most = std::max(most, inner->scene()->items().size()); });
    for (const double top : {1e6, 1e-6, 1e9}) {
      chart.setCurve("a", {"a", 0, false, false},
                     std::make_shared<std::vector<QPointF>>(
                         std::vector<QPointF>{{0, 0}, {top < 1 ? 3 : 1e6, top}}));
      chart.redrawNow();
    }
    QVERIFY(most > 0);
    QVERIFY2(most < 300, qPrintable(QString::number(most)));
  }

  void labelsNameCurveAndLastValue() {
    Chart chart;
    chart.resize(600, 300);
    auto points =
        std::make_shared<std::vector<QPointF>>(std::vector<QPointF>{{0, 4.17}, {100, 1.892}});
    chart.setCurve("validation", {"validation", 1, true, false}, points);
    chart.redrawNow();
    QCOMPARE(chart.endLabels(), QStringList{"validation 1.892"});
    chart.removeCurves();
    QVERIFY(chart.endLabels().isEmpty());
  }

  // Many updates within one interval end in one drawing.
  void redrawsAreThrottled() {
    Chart chart;
    chart.resize(600, 300);
    chart.redrawNow();
    QSignalSpy redrawn(&chart, &Chart::redrawn);
    for (int i = 0; i < 500; ++i) chart.setCurve("a", {"a", 0, false, false}, wave(10 + i));
    QCOMPARE(redrawn.count(), 0);
    QVERIFY(redrawn.wait());
    QCOMPARE(redrawn.count(), 1);
  }
};

QTEST_MAIN(ChartTest)
#include "chart_test.moc"
