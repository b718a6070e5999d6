// Every point of a run as CSV: seq, segment, series, step, value; NaN and infinities as they are.
//
// All rows of all segments, in the order in which they were written; of a live run what is stored
// so far. Read page by page, so that a run of any length takes little memory.
#pragma once

#include <filesystem>
#include <functional>
#include <string_view>
#include <vector>

#include "core/base/job.h"

namespace unmask {

// Hands the text on in parts; the number of points.
Result<int64_t> pointsAsCsv(const std::filesystem::path& runFolder,
                            const std::function<Status(std::string_view)>& take, JobControl&);

// Into a file, which appears only whole.
Result<int64_t> savePointsAsCsv(const std::filesystem::path& runFolder,
                                const std::filesystem::path& file, JobControl&);

// Of several runs into one file, with the run's folder name as a first column "run".
Result<int64_t> savePointsAsCsv(const std::vector<std::filesystem::path>& runFolders,
                                const std::filesystem::path& file, JobControl&);

}  // namespace unmask
