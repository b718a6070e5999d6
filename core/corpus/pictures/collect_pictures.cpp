// Walking the given paths and looking at the beginning of each file.
#include <algorithm>
#include <map>
#include <set>

#include "core/base/files.h"
#include "core/corpus/file_tree.h"
#include "core/corpus/known_formats.h"
#include "core/corpus/pictures/labels.h"
#include "core/corpus/pictures/picture_files.h"
#include "core/corpus/pictures/recognise.h"

namespace unmask {

namespace {

// Where the names of a path below a folder end, so that sorting by bytes visits the folders within
// it in their place.
constexpr char kAfterName = '\0';

// The number of an entry in a list: what was found there, negated; a positive one is the error that
// keeps a folder from being read.
constexpr int64_t numberOf(Found found) {
  return -static_cast<int64_t>(found);
}
TreeEntry treeEntry(const fs::path& path, int64_t number) {
  if (number > 0) return {path, Found::unreadable, static_cast<int>(number)};
  return {path, static_cast<Found>(-number)};
}

// The folders of the given one.
struct Folders {
  ScratchList waiting, links;  // to be listed; links to folders once no other folder waits
  ScratchList met;             // which were listed, whatever path led to them
  ScratchList entries;         // what lies in them
};

class Collector {
 public:
  static Result<Collector> create(PictureFiles& found, const PictureImportSettings& settings,
                                  bool several, CorpusWriter& skips, const JobControl& job) {
    const auto list = [&](const char* name) { return ScratchList::create(found.scratch(), name); };
    UNMASK_ASSIGN(ScratchList folders, list("folders"));
    UNMASK_ASSIGN(ScratchList links, list("links"));
    UNMASK_ASSIGN(ScratchList met, list("met"));
    UNMASK_ASSIGN(ScratchList entries, list("entries"));
    UNMASK_ASSIGN(ScratchList seen, list("seen"));
    UNMASK_ASSIGN(ScratchList labelFiles, list("label_files"));
    UNMASK_TRY(met.index());
    UNMASK_TRY(seen.index());
    return Collector(found, settings, several, skips, job,
                     {std::move(folders), std::move(links), std::move(met), std::move(entries)},
                     std::move(seen), std::move(labelFiles));
  }

  Status add(const fs::path& path) {
    UNMASK_ASSIGN(const fs::file_status status, statusOf(path));
    found_.roots.push_back(path);
    if (fs::is_directory(status)) return addFolder((path / "").string());
    if (!fs::is_regular_file(status))
      return failure(
          message(UNMASK_TEXT("core", "%1 is neither a file nor a folder."), path.string()));
    return addFile(path, path.string().size() - path.filename().string().size(), {});
  }

  Status finish() {
    UNMASK_TRY(removeLabels());
    // In the order of their names; one class tells nothing apart.
    std::vector<std::string> names;
    std::vector<int32_t> places(classes_.size(), -1);
    if (classes_.size() >= 2)
      for (const auto& [name, index] : classes_) {
        places[static_cast<size_t>(index)] = static_cast<int32_t>(names.size());
        names.push_back(name);
      }
    found_.setClasses(std::move(names), std::move(places));
    return {};
  }

 private:
  Collector(PictureFiles& found, const PictureImportSettings& settings, bool several,
            CorpusWriter& skips, const JobControl& job, Folders folders, ScratchList seen,
            ScratchList labelFiles)
      : settings_(settings),
        several_(several),
        skips_(skips),
        job_(job),
        found_(found),
        folders_(std::move(folders)),
        seen_(std::move(seen)),
        labelFiles_(std::move(labelFiles)) {}

