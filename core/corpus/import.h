// Importing files as a text corpus: readers -> documents -> corpora/<slug>/, as a job.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/job.h"
#include "core/corpus/corpus.h"
#include "core/spec/field.h"

namespace unmask {

// import.*
struct ImportSettings {
  std::string separator = "auto";      // auto | file | blank-line | line (text files)
  std::string encoding = "auto";       // auto (UTF-8, UTF-16 by its mark) | utf-8 | utf-16 | latin-1
  std::string invalidBytes = "replace";  // replace (U+FFFD) | refuse
  std::string field;                   // JSON field or CSV column; "" = detected
  std::string glob = "*";              // file names taken from folders
  bool recursive = true;
};
std::vector<FieldRef> fieldsOf(ImportSettings&);

// Files and folders -> the new folder `folder`, whole or not at all. Progress in source bytes.
// Memory does not grow with the input. Errors name the file and the place in it.
Result<CorpusInfo> importText(const std::vector<std::filesystem::path>& paths,
                              const std::string& name, const ImportSettings&,
                              const std::filesystem::path& folder, JobControl&);

// Built-in samples (corpus/samples.h) are made through the same writer.

}  // namespace unmask
