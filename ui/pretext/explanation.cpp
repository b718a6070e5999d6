// Choosing the example that teaches most: a random piece, else a kept one, else a mask.
#include "ui/pretext/explanation.h"

#include <QLocale>

#include "core/pretext/denoising.h"
#include "core/spec/span_lengths.h"
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

// What counts, and the share really hidden of that asked for, over the examples in view.
QString bothSidesExplained(const Preview& preview, const RunSpec& spec, bool batch) {
  uint64_t pieces = 0, hidden = 0;
  for (const Example& example : preview.examples)
    for (size_t i = 0; i < example.pieces.size(); ++i) {
      const Decision decision = example.trace[i].decision;
      pieces += !spec.tokenIds().reserved(example.pieces[i]);
      hidden += decision == Decision::masked || decision == Decision::random;
    }
  const QString counted = countText(static_cast<double>(preview.counted));
  QString text =
      batch ? ExamplesCard::tr("All %1 tokens of the batch's targets enter the loss.").arg(counted)
            : ExamplesCard::tr("All %1 tokens of the target enter the loss.").arg(counted);
  const auto* noise = std::get_if<DenoisingSettings>(&spec.objectiveSettings);
  if (noise)
    text +=
        " " + ExamplesCard::tr(
                  "The decoder writes the whole text anew: most of it is copying, and only what "
                  "is hidden has to be found.");
  else
    text +=
        " " + ExamplesCard::tr(
                  "The decoder writes each sentinel and what it stands for, and sees nothing of "
                  "it in the input.");
  if (const auto* spans = std::get_if<SpanCorruptionSettings>(&spec.objectiveSettings);
      spans && !spans->randomRoll &&
      std::ranges::all_of(preview.examples, [&](const Example& example) {
        return spanCounts(static_cast<int64_t>(example.pieces.size()), *spans).spans == 1;
      }))
    text += " " + ExamplesCard::tr(
                      "Of a text this short one span is hidden, and T5's mask always ends with a "
                      "span: every draw is the same. A longer text, or Turned, shows more.");
  if (pieces == 0 || (noise && noise->infill == 0)) return text;
  const QString share =
      QLocale().toString(100 * static_cast<double>(hidden) / static_cast<double>(pieces), 'f', 1);
  text += " " + ExamplesCard::tr("Of the pieces in view %1 % are hidden.").arg(share);
  if (noise && noise->mask == 0)
    text += " " + ExamplesCard::tr(
                      "Spans are placed independently and may overlap: asked for %1 %, on average "
                      "about %2 % are hidden.")
                      .arg(QLocale().toString(100 * noise->infill, 'f', 0),
                           QLocale().toString(
                               100 * expectedHidden(noise->infill, noise->poissonLambda), 'f', 0));
  return text;
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
  if (isEncoderDecoder(spec)) return bothSidesExplained(preview, spec, batch);
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
