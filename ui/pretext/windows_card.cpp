// Counting windows.
#include "ui/pretext/windows_card.h"

#include <cmath>

#include "ui/help/help.h"
#include "ui/theme/theme.h"
#include "ui/widgets/words.h"

namespace unmask {

double shareSeen(double windows, double length, double tokens) {
  const double places = tokens - length;  // where a window may begin
  if (places <= 0) return tokens > 0 ? 1 : 0;
  return -std::expm1(windows * std::log1p(-std::min(length / places, 1 - 1e-12)));
}

WindowsCard::WindowsCard(QWidget* parent) : Card(tr("What training draws"), parent) {
  setObjectName("windowsCard");
  headingRow()->addWidget(helpMark("batch"), 0, Qt::AlignTop);
  figures_ = new Figures;
  figures_->setObjectName("windowsFigures");
  body()->addWidget(figures_);
  note_ = label(tr("Each window begins anywhere, drawn with replacement: some text comes twice "
                   "before other text comes once."),
                "secondary", true);
  body()->addWidget(note_);
  const auto applyScale = [this] { note_->setFont(theme().font(12)); };
  connect(&theme(), &Theme::changed, this, applyScale);
  applyScale();
}

void WindowsCard::show(const RunSpec& spec, const PartSizes& sizes, uint64_t step) {
  const auto number = [](double value) { return countText(value); };
  const auto length = static_cast<double>(spec.model.context);
  const auto examples =
      static_cast<double>(spec.train.batchSize) * static_cast<double>(spec.train.accumulate);
  const auto tokens = static_cast<double>(sizes.training);
  const double steps = static_cast<double>(step) + 1;
  const double windows = steps * examples;
  figures_->setRows({
      {tr("Positions that count"), tr("%1 of %1").arg(number(length))},
      {tr("Examples a step"), number(examples)},
      {tr("Tokens a step"), number(examples * length)},
      {tr("Training tokens"), number(tokens)},
      {tr("After step %1, each was drawn").arg(number(static_cast<double>(step))),
       tr("%1 times").arg(valueText(tokens > 0 ? windows * length / tokens : 0))},
      {tr("Seen at least once"), shareText(shareSeen(windows, length, tokens))},
  });
}

}  // namespace unmask
