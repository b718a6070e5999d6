// The same loss in the units people think in. All rise with it, so that extremes stay extremes.
#pragma once

#include <QString>

#include "core/spec/catalogue.h"

namespace unmask {

enum class LossUnit {
  nats,        // as trained
  bits,        // nats / ln 2
  perplexity,  // exp(nats)
  choices,     // the same number in words: 'as unsure as choosing among 6.6 of 65'
};

double inUnit(double nats, LossUnit);
QString unitName(LossUnit);                                  // as a menu names it
// "nats per token", or per what else the loss is the mean of.
QString unitAxis(LossUnit, double candidates, LossPer = LossPer::token);
QString lossText(double nats, LossUnit, double candidates);  // "1.892", "6.6 of 65"

// "chance: ln 65 = 4.174", in the unit. `name` is the catalogue's ("ln V").
QString chanceText(const QString& name, double nats, LossUnit unit = LossUnit::nats);

}  // namespace unmask
