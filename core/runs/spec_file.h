// spec.json as it lies in a run's folder: the settings, when the run was prepared, and a checksum
// over both, so that a flipped bit or an edit by hand is told and not trained on in silence.
#pragma once

#include <filesystem>

#include "core/spec/run_spec.h"

namespace unmask {

struct SpecFile {
  RunSpec spec;
  int64_t createdMs = 0;  // Unix time; 0: not known, in runs of older versions
  bool asWritten = true;  // the checksum is right, or there is none
};

Status writeSpecFile(const std::filesystem::path& runFolder, const RunSpec&, int64_t createdMs);

// Reads what can be read, also where the file was changed.
Result<SpecFile> readSpecFile(const std::filesystem::path& runFolder);
// What to say of one that is not as it was written (ErrorKind::damaged).
Error specChanged(const std::filesystem::path& runFolder);

// The settings for whoever acts on them: refuses a file that was changed.
Result<RunSpec> readSpec(const std::filesystem::path& runFolder);

}  // namespace unmask