  // `top`: a given folder, with a slash at its end.
  Status addFolder(const std::string& top) {
    for (ScratchList* list : {&folders_.waiting, &folders_.links, &folders_.entries})
      UNMASK_TRY(list->cut(0));
    UNMASK_TRY(folders_.waiting.add(""));
    around_ = foldersAround(top);
    for (uint64_t i = 0, link = 0; i < folders_.waiting.size() || link < folders_.links.size();) {
      const bool linked = i == folders_.waiting.size();
      UNMASK_ASSIGN(const ScratchList::Entry folder,
                    linked ? folders_.links.at(link++) : folders_.waiting.at(i++));
      UNMASK_TRY(listFolder(top, folder.bytes, linked));
    }
    return folders_.entries.sorted([&](ScratchList::Entry&& entry) -> Status {
      if (job_.cancelled()) return failure(cancelledError());
      std::string below = std::move(entry.bytes);
      std::replace(below.begin(), below.end(), kAfterName, '/');
      const fs::path path = top + below;
      if (entry.number == numberOf(Found::file)) return addFile(path, top.size(), className(below));
      skip(path, reasonOf(treeEntry(path, entry.number)));
      return {};
    });
  }

  // Adds what lies in the folder `below` the given one (its names end in kAfterName) to the
  // entries, folders within it to those that wait. A folder that was met before is passed over.
  Status listFolder(const std::string& top, const std::string& below, bool linked) {
    if (job_.cancelled()) return failure(cancelledError());
    auto& [waiting, links, met, entries] = folders_;
    const std::string name = below.substr(0, below.empty() ? 0 : below.size() - 1);
    std::string path = top + below;
    std::replace(path.begin(), path.end(), kAfterName, '/');
    const std::string identity = folderIdentity(path);
    UNMASK_ASSIGN(const auto before, met.find(identity, 1));
    if ((!before.empty() && !identity.empty()) || (linked && around_.contains(identity)))
      return linked ? entries.add(name, numberOf(Found::readAlready)) : Status();
    UNMASK_TRY(met.add(identity));

    const uint64_t size = entries.size(), waitingSize = waiting.size(), linksSize = links.size();
    std::error_code error;
    for (fs::directory_iterator it(path, error), end; !error && it != end; it.increment(error))
      UNMASK_TRY(listEntry(*it, below));
    if (!error) return {};
    if (below.empty())
      return failure(systemError(message(UNMASK_TEXT("core", "Cannot read the folder %1: %2."),
                                         found_.roots.back().string()),
                                 error.value()));
    UNMASK_TRY(entries.cut(size));
    UNMASK_TRY(waiting.cut(waitingSize));
    UNMASK_TRY(links.cut(linksSize));
    return entries.add(name, error.value());
  }

  Status listEntry(const fs::directory_entry& entry, const std::string& below) {
    const std::string name = entry.path().filename().string();
    const bool wanted = fitsPattern(name, settings_.glob) || (isCaptionFileName(name) && !isLitter(name));
    switch (const Kind kind = kindOf(entry, name)) {
      case Kind::folder:
      case Kind::linkedFolder:
        if (!settings_.recursive) return {};
        return (kind == Kind::folder ? folders_.waiting : folders_.links)
            .add(below + name + kAfterName);
      case Kind::litter: {
        std::error_code unknown;
        if (wanted && entry.is_regular_file(unknown))  // the pattern asks for it
          return folders_.entries.add(below + name, numberOf(Found::file));
        skips_.leftOut().add(name);
        return {};
      }
      case Kind::file:
      case Kind::noFile:
        if (!wanted) return {};
        return folders_.entries.add(
            below + name, numberOf(kind == Kind::file ? Found::file : Found::noFile));
    }
    return {};
  }

  // The class of a file that lies at `below` the given folder; empty: none.
  std::string className(const std::string& below) const {
    const size_t end = below.rfind('/');
    if (end == std::string::npos || settings_.classes == "none") return {};
    if (settings_.classes == "first") return below.substr(0, below.find('/'));
    return fs::path(below.substr(0, end)).filename().string();
  }

