// Which files an import reads: the given files, and those of the given folders.
#pragma once

#include "core/corpus/import.h"
#include "core/corpus/left_out.h"
#include "core/corpus/readers.h"

namespace unmask {

struct InputFile {
  std::filesystem::path path;
  Format format = Format::text;
  uint64_t bytes = 0;
};

struct InputFiles {
  std::vector<InputFile> files;  // in the order given; a folder's sorted by path
  uint64_t bytes = 0;
  std::vector<std::pair<std::filesystem::path, Message>> skipped;
  LeftOut leftOut;  // of the folders
};

// A given file is taken whatever its name (unknown endings as text); from a folder (file_tree.h)
// those that match the glob and have a known ending, or, with a glob other than "*", all that
// match. What begins as a format that is no text (known_formats.h) is skipped with the way out.
Result<InputFiles> inputFiles(const std::vector<std::filesystem::path>&, const ImportSettings&,
                              const JobControl&);

}  // namespace unmask
