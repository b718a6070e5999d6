// Curves, thinning and smoothing against the plain formulas.
#include <QtTest>
#include <cmath>
#include <limits>
#include <random>

#include "ui/widgets/chart_axes.h"
#include "ui/widgets/envelope.h"
#include "ui/widgets/loss_units.h"
#include "ui/widgets/words.h"

using namespace unmask;

namespace {

// Noise with values that are not finite, zero and negative, at uneven x.
std::vector<QPointF> noise(std::mt19937& random, int count) {
  std::uniform_real_distribution<double> unit;
  std::vector<QPointF> points;
  double x = 0;
  for (int i = 0; i < count; ++i) {
    x += 1 + std::floor(3 * unit(random));
    const double kind = unit(random);
    const double y = kind < 0.02   ? std::nan("")
                     : kind < 0.04 ? INFINITY
                     : kind < 0.06 ? 0
                                   : 20 * unit(random) - 5;
    points.emplace_back(x, y);
  }
  return points;
}

struct Brute {
  double low = INFINITY, high = -INFINITY, lowPositive = INFINITY;
};

Brute bruteExtremes(const std::vector<QPointF>& points, size_t begin, size_t end) {
  Brute out;
  for (size_t i = begin; i < end; ++i) {
    const double y = points[i].y();
    if (!std::isfinite(y)) continue;
    out.low = std::min(out.low, y);
    out.high = std::max(out.high, y);
    if (y > 0) out.lowPositive = std::min(out.lowPositive, y);
  }
  return out;
}

void compareExtremes(const CurveData& curve, const std::vector<QPointF>& points, size_t begin,
                     size_t end) {
  const auto found = curve.extremes(begin, end);
  const Brute wanted = bruteExtremes(points, begin, end);
  const auto value = [&](size_t index, double none) {
    return index == CurveData::kNone ? none : curve[index].y();
  };
  const QByteArray where = QByteArray::number(begin) + " to " + QByteArray::number(end);
  QVERIFY2(value(found.low, INFINITY) == wanted.low, where);
  QVERIFY2(value(found.high, -INFINITY) == wanted.high, where);
  QVERIFY2(value(found.lowPositive, INFINITY) == wanted.lowPositive, where);
}

// The average of the points up to the i-th, each weighted (1 - 1 / span)^age.
double plainlySmoothed(const std::vector<QPointF>& points, size_t i, double span) {
  double sum = 0, weights = 0;
  for (size_t j = 0; j <= i; ++j) {
    const double weight = std::pow(1 - 1 / span, static_cast<double>(i - j));
    sum += weight * points[j].y();
    weights += weight;
  }
  return sum / weights;
}

}  // namespace

class CurveTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void pyramidFindsWhatALookAtEveryPointFinds() {
    std::mt19937 random(1);
    for (const int count : {1, 31, 32, 33, 1023, 1024, 1025, 40'000}) {
      const auto points = noise(random, count);
      CurveData curve{std::span<const QPointF>(points)};
      for (int i = 0; i < 300; ++i) {
        size_t begin = random() % static_cast<size_t>(count);
        size_t end = begin + random() % (static_cast<size_t>(count) - begin + 1);
        compareExtremes(curve, points, begin, end);
      }
      compareExtremes(curve, points, 0, points.size());
    }
  }

  void changedAndInsertedPointsAreFound() {
    std::mt19937 random(2);
    auto points = noise(random, 5000);
    CurveData curve{std::span<const QPointF>(points)};
    for (int i = 0; i < 200; ++i) {
      const size_t index = random() % points.size();
      const uint64_t before = curve.rewrites();
      if (i % 40 == 0) {
        const double x = points[index].x() - 0.5;
        points.insert(points.begin() + static_cast<std::ptrdiff_t>(index), {x, 100.0 + i});
        curve.insert(index, {x, 100.0 + i});
      } else {
        const double y = i % 3 == 0 ? std::nan("") : i % 3 == 1 ? 50.0 + i : -50.0 - i;
        points[index].setY(y);
        curve.set(index, y);
      }
      QVERIFY(curve.rewrites() != before);
      // Appending goes on as before.
      points.emplace_back(points.back().x() + 1, i);
      curve.append(points.back().x(), i);
      size_t begin = random() % points.size();
      compareExtremes(curve, points, begin, points.size());
      compareExtremes(curve, points, 0, points.size());
    }
    std::vector<uint32_t> broken;
    for (size_t i = 0; i < points.size(); ++i)
      if (!std::isfinite(points[i].y())) broken.push_back(static_cast<uint32_t>(i));
    QVERIFY(std::equal(broken.begin(), broken.end(), curve.notFinite().begin(),
                       curve.notFinite().end()));
  }

