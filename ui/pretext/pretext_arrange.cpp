// What the Pretext page has and what it has not, before anything is computed.
#include <QButtonGroup>
#include <QShortcut>
#include <nlohmann/json.hpp>

#include "core/corpus/fit.h"
#include "core/spec/catalogue.h"
#include "ui/pretext/batch_pane.h"
#include "ui/pretext/examples_card.h"
#include "ui/pretext/item_pane.h"
#include "ui/pretext/model_questions.h"
#include "ui/pretext/objective_comparison.h"
#include "ui/pretext/picture_item_pane.h"
#include "ui/pretext/picture_part.h"
#include "ui/pretext/pretext_page.h"
#include "ui/pretext/rates_card.h"
#include "ui/pretext/sentence_card.h"
#include "ui/pretext/settings_card.h"
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
  return context_.choices.corpus() && (picturesAlone(shownSpec()) || context_.choices.tokenizer()) &&
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
  const bool batch = state_.batch, pictures = this->pictures(), comparing = this->comparing();
  const bool text = ready && !pictures && !comparing;
  const bool counted = text && hasRates(shownSpec()) && (!batch || state_.run.isEmpty());
  // An encoder-decoder has nothing there but its rates.
  columns_->setRightShown(ready && !comparing && (!bothSides() || counted));
  empty_->setVisible(!ready && !unfit);
  unfit_->setVisible(unfit);
  if (unfit) showUnfit();
  mode_->setVisible(ready);
  examples_->setVisible(text);
  comparison_->setVisible(ready && comparing);
  tensors_->setVisible(text);
  sentence_->setVisible(text && !batch && !bothSides());
  item_->setVisible(!batch && !pictures);
  batch_->setVisible(batch);
  if (!counted || rates_->objective() != shownSpec().objective) rates_->hide();
  windows_->setVisible(text && nextToken() && sizes_.contains("next-token"));
  picturePart_->arrange(ready && pictures && !comparing, state_, shownSpec());
  picturePart_->item()->setVisible(ready && pictures && !batch);
  showSettings();
  modes_->button(batch ? 1 : comparing ? 2 : 0)->setChecked(true);
  for (QShortcut* shortcut : walkKeys_) shortcut->setEnabled(state_.walk >= 0);
  walk_->setText(state_.walk >= 0 ? tr("Leave step-through") : tr("Step through"));
  walk_->setProperty("absent", !text);
  reroll_->setProperty("absent", batch || (nextToken() && !comparing) || !ready);
  train_->setProperty("absent", !ready || (batch && !state_.run.isEmpty()));
  Q_EMIT headerChanged();
}

void PretextPage::showProblem(const QString& text, const QString& action) {
  if (pictures()) return picturePart_->showProblem(text, action);
  if (!text.isEmpty()) examples_->show({}, nullptr, context_.choices.spec(), state_);
  examples_->showProblem(text, action);
}

std::vector<std::string> PretextPage::comparable() {
  const CorpusEntry* corpus = context_.choices.corpus();
  std::vector<std::string> fitting;
  for (const ObjectiveInfo& info : objectives()) {
    if (!corpus || !unmask::wrongKind(info, corpus->info).empty()) continue;
    // One item is either text or a picture.
    if ((info.family == Family::text) != (familyOf(context_.choices.spec()) == Family::text))
      continue;
    fitting.push_back(info.id);
  }
  return fitting;
}

std::vector<std::string> PretextPage::compared() {
  const std::vector<std::string> fitting = comparable();
  std::vector<std::string> chosen;
  const auto add = [&](const std::string& id) {
    if (std::ranges::find(fitting, id) != fitting.end() &&
        std::ranges::find(chosen, id) == chosen.end())
      chosen.push_back(id);
  };
  for (const QString& id : state_.compared) add(id.toStdString());
  if (chosen.empty()) add(context_.choices.objective());
  for (const std::string& id : fitting)
    if (chosen.size() < ObjectiveComparison::kFewest) add(id);
  std::ranges::sort(chosen, {}, [&](const std::string& id) {
    return std::ranges::find(fitting, id) - fitting.begin();
  });
  return chosen;
}

bool PretextPage::ofRun() {
  return state_.batch && !state_.run.isEmpty() &&
         context_.library.run(state_.run.toStdString()) != nullptr;
}

void PretextPage::showSettings() {
  if (ofRun()) {
    if (settingsOfRun_ != state_.run) settings_->showRun(shownSpec());
    settingsOfRun_ = state_.run;
    return;
  }
  const bool several = ready() && comparing();
  const std::vector<std::string> ids =
      several ? compared() : std::vector<std::string>{context_.choices.objective()};
  const auto among = [&](const std::string& id) { return std::ranges::find(ids, id) != ids.end(); };
  if (!among(settingsOf_)) settingsOf_ = context_.choices.objective();
  if (!among(settingsOf_)) settingsOf_ = ids.front();
  QList<unmask::Picker::Option> options;
  for (const std::string& id : several ? ids : std::vector<std::string>())
    options.append({QString::fromStdString(id), translated(findObjective(id)->label), {}});
  settings_->offer(options);
  RunSpec& spec = context_.choices.spec(settingsOf_);
  settingsOfRun_.clear();
  if (settings_->shown() != &spec) settings_->show(spec);
  compareSettings();
}

void PretextPage::compareSettings() {
  if (ofRun()) return;
  RunSpec usual = context_.choices.unsetSpec(settingsOf_);
  QString from = tr("the default");
  for (const Preset& preset : findObjective(settingsOf_)->presets)
    if (usual.preset == preset.id) from = tr("the size %1", "a preset").arg(translated(preset.label));
  settings_->compare(toJson(fieldsOf(usual)), from,
                     static_cast<int>(context_.choices.differing(settingsOf_).size()));
}

// One draw of the item by each.
void PretextPage::compare() {
  const std::vector<std::string> fitting = comparable(), chosen = compared();
  comparison_->offer(fitting, chosen);
  std::vector<ObjectiveComparison::Asked> asked;
  for (const std::string& id : chosen) {
    const Result<PreviewSource> source = sourceOf(context_.choices, context_.library, id);
    if (!source) {
      asked.push_back({id, failure(source.error())});
      continue;
    }
    PreviewRequest one = request(*source);
    one.first = 0;
    one.draws = one.count = 1;
    one.inBatch = id == "image-text-matching";
    asked.push_back({id, std::move(one), modelsFor(source->spec, context_.library)});
  }
  comparison_->refresh(std::move(asked), state_);
}

}  // namespace unmask
