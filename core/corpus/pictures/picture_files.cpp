// Walking the given paths and looking at the beginning of each file.
#include "core/corpus/pictures/picture_files.h"

#include <fnmatch.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "core/base/files.h"
#include "core/corpus/pictures/labels.h"

namespace unmask {

namespace {

constexpr size_t kLookedAt = 2000;
constexpr size_t kArrayCounts = 1000;  // an array is one file and many pictures

// The unpacked beginning of a file; empty where it cannot be read.
std::string beginningOf(const fs::path& path) {
  std::string bytes(kRecognisedBytes, '\0');
  const auto reader = openBytes(path);
  const auto got = reader ? (*reader)(bytes) : Result<size_t>(0);
  bytes.resize(got.value_or(0));
  return bytes;
}

std::string withoutGz(const fs::path& path) {
  const std::string name = path.filename().string();
  return name.ends_with(".gz") ? name.substr(0, name.size() - 3) : name;
}

bool isText(const fs::path& path) {
  const std::string ending = fs::path(withoutGz(path)).extension().string();
  return ending == ".txt" || ending == ".csv" || ending == ".tsv" || ending == ".json" ||
         ending == ".jsonl";
}

// A table whose first picture is there.
bool namesPictures(const fs::path& table) {
  bool there = false;
  JobControl job;
  const auto look = [&](CaptionRow&& row) -> Status {
    std::error_code absent;
    const fs::path picture = table.parent_path() / row.picture;
    there = fs::is_regular_file(picture, absent) && imageFormatOf(beginningOf(picture)).has_value();
    return failure(cancelledError());  // one is enough
  };
  const Status looked =
      readCaptionTable(table, {}, {look, [](const Message&, const Message&) {}}, job);
  return there && !looked;
}

using Format = std::variant<ImageFormat, ArrayFormat>;

struct Recognised {
  std::optional<Format> format;
  bool labels = false;
  Message reason;  // why it is none
};

Recognised recognise(const fs::path& path, const std::string& beginning, bool mislabelled) {
  if (const auto image = imageFormatOf(beginning)) {
    const auto promised = imageFormatNamed(path.filename().string());
    if (promised && *promised != *image && !mislabelled)
      return {{},
              false,
              message(UNMASK_TEXT("core",
                                  "Mislabelled: by its name %1, by its content %2; "
                                  "import.mislabelled can take it in."),
                      name(*promised), name(*image))};
    return {*image, false, {}};
  }
  if (isIdxPictures(beginning)) return {ArrayFormat::idx, false, {}};
  if (isIdxLabels(beginning)) return {{}, true, {}};
  if (beginning.starts_with("\x93NUMPY")) return {ArrayFormat::npy, false, {}};
  if (beginning.starts_with("PK\3\4") && path.extension() == ".npz")
    return {ArrayFormat::npz, false, {}};
  if (isCifar(path, ArrayFormat::cifar10)) return {ArrayFormat::cifar10, false, {}};
  if (isCifar(path, ArrayFormat::cifar100)) return {ArrayFormat::cifar100, false, {}};
  if (const char* other = otherImageFormat(beginning); *other)
    return {{},
            false,
            message(UNMASK_TEXT("core", "A %1 picture: PNG, JPEG, WebP, BMP and GIF are read."),
                    other)};
  if (const auto promised = imageFormatNamed(path.filename().string()))
    return {{},
            false,
            message(UNMASK_TEXT("core", "Mislabelled: by its name %1, by its content no picture."),
                    name(*promised))};
  return {{}, false, message(UNMASK_TEXT("core", "Not a picture."))};
}

class Collector {
 public:
  Collector(const PictureImportSettings& settings, bool several, const JobControl& job)
      : settings_(settings), several_(several), job_(job) {}

  Status add(const fs::path& path) {
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (error || !fs::exists(status))
      return failure(systemError(message(UNMASK_TEXT("core", "Cannot read %1: %2."), path.string()),
                                 error ? error.value() : ENOENT));
    found_.roots.push_back(path);
    if (fs::is_directory(status)) {
      shown_ = (path / "").string().size();
      return addFolder(path, true);
    }
    if (!fs::is_regular_file(status))
      return failure(
          message(UNMASK_TEXT("core", "%1 is neither a file nor a folder."), path.string()));
    shown_ = path.string().size() - path.filename().string().size();
    enter(path.parent_path(), {});
    addFile(path);
    return {};
  }

