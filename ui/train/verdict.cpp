// Reading the curves.
#include "ui/train/verdict.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>
#include <cmath>
#include <limits>

#include "ui/widgets/envelope.h"
#include "ui/widgets/loss_units.h"
#include "ui/widgets/words.h"

namespace unmask {

namespace {

class VerdictWords {
  Q_DECLARE_TR_FUNCTIONS(verdict)
};

// The mean of the newest tenth of a curve (20 to 1,000 points) evens out the noise of batches.
double recentMean(const CurveData& curve) {
  const double span = std::clamp(static_cast<double>(curve.size()) / 10, 20.0, 1000.0);
  const size_t looked = std::min(curve.size(), static_cast<size_t>(8 * span));
  const auto smooth = smoothed(curve.points().last(looked), span);
  return smooth.empty() ? std::nan("") : smooth.back().y();
}

// The lowest mean of any fiftieth (at least 20 points) of a curve, and where it was.
QPointF bestStretch(const CurveData& curve) {
  const size_t length = std::max<size_t>(20, curve.size() / 50);
  QPointF best(0, std::numeric_limits<double>::infinity());
  for (size_t begin = 0; begin + length <= curve.size(); begin += length) {
    double sum = 0;
    for (size_t i = begin; i < begin + length; ++i) sum += curve[i].y();
    const double mean = sum / static_cast<double>(length);
    if (mean < best.y()) best = {curve[begin + length - 1].x(), mean};
  }
  return best;
}

double lossNow(const CurveData& train, const CurveData& validation) {
  if (!validation.empty()) return validation.back().y();
  return train.empty() ? std::nan("") : recentMean(train);
}

}  // namespace

Verdict verdictOn(const CurveData& train, const CurveData& validation, double chance,
                  const QString& chanceName, bool live, LossKind kind) {
  using Kind = Verdict::Kind;
  if (train.empty() && validation.empty())
    return {Kind::waiting, VerdictWords::tr("Not begun"),
            VerdictWords::tr("The first step has not been reported yet.")};
  if (!train.empty() && !std::isfinite(train.back().y())) {
    // Where the last unbroken stretch of such values began.
    const auto broken = train.notFinite();
    size_t first = broken.size() - 1;
    while (first > 0 && broken[first - 1] + 1 == broken[first]) --first;
    return {Kind::warning, VerdictWords::tr("Diverged"),
            VerdictWords::tr("The loss is not a number since step %1. Try a lower learning rate.")
                .arg(countText(train[broken[first]].x()))};
  }
  const double recent = train.empty() ? std::nan("") : recentMean(train);
  const double now = lossNow(train, validation);

  // Overfitting: the best validation lies at least two evaluations back and 1 % lower than now.
  if (validation.size() >= 4) {
    const auto best =
        std::min_element(validation.begin(), validation.end(),
                         [](const QPointF& a, const QPointF& b) { return a.y() < b.y(); });
    if (validation.end() - best > 2 && now > 1.01 * best->y() && recent < now)
      return {Kind::warning, VerdictWords::tr("Overfitting"),
              VerdictWords::tr("since step %1: validation rises while training falls. Best was %2.")
                  .arg(countText(best->x()), valueText(best->y()))};
  }
  if (!std::isfinite(chance))
    return {Kind::neutral, live ? VerdictWords::tr("Training") : VerdictWords::tr("Trained"),
            VerdictWords::tr("The loss is %1.").arg(valueText(now))};
  const double below = chance - now;
  const double steps = train.empty() ? 0 : train.back().x();
  if (below < 0.03 * chance) {
    if (steps < 50)
      return {Kind::neutral, VerdictWords::tr("Just begun"), chanceText(chanceName, chance)};
    // What is held out stays at chance while training leaves it: too few examples.
    if (!validation.empty() && recent < 0.9 * chance)
      return {Kind::warning, VerdictWords::tr("Overfitting"),
              VerdictWords::tr("Training is at %1, what is held out is at %2, no better than "
                               "chance (%3): the examples are known by heart. More data helps.")
                  .arg(valueText(recent), valueText(now), valueText(chance))};
    // Back at chance after having learned is another thing than never to have left it.
    const QPointF best = bestStretch(train);
    if (best.y() < 0.9 * chance)
      return {Kind::warning, VerdictWords::tr("Collapsed"),
              VerdictWords::tr(
                  "It had come to %1 by step %2 and is back at chance. Try a lower learning rate.")
                  .arg(valueText(best.y()), countText(best.x()))};
    return {Kind::warning, VerdictWords::tr("Still at chance"), chanceText(chanceName, chance)};
  }
  if (kind == LossKind::squaredError)
    return {Kind::good, live ? VerdictWords::tr("Learning") : VerdictWords::tr("Learned"),
            VerdictWords::tr("The loss is %1 of that of even patches (%2).")
                .arg(shareText(now / chance), valueText(chance))};
  return {Kind::good, live ? VerdictWords::tr("Learning") : VerdictWords::tr("Learned"),
          VerdictWords::tr("%1 nats below chance: as unsure as choosing among %2.", "6.6 of 65")
              .arg(QLocale().toString(below, 'f', 2),
                   lossText(now, LossUnit::choices, std::exp(chance)))};
}

Verdict besideFrequencies(Verdict verdict, const CurveData& train, const CurveData& validation,
                          double entropy, bool live) {
  const double now = lossNow(train, validation);
  if (verdict.kind != Verdict::Kind::good || !std::isfinite(entropy) || !std::isfinite(now))
    return verdict;
  if (now > 0.97 * entropy)
    return {Verdict::Kind::neutral,
            live ? VerdictWords::tr("Learning frequencies")
                 : VerdictWords::tr("Knows frequencies alone"),
            VerdictWords::tr("The loss is %1, below chance, but that of knowing how frequent each "
                             "code is is %2 without looking at the picture.")
                .arg(valueText(now), valueText(entropy))};
  verdict.detail +=
      ' ' +
      VerdictWords::tr("Knowing the codes' frequencies alone would be %1.").arg(valueText(entropy));
  return verdict;
}

std::optional<Verdict> neverMatching(const CurveData& matchLoss, double balanced) {
  constexpr double kNear = 0.01, kFirstSteps = 100;
  if (matchLoss.empty() || !(matchLoss.back().x() >= kFirstSteps)) return {};
  const double recent = recentMean(matchLoss);
  const bool constant = std::abs(recent - neverMatchLoss()) < kNear;
  if (!constant || !(std::abs(balanced - 0.5) < kNear)) return {};
  return Verdict{Verdict::Kind::warning, VerdictWords::tr("Always “no match”"),
                 VerdictWords::tr(
                     "The loss of matching is %1: that of answering “no match” to everything "
                     "(%2), with a balanced accuracy of %3. It leaves once hard negatives are hard; "
                     "if it stays, lower the learning rate or train with objective.negatives = "
                     "random first.")
                     .arg(valueText(recent), valueText(neverMatchLoss()), shareText(balanced))};
}

}  // namespace unmask
