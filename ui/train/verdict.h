// What the curves mean, in one plain sentence.
#pragma once

#include <QString>
#include <optional>

#include "core/spec/catalogue.h"
#include "ui/widgets/curve_data.h"

namespace unmask {

struct Verdict {
  enum class Kind { waiting, neutral, good, warning } kind = Kind::waiting;
  QString headline;  // "Learning"
  QString detail;    // "1.21 nats below chance (ln 65 = 4.174)"
};

// train and validation: loss over steps. chance with its name; not finite: none is known.
Verdict verdictOn(const CurveData& train, const CurveData& validation, double chance,
                  const QString& chanceName, bool live, LossKind = LossKind::nats);

// image-text-matching: what is to be said of a model that answers "no match" to everything
// (recipes.md 9.2); nothing of one that does not. matchLoss: of training; balanced: the newest
// balanced accuracy, NaN where none is known.
std::optional<Verdict> neverMatching(const CurveData& matchLoss, double balanced);

// masked-tokens: learning is more than knowing how frequent each code is, whose loss is `entropy`
// (recipes.md 7.3); NaN: not measured yet. A verdict of something else stays as it is.
Verdict besideFrequencies(Verdict, const CurveData& train, const CurveData& validation,
                          double entropy, bool live);

}  // namespace unmask