  PictureFiles take() {
    // Labels belong to the arrays they lie beside; they are no pictures of their own.
    std::set<fs::path> labels;
    for (const PictureFile& file : found_.files)
      if (std::holds_alternative<ArrayFormat>(file.format))
        for (const fs::path& beside : labelFilesFor(found_.path(file))) labels.insert(beside);
    std::erase_if(found_.files, [&](const PictureFile& file) {
      return std::holds_alternative<ArrayFormat>(file.format) &&
             labels.contains(found_.path(file));
    });
    for (const fs::path& path : labelFiles_)
      if (!labels.contains(path))
        skip(path, message(UNMASK_TEXT("core", "Labels, but their pictures are not here.")));

    // In the order of their names; one class tells nothing apart.
    const bool any = classes_.size() >= 2;
    std::vector<int32_t> sorted(classes_.size());
    for (const auto& [name, index] : classes_) {
      sorted[static_cast<size_t>(index)] = static_cast<int32_t>(found_.classes.size());
      if (any) found_.classes.push_back(name);
    }
    for (PictureFolder& folder : found_.folders)
      if (folder.classIndex >= 0)
        folder.classIndex = any ? sorted[static_cast<size_t>(folder.classIndex)] : -1;
    found_.files.shrink_to_fit();
    found_.fileNames.shrink_to_fit();
    return std::move(found_);
  }

 private:
  Status addFolder(const fs::path& folder, bool given) {
    if (job_.cancelled()) return failure(cancelledError());
    std::error_code error;
    std::vector<std::string> names;  // a path of its own for each would be ten times as large
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
      names.push_back(it->path().filename().string());
    if (error) {
      const Error unreadable = systemError(
          message(UNMASK_TEXT("core", "Cannot read the folder %1: %2."), folder.string()),
          error.value());
      if (given) return failure(unreadable);
      skip(folder, unreadable.what);
      return {};
    }
    std::sort(names.begin(), names.end());
    const std::string inClass = className(folder, given);
    bool here = false;  // not after a folder within it
    for (const std::string& name : names) {
      const fs::path path = folder / name;
      const fs::directory_entry entry(path, error);
      if (entry.is_directory(error) && !entry.is_symlink(error)) {  // links could lead in circles
        if (settings_.recursive) UNMASK_TRY(addFolder(path, false));
        here = false;
        continue;
      }
      if (::fnmatch(settings_.glob.c_str(), path.filename().c_str(), 0) != 0 && !isText(path))
        continue;
      if (job_.cancelled()) return failure(cancelledError());
      if (!entry.is_regular_file(error))
        skip(path, message(UNMASK_TEXT("core", "Not a file.")));
      else {
        if (!std::exchange(here, true)) enter(folder, inClass);
        addFile(path);
      }
    }
    return {};
  }

  // The files added next lie here.
  void enter(const fs::path& folder, const std::string& inClass) {
    folder_ = folder.empty() ? std::string() : (folder / "").string();
    inClass_ = inClass;
    listed_ = false;
  }

  // The class of pictures that lie directly in `folder`; empty: none.
  std::string className(const fs::path& folder, bool given) const {
    if (given || settings_.classes == "none") return {};
    const std::string below = folder.string().substr(shown_);
    return settings_.classes == "first" ? below.substr(0, below.find('/'))
                                        : folder.filename().string();
  }

  void addFile(const fs::path& path) {
    std::error_code error;
    const fs::path canonical = fs::canonical(path, error);
    if (several_ && !error && !seen_.insert(canonical.string()).second) return;
    const uint64_t bytes = fs::file_size(path, error);
    if (error) {
      skip(path, systemError(message(UNMASK_TEXT("core", "Cannot read %1: %2."), path.string()),
                             error.value())
                     .what);
      return;
    }
    if (bytes == 0) return skip(path, message(UNMASK_TEXT("core", "The file is empty.")));
    if (isText(path)) {
      found_.texts.push_back(path.string());
      return;
    }
    Recognised what = recognise(path, beginningOf(path), settings_.mislabelled == "read");
    if (what.labels) {
      labelFiles_.push_back(path);
    } else if (!what.format) {
      skip(path, std::move(what.reason));
    } else {
      if (!std::exchange(listed_, true))
        found_.folders.push_back({folder_, static_cast<uint32_t>(found_.roots.size() - 1),
                                  static_cast<uint32_t>(shown_), classIndex(inClass_)});
      found_.add(static_cast<uint32_t>(found_.folders.size() - 1), path.filename().string(),
                 *what.format);
    }
  }

