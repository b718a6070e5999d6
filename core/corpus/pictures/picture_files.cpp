// Walking the given paths and looking at the beginning of each file.
#include "core/corpus/pictures/picture_files.h"

#include <algorithm>
#include <map>
#include <set>

#include "core/base/files.h"
#include "core/corpus/file_names.h"
#include "core/corpus/file_tree.h"
#include "core/corpus/known_formats.h"
#include "core/corpus/pictures/labels.h"

namespace unmask {

namespace {

constexpr size_t kLookedAt = 2000;
constexpr size_t kArrayCounts = 1000;  // an array is one file and many pictures

// Tables, and texts beside pictures.
bool isText(const fs::path& path) {
  return isCaptionFileName(path);
}

// A table whose first picture is there.
bool namesPictures(const fs::path& table) {
  bool there = false;
  JobControl job;
  const auto look = [&](CaptionRow&& row) -> Result<Walk> {
    std::error_code absent;
    const fs::path picture = table.parent_path() / row.picture;
    there = fs::is_regular_file(picture, absent) && imageFormatOf(beginningOf(picture)).has_value();
    return Walk::enough;
  };
  const auto nothing = [](const Message&, const Message&) {};
  Reading reading;
  if (!isCaptionTable(table, {}, reading)) return false;
  return readCaptionTable(table, {}, {look, nothing, nothing}, job, reading) && there;
}

using Format = std::variant<ImageFormat, ArrayFormat>;

struct Recognised {
  std::optional<Format> format;
  bool labels = false;
  bool meant = false;  // a picture, or an array of them, that is not read
  Message reason;      // why there is no format
};

bool isNpz(const fs::path& path, std::string_view beginning) {
  if (!beginning.starts_with("PK\3\4")) return false;
  // The name of the first thing in the archive stands behind 30 bytes.
  const size_t length = beginning.size() < 30 ? 0 : static_cast<uint8_t>(beginning[26]);
  const std::string_view first = beginning.substr(std::min<size_t>(30, beginning.size()), length);
  return endingOf(path) == ".npz" || first.ends_with(".npy");
}

Recognised recognise(const fs::path& path, const std::string& beginning, bool mislabelled) {
  const auto promised = imageFormatNamed(path.filename().string());
  if (const auto image = imageFormatOf(beginning)) {
    if (promised && *promised != *image && !mislabelled)
      return {.meant = true,
              .reason = message(UNMASK_TEXT("core",
                                            "Mislabelled: by its name %1, by its content %2; "
                                            "import.mislabelled can take it in."),
                                name(*promised), name(*image))};
    return {.format = *image};
  }
  if (isIdxPictures(beginning)) return {.format = ArrayFormat::idx};
  if (isIdxLabels(beginning)) return {.labels = true};
  if (beginning.starts_with("\x93NUMPY")) return {.format = ArrayFormat::npy};
  if (isNpz(path, beginning)) return {.format = ArrayFormat::npz};
  if (isCifar(path, ArrayFormat::cifar10)) return {.format = ArrayFormat::cifar10};
  if (isCifar(path, ArrayFormat::cifar100)) return {.format = ArrayFormat::cifar100};
  if (const auto idx = otherIdx(beginning)) return {.meant = true, .reason = *idx};
  if (const KnownFormat* known = knownFormat(beginning))
    return {.meant = known->picture, .reason = refusal(*known)};
  if (isDrawing(beginning))
    return {.reason = message(UNMASK_TEXT(
                "core", "SVG drawing: PNG, JPEG, WebP, BMP and GIF are read; save it as PNG."))};
  if (promised)
    return {.reason = message(
                UNMASK_TEXT("core", "Mislabelled: by its name %1, by its content no picture."),
                name(*promised))};
  return {.reason = message(UNMASK_TEXT("core", "Not a picture."))};
}

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
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (error || !fs::exists(status))
      return failure(systemError(message(UNMASK_TEXT("core", "Cannot read %1: %2."), path.string()),
                                 error ? error.value() : ENOENT));
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
    const bool wanted = fitsPattern(name, settings_.glob) || (isText(name) && !isLitter(name));
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
    if (isText(path) && !knownFormat(beginning)) return found_.texts().add(path.string());
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
      UNMASK_ASSIGN(const bool those, isLabels(file.path));
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

// A format as one number.
int64_t numberOf(const Format& format) {
  const auto* array = std::get_if<ArrayFormat>(&format);
  return array ? -1 - static_cast<int64_t>(*array)
               : static_cast<int64_t>(std::get<ImageFormat>(format));
}
Format formatOf(int64_t number) {
  if (number < 0) return static_cast<ArrayFormat>(-1 - number);
  return static_cast<ImageFormat>(number);
}

}  // namespace

struct PictureFiles::State {
  Database database;
  std::optional<ScratchList> texts;
  Statement insert, at, remove, insertMade, made;
  uint64_t size = 0, arrays = 0;
  std::vector<int32_t> classPlaces = {};
};

PictureFiles::PictureFiles(std::unique_ptr<State> state) : state_(std::move(state)) {}
PictureFiles::PictureFiles(PictureFiles&&) noexcept = default;
PictureFiles::~PictureFiles() = default;

Result<PictureFiles> PictureFiles::create(const fs::path& folder) {
  UNMASK_ASSIGN(Database database, Database::open(folder / "files.part", Database::Mode::scratch));
  if (database.run("CREATE TABLE files(number INTEGER PRIMARY KEY, path BLOB, root INTEGER,"
                   " shown INTEGER, class INTEGER, format INTEGER);"
                   "CREATE TABLE made(number INTEGER PRIMARY KEY, picture INTEGER)") != SQLITE_OK)
    return failure(database.error());
  sqlite3* handle = database.handle();
  std::unique_ptr<State> state(new State{
      std::move(database), std::nullopt,
      Statement(handle, "INSERT INTO files VALUES(?, ?, ?, ?, ?, ?)"),
      Statement(handle, "SELECT path, root, shown, class, format FROM files WHERE number = ?"),
      Statement(handle, "DELETE FROM files WHERE number = ?"),
      Statement(handle, "INSERT INTO made VALUES(?, ?)"),
      Statement(handle, "SELECT picture FROM made WHERE number = ?")});
  UNMASK_ASSIGN(ScratchList texts, ScratchList::create(state->database, "texts"));
  state->texts.emplace(std::move(texts));
  return PictureFiles(std::move(state));
}

uint64_t PictureFiles::size() const {
  return state_->size;
}
uint64_t PictureFiles::arrays() const {
  return state_->arrays;
}
ScratchList& PictureFiles::texts() {
  return *state_->texts;
}
const ScratchList& PictureFiles::texts() const {
  return *state_->texts;
}
const Database& PictureFiles::scratch() const {
  return state_->database;
}

Status PictureFiles::add(const PictureFile& file) {
  State& s = *state_;
  s.insert.bind(static_cast<int64_t>(s.size)).bindBlob(file.path);
  s.insert.bind(int64_t{file.root}).bind(int64_t{file.shown}).bind(int64_t{file.classIndex});
  UNMASK_TRY(s.database.change(s.insert.bind(numberOf(file.format))));
  ++s.size;
  s.arrays += std::holds_alternative<ArrayFormat>(file.format);
  return {};
}

Result<std::optional<PictureFile>> PictureFiles::at(uint64_t number) const {
  State& s = *state_;
  UNMASK_ASSIGN(const bool there, s.database.row(s.at.bind(static_cast<int64_t>(number))));
  if (!there) return std::nullopt;
  PictureFile file{number,
                   s.at.blob(0),
                   static_cast<uint32_t>(s.at.integer(1)),
                   static_cast<uint32_t>(s.at.integer(2)),
                   static_cast<int32_t>(s.at.integer(3)),
                   formatOf(s.at.integer(4))};
  s.at.reset();
  if (file.classIndex >= 0 && !s.classPlaces.empty())
    file.classIndex = s.classPlaces[static_cast<size_t>(file.classIndex)];
  return file;
}

Status PictureFiles::remove(uint64_t number) {
  return state_->database.change(state_->remove.bind(static_cast<int64_t>(number)));
}

void PictureFiles::setClasses(std::vector<std::string> names, std::vector<int32_t> places) {
  classes = std::move(names);
  state_->classPlaces = std::move(places);
}

Status PictureFiles::became(uint64_t number, uint64_t picture) {
  State& s = *state_;
  return s.database.change(
      s.insertMade.bind(static_cast<int64_t>(number)).bind(static_cast<int64_t>(picture)));
}

Result<uint64_t> PictureFiles::pictureOf(uint64_t number) const {
  State& s = *state_;
  UNMASK_ASSIGN(const bool there, s.database.row(s.made.bind(static_cast<int64_t>(number))));
  if (!there) return kNoPicture;
  const auto picture = static_cast<uint64_t>(s.made.integer(0));
  s.made.reset();
  return picture;
}

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

Status addNamedPictures(PictureFiles& files, const CaptionColumns& columns,
                        const PictureImportSettings& settings, CorpusWriter& skips,
                        JobControl& job) {
  if (files.size() > 0) return {};
  UNMASK_ASSIGN(ScratchList added, ScratchList::create(files.scratch(), "added"));  // and folders
  UNMASK_TRY(added.index());
  for (uint64_t t = 0; t < files.texts().size(); ++t) {
    UNMASK_ASSIGN(const ScratchList::Entry text, files.texts().at(t));
    const fs::path table = text.bytes;
    Reading reading;
    if (!isCaptionTable(table, columns, reading)) continue;
    const std::string folder = (table.parent_path() / "").lexically_normal().string();
    const auto add = [&](CaptionRow&& row) -> Result<Walk> {
      if (job.cancelled()) return failure(cancelledError());
      const std::string path = (table.parent_path() / row.picture).lexically_normal().string();
      std::error_code absent;
      if (!path.starts_with(folder) || !fs::is_regular_file(path, absent))
        return Walk::on;  // Captions lists it
      UNMASK_ASSIGN(const auto before, added.find(path, 1));
      if (!before.empty()) return Walk::on;
      UNMASK_TRY(added.add(path));
      const Recognised what = recognise(path, beginningOf(path), settings.mislabelled == "read");
      if (!what.format || !std::holds_alternative<ImageFormat>(*what.format)) {
        skips.skipped(
            path, {},
            what.reason.empty() ? message(UNMASK_TEXT("core", "Not a picture.")) : what.reason);
        return Walk::on;
      }
      // The first table that names a picture of a folder says where names in it begin.
      const std::string in = path.substr(0, path.rfind('/') + 1);
      UNMASK_ASSIGN(const auto shown, added.find(in, 1));
      if (shown.empty()) UNMASK_TRY(added.add(in, static_cast<int64_t>(folder.size())));
      UNMASK_TRY(files.add(
          {0, path, 0,
           shown.empty() ? static_cast<uint32_t>(folder.size()) : static_cast<uint32_t>(shown[0]),
           -1, *what.format}));
      return Walk::on;
    };
    const auto nothing = [](const Message&, const Message&) {};
    UNMASK_TRY(readCaptionTable(table, columns, {add, nothing, nothing}, job, reading));
  }
  return {};
}

bool holdPictures(const std::vector<fs::path>& paths) {
  size_t pictures = 0, looked = 0;
  std::set<std::string> stems, texts;
  const auto look = [&](const fs::path& path) {
    const std::string ending = endingOf(path);
    const std::string stem = (path.parent_path() / path.stem()).string();
    if (ending == ".txt" || ending == ".md") {
      texts.insert(stem);
      return;
    }
    if (isText(path)) return;  // a table: of captions, or beside the point
    const Recognised what = recognise(path, beginningOf(path), true);
    if (!what.format && !what.meant) return;
    pictures += what.format && std::holds_alternative<ArrayFormat>(*what.format) ? kArrayCounts : 1;
    stems.insert(stem);
  };
  for (const fs::path& path : paths) {
    std::error_code absent;  // what cannot be read is told by the import
    if (!fs::is_directory(path, absent)) {
      look(path);
      continue;
    }
    LeftOut ignored;
    const auto visit = [&](TreeEntry&& entry) -> Result<Walk> {
      if (entry.found != Found::file) return Walk::on;
      look(entry.path);
      return ++looked < kLookedAt ? Walk::on : Walk::enough;
    };
    const auto all = [](const std::string& name) { return !isLitter(name); };
    if (!walkTree(path, true, all, ignored, visit)) continue;  // the import says why
  }
  const auto captions = static_cast<size_t>(std::count_if(
      texts.begin(), texts.end(), [&](const std::string& stem) { return stems.contains(stem); }));
  if (pictures > texts.size() - captions) return true;
  return !paths.empty() && std::all_of(paths.begin(), paths.end(), [](const fs::path& path) {
    std::error_code absent;
    return fs::is_regular_file(path, absent) && isText(path) && namesPictures(path);
  });
}

}  // namespace unmask
