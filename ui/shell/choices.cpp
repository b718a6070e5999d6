// Keeping the shared choices consistent with each other and with the workspace.
#include "ui/shell/choices.h"

#include <algorithm>

#include "core/corpus/samples.h"
#include "core/spec/catalogue.h"

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

RunSpec& Choices::spec(const std::string& objective) {
  RunSpec& spec = specOf(objective);
  if (const CorpusEntry* entry = corpus()) {
    spec.corpus = {entry->info.slug, entry->info.hash};
    if (familyOf(spec) == Family::text)
      fillPrompts(spec, *entry);
    else if (entry->info.pictures.count > 0)
      spec.channels = entry->info.pictures.channels;
  }
  if (usesPictureTokenizer(spec)) {
    const PictureTokenizerEntry* entry = pictureTokenizer();
    spec.tokenizer = entry ? DataRef{entry->info.slug, entry->info.hash} : DataRef{};
    spec.pieces = entry ? entry->info.shape.codes : 0;
  } else if (const TokenizerEntry* entry = tokenizer(); entry && !picturesAlone(spec)) {
    spec.tokenizer = {entry->tokenizer->slug, entry->tokenizer->hash};
    spec.pieces = entry->tokenizer->pieces();
  }
  const auto fitted = fitted_.find(objective);
  if (fitted == fitted_.end() || fitted->second.size != dataSize(objective)) {
    fit(objective, spec);
    known_.insert_or_assign(objective, spec);
  }
  return spec;
}

const PictureTokenizerEntry* Choices::pictureTokenizer() const {
  if (const PictureTokenizerEntry* chosen = library_.pictureTokenizer(pictureTokenizer_))
    return chosen;
  const auto settings = specs_.find("masked-tokens");
  RunSpec spec;
  if (settings != specs_.end())
    spec = settings->second;
  else if (auto made = defaultSpec("masked-tokens"))
    spec = *made;
  if (const CorpusEntry* entry = corpus()) spec.channels = entry->info.pictures.channels;
  const PictureTokenizerEntry* alike = nullptr;
  for (const PictureTokenizerEntry& entry : library_.pictureTokenizers()) {
    if (fits(spec, entry.info)) return &entry;
    if (!alike && entry.info.shape.channels == spec.channels) alike = &entry;
  }
  return alike;
}

namespace {

std::vector<std::string> promptsOf(const SampleInfo& sample, const std::string& objective) {
  const auto& prompts = objective == "next-token" ? sample.prompts : sample.maskedPrompts;
  return {prompts.begin(), prompts.end()};
}

}  // namespace

// A sample brings prompts that its text can answer. Another corpus does without them: its own text
// gives some when the run starts (corpus/default_prompts.h). What the person wrote stays.
void Choices::fillPrompts(RunSpec& spec, const CorpusEntry& entry) {
  std::string& filledFor = promptsFor_[spec.objective];
  if (filledFor == entry.info.slug) return;
  filledFor = entry.info.slug;
  const bool ofSample = std::ranges::any_of(builtInSamples(), [&](const SampleInfo& sample) {
    return spec.samples.prompts == promptsOf(sample, spec.objective);
  });
  if (!ofSample && !spec.samples.prompts.empty()) return;
  const SampleInfo* sample = findSample(entry.info.sampleOf);
  spec.samples.prompts = sample ? promptsOf(*sample, spec.objective) : std::vector<std::string>();
  if (const auto known = known_.find(spec.objective); known != known_.end())
    known->second.samples.prompts = spec.samples.prompts;
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

void Choices::setPictureTokenizer(const std::string& slug) {
  const PictureTokenizerEntry* entry = library_.pictureTokenizer(slug);
  if (!entry) return;
  pictureTokenizer_ = slug;
  shownPictureTokenizer_ = entry->info.hash;
  auto& settings = std::get<MaskedTokensSettings>(spec("masked-tokens").objectiveSettings);
  const bool fitted =
      settings.view.size == entry->info.size && settings.patch == entry->info.shape.patch;
  settings.view.size = entry->info.size;
  settings.patch = entry->info.shape.patch;
  if (!fitted && objective_ == "masked-tokens") {
    settingsEdited();
    Q_EMIT settingsReplaced();
  }
  Q_EMIT tokenizerChanged();
}

void Choices::setObjective(const std::string& id) {
  if (id == objective_ || !findObjective(id)) return;
  if (base_ && base_->spec.objective != id) leaveBase();
  objective_ = id;
  Q_EMIT objectiveChanged();
}

void Choices::setRun(const std::filesystem::path& folder) {
  if (folder == run_) return;
  run_ = folder;
  Q_EMIT runChanged();
}

void Choices::askToResume(const std::filesystem::path& folder) {
  setRun(folder);
  Q_EMIT resumeAsked();
}

void Choices::askForBatch(const std::filesystem::path& run, uint64_t step) {
  askedBatch_ = AskedBatch{run, step};
  Q_EMIT batchAsked();
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
  const PictureTokenizerEntry* ofPictures = pictureTokenizer();
  if (const std::string hash = ofPictures ? ofPictures->info.hash : std::string();
      hash != shownPictureTokenizer_) {
    shownPictureTokenizer_ = hash;
    Q_EMIT tokenizerChanged();
  }
  if (corpus_ != shownCorpus_) {
    shownCorpus_ = corpus_;
    Q_EMIT corpusChanged();
  }
}

ChoicesState Choices::state() const {
  return {corpus_, tokenizer_, pictureTokenizer_, objective_, run_.string(), specs_, own_};
}

void Choices::restore(const ChoicesState& state) {
  corpus_ = state.corpus;
  tokenizer_ = state.tokenizer;
  pictureTokenizer_ = state.pictureTokenizer;
  objective_ = state.objective;
  run_ = state.run;
  for (const auto& [objective, spec] : state.specs) {
    promptsFor_[objective] = spec.corpus.slug;
    specs_.insert_or_assign(objective, spec);
    const auto own = state.own.find(objective);
    own_[objective] = own == state.own.end() ? ownKeysOf(spec, {}) : own->second;
  }
}

}  // namespace unmask
