// Nats, bits, perplexity.
#include "ui/widgets/loss_units.h"

#include <QCoreApplication>
#include <QLocale>
#include <cmath>

#include "ui/widgets/words.h"

namespace unmask {

namespace {

class LossWords {
  Q_DECLARE_TR_FUNCTIONS(loss)
};

QString natsPer(LossPer per) {
  switch (per) {
    case LossPer::token:
      return LossWords::tr("nats per token");
    case LossPer::patch:
      return LossWords::tr("nats per patch");
    case LossPer::view:
      return LossWords::tr("nats per view");
    case LossPer::pair:
      return LossWords::tr("nats per pair");
  }
  return {};
}

QString bitsPer(LossPer per) {
  switch (per) {
    case LossPer::token:
      return LossWords::tr("bits per token");
    case LossPer::patch:
      return LossWords::tr("bits per patch");
    case LossPer::view:
      return LossWords::tr("bits per view");
    case LossPer::pair:
      return LossWords::tr("bits per pair");
  }
  return {};
}

}  // namespace

double inUnit(double nats, LossUnit unit) {
  switch (unit) {
    case LossUnit::nats:
      return nats;
    case LossUnit::bits:
      return nats / std::log(2.0);
    case LossUnit::perplexity:
    case LossUnit::choices:
      return std::exp(nats);
  }
  return nats;
}

QString unitName(LossUnit unit) {
  switch (unit) {
    case LossUnit::nats:
      return LossWords::tr("nats");
    case LossUnit::bits:
      return LossWords::tr("bits");
    case LossUnit::perplexity:
      return LossWords::tr("perplexity");
    case LossUnit::choices:
      return LossWords::tr("as unsure as");
  }
  return {};
}

QString unitAxis(LossUnit unit, double candidates, LossPer per) {
  switch (unit) {
    case LossUnit::nats:
      return natsPer(per);
    case LossUnit::bits:
      return bitsPer(per);
    case LossUnit::perplexity:
      return LossWords::tr("perplexity");
    case LossUnit::choices:
      return LossWords::tr("as unsure as choosing among … of %1")
          .arg(countText(std::round(candidates)));
  }
  return {};
}

QString lossText(double nats, LossUnit unit, double candidates) {
  const double value = inUnit(nats, unit);
  if (unit != LossUnit::choices || !std::isfinite(value)) return valueText(value);
  return LossWords::tr("%1 of %2")
      .arg(QLocale().toString(value, 'f', value < 100 ? 1 : 0), countText(std::round(candidates)));
}

QString chanceText(const QString& name, double nats, LossUnit unit) {
  const QString candidates = countText(std::round(std::exp(nats)));
  if (unit == LossUnit::perplexity) return LossWords::tr("chance: %1").arg(candidates);
  if (unit == LossUnit::choices) return LossWords::tr("chance: %1 of %1").arg(candidates);
  const QString number = QLocale().toString(inUnit(nats, unit), 'f', 3);
  if (name != "ln V" && unit == LossUnit::bits) return LossWords::tr("chance: %1").arg(number);
  if (name != "ln V") return LossWords::tr("chance: %1 = %2").arg(name, number);
  return unit == LossUnit::bits ? LossWords::tr("chance: log₂ %1 = %2").arg(candidates, number)
                                : LossWords::tr("chance: ln %1 = %2").arg(candidates, number);
}

}  // namespace unmask
