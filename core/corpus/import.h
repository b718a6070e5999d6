// Importing files as a text corpus: readers -> documents -> corpora/<slug>/, as a job.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/job.h"
#include "core/corpus/corpus.h"
#include "core/corpus/reading.h"
#include "core/spec/field.h"

namespace unmask {

// import.*
struct ImportSettings {
  std::string separator = "auto";  // auto | file | blank-line | line (text files)
  std::string field = "";          // JSON field or column of a table; "" = detected
  std::string glob = "*";          // file names taken from folders
  bool recursive = true;
  ReadingSettings reading;  // encoding, tables
};
std::vector<FieldRef> fieldsOf(ImportSettings&);

// Files and folders -> the new folder `folder`, whole or not at all. Progress in source bytes.
//
// Separator "auto": a single text file is cut at blank lines, of several each is one document. With
// any separator the documents of a text file, one after the other, are its text: nothing is lost.
// A record of JSON or CSV is a document.
//
// Files that cannot be used (binary, unreadable, empty, broken) are skipped and listed; when
// nothing is left, the first reason is the error. A path that does not exist is an error at once.
// Memory: some MiB, 16 bytes a document, and one record (at most 64 MiB) of a JSON or CSV file.
Result<CorpusInfo> importText(const std::vector<std::filesystem::path>& paths,
                              const std::string& name, const ImportSettings&,
                              const std::filesystem::path& folder, JobControl&);

// The same into a folder that is still being made; the caller commits it. `slug`: its final name.
Result<CorpusInfo> importTextInto(const std::vector<std::filesystem::path>& paths,
                                  const std::string& name, const ImportSettings&,
                                  const std::filesystem::path& partialFolder,
                                  const std::string& slug, JobControl&);

}  // namespace unmask
