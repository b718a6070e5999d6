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

constexpr double kFewestSteps = 50;  // before anything is said
constexpr double kAtChance = 0.03;   // share of the loss at chance, below it
constexpr double kLearned = 0.9;     // of the loss at chance: lower is more than luck

// The mean of the newest tenth of a curve's first `count` points (20 to 1,000 of them) evens out
// the noise of batches.
double recentMean(const CurveData& curve, size_t count) {
  const double span = std::clamp(static_cast<double>(count) / 10, 20.0, 1000.0);
  const size_t looked = std::min(count, static_cast<size_t>(8 * span));
  return smoothedEnd(curve, count - looked, count, span);
}

double recentMean(const CurveData& curve) {
  return recentMean(curve, curve.size());
}

// What training had come to when it was evaluated before `step`.
double trainingAt(const CurveData& train, double step) {
  return recentMean(train, std::max<size_t>(1, train.firstAt(step)));
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

// An evaluation stands for the loss of now while training has gone on by less than a tenth.
bool isFresh(const CurveData& train, const CurveData& validation) {
  if (validation.empty()) return false;
  if (train.empty()) return true;
  const double now = train.back().x();
  return now - validation.back().x() <= std::max(20.0, now / 10);
}

double lossNow(const Watched& w) {
  if (isFresh(w.train, w.validation)) return w.validation.back().y();
  return w.train.empty() ? std::nan("") : recentMean(w.train);
}

// Where the last unbroken stretch of values that are not finite began; nothing: the newest is.
std::optional<double> notFiniteSince(const CurveData& curve) {
  if (curve.empty() || std::isfinite(curve.back().y())) return {};
  const auto broken = curve.notFinite();
  size_t first = broken.size() - 1;
  while (first > 0 && broken[first - 1] + 1 == broken[first]) --first;
  return curve[broken[first]].x();
}

std::optional<Verdict> exploded(const Watched& w, double recent) {
  Verdict verdict{Verdict::Kind::warning, VerdictWords::tr("Exploded"), {}, true};
  if (const auto since = notFiniteSince(w.train)) {
    verdict.detail = VerdictWords::tr("The loss is not a number since step %1. The learning rate "
                                      "was too high.")
                         .arg(countText(*since));
    return verdict;
  }
  if (const auto since = notFiniteSince(w.gradient)) {
    verdict.detail = VerdictWords::tr("The gradient is not a number since step %1. The learning "
                                      "rate was too high.")
                         .arg(countText(*since));
    return verdict;
  }
  // Models may begin above chance; what is told from that has grown since.
  constexpr double kFar = 2, kFewestPoints = 10;
  if (static_cast<double>(w.train.size()) < kFewestPoints || !std::isfinite(recent)) return {};
  const double began = w.train.front().y();
  const double high = std::max(std::isfinite(w.chance) ? w.chance : 0.0,
                               std::isfinite(began) ? began : 0.0);
  if (!(high > 0) || !(recent > kFar * high)) return {};
  verdict.detail =
      std::isfinite(w.chance)
          ? VerdictWords::tr("The loss has grown to %1, far above chance (%2). The learning rate "
                             "was too high.")
                .arg(valueText(recent), valueText(w.chance))
          : VerdictWords::tr("The loss has grown to %1; it began at %2. The learning rate was too "
                             "high.")
                .arg(valueText(recent), valueText(began));
  return verdict;
}

// The best validation lies at least two evaluations back and 1 % lower than the newest, which
// training was below at its step; or what is held out stays at chance while training leaves it.
std::optional<Verdict> overfitting(const Watched& w) {
  if (w.validation.empty() || w.train.empty()) return {};
  const double held = w.validation.back().y();
  const double then = trainingAt(w.train, w.validation.back().x());
  if (w.validation.size() >= 4) {
    const auto best =
        std::min_element(w.validation.begin(), w.validation.end(),
                         [](const QPointF& a, const QPointF& b) { return a.y() < b.y(); });
    if (w.validation.end() - best > 2 && held > 1.01 * best->y() && then < held)
      return Verdict{
          Verdict::Kind::warning, VerdictWords::tr("Overfitting"),
          VerdictWords::tr("since step %1: validation rises while training falls. Best was %2.")
              .arg(countText(best->x()), valueText(best->y()))};
  }
  if (!std::isfinite(w.chance) || !(held > (1 - kAtChance) * w.chance) ||
      !(then < kLearned * w.chance) || w.validation.back().x() < kFewestSteps)
    return {};
  // Few examples.
  return Verdict{Verdict::Kind::warning, VerdictWords::tr("Overfitting"),
                 VerdictWords::tr("At step %1 training was at %2, what is held out at %3, no "
                                  "better than chance (%4): the examples are known by heart. More "
                                  "data helps.")
                     .arg(countText(w.validation.back().x()), valueText(then), valueText(held),
                          valueText(w.chance))};
}

// A loss that has given back much of what it had gained.
std::optional<Verdict> lostAgain(const Watched& w, double recent) {
  const QPointF best = bestStretch(w.train);
  if (!std::isfinite(best.y()) || !std::isfinite(recent)) return {};
  const bool known = std::isfinite(w.chance);
  const double began = w.train.front().y();
  const double from = known ? w.chance : began;
  if (!(best.y() < kLearned * from)) return {};
  const bool all = recent > (1 - kAtChance) * from;
  if (!all && !(recent - best.y() > std::max((from - best.y()) / 4, 0.1 * from))) return {};
  return Verdict{
      Verdict::Kind::warning, all ? VerdictWords::tr("Collapsed") : VerdictWords::tr("Fallen back"),
      (!known ? VerdictWords::tr("It had come to %1 by step %2 and is at %3 again.")
       : all  ? VerdictWords::tr("It had come to %1 by step %2 and is at %3, back at chance.")
              : VerdictWords::tr("It had come to %1 by step %2 and is at %3, worse again."))
              .arg(valueText(best.y()), countText(best.x()), valueText(recent)) +
          ' ' + VerdictWords::tr("Try a lower learning rate.")};
}

}  // namespace