  Status addFile(const fs::path& path, size_t shown, const std::string& inClass) {
    std::error_code error;
    if (several_) {
      const std::string canonical = fs::canonical(path, error).string();
      if (!error) {
        UNMASK_ASSIGN(const auto before, seen_.find(canonical, 1));
        if (!before.empty()) return {};
        UNMASK_TRY(seen_.add(canonical));
      }
    }
    const uint64_t bytes = fs::file_size(path, error);
    if (error) {
      skip(path, systemError(message(UNMASK_TEXT("core", "Cannot read %1: %2."), path.string()),
                             error.value())
                     .what);
      return {};
    }
    if (bytes == 0) {
      skip(path, message(UNMASK_TEXT("core", "The file is empty.")));
      return {};
    }
    const std::string beginning = beginningOf(path);
    if (isCaptionFileName(path) && !knownFormat(beginning)) return found_.texts().add(path.string());
    const Recognised what = recognise(path, beginning, settings_.mislabelled == "read");
    if (what.labels) return labelFiles_.add(path.string());
    if (!what.format) {
      skip(path, what.reason);
      return {};
    }
    return found_.add({0, path.string(), static_cast<uint32_t>(found_.roots.size() - 1),
                       static_cast<uint32_t>(shown), classIndex(inClass), *what.format});
  }

  int32_t classIndex(const std::string& name) {
    if (name.empty()) return -1;
    return classes_.emplace(name, static_cast<int32_t>(classes_.size())).first->second;
  }

  // Labels belong to the arrays they lie beside; they are no pictures of their own.
  Status removeLabels() {
    UNMASK_ASSIGN(ScratchList labels, ScratchList::create(found_.scratch(), "labels"));
    UNMASK_TRY(labels.index());
    UNMASK_TRY(forEachArray([&](const PictureFile& file) -> Status {
      for (const fs::path& beside : labelFilesFor(file.path))
        UNMASK_TRY(labels.add(beside.lexically_normal().string()));
      return {};
    }));
    const auto isLabels = [&](const std::string& path) -> Result<bool> {
      UNMASK_ASSIGN(const auto found, labels.find(fs::path(path).lexically_normal().string(), 1));
      return !found.empty();
    };
    UNMASK_TRY(forEachArray([&](const PictureFile& file) -> Status {
      UNMASK_ASSIGN(const bool called, isLabels(file.path));
      // "y-images" may stand beside "x-images", too: what holds no labels stays.
      const bool those = called && std::get<ArrayFormat>(file.format) == ArrayFormat::npy &&
                         readLabelFile(file.path);
      return those ? found_.remove(file.number) : Status();
    }));
    for (uint64_t i = 0; i < labelFiles_.size(); ++i) {
      UNMASK_ASSIGN(const ScratchList::Entry file, labelFiles_.at(i));
      UNMASK_ASSIGN(const bool those, isLabels(file.bytes));
      if (!those)
        skip(file.bytes, message(UNMASK_TEXT("core", "Labels, but their pictures are not here.")));
    }
    return {};
  }

  Status forEachArray(const std::function<Status(const PictureFile&)>& take) {
    if (found_.arrays() == 0) return {};
    for (uint64_t i = 0; i < found_.size(); ++i) {
      UNMASK_ASSIGN(const auto file, found_.at(i));
      if (file && std::holds_alternative<ArrayFormat>(file->format)) UNMASK_TRY(take(*file));
    }
    return {};
  }

  void skip(const fs::path& path, const Message& reason) {
    skips_.skipped(path.string(), {}, reason);
  }

  const PictureImportSettings& settings_;
  const bool several_;  // given paths
  CorpusWriter& skips_;
  const JobControl& job_;
  PictureFiles& found_;
  Folders folders_;
  std::set<std::string> around_;  // the given folder
  ScratchList seen_;  // with several given paths: what was given twice
  ScratchList labelFiles_;
  std::map<std::string, int32_t> classes_;  // numbered as they are met
};

}  // namespace

Result<PictureFiles> pictureFiles(const std::vector<fs::path>& paths,
                                  const PictureImportSettings& settings, const fs::path& folder,
                                  CorpusWriter& skips, const JobControl& job) {
  UNMASK_ASSIGN(PictureFiles found, PictureFiles::create(folder));
  UNMASK_ASSIGN(Collector collector,
                Collector::create(found, settings, paths.size() > 1, skips, job));
  for (const fs::path& path : paths) UNMASK_TRY(collector.add(path));
  UNMASK_TRY(collector.finish());
  return found;
}

}  // namespace unmask
