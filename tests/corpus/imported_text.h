// A folder of files that a test writes, and what an import of them gives.
#pragma once

#include <QTemporaryDir>
#include <fstream>
#include <string>
#include <vector>

#include "core/base/files.h"
#include "core/base/message_value.h"
#include "core/corpus/import.h"

namespace unmask {

class ImportedText {
 public:
  fs::path path(const std::string& name) const {
    return fs::path(dir_.path().toStdString()) / name;
  }
  fs::path write(const std::string& name, const std::string& bytes) const {
    std::ofstream(path(name), std::ios::binary) << bytes;
    return path(name);
  }
  // Empty: it went well, and info() and documents() say what came of it.
  std::string import(const fs::path& file, const ImportSettings& settings = {}) {
    JobControl job;
    documents_.clear();
    const fs::path out = path("out-" + std::to_string(++imports_));
    auto info = importText({file}, "test", settings, out, job);
    if (!info) return inEnglish(info.error());
    const auto corpus = Corpus::open(out);
    if (!corpus) return inEnglish(corpus.error());
    info_ = corpus->info();  // as it is read back
    for (uint64_t i = 0; i < corpus->documents(); ++i)
      documents_.push_back(*corpus->text(i, 0, UINT64_MAX));
    return {};
  }
  const CorpusInfo& info() const { return info_; }
  const std::vector<std::string>& documents() const { return documents_; }
  // The one file's; an empty one where it was plain text.
  Reading reading() const { return info_.readings.empty() ? Reading() : info_.readings.front(); }
  // "row 3: why", of what was left out and of what was noted.
  std::vector<std::string> skipped() const { return lines(info_.statistics.skipped); }
  std::vector<std::string> noted() const { return lines(info_.statistics.noted); }

 private:
  static std::vector<std::string> lines(const std::vector<SkippedItem>& items) {
    std::vector<std::string> all;
    for (const SkippedItem& item : items)
      all.push_back(inEnglish(item.place) + ": " + inEnglish(item.reason));
    return all;
  }

  QTemporaryDir dir_;
  int imports_ = 0;
  CorpusInfo info_;
  std::vector<std::string> documents_;
};

using Texts = std::vector<std::string>;

}  // namespace unmask
