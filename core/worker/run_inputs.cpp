// Finding a run's corpus and tokenizer.
#include "core/worker/run_inputs.h"

#include <nlohmann/json.hpp>

#include "core/base/files.h"
#include "core/corpus/corpus.h"
#include "core/corpus/encode.h"
#include "core/engine/trainer.h"
#include "core/runs/run_folder.h"

namespace unmask {
namespace {

std::vector<fs::path> rootsOf(const fs::path& runFolder) {
  std::error_code error;
  const fs::path real = fs::weakly_canonical(runFolder, error);
  std::vector<fs::path> roots{(error ? runFolder : real).parent_path().parent_path()};
  for (fs::path& root : savedRoots(runFolder)) roots.push_back(std::move(root));
  return roots;
}

// The first root/kind/slug that holds `mark`.
Result<fs::path> find(const std::vector<fs::path>& roots, const char* kind, const std::string& slug,
                      const char* mark, const Message& absent) {
  for (const fs::path& root : roots) {
    std::error_code ignored;
    const fs::path folder = root / kind / slug;
    if (!slug.empty() && fs::exists(folder / mark, ignored)) return folder;
  }
  return failure(absent, message(UNMASK_TEXT("core", "Put it back, or start a new run.")));
}

}  // namespace

Result<RunInputs> openInputs(const fs::path& runFolder, JobControl& job) {
  RunInputs inputs;
  UNMASK_ASSIGN(inputs.spec, readSpec(runFolder));
  const RunSpec& spec = inputs.spec;
  const std::vector<fs::path> roots = rootsOf(runFolder);

  UNMASK_ASSIGN(const fs::path tokenizerFolder,
                find(roots, "tokenizers", spec.tokenizer.slug, "unmask.json",
                     message(UNMASK_TEXT("core", "The run's tokenizer %1 is missing."),
                             spec.tokenizer.slug)));
  UNMASK_ASSIGN(inputs.tokenizer, openTokenizer(tokenizerFolder));
  if (inputs.tokenizer->hash != spec.tokenizer.hash || inputs.tokenizer->pieces() != spec.pieces) {
    return failure(message(UNMASK_TEXT("core",
                                       "The tokenizer %1 is not the one this run was made "
                                       "with."),
                           spec.tokenizer.slug),
                   message(UNMASK_TEXT("core", "Put the old one back, or start a new run.")));
  }

  UNMASK_ASSIGN(
      const fs::path corpusFolder,
      find(roots, "corpora", spec.corpus.slug, "corpus.json",
           message(UNMASK_TEXT("core", "The run's corpus %1 is missing."), spec.corpus.slug)));
  UNMASK_ASSIGN(const Corpus corpus, Corpus::open(corpusFolder));
  if (corpus.info().hash != spec.corpus.hash) {
    return failure(message(UNMASK_TEXT("core",
                                       "The corpus %1 is not the one this run was made "
                                       "with."),
                           spec.corpus.slug),
                   message(UNMASK_TEXT("core", "Put the old one back, or start a new run.")));
  }
  UNMASK_ASSIGN(const fs::path tokens, encodeCorpus(corpus, *inputs.tokenizer, job));
  UNMASK_ASSIGN(Batches batches, Batches::open(spec, tokens, Access::mapped));
  inputs.batches = std::make_unique<Batches>(std::move(batches));
  return inputs;
}

Result<RunSpec> resolveOnce(const RunSpec& spec, const fs::path& runFolder) {
  UNMASK_ASSIGN(RunSpec resolved, resolveAutomatic(spec));
  if (resolved.train.decaySteps == 0) resolved.train.decaySteps = resolved.train.steps;
  const std::string text = toJson(resolved).dump(2) + "\n";
  if (text != toJson(spec).dump(2) + "\n") {
    UNMASK_TRY(writeFileWhole(runFolder / "spec.json", text));
  }
  return resolved;
}

}  // namespace unmask
