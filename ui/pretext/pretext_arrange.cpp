// What the Pretext page has and what it has not, before anything is computed.
#include <QButtonGroup>
#include <QShortcut>

#include "core/corpus/fit.h"
#include "core/spec/catalogue.h"
#include "ui/pretext/batch_pane.h"
#include "ui/pretext/examples_card.h"
#include "ui/pretext/item_pane.h"
#include "ui/pretext/picture_part.h"
#include "ui/pretext/pretext_page.h"
#include "ui/pretext/rates_card.h"
#include "ui/pretext/sentence_card.h"
#include "ui/pretext/tensors_card.h"
#include "ui/pretext/windows_card.h"
#include "ui/widgets/words.h"

namespace unmask {

const RunSpec& PretextPage::shownSpec() {
  const RunSummary* run = state_.batch && !state_.run.isEmpty()
                              ? context_.library.run(state_.run.toStdString())
                              : nullptr;
  return run ? run->spec : context_.choices.spec();
}

Message PretextPage::wrongKind() {
  const CorpusEntry* corpus = context_.choices.corpus();
  const ObjectiveInfo* info = findObjective(context_.choices.objective());
  return corpus && info ? unmask::wrongKind(*info, corpus->info) : Message{};
}

bool PretextPage::ready() {
  // A run's batch has its own corpus and tokenizer.
  if (state_.batch && !state_.run.isEmpty()) return context_.choices.corpus();
  return context_.choices.corpus() && (pictures() || context_.choices.tokenizer()) &&
         wrongKind().empty();
}

// Leads to an objective that fits, or else to other data.
void PretextPage::showUnfit() {
  const CorpusEntry* corpus = context_.choices.corpus();
  const Message reason = wrongKind();
  if (!corpus || reason.empty()) return;
  const ObjectiveInfo* own = findObjective(context_.choices.objective());
  unfit_->setAccessibleName(translated(own->label));
  unfitTitle_->setText(
      tr("%1 does not fit this corpus", "an objective").arg(translated(own->label)));
  unfitReason_->setText(inWords(reason));
  unfitHelp_->setText(tr("Go to Data"));
  unfitHelp_->setProperty("objective", {});
  for (const ObjectiveInfo& info : objectives()) {
    if (!unmask::wrongKind(info, corpus->info).empty()) continue;
    if (info.family == Family::text && !context_.choices.tokenizer()) continue;
    unfitHelp_->setText(tr("Show %1", "an objective").arg(translated(info.label)));
    unfitHelp_->setProperty("objective", info.id);
    return;
  }
}

void PretextPage::arrange() {
  const bool ready = this->ready(), unfit = !ready && !wrongKind().empty();
  const bool batch = state_.batch, pictures = this->pictures(), text = ready && !pictures;
  columns_->setRightShown(ready && !bothSides());  // its cards are of the other objectives
  empty_->setVisible(!ready && !unfit);
  unfit_->setVisible(unfit);
  if (unfit) showUnfit();
  mode_->setVisible(ready);
  examples_->setVisible(text);
  tensors_->setVisible(text);
  sentence_->setVisible(text && !batch && !bothSides());
  item_->setVisible(!batch && !pictures);
  batch_->setVisible(batch);
  if (!masking() || !ready) rates_->hide();
  windows_->setVisible(text && nextToken() && sizes_.contains("next-token"));
  picturePart_->arrange(ready && pictures, state_, shownSpec());
  modes_->button(batch ? 1 : 0)->setChecked(true);
  for (QShortcut* shortcut : walkKeys_) shortcut->setEnabled(state_.walk >= 0);
  walk_->setText(state_.walk >= 0 ? tr("Leave step-through") : tr("Step through"));
  walk_->setProperty("absent", !text);
  reroll_->setProperty("absent", batch || nextToken() || !ready);
  train_->setProperty("absent", !ready || (batch && !state_.run.isEmpty()));
  Q_EMIT headerChanged();
}

void PretextPage::showProblem(const QString& text, const QString& action) {
  if (pictures()) return picturePart_->showProblem(text, action);
  if (!text.isEmpty()) examples_->show({}, nullptr, context_.choices.spec(), state_);
  examples_->showProblem(text, action);
}

}  // namespace unmask
