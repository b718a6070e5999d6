// Choosing the example that teaches most: a random piece, else a kept one, else a mask.
#include "ui/pretext/explanation.h"

#include "ui/pretext/examples_card.h"
#include "ui/widgets/words.h"

namespace unmask {

namespace {

QString bold(const Tokenizer& tokenizer, int64_t id) {
  return "<b>" + QString::fromStdString(displayPiece(tokenizer, id)).toHtmlEscaped() + "</b>";
}

QString namedExample(const Preview& preview, const Tokenizer& tokenizer) {
  for (const Decision wanted : {Decision::random, Decision::kept, Decision::masked})
    for (const Example& example : preview.examples)
      for (size_t i = 0; i < example.trace.size(); ++i) {
        if (example.trace[i].decision != wanted) continue;
        const QString seen = bold(tokenizer, example.inputIds[i]);
        const QString said = bold(tokenizer, example.labels[i]);
        if (wanted == Decision::random && example.inputIds[i] != example.labels[i])
          return ExamplesCard::tr(
                     "The model sees %1 and must still say %2: it can never trust its input.")
              .arg(seen, said);
        if (wanted == Decision::kept)
          return ExamplesCard::tr(
                     "It sees %1, and that is right; but it cannot know that nothing was changed.")
              .arg(seen);
        if (wanted == Decision::masked)
          return ExamplesCard::tr("It sees %1 and must say %2 from what stands around it.")
              .arg(seen, said);
      }
  return {};
}

}  // namespace

QString explanationOf(const Preview& preview, const RunSpec& spec, const Tokenizer& tokenizer,
                      bool batch) {
  if (preview.examples.empty()) return {};
  const QString counted = countText(static_cast<double>(preview.counted));
  const QString positions = countText(static_cast<double>(preview.positions));
  if (std::holds_alternative<MaskedLmSettings>(spec.objectiveSettings)) {
    const QString loss =
        preview.counted == 1
            ? ExamplesCard::tr("Only 1 of %1 positions enters the loss.").arg(positions)
        : batch
            ? ExamplesCard::tr("Only %1 of the batch's %2 positions enter the loss.")
                  .arg(counted, positions)
            : ExamplesCard::tr("Only %1 of %2 positions enter the loss.").arg(counted, positions);
    return loss + " " + namedExample(preview, tokenizer);
  }
  const Example& first = preview.examples.front();
  // An early position says it in few words.
  const size_t at = std::min<size_t>(2, first.labels.size() - 1);
  QString before;
  for (size_t i = 0; i <= at; ++i)
    before += QString::fromStdString(displayPiece(tokenizer, first.inputIds[i]));
  return ExamplesCard::tr(
             "All %1 positions enter the loss: each predicts the piece after it, seeing only what "
             "stands to its left. After <b>%2</b> it must say %3.")
      .arg(counted, before.replace(QChar(0x2581), ' ').trimmed().toHtmlEscaped(),
           bold(tokenizer, first.labels[at]));
}

}  // namespace unmask
