// Walking the given paths.
#include "core/corpus/source_files.h"

#include <fnmatch.h>
#include <unistd.h>

#include <algorithm>
#include <set>

#include "core/base/files.h"

namespace unmask {

namespace {

class Collector {
 public:
  Collector(const ImportSettings& settings, const JobControl& job)
      : settings_(settings), job_(job) {}

  Status add(const fs::path& path) {
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (error || !fs::exists(status))
      return failure(systemError(message(UNMASK_TEXT("core", "Cannot read %1: %2."), path.string()),
                                 error ? error.value() : ENOENT));
    if (fs::is_directory(status)) return addFolder(path, true);
    if (!fs::is_regular_file(status))
      return failure(
          message(UNMASK_TEXT("core", "%1 is neither a file nor a folder."), path.string()));
    addFile(path, formatOf(path).value_or(Format::text));
    return {};
  }

  InputFiles take() { return std::move(found_); }

 private:
  Status addFolder(const fs::path& folder, bool given) {
    if (job_.cancelled()) return failure(cancelledError());
    std::error_code error;
    std::vector<fs::directory_entry> entries;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
      entries.push_back(*it);
    if (error) {
      const Error unreadable = systemError(
          message(UNMASK_TEXT("core", "Cannot read the folder %1: %2."), folder.string()),
          error.value());
      if (given) return failure(unreadable);
      found_.skipped.emplace_back(folder, unreadable.what);
      return {};
    }
    std::sort(entries.begin(), entries.end());
    for (const fs::directory_entry& entry : entries) {
      const fs::path& path = entry.path();
      if (entry.is_directory(error) && !entry.is_symlink(error)) {  // links could lead in circles
        if (settings_.recursive) UNMASK_TRY(addFolder(path, false));
        continue;
      }
      if (::fnmatch(settings_.glob.c_str(), path.filename().c_str(), 0) != 0) continue;
      const auto format = formatOf(path);
      if (!entry.is_regular_file(error))
        skip(path, message(UNMASK_TEXT("core", "Not a file.")));
      else if (!format && settings_.glob == "*")
        skip(path, message(UNMASK_TEXT("core",
                                       "Not a name that text files have; import.glob can take it "
                                       "in.")));
      else
        addFile(path, format.value_or(Format::text));
    }
    return {};
  }

  void addFile(const fs::path& path, Format format) {
    std::error_code error;
    const fs::path canonical = fs::canonical(path, error);
    if (!error && !seen_.insert(canonical).second) return;  // given twice
    const uint64_t bytes = fs::file_size(path, error);
    if (error) {
      skip(path, systemError(message(UNMASK_TEXT("core", "Cannot read %1: %2."), path.string()),
                             error.value())
                     .what);
      return;
    }
    if (bytes == 0) {
      skip(path, message(UNMASK_TEXT("core", "The file is empty.")));
      return;
    }
    found_.files.push_back({path, format, bytes});
    found_.bytes += bytes;
  }

  void skip(const fs::path& path, Message reason) {
    found_.skipped.emplace_back(path, std::move(reason));
  }

  const ImportSettings& settings_;
  const JobControl& job_;
  InputFiles found_;
  std::set<fs::path> seen_;
};

}  // namespace

Result<InputFiles> inputFiles(const std::vector<fs::path>& paths, const ImportSettings& settings,
                              const JobControl& job) {
  Collector collector(settings, job);
  for (const fs::path& path : paths) UNMASK_TRY(collector.add(path));
  return collector.take();
}

}  // namespace unmask
