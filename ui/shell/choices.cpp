// Keeping the shared choices consistent with each other and with the workspace.
#include "ui/shell/choices.h"

#include <nlohmann/json.hpp>

#include "core/corpus/samples.h"
#include "core/spec/catalogue.h"
#include "ui/shell/remembered.h"

namespace unmask {

Choices::Choices(Library& library, QObject* parent) : QObject(parent), library_(library) {
  connect(&library_, &Library::changed, this, &Choices::libraryChanged);
}

RunSpec& Choices::specOf(const std::string& objective) {
  const auto found = specs_.find(objective);
  if (found != specs_.end()) return found->second;
  RunSpec spec;
  if (auto made = defaultSpec(objective)) spec = *made;
  return specs_.emplace(objective, std::move(spec)).first->second;
}

RunSpec& Choices::spec() {
  RunSpec& spec = specOf(objective_);
  if (const CorpusEntry* entry = corpus()) {
    spec.corpus = {entry->info.slug, entry->info.hash};
    fillPrompts(spec, *entry);
  }
  if (const TokenizerEntry* entry = tokenizer()) {
    spec.tokenizer = {entry->tokenizer->slug, entry->tokenizer->hash};
    spec.pieces = entry->tokenizer->pieces();
  }
  return spec;
}

// A sample brings prompts that its text can answer; they replace those of another sample only.
void Choices::fillPrompts(RunSpec& spec, const CorpusEntry& entry) {
  std::string& filledFor = promptsFor_[spec.objective];
  if (filledFor == entry.info.slug) return;
  const bool first = filledFor.empty();
  filledFor = entry.info.slug;
  const SampleInfo* sample = findSample(entry.info.sampleOf);
  if (!sample || (first && !spec.samples.prompts.empty())) return;
  const auto& prompts = spec.objective == "masked-lm" ? sample->maskedPrompts : sample->prompts;
  spec.samples.prompts.assign(prompts.begin(), prompts.end());
}

void Choices::setCorpus(const std::string& slug) {
  if (slug == corpus_) return;
  corpus_ = slug;
  shownCorpus_ = corpus() ? slug : "";  // announced again once the library has listed it
  if (const CorpusEntry* entry = corpus(); entry && !entry->info.suggestedTokenizer.empty())
    setTokenizer(entry->info.suggestedTokenizer);
  Q_EMIT corpusChanged();
}

void Choices::setTokenizer(const std::string& slug) {
  if (slug == tokenizer_) return;
  tokenizer_ = slug;
  shownTokenizer_ = library_.tokenizer(slug) ? slug : "";
  Q_EMIT tokenizerChanged();
}

void Choices::setObjective(const std::string& id) {
  if (id == objective_ || !findObjective(id)) return;
  objective_ = id;
  Q_EMIT objectiveChanged();
}

void Choices::setRun(const std::filesystem::path& folder) {
  if (folder == run_) return;
  run_ = folder;
  Q_EMIT runChanged();
}

void Choices::takeSpec(const RunSpec& from) {
  specOf(from.objective) = from;
  promptsFor_[from.objective] = from.corpus.slug;
  setCorpus(from.corpus.slug);
  setTokenizer(from.tokenizer.slug);
  if (from.objective == objective_)
    Q_EMIT objectiveChanged();
  else
    setObjective(from.objective);
}

void Choices::askToResume(const std::filesystem::path& folder) {
  setRun(folder);
  Q_EMIT resumeAsked();
}

void Choices::askForBatch(const std::filesystem::path& run, uint64_t step) {
  askedBatch_ = AskedBatch{run, step};
  Q_EMIT batchAsked();
}

void Choices::settingsEdited() {
  Q_EMIT settingsChanged();
}

void Choices::libraryChanged() {
  const bool all = library_.complete();  // what was chosen may lie in a place yet to answer
  if (!corpus_.empty() && !corpus() && all) corpus_.clear();
  if (corpus_.empty() && !library_.corpora().empty())
    corpus_ = library_.corpora().front().info.slug;
  if (const CorpusEntry* entry = corpus();
      entry && (tokenizer_.empty() || (!tokenizer() && corpus_ != shownCorpus_)))
    tokenizer_ = entry->info.suggestedTokenizer;
  if (!tokenizer() && !library_.tokenizers().empty() && all)
    tokenizer_ = library_.tokenizers().front().tokenizer->slug;
  if (!run_.empty() && !library_.run(run_) && all) setRun({});
  if (tokenizer_ != shownTokenizer_ && tokenizer()) {
    shownTokenizer_ = tokenizer_;
    Q_EMIT tokenizerChanged();
  }
  if (corpus_ != shownCorpus_) {
    shownCorpus_ = corpus_;
    Q_EMIT corpusChanged();
  }
}

void Choices::remember() const {
  QSettings settings = remembered();
  settings.beginGroup("choices");
  settings.setValue("corpus", QString::fromStdString(corpus_));
  settings.setValue("tokenizer", QString::fromStdString(tokenizer_));
  settings.setValue("objective", QString::fromStdString(objective_));
  settings.setValue("run", QString::fromStdString(run_.string()));
  for (const auto& [objective, spec] : specs_)
    settings.setValue("spec-" + QString::fromStdString(objective),
                      QString::fromStdString(toJson(spec).dump()));
}

void Choices::recall() {
  QSettings settings = remembered();
  settings.beginGroup("choices");
  corpus_ = settings.value("corpus").toString().toStdString();
  tokenizer_ = settings.value("tokenizer").toString().toStdString();
  run_ = settings.value("run").toString().toStdString();
  const std::string objective = settings.value("objective", "next-token").toString().toStdString();
  if (findObjective(objective)) objective_ = objective;
  for (const ObjectiveInfo& info : objectives()) {
    const QString kept = settings.value(QString("spec-") + info.id).toString();
    if (kept.isEmpty()) continue;
    // Settings that a newer or older version wrote are left alone: the defaults serve.
    if (auto spec = runSpecFromJson(kept.toStdString(), settings.fileName().toStdString())) {
      promptsFor_[info.id] = spec->corpus.slug;
      specs_.insert_or_assign(info.id, std::move(*spec));
    }
  }
}

}  // namespace unmask
