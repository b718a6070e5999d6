// Everything a run needs from its workspace: settings, tokenizer, batches; refused when something
// is missing or is not what the run was made with.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/base/job.h"
#include "core/dataset/batches.h"
#include "core/spec/run_spec.h"
#include "core/tokenizers/tokenizer.h"

namespace unmask {

struct RunInputs {
  RunSpec spec;
  std::shared_ptr<const Tokenizer> tokenizer;  // null: the objective works on pictures alone
  std::vector<std::string> classes;  // of the corpus's pictures, by label
  std::string sampleOf;              // the built-in sample that the corpus is, or ""
  std::unique_ptr<Batches> batches;
};

// The run's tokenizer; where it is looked for, see openInputs.
Result<std::shared_ptr<const Tokenizer>> openRunTokenizer(const std::filesystem::path& runFolder,
                                                          const RunSpec&);

// The folder of the run's picture tokenizer, found in the same places.
Result<std::filesystem::path> findRunPictureTokenizer(const std::filesystem::path& runFolder,
                                                      const RunSpec&);

// The corpus and the tokenizer are looked for in the run's own workspace, then under the read-only
// roots kept with the run. Encodes the corpus when it has not been encoded with this tokenizer.
Result<RunInputs> openInputs(const std::filesystem::path& runFolder, JobControl&);
// The same for other settings than the run's.
Result<RunInputs> openInputs(const std::filesystem::path& runFolder, const RunSpec&, JobControl&);

// Every `auto` made definite; kept in spec.json, so that a resumed run uses the same values.
Result<RunSpec> resolveOnce(const RunSpec&, const std::filesystem::path& runFolder);

}  // namespace unmask
