// Putting the trace of a position into words.
#include "ui/widgets/token_reason.h"

#include <QLocale>
#include <algorithm>
#include <cmath>
#include <set>

#include "core/pretext/masked_lm.h"
#include "ui/widgets/token_model.h"

namespace unmask {

namespace {

QString border(double value) {
  return QLocale().toString(value, 'g', 6);
}

// "draw 0.083 < 0.15" or "draw 0.41 ≥ 0.15"
QString compared(double draw, double limit) {
  return (draw < limit ? TokenModel::tr("draw %1 < %2") : TokenModel::tr("draw %1 ≥ %2"))
      .arg(drawText(draw, {limit}), border(limit));
}

QString chosenByDraw(double draw, bool chosen, double rate) {
  if (!chosen) return TokenModel::tr("not chosen: %1").arg(compared(draw, rate));
  if (draw < rate) return TokenModel::tr("chosen: %1").arg(compared(draw, rate));
  return TokenModel::tr("chosen although %1: every example has at least one target")
      .arg(compared(draw, rate));
}

// BERT exact: the trace holds the rank in the shuffled order as a share of the words.
QString chosenByRank(const Example& example, size_t position, bool chosen,
                     const MaskedLmSettings& settings) {
  std::set<double> ranks;
  for (const PositionTrace& trace : example.trace)
    if (trace.chooseDraw >= 0) ranks.insert(trace.chooseDraw);
  const auto words = static_cast<double>(ranks.size());
  const auto rank = std::lround(example.trace[position].chooseDraw * words) + 1;
  const int64_t wanted = exactCount(static_cast<int64_t>(example.trace.size()), settings);
  const QString place =
      settings.wholeWord
          ? TokenModel::tr("place %1 of %2 words in the shuffled order").arg(rank).arg(ranks.size())
          : TokenModel::tr("place %1 of %2 in the shuffled order").arg(rank).arg(ranks.size());
  if (chosen) return TokenModel::tr("chosen: %1, %2 positions are taken").arg(place).arg(wanted);
  if (rank <= wanted && settings.wholeWord)
    return TokenModel::tr("not chosen: %1, too long for what was left of %2 positions")
        .arg(place)
        .arg(wanted);
  return TokenModel::tr("not chosen: %1, %2 positions were taken before").arg(place).arg(wanted);
}

QString replaced(const PositionTrace& trace, const MaskedLmSettings& settings) {
  const double kept = settings.mask + settings.random;
  switch (trace.decision) {
    case Decision::masked:
      return trace.replaceDraw < 0 ? TokenModel::tr("replaced by [MASK]: whole words always are")
                                   : TokenModel::tr("replaced by [MASK]: %1")
                                         .arg(compared(trace.replaceDraw, settings.mask));
    case Decision::random:
      return TokenModel::tr("replaced by a random piece: %1 ≤ draw %2 < %3")
          .arg(border(settings.mask), drawText(trace.replaceDraw, {settings.mask, kept}),
               border(kept));
    case Decision::kept:
      return TokenModel::tr("kept as it was: %1").arg(compared(trace.replaceDraw, kept));
    default:
      return {};
  }
}

}  // namespace

QString drawText(double draw, std::initializer_list<double> borders) {
  for (int digits = 3; digits < 15; ++digits) {
    const QString text = QLocale().toString(draw, 'f', digits);
    const double shown = QLocale().toDouble(text);
    const bool clear = std::ranges::all_of(borders, [&](double border) {
      return (shown < border) == (draw < border) && shown != border;
    });
    if (clear) return text;
  }
  return QLocale().toString(draw, 'g', 17);
}

QStringList reasonOf(const Example& example, size_t position, const ObjectiveSettings& settings) {
  const PositionTrace& trace = example.trace[position];
  if (trace.decision == Decision::special) return {TokenModel::tr("reserved token: never chosen")};
  const auto* masked = std::get_if<MaskedLmSettings>(&settings);
  if (!masked) return {TokenModel::tr("predicts the piece that follows")};
  const bool chosen = trace.decision != Decision::none;
  QStringList reasons;
  if (trace.chooseDraw < 0)
    reasons << (chosen ? TokenModel::tr("chosen") : TokenModel::tr("not chosen"));
  else if (masked->algorithm == "bert-exact")
    reasons << chosenByRank(example, position, chosen, *masked);
  else
    reasons << chosenByDraw(trace.chooseDraw, chosen, masked->chosen);
  if (chosen) reasons << replaced(trace, *masked);
  return reasons;
}

}  // namespace unmask
