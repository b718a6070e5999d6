// Walking the given paths.
#include "core/corpus/source_files.h"

#include <algorithm>
#include <set>

#include "core/base/files.h"
#include "core/corpus/file_tree.h"
#include "core/corpus/known_formats.h"

namespace unmask {

namespace {

class Collector {
 public:
  Collector(const ImportSettings& settings, const JobControl& job)
      : settings_(settings), job_(job) {}

  Status add(const fs::path& path) {
    UNMASK_ASSIGN(const fs::file_status status, statusOf(path));
    if (fs::is_directory(status)) return addFolder(path);
    if (!fs::is_regular_file(status))
      return failure(
          message(UNMASK_TEXT("core", "%1 is neither a file nor a folder."), path.string()));
    addFile(path, formatOf(path).value_or(Format::text));
    return {};
  }

  InputFiles take() { return std::move(found_); }

 private:
  Status addFolder(const fs::path& folder) {
    const auto first = static_cast<ptrdiff_t>(found_.files.size());
    const auto wanted = [&](const std::string& name) { return fitsPattern(name, settings_.glob); };
    UNMASK_TRY(walkTree(folder, settings_.recursive, wanted, found_.leftOut,
                        [&](TreeEntry&& entry) -> Result<Walk> {
                          if (job_.cancelled()) return failure(cancelledError());
                          addEntry(entry);
                          return Walk::on;
                        }));
    std::sort(found_.files.begin() + first, found_.files.end(),
              [](const InputFile& a, const InputFile& b) { return a.path < b.path; });
    return {};
  }

  void addEntry(const TreeEntry& entry) {
    if (entry.found != Found::file) return skip(entry.path, reasonOf(entry));
    const auto format = formatOf(entry.path);
    if (format || settings_.glob != "*") return addFile(entry.path, format.value_or(Format::text));
    if (const KnownFormat* known = knownFormat(beginningOf(entry.path)))
      return skip(entry.path, refusal(*known));
    skip(entry.path, message(UNMASK_TEXT("core",
                                         "Not a name that text files have; import.glob can take it "
                                         "in.")));
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
    if (const KnownFormat* known = knownFormat(beginningOf(path)))
      return skip(path, refusal(*known));
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
