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

struct WrittenPoints {
  int64_t points = 0;
  std::vector<Error> leftOut;  // parts of the records that are damaged, by run and seq
};

// Hands the text on in parts.
Result<WrittenPoints> pointsAsCsv(const std::filesystem::path& runFolder,
                            const std::function<Status(std::string_view)>& take, JobControl&);

// Into a file, which appears only whole.
Result<WrittenPoints> savePointsAsCsv(const std::filesystem::path& runFolder,
                                      const std::filesystem::path& file, JobControl&);

// Of several runs into one file, with the run's folder name as a first column "run".
Result<WrittenPoints> savePointsAsCsv(const std::vector<std::filesystem::path>& runFolders,
                                      const std::filesystem::path& file, JobControl&);

// Of a file that was written with parts left out: says so, naming the first. No error: all is there.
Status nothingLeftOut(const WrittenPoints&);

}  // namespace unmask