  void nearestIsTheNearest() {
    const std::vector<QPointF> points{{0, 1}, {10, 2}, {20, 3}};
    const CurveData curve{std::span<const QPointF>(points)};
    QCOMPARE(curve.nearest(-5), size_t{0});
    QCOMPARE(curve.nearest(4.9), size_t{0});
    QCOMPARE(curve.nearest(5.1), size_t{1});
    QCOMPARE(curve.nearest(99), size_t{2});
    QCOMPARE(CurveData().nearest(1), CurveData::kNone);
  }

  // Of every column the lowest and the highest finite point are drawn, in order, and nothing else.
  void envelopeIsThatOfEveryPoint() {
    std::mt19937 random(3);
    const auto points = noise(random, 30'000);
    const CurveData curve{std::span<const QPointF>(points)};
    std::vector<size_t> cuts{17};
    while (cuts.back() < 29'000) cuts.push_back(cuts.back() + random() % 200);
    const auto drawn = envelope(curve, cuts);
    std::vector<QPointF> wanted;
    for (size_t column = 0; column + 1 < cuts.size(); ++column) {
      size_t low = CurveData::kNone, high = CurveData::kNone;
      for (size_t i = cuts[column]; i < cuts[column + 1]; ++i) {
        if (!std::isfinite(points[i].y())) continue;
        if (low == CurveData::kNone || points[i].y() < points[low].y()) low = i;
        if (high == CurveData::kNone || points[i].y() > points[high].y()) high = i;
      }
      if (low == CurveData::kNone) {
        if (cuts[column] < cuts[column + 1])
          wanted.emplace_back(points[cuts[column]].x(), std::nan(""));
        continue;
      }
      wanted.push_back(points[std::min(low, high)]);
      if (low != high) wanted.push_back(points[std::max(low, high)]);
    }
    QCOMPARE(drawn.size(), wanted.size());
    for (size_t i = 0; i < drawn.size(); ++i) {
      QCOMPARE(drawn[i].x(), wanted[i].x());
      QVERIFY(drawn[i].y() == wanted[i].y() ||
              (std::isnan(drawn[i].y()) && std::isnan(wanted[i].y())));
    }
  }

  void envelopeLeavesFewPointsAlone() {
    std::mt19937 random(4);
    const auto points = noise(random, 100);
    const CurveData curve{std::span<const QPointF>(points)};
    const auto drawn =
        envelope(curve, std::vector<size_t>{0,  10, 50, 60, 80, 90, 92, 93, 94, 95, 96, 97, 97,
                                            97, 97, 97, 97, 97, 97, 97, 97, 97, 97, 97, 97, 97,
                                            97, 97, 97, 97, 97, 97, 97, 97, 97, 97, 97, 97, 97,
                                            97, 97, 97, 97, 97, 97, 97, 97, 97, 97, 97, 100});
    QCOMPARE(drawn.size(), points.size());
  }

  // A constant curve stays where it is from its first point on: that is what de-biasing means.
  void smoothingIsUnbiased() {
    const std::vector<QPointF> flat{{0, 5}, {1, 5}, {2, 5}, {3, std::nan("")}, {4, 5}};
    const CurveData constant{std::span<const QPointF>(flat)};
    SmoothedCurve smooth;
    smooth.follow(constant, 100);
    QCOMPARE(smooth.curve().size(), size_t{4});
    for (const QPointF& p : smooth.curve()) QVERIFY(qAbs(p.y() - 5) < 1e-12);
    // Two points at span 2: weights 1/2 and 1/4 over 3/4.
    const std::vector<QPointF> two{{0, 0}, {1, 3}};
    QVERIFY(qAbs(smoothedEnd(CurveData{std::span<const QPointF>(two)}, 0, 2, 2) - 2) < 1e-12);
    QVERIFY(std::isnan(smoothedEnd(constant, 3, 4, 2)));
  }

  // Of a long curve not every smoothed point is kept; what is kept is the average of all.
  void smoothingOfALongCurveKeepsSome() {
    CurveData raw;
    for (int i = 0; i < 200'000; ++i) raw.append(i, i % 1000 == 0 ? 100 : std::sin(i * 1e-3));
    SmoothedCurve kept;
    kept.follow(raw, 320);
    const CurveData& curve = kept.curve();
    QCOMPARE(curve.size(), SmoothedCurve::kAllKept + 150'000 / 20);
    for (const size_t index : {size_t{100}, size_t{49'999}, size_t{50'001}, curve.size() - 1}) {
      const auto at = static_cast<size_t>(curve[index].x());
      QVERIFY(std::fabs(curve[index].y() - smoothedEnd(raw, 0, at + 1, 320)) < 1e-9);
    }
    kept.follow(raw, 3);  // a short span leaves out nothing
    QCOMPARE(kept.curve().size(), raw.size());
  }

  // Against the sum over all points before: weight keep^age, over the sum of the weights.
  void smoothingKeptBesideAGrowingCurveIsThePlainFormula() {
    std::mt19937 random(5);
    const auto points = noise(random, 400);
    const double span = 30;
    CurveData raw;
    SmoothedCurve kept;
    for (const QPointF& p : points) {
      raw.append(p.x(), p.y());
      if (random() % 3 == 0) kept.follow(raw, span);
    }
    kept.follow(raw, span);
    std::vector<QPointF> finite;
    for (const QPointF& p : points)
      if (std::isfinite(p.y())) finite.push_back(p);
    QCOMPARE(kept.curve().size(), finite.size());
    for (size_t i = 0; i < finite.size(); ++i) {
      QCOMPARE(kept.curve()[i].x(), finite[i].x());
      QVERIFY(std::fabs(kept.curve()[i].y() - plainlySmoothed(finite, i, span)) < 1e-9);
    }
    // A changed point and another span are taken up.
    raw.set(10, 1e6);
    kept.follow(raw, span);
    QVERIFY(kept.curve()[12].y() > 1e4);
    kept.follow(raw, 1);
    QCOMPARE(kept.curve().back().y(), finite.back().y());
    // Nothing of the points or the span before stays in the sum.
    raw.set(10, 0.5);
    finite.clear();
    for (size_t i = 0; i < raw.size(); ++i)
      if (std::isfinite(raw[i].y())) finite.push_back(raw[i]);
    for (const double other : {30., 8., 200.}) {
      kept.follow(raw, other);
      QCOMPARE(kept.curve().size(), finite.size());
      for (size_t i = 0; i < finite.size(); ++i)
        QVERIFY2(std::fabs(kept.curve()[i].y() - plainlySmoothed(finite, i, other)) < 1e-9,
                 qPrintable(QString("span %1, point %2").arg(other).arg(i)));
    }
  }

  // Hours take whole hours out of the minutes.
  void timesAreHoursAndMinutes() {
    const std::pair<double, const char*> golden[] = {
        {59, "59 s"},         {60, "1 min"},        {90, "1 min 30 s"},
        {3600, "1 h"},        {4500, "1 h 15 min"}, {5400, "1 h 30 min"},
        {7140, "1 h 59 min"}, {93600, "26 h"},      {95400, "26 h 30 min"}};
    QStringList ticks;
    for (const Tick& tick : xTicks(Scale{{0, 5400}, false, 0, 800}, 6, XUnit::time))
      ticks << tick.text;
    QCOMPARE(ticks.join(", "), QString("0, 15 min, 30 min, 45 min, 1 h, 1 h 15 min, 1 h 30 min"));
    for (const auto& [seconds, text] : golden) {
      // Every such place on an axis of whole minutes or seconds.
      const double interval = std::fmod(seconds, 60) == 0 ? 60 : 1;
      const auto at =
          xTicks(Scale{{seconds, seconds + 4 * interval}, false, 0, 800}, 4, XUnit::time);
      QCOMPARE(at.front().text, QString(text));
    }
    QCOMPARE(durationText(4500), QString("1 h 15 min"));
  }

  void ticksAreRound() {
    QCOMPARE(tickInterval(10, 5), 2.0);
    QCOMPARE(tickInterval(2000, 5), 500.0);
    QCOMPARE(tickInterval(0.9, 5), 0.2);
    QCOMPARE(tickInterval(0, 5), 1.0);
    // As many decimals as the interval has.
    QStringList quarters;
    for (const Tick& tick : valueTicks(Scale{{0, 1}, false, 0, 400}, 3)) quarters << tick.text;
    QCOMPARE(quarters.join(", "), QString("0, 0.25, 0.50, 0.75, 1.00"));
  }

  // A range of any size, on either scale, has at least two ticks, and never many.
  void everyRangeHasAFewTicks() {
    std::mt19937 random(6);
    std::uniform_real_distribution<double> power(-9, 9);
    for (int i = 0; i < 2000; ++i) {
      const double low = std::pow(10, power(random));
      const Range range{low, low * (1 + std::pow(10, power(random) / 2))};
      for (const bool log : {false, true}) {
        const Scale scale{range, log, 0, 800};
        const auto ticks = valueTicks(scale, 5);
        QVERIFY2(
            ticks.size() <= 16,
            qPrintable(
                QString("%1 ticks for %2 to %3").arg(ticks.size()).arg(range.low).arg(range.high)));
        QVERIFY2(!ticks.empty(), qPrintable(QString("%1 to %2").arg(range.low).arg(range.high)));
        for (size_t t = 1; t < ticks.size(); ++t)
          QVERIFY2(ticks[t].text != ticks[t - 1].text, qPrintable(ticks[t].text));
        for (const Tick& tick : ticks) {
          QVERIFY(tick.value >= range.low * (1 - 1e-6) && tick.value <= range.high * (1 + 1e-6));
          QVERIFY(!tick.text.isEmpty());
        }
      }
    }
  }

  void scalesGoThereAndBack() {
    const Scale linear{{-3, 7}, false, 100, 700}, log{{0.01, 100}, true, 500, 20};
    QCOMPARE(linear.place(-3), 100.0);
    QCOMPARE(linear.place(7), 700.0);
    QCOMPARE(log.place(1), 260.0);
    QCOMPARE(log.place(0), 500.0);  // zero and less lie at the low end
    QCOMPARE(log.place(-5), 500.0);
    for (const double v : {0.02, 0.5, 3.0, 90.0})
      QVERIFY(std::fabs(log.value(log.place(v)) - v) < 1e-9);
    for (const double v : {-2.0, 0.0, 6.5})
      QVERIFY(std::fabs(linear.value(linear.place(v)) - v) < 1e-9);
  }

  void stepsBecomeTokensAndSeconds() {
    const std::vector<QPointF> seconds{{0, 0.5}, {1, 1.0}, {2, 1.0}, {10, 9.0}};
    const XSource source{64, curveOf(seconds)};
    QCOMPARE(source.toX(10, XUnit::tokens), 640.0);
    QCOMPARE(source.toStep(640, XUnit::tokens), 10.0);
    QCOMPARE(source.toX(1, XUnit::time), 1.0);
    QCOMPARE(source.toX(6, XUnit::time), 5.0);  // between two logged steps
    QCOMPARE(source.toX(99, XUnit::time), 9.0);
    QCOMPARE(source.toStep(1.0, XUnit::time), 1.0);
    QCOMPARE(source.toStep(8.0, XUnit::time), 10.0);
    const std::vector<QPointF> late{{5, 2.0}, {10, 4.0}};  // the first logged step is the fifth
    QCOMPARE(XSource({64, curveOf(late)}).toX(2, XUnit::time), 0.0);
    QCOMPARE(XSource({64, curveOf(late)}).toX(5, XUnit::time), 2.0);
    QVERIFY(!XSource{}.knows(XUnit::time));
    QVERIFY(!XSource{}.knows(XUnit::tokens));
    QVERIFY(XSource{}.knows(XUnit::step));
  }

  void lossUnitsAgree() {
    const double nats = std::log(6.6);
    QVERIFY(std::fabs(inUnit(nats, LossUnit::bits) - std::log2(6.6)) < 1e-12);
    QVERIFY(std::fabs(inUnit(nats, LossUnit::perplexity) - 6.6) < 1e-12);
    QCOMPARE(lossText(nats, LossUnit::choices, 65), QString("6.6 of 65"));
    QCOMPARE(chanceText("ln V", std::log(65.0)), QString("chance: ln 65 = 4.174"));
    QCOMPARE(chanceText("ln V", std::log(65.0), LossUnit::perplexity), QString("chance: 65"));
    QCOMPARE(chanceText("ln V", std::log(65.0), LossUnit::choices), QString("chance: 65 of 65"));
    QCOMPARE(chanceText("ln V", std::log(65.0), LossUnit::bits),
             QString("chance: log₂ 65 = 6.022"));
  }
};

QTEST_GUILESS_MAIN(CurveTest)
#include "curve_test.moc"
