// Reading the curves.
#include "ui/train/verdict.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>
#include <cmath>

#include "ui/widgets/envelope.h"
#include "ui/widgets/words.h"

namespace unmask {

namespace {

QString tr(const char* text) {
  return QCoreApplication::translate("verdict", text);
}

}  // namespace

QString chanceText(const QString& name, double chance) {
  const QString number = QLocale().toString(chance, 'f', 3);
  const QString candidates = countText(std::round(std::exp(chance)));
  return name == "ln V" ? tr("chance: ln %1 = %2").arg(candidates, number)
                        : tr("chance: %1 = %2").arg(name, number);
}

Verdict verdictOn(const std::vector<QPointF>& train, const std::vector<QPointF>& validation,
                  double chance, const QString& chanceName, bool live) {
  using Kind = Verdict::Kind;
  if (train.empty() && validation.empty())
    return {Kind::waiting, tr("Not begun"), tr("The first step has not been reported yet.")};
  const auto broken = std::find_if(train.begin(), train.end(),
                                   [](const QPointF& p) { return !std::isfinite(p.y()); });
  if (broken != train.end())
    return {Kind::warning, tr("Diverged"),
            tr("The loss is not a number since step %1. Try a lower learning rate.")
                .arg(countText(broken->x()))};

  // The newest tenth of the training curve, at least 20 steps, evens out the noise of batches.
  double recent = std::nan("");
  if (!train.empty()) {
    const auto smooth = smoothed(train, std::max(20.0, static_cast<double>(train.size()) / 10));
    recent = smooth.back().y();
  }
  const double now = validation.empty() ? recent : validation.back().y();

  // Overfitting: the best validation lies at least two evaluations back and 1 % lower than now.
  if (validation.size() >= 4) {
    const auto best =
        std::min_element(validation.begin(), validation.end(),
                         [](const QPointF& a, const QPointF& b) { return a.y() < b.y(); });
    if (validation.end() - best > 2 && now > 1.01 * best->y() && recent < now)
      return {Kind::warning, tr("Overfitting"),
              tr("since step %1: validation rises while training falls. Best was %2.")
                  .arg(countText(best->x()), valueText(best->y()))};
  }
  const double below = chance - now;
  const double steps = train.empty() ? 0 : train.back().x();
  if (below < 0.03 * chance) {
    if (steps < 50) return {Kind::neutral, tr("Just begun"), chanceText(chanceName, chance)};
    return {Kind::warning, tr("Still at chance"), chanceText(chanceName, chance)};
  }
  return {Kind::good, live ? tr("Learning") : tr("Learned"),
          tr("%1 nats below chance: as unsure as choosing among %2 of %3.")
              .arg(QLocale().toString(below, 'f', 2), valueText(std::exp(now)),
                   countText(std::round(std::exp(chance))))};
}

}  // namespace unmask
