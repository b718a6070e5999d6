// Whether a batch made now is the one that a run trained on.
#pragma once

#include <filesystem>
#include <string>

#include "core/base/result.h"

namespace unmask {

// What a run recorded of a batch, beside the batch made now.
struct RunMatch {
  enum class Kind { none, identical, differs, notTrained, noHash, tooLarge };
  Kind kind = Kind::none;
  std::string recorded;    // differs
  uint64_t stepsDone = 0;  // notTrained
};

// run: its folder; empty: compared with nothing. hash: of the batch made now; empty: not made.
Result<RunMatch> matchWithRun(const std::filesystem::path& run, uint64_t step, uint64_t micro,
                              const std::string& hash);

}  // namespace unmask
