// Finding a run's corpus and tokenizer.
#include "core/worker/run_inputs.h"

#include <nlohmann/json.hpp>

#include "core/base/files.h"
#include "core/corpus/corpus.h"
#include "core/corpus/encode.h"
#include "core/engine/trainer.h"
#include "core/runs/run_folder.h"
#include "core/spec/picture_tokenizer_info.h"

namespace unmask {
namespace {

std::vector<fs::path> rootsOf(const fs::path& runFolder) {
  std::error_code error;
  const fs::path real = fs::weakly_canonical(runFolder, error);
  std::vector<fs::path> roots{(error ? runFolder : real).parent_path().parent_path()};
  for (fs::path& root : savedRoots(runFolder)) roots.push_back(std::move(root));
  return roots;
}

// Opens root/kind/slug: of several roots that have it the first whose hash is `hash`.
template <class Open, class HashOf>
auto openFrom(const std::vector<fs::path>& roots, const char* kind, const DataRef& wanted,
              const char* mark, const Open& open, const HashOf& hashOf, const Message& absent,
              const Message& other) -> decltype(open(fs::path())) {
  const Message advice = message(UNMASK_TEXT("core", "Put it back, or start a new run."));
  bool found = false;
  for (const fs::path& root : roots) {
    std::error_code ignored;
    const fs::path folder = root / kind / wanted.slug;
    if (wanted.slug.empty() || !fs::exists(folder / mark, ignored)) continue;
    UNMASK_ASSIGN(auto thing, open(folder));
    if (hashOf(thing) == wanted.hash) return thing;
    found = true;
  }
  if (!found) return failure(absent, advice);
  return failure(other, message(UNMASK_TEXT("core", "Put the old one back, or start a new run.")));
}

}  // namespace

Result<std::shared_ptr<const Tokenizer>> openRunTokenizer(const fs::path& runFolder,
                                                          const RunSpec& spec) {
  const Message other =
      message(UNMASK_TEXT("core", "The tokenizer %1 is not the one this run was made with."),
              spec.tokenizer.slug);
  UNMASK_ASSIGN(
      auto tokenizer,
      openFrom(
          rootsOf(runFolder), "tokenizers", spec.tokenizer, "unmask.json",
          [](const fs::path& folder) { return openTokenizer(folder); },
          [](const auto& opened) { return opened->hash; },
          message(UNMASK_TEXT("core", "The run's tokenizer %1 is missing."), spec.tokenizer.slug),
          other));
  if (tokenizer->pieces() != spec.pieces)
    return failure(other,
                   message(UNMASK_TEXT("core", "Put the old one back, or start a new run.")));
  return tokenizer;
}

Result<fs::path> findRunPictureTokenizer(const fs::path& runFolder, const RunSpec& spec) {
  using Found = std::pair<fs::path, std::string>;  // with its hash; none: no picture tokenizer
  UNMASK_ASSIGN(
      const Found found,
      openFrom(
          rootsOf(runFolder), "tokenizers", spec.tokenizer, "unmask.json",
          [](const fs::path& folder) -> Result<Found> {
            if (!holdsPictureTokenizer(folder)) return Found{folder, {}};
            UNMASK_ASSIGN(const PictureTokenizerInfo info, readPictureTokenizerInfo(folder));
            return Found{folder, info.hash};
          },
          [](const Found& opened) { return opened.second; },
          message(UNMASK_TEXT("core", "The run's picture tokenizer %1 is missing."),
                  spec.tokenizer.slug),
          message(UNMASK_TEXT("core",
                              "The picture tokenizer %1 is not the one this run was made with."),
                  spec.tokenizer.slug)));
  return found.first;
}

Result<RunInputs> openInputs(const fs::path& runFolder, JobControl& job) {
  UNMASK_ASSIGN(const RunSpec spec, readSpec(runFolder));
  return openInputs(runFolder, spec, job);
}

Result<RunInputs> openInputs(const fs::path& runFolder, const RunSpec& spec, JobControl& job) {
  RunInputs inputs;
  inputs.spec = spec;
  const std::vector<fs::path> roots = rootsOf(runFolder);

  UNMASK_ASSIGN(
      const Corpus corpus,
      openFrom(
          roots, "corpora", spec.corpus, "corpus.json",
          [](const fs::path& folder) { return Corpus::open(folder); },
          [](const Corpus& opened) { return opened.info().hash; },
          message(UNMASK_TEXT("core", "The run's corpus %1 is missing."), spec.corpus.slug),
          message(UNMASK_TEXT("core", "The corpus %1 is not the one this run was made with."),
                  spec.corpus.slug)));
  for (const PictureClass& known : corpus.info().pictures.classes)
    inputs.classes.push_back(known.name);
  inputs.sampleOf = corpus.info().sampleOf;
  DataFolders data{{}, corpus.folder()};
  if (usesPictureTokenizer(spec)) {
    UNMASK_ASSIGN(data.pictureTokenizer, findRunPictureTokenizer(runFolder, spec));
  } else if (!picturesAlone(spec)) {
    UNMASK_ASSIGN(inputs.tokenizer, openRunTokenizer(runFolder, spec));
    UNMASK_ASSIGN(data.tokens, encodeCorpus(corpus, *inputs.tokenizer, roots.front(), job));
  }
  UNMASK_ASSIGN(Batches batches, Batches::open(spec, data, Access::mapped));
  inputs.batches = std::make_unique<Batches>(std::move(batches));
  return inputs;
}

Result<RunSpec> resolveOnce(const RunSpec& spec, const fs::path& runFolder) {
  UNMASK_ASSIGN(RunSpec resolved, resolveAutomatic(spec));
  if (resolved.train.decaySteps == 0) resolved.train.decaySteps = resolved.train.steps;
  if (toJson(resolved) != toJson(spec)) {
    UNMASK_ASSIGN(const SpecFile before, readSpecFile(runFolder));
    UNMASK_TRY(writeSpecFile(runFolder, resolved, before.createdMs));
  }
  return resolved;
}

}  // namespace unmask