  int32_t classIndex(const std::string& name) {
    if (name.empty()) return -1;
    return classes_.emplace(name, static_cast<int32_t>(classes_.size())).first->second;
  }

  void skip(const fs::path& path, Message reason) {
    found_.skipped.emplace_back(path, std::move(reason));
  }

  const PictureImportSettings& settings_;
  const bool several_;  // given paths
  const JobControl& job_;
  PictureFiles found_;
  size_t shown_ = 0;
  std::string folder_, inClass_;  // what is entered
  bool listed_ = false;           // it is the last of found_.folders: pictures lie in it
  std::map<std::string, int32_t> classes_;  // numbered as they are met
  std::vector<fs::path> labelFiles_;
  std::set<std::string> seen_;  // with several given paths: what was given twice
};

}  // namespace

Result<PictureFiles> pictureFiles(const std::vector<fs::path>& paths,
                                  const PictureImportSettings& settings, const JobControl& job) {
  Collector collector(settings, paths.size() > 1, job);
  for (const fs::path& path : paths) UNMASK_TRY(collector.add(path));
  return collector.take();
}

Status addNamedPictures(PictureFiles& files, const CaptionColumns& columns,
                        const PictureImportSettings& settings, JobControl& job) {
  if (!files.files.empty()) return {};
  std::set<std::string> added;
  std::map<std::string, uint32_t> folders;
  for (size_t t = 0; t < files.texts.size(); ++t) {
    const fs::path table = files.texts[t];
    if (!isCaptionTable(table, columns)) continue;
    const std::string folder = (table.parent_path() / "").lexically_normal().string();
    const auto add = [&](CaptionRow&& row) -> Status {
      if (job.cancelled()) return failure(cancelledError());
      const std::string path = (table.parent_path() / row.picture).lexically_normal().string();
      std::error_code absent;
      if (!path.starts_with(folder) || !fs::is_regular_file(path, absent) ||
          !added.insert(path).second)
        return {};  // Captions lists it
      Recognised what = recognise(path, beginningOf(path), settings.mislabelled == "read");
      if (!what.format || !std::holds_alternative<ImageFormat>(*what.format)) {
        files.skipped.emplace_back(path, std::move(what.reason));
        return {};
      }
      const size_t name = path.rfind('/') + 1;
      const auto [in, first] = folders.emplace(path.substr(0, name), files.folders.size());
      if (first) files.folders.push_back({in->first, 0, static_cast<uint32_t>(folder.size())});
      files.add(in->second, path.substr(name), *what.format);
      return {};
    };
    UNMASK_TRY(readCaptionTable(table, columns, {add, [](const Message&, const Message&) {}}, job));
  }
  return {};
}

bool holdPictures(const std::vector<fs::path>& paths) {
  size_t pictures = 0, looked = 0;
  std::set<std::string> stems, texts;
  const auto look = [&](const fs::path& path) {
    const std::string ending = fs::path(withoutGz(path)).extension().string();
    const std::string stem = (path.parent_path() / path.stem()).string();
    if (ending == ".txt" || ending == ".md") {
      texts.insert(stem);
      return;
    }
    if (isText(path)) return;  // a table: of captions, or beside the point
    if (const auto format = recognise(path, beginningOf(path), true).format) {
      pictures += std::holds_alternative<ArrayFormat>(*format) ? kArrayCounts : 1;
      stems.insert(stem);
    }
  };
  std::error_code ignored;  // what cannot be read is told by the import
  for (const fs::path& path : paths) {
    if (!fs::is_directory(path, ignored)) {
      look(path);
      continue;
    }
    for (fs::recursive_directory_iterator
             it(path, fs::directory_options::skip_permission_denied, ignored),
         end;
         it != end && looked < kLookedAt; it.increment(ignored))
      if (it->is_regular_file(ignored)) {
        ++looked;
        look(it->path());
      }
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
