// Finding tokenizer and tokens in the workspace.
#include "ui/pretext/preview_source.h"

#include <algorithm>

#include "core/corpus/computed_folder.h"

namespace unmask {

namespace {

PreviewSource source(const RunSpec& spec, const CorpusEntry& corpus,
                     const TokenizerEntry* tokenizer, const Library& library) {
  PreviewSource made{spec, {}, corpus.folder, {}, library.workspace().root()};
  if (tokenizer) made.tokenizer = tokenizer->tokenizer;
  made.corpusIs.slug = corpus.info.slug;
  made.corpusIs.hash = corpus.info.hash;
  if (hasCodes(spec))
    for (const PictureTokenizerEntry& entry : library.pictureTokenizers())
      if ((!usesPictureTokenizer(spec) || entry.info.hash == spec.tokenizer.hash) &&
          fits(spec, entry.info))
        made.pictureTokenizer = entry;
  return made;
}

tl::unexpected<Error> absent(bool another, Message missing, Message other) {
  return failure(another ? std::move(other) : std::move(missing),
                 message(UNMASK_TEXT("core", "Put the original back to see this batch.")));
}

}  // namespace

std::filesystem::path encodedTokens(const PreviewSource& source) {
  const std::filesystem::path tokens =
      tokenFolder(source.root, source.corpus, source.corpusIs, *source.tokenizer);
  std::error_code ignored;
  return std::filesystem::exists(tokens / "tokens.json", ignored) ? tokens
                                                                  : std::filesystem::path();
}

DataFolders foldersOf(const PreviewSource& source) {
  return {source.tokenizer ? encodedTokens(source) : std::filesystem::path(), source.corpus};
}

Result<PreviewSource> sourceOf(Choices& choices, const Library& library,
                               const std::string& objective) {
  const RunSpec& spec = objective.empty() ? choices.spec() : choices.spec(objective);
  if (!choices.corpus() || (!choices.tokenizer() && !picturesAlone(spec)))
    return failure(message(UNMASK_TEXT("core", "There is no corpus yet.")));
  if (const Status valid = validate(spec); !valid) return failure(valid.error());
  return source(spec, *choices.corpus(), choices.tokenizer(), library);
}

Result<PreviewSource> sourceOf(const RunSpec& ofRun, const Library& library) {
  const auto& corpora = library.corpora();
  const auto& tokenizers = library.tokenizers();
  const auto corpus = std::ranges::find_if(
      corpora, [&](const CorpusEntry& c) { return c.info.hash == ofRun.corpus.hash; });
  if (corpus == corpora.end())
    return absent(
        library.corpus(ofRun.corpus.slug) != nullptr,
        message(UNMASK_TEXT("core", "The run's corpus %1 is missing."), ofRun.corpus.slug),
        message(UNMASK_TEXT("core", "The corpus %1 is not the one this run was made with."),
                ofRun.corpus.slug));
  if (picturesAlone(ofRun)) return source(ofRun, *corpus, nullptr, library);
  const auto tokenizer = std::ranges::find_if(tokenizers, [&](const TokenizerEntry& t) {
    return t.tokenizer->hash == ofRun.tokenizer.hash;
  });
  if (tokenizer == tokenizers.end())
    return absent(
        library.tokenizer(ofRun.tokenizer.slug) != nullptr,
        message(UNMASK_TEXT("core", "The run's tokenizer %1 is missing."), ofRun.tokenizer.slug),
        message(UNMASK_TEXT("core", "The tokenizer %1 is not the one this run was made with."),
                ofRun.tokenizer.slug));
  return source(ofRun, *corpus, &*tokenizer, library);
}

}  // namespace unmask
