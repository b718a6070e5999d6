// Import, tokenizer and tokens as one job.
#include "core/corpus/prepare.h"

#include <QString>
#include <cstdlib>
#include <functional>

#include "core/base/files.h"
#include "core/corpus/corpus_writer.h"
#include "core/corpus/samples.h"
#include "core/tokenizers/tokenizer_file.h"

namespace unmask {

namespace {

// Removes a folder that became visible, unless everything after it went well.
class RemoveUnlessKept {
 public:
  explicit RemoveUnlessKept(fs::path folder) : folder_(std::move(folder)) {}
  ~RemoveUnlessKept() {
    std::error_code ignored;  // what cannot be removed is a whole, usable tokenizer
    if (!kept_) fs::remove_all(folder_, ignored);
  }
  void keep() { kept_ = true; }

 private:
  fs::path folder_;
  bool kept_ = false;
};

// Pieces, however small the text is: models of captions read some dozen tokens, not characters.
TokenizerSettings captionTokenizer() {
  TokenizerSettings settings;
  settings.type = "unigram";
  settings.vocabularySize = 1024;
  settings.characterCoverage = 1;
  return settings;
}

Status makeTokenizer(const Corpus& corpus, const TokenizerSettings* chosen,
                     const PreparePlaces& places, JobControl& job) {
  const CorpusInfo& info = corpus.info();
  TokenizerSettings settings = chosen                 ? *chosen
                               : info.kind == "pairs" ? captionTokenizer()
                                                      : defaultTokenizer(info.statistics);
  const auto train = [&] {
    return trainTokenizer(textOf(corpus), settings, info.name, places.tokenizer, places.program,
                          job);
  };
  Status status = train();
  if (status || chosen || !vocabularyDoesNotFit(status.error())) return status;
  // Nobody asked for this vocabulary, and the text (a short one, or much repetition) has no use for
  // it. As many pieces as it has use for, where some are words.
  constexpr int64_t kWords = 32, kBytes = 256;
  const int64_t most = largestVocabulary(status.error());
  const auto characters = static_cast<int64_t>(info.statistics.distinctCharacters);
  if (most >= kBytes + characters + kWords) {
    settings.vocabularySize = most;
    status = train();
    if (status || !vocabularyDoesNotFit(status.error())) return status;
  }
  settings.type = info.statistics.distinctCharacters <= 4000 ? "char" : "byte";
  return train();
}

// Whether `folder` is no corpus called otherwise than `wanted`: one of that name, but for case, or one
// that is being made and may become so.
bool mayBeCalled(const fs::path& folder, const std::string& wanted) {
  const auto there = readCorpusFile(folder);
  return !there || QString::fromStdString(there->name)
                           .compare(QString::fromStdString(wanted), Qt::CaseInsensitive) == 0;
}

// The number that tells the corpus in `folder` from others of the name `wanted`: of "plays-2" " 2".
// Nothing where the folders before it are of other names ("my_text" has "my-text", and "My Text" is
// the only one so called), nor for a name that itself ends so ("chapter-2" is no second "chapter").
std::string numberOf(const fs::path& folder, const std::string& wanted) {
  const std::string slug = folder.filename().string();
  const size_t dash = slug.rfind('-');
  if (dash == std::string::npos || dash + 1 == slug.size() ||
      slug.find_first_not_of("0123456789", dash + 1) != std::string::npos)
    return {};
  const auto letters = [](const std::string& text) {
    std::string kept;
    for (const char c : text) {
      const bool upper = c >= 'A' && c <= 'Z';
      if (upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c & 0x80))
        kept.push_back(upper ? static_cast<char>(c - 'A' + 'a') : c);
    }
    return kept;
  };
  const std::string first = slug.substr(0, dash);
  if (letters(first) != letters(wanted)) return {};
  const int number = std::atoi(slug.c_str() + dash + 1);
  for (int before = 1; before < number; ++before) {
    const std::string other = before == 1 ? first : first + "-" + std::to_string(before);
    if (mayBeCalled(folder.parent_path() / other, wanted)) return " " + std::to_string(number);
  }
  return {};
}

// `fill` writes the corpus into a partial folder. Both names are claimed before the work, so that
// of several imports of one name each gets its own. wanted: what its folder was to be called.
Result<PreparedCorpus> prepare(
    const std::string& wanted,
    const std::function<Result<CorpusInfo>(const fs::path& partial, const std::string& slug)>& fill,
    const std::function<const TokenizerSettings*(const CorpusInfo&)>& tokenizerFor,
    const PreparePlaces& wished, JobControl& job) {
  constexpr auto kOwn = PartialFolder::Name::orNextFree;
  UNMASK_ASSIGN(PartialFolder partial, PartialFolder::create(wished.corpus, kOwn));
  UNMASK_ASSIGN(const PartialFolder claimed, PartialFolder::create(wished.tokenizer, kOwn));
  const PreparePlaces places{partial.finalPath(), claimed.finalPath(), wished.program};
  PreparedCorpus prepared{{}, places.corpus, places.tokenizer, {}};
  UNMASK_ASSIGN(prepared.info, fill(partial.path(), places.corpus.filename().string()));
  if (const std::string number = numberOf(places.corpus, wanted); !number.empty()) {
    prepared.info.name += number;
    UNMASK_TRY(writeCorpusFile(partial.path(), prepared.info));
  }
  if (prepared.info.statistics.documents == 0) {  // pictures alone
    UNMASK_TRY(partial.commit());
    prepared.tokenizer.clear();
    return prepared;
  }
  prepared.info.suggestedTokenizer = places.tokenizer.filename().string();
  UNMASK_TRY(writeCorpusFile(partial.path(), prepared.info));

  UNMASK_ASSIGN(const Corpus corpus, Corpus::open(partial.path()));
  UNMASK_TRY(makeTokenizer(corpus, tokenizerFor(prepared.info), places, job));
  RemoveUnlessKept made(places.tokenizer);
  UNMASK_ASSIGN(const auto tokenizer, openTokenizer(places.tokenizer));
  const fs::path root = places.corpus.parent_path().parent_path();
  UNMASK_TRY(encodeCorpus(corpus, *tokenizer, root, job));
  UNMASK_TRY(partial.commit());
  made.keep();
  prepared.tokens = tokenFolder(root, places.corpus, prepared.info, *tokenizer);
  return prepared;
}

}  // namespace