std::optional<double> brokenSince(const CurveData& train, const CurveData& gradient) {
  const auto loss = notFiniteSince(train), norm = notFiniteSince(gradient);
  if (!loss || !norm) return loss ? loss : norm;
  return std::min(*loss, *norm);
}

Verdict verdictOn(const Watched& w) {
  using Kind = Verdict::Kind;
  if (w.train.empty() && w.validation.empty())
    return {Kind::waiting, VerdictWords::tr("Not begun"),
            VerdictWords::tr("The first step has not been reported yet.")};
  const double recent = w.train.empty() ? std::nan("") : recentMean(w.train);
  if (const auto found = exploded(w, recent)) return *found;
  if (const auto found = overfitting(w)) return *found;
  if (const auto found = lostAgain(w, recent)) return *found;
  const double now = lossNow(w);
  if (!std::isfinite(w.chance))
    return {Kind::neutral, w.live ? VerdictWords::tr("Training") : VerdictWords::tr("Trained"),
            VerdictWords::tr("The loss is %1.").arg(valueText(now))};
  const double below = w.chance - now;
  const double steps = w.train.empty() ? 0 : w.train.back().x();
  if (below < kAtChance * w.chance) {
    if (steps < kFewestSteps)
      return {Kind::neutral, VerdictWords::tr("Just begun"), chanceText(w.chanceName, w.chance)};
    return {Kind::warning, VerdictWords::tr("Still at chance"), chanceText(w.chanceName, w.chance)};
  }
  const QString learning = w.live ? VerdictWords::tr("Learning") : VerdictWords::tr("Learned");
  if (w.kind == LossKind::squaredError)
    return {Kind::good, learning,
            VerdictWords::tr("The loss is %1 of that of even patches (%2).")
                .arg(shareText(now / w.chance), valueText(w.chance))};
  return {Kind::good, learning,
          VerdictWords::tr("%1 nats below chance: as unsure as choosing among %2.", "6.6 of 65")
              .arg(QLocale().toString(below, 'f', 2),
                   lossText(now, LossUnit::choices, std::exp(w.chance)))};
}

std::optional<Verdict> equalViews(const RunSpec& spec) {
  const auto* contrastive = std::get_if<ContrastiveSettings>(&spec.objectiveSettings);
  if (!contrastive) return {};
  const ViewSettings& view = contrastive->view;
  const auto drawn = [](double probability) { return probability > 0 && probability < 1; };
  const bool colours = view.jitter > 0 && view.strength > 0;
  if (view.cropMin < 1 || drawn(view.flip) || colours || drawn(view.grey) || view.blur > 0)
    return {};
  return Verdict{Verdict::Kind::warning, VerdictWords::tr("Nothing to learn"),
                 VerdictWords::tr("Both views of a picture are the same one, so a partner is found "
                                  "without seeing what is in it. Let crops be smaller, or switch "
                                  "colour changes on.")};
}

Verdict besideFrequencies(Verdict verdict, const Watched& w, double entropy) {
  const double now = lossNow(w);
  if (verdict.kind != Verdict::Kind::good || !std::isfinite(entropy) || !std::isfinite(now))
    return verdict;
  if (now > 0.97 * entropy)
    return {Verdict::Kind::neutral,
            w.live ? VerdictWords::tr("Learning frequencies")
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
