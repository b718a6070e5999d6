// Which settings are the person's own, which follow preset, data and steps, and which are a run's
// that a new one is begun from.
#include <QUndoStack>
#include <algorithm>

#include "core/spec/catalogue.h"
#include "ui/shell/choices.h"
#include "ui/shell/settings_edit.h"

namespace unmask {

DataSize Choices::dataSize(const std::string& objective) const {
  const CorpusEntry* entry = corpus();
  const ObjectiveInfo* info = findObjective(objective);
  if (!entry || !info) return {};
  if (info->family == Family::pairs) return {entry->info.pictures.captioned, 0};
  if (info->family == Family::pictures) return {entry->info.pictures.count, 0};
  const TokenizerEntry* with = tokenizer();
  if (!with) return {};
  const auto found =
      std::ranges::find(entry->encoded, with->tokenizer->hash, &EncodedText::tokenizer);
  return {0, found == entry->encoded.end() ? 0 : found->tokens};
}

void Choices::fit(const std::string& objective, RunSpec& spec) {
  const DataSize size = dataSize(objective);
  fitted_[objective] = {size, fitPreset(spec, size, own_[objective])};
}

RunSpec Choices::unsetSpec(const std::string& objective) {
  return unset(spec(objective), dataSize(objective), own_[objective]);
}

OwnKeys Choices::differing(const std::string& objective) {
  OwnKeys keys = differingKeys(spec(objective), unsetSpec(objective));
  keys.erase("samples.prompts");  // they come with the corpus
  return keys;
}

// A setting put back to what it would be anyway is nobody's own any more.
void Choices::noteOwn(const RunSpec& before, const RunSpec& after) {
  OwnKeys& own = own_[after.objective];
  const DataSize size = dataSize(after.objective);
  if (before.preset != after.preset)  // it has set all of these
    std::erase_if(own, [](const std::string& key) {
      return key.starts_with("model.") || key.starts_with("train.");
    });
  else
    own.merge(differingKeys(before, after));
  own.erase("samples.prompts");  // they come with the corpus
  RunSpec fitted = after;
  fitPreset(fitted, size, own);
  const OwnKeys differing = differingKeys(fitted, unset(fitted, size, own));
  std::erase_if(own, [&](const std::string& key) { return !differing.contains(key); });
}

void Choices::settingsEdited(const std::string& objective) {
  RunSpec& now = spec(objective);
  RunSpec& before = known_.at(objective);
  if (!changedKeys(before, now).isEmpty()) {
    const OwnKeys ownBefore = own_[objective];
    noteOwn(before, now);
    fit(objective, now);
    if (undo_)
      undo_->push(new SettingsEdit(*this, {before, ownBefore}, {now, own_[objective]}));
    before = now;
  }
  Q_EMIT settingsChanged();
}

void Choices::resetSettings(const std::string& objective) {
  RunSpec& now = spec(objective);
  now = presetOf(now, dataSize(objective));
  settingsEdited(objective);
  Q_EMIT settingsReplaced();
}

void Choices::replaceSettings(const RunSpec& from, const OwnKeys& own) {
  RunSpec& spec = specOf(from.objective);
  const RunSpec was = spec;
  spec = from;
  spec.corpus = was.corpus;
  spec.tokenizer = was.tokenizer;
  spec.pieces = was.pieces;
  own_[from.objective] = own;
  fit(from.objective, spec);
  known_.insert_or_assign(from.objective, spec);
  setObjective(from.objective);
  Q_EMIT settingsChanged();
  Q_EMIT settingsReplaced();
}

void Choices::setBase(std::optional<BaseRun> base) {
  base_ = std::move(base);
  beforeBase_.reset();
  Q_EMIT baseChanged();
}

void Choices::takeSpec(const BaseRun& base) {
  leaveBase();
  const RunSpec& from = base.spec;
  const Set before{specOf(from.objective), own_[from.objective]};
  setBase(base);
  beforeBase_ = before;
  specOf(from.objective) = from;
  promptsFor_[from.objective] = from.corpus.slug;
  // What is gone leaves the choice as it is; the page says so.
  if (library_.corpus(from.corpus.slug)) setCorpus(from.corpus.slug);
  if (usesPictureTokenizer(from))
    setPictureTokenizer(from.tokenizer.slug);
  else if (library_.tokenizer(from.tokenizer.slug))
    setTokenizer(from.tokenizer.slug);
  specOf(from.objective) = from;  // not as it was fitted meanwhile
  own_[from.objective] = ownKeysOf(from, dataSize(from.objective));
  fitted_.erase(from.objective);
  spec(from.objective);
  if (from.objective == objective_)
    Q_EMIT objectiveChanged();
  else
    setObjective(from.objective);
}

void Choices::leaveBase() {
  if (!base_) return;
  const std::string objective = base_->spec.objective;
  // Restored with the window, it has nothing before it but the preset.
  RunSpec& now = specOf(objective);
  Set back = beforeBase_ ? std::move(*beforeBase_) : Set{presetOf(now, dataSize(objective)), {}};
  setBase({});
  back.spec.samples.prompts = now.samples.prompts;
  now = std::move(back.spec);
  own_[objective] = std::move(back.own);
  fitted_.erase(objective);
  spec(objective);
  Q_EMIT settingsChanged();
  Q_EMIT settingsReplaced();
}

}  // namespace unmask