Result<PreparedCorpus> importAndPrepare(const std::vector<fs::path>& paths, const std::string& name,
                                        const ImportSettings& settings,
                                        const TokenizerSettings* tokenizer,
                                        const PreparePlaces& places, JobControl& job) {
  return prepare(
      name,
      [&](const fs::path& partial, const std::string& slug) {
        return importTextInto(paths, name, settings, partial, slug, job);
      },
      [&](const CorpusInfo&) { return tokenizer; }, places, job);
}

Result<PreparedCorpus> importPicturesAndPrepare(const std::vector<fs::path>& paths,
                                                const std::string& name,
                                                const PictureImportSettings& settings,
                                                const TokenizerSettings* tokenizer,
                                                const PreparePlaces& places, JobControl& job) {
  return prepare(
      name,
      [&](const fs::path& partial, const std::string& slug) {
        return importPicturesInto(paths, name, settings, partial, slug, job);
      },
      [&](const CorpusInfo&) { return tokenizer; }, places, job);
}

Result<PreparedCorpus> makeSampleAndPrepare(const std::string& id, const PreparePlaces& places,
                                            JobControl& job) {
  return prepare(
      id,
      [&](const fs::path& partial, const std::string& slug) {
        return makeSampleInto(id, partial, slug, job);
      },
      [&](const CorpusInfo&) { return &findSample(id)->tokenizer; }, places, job);
}

}  // namespace unmask
