// What the curves mean, in one plain sentence. A verdict compares figures of about the same step
// only: an evaluation of long ago says nothing about the training of now.
#pragma once

#include <QString>
#include <optional>

#include "core/spec/catalogue.h"
#include "core/spec/run_spec.h"
#include "ui/widgets/curve_data.h"

namespace unmask {

struct Verdict {
  enum class Kind { waiting, neutral, good, warning } kind = Kind::waiting;
  QString headline;       // "Learning"
  QString detail;         // "1.21 nats below chance (ln 65 = 4.174)"
  bool exploded = false;  // its weights are of no use: a new run with a lower rate is the way out
};

// What is looked at, over steps. Empty where there is none.
struct Watched {
  const CurveData &train, &validation;  // losses
  const CurveData& gradient;            // its norm
  double chance = 0;                    // the loss at chance; not finite: none is known
  QString chanceName;
  bool live = false;
  LossKind kind = LossKind::nats;
};

Verdict verdictOn(const Watched&);

// The step since which loss or gradient norm are not finite without a break; nothing: the newest
// are.
std::optional<double> brokenSince(const CurveData& train, const CurveData& gradient);

// contrastive: what is to be said where both views of a picture are the same one, so that finding
// the partner teaches nothing; nothing of any other run.
std::optional<Verdict> equalViews(const RunSpec&);

// image-text-matching: what is to be said of a model that answers "no match" to everything
// (recipes.md 9.2); nothing of one that does not. matchLoss: of training; balanced: the newest
// balanced accuracy, NaN where none is known.
std::optional<Verdict> neverMatching(const CurveData& matchLoss, double balanced);

// masked-tokens: learning is more than knowing how frequent each code is, whose loss is `entropy`
// (recipes.md 7.3); NaN: not measured yet. A verdict of something else stays as it is.
Verdict besideFrequencies(Verdict, const Watched&, double entropy);

}  // namespace unmask
