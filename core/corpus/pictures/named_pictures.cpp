// Which pictures a table given alone names, and whether paths are meant as pictures at all.
#include <QString>
#include <algorithm>
#include <set>

#include "core/base/files.h"
#include "core/corpus/file_names.h"
#include "core/corpus/file_tree.h"
#include "core/corpus/known_formats.h"
#include "core/corpus/pictures/picture_array.h"
#include "core/corpus/pictures/picture_files.h"
#include "core/corpus/pictures/recognise.h"

namespace unmask {

namespace {

constexpr size_t kLookedAt = 2000;
constexpr size_t kArrayCounts = 1000;  // an array is one file and many pictures

// The file below `folder` that a row of a table given alone means: as it is written, or with the
// other slashes, the other composition of accents, or the ending that it lacks. Where the pictures
// are given, too, PictureFinder knows them all.
std::optional<fs::path> namedBelow(const fs::path& folder, const std::string& name) {
  std::string slashes = name;
  std::replace(slashes.begin(), slashes.end(), '\\', '/');
  std::vector<std::string> written = {name};
  if (slashes != name) written.push_back(slashes);
  const auto ascii = [](char c) { return static_cast<unsigned char>(c) < 128; };
  if (!std::all_of(slashes.begin(), slashes.end(), ascii))
    for (const auto form : {QString::NormalizationForm_C, QString::NormalizationForm_D})
      written.push_back(QString::fromStdString(slashes).normalized(form).toStdString());
  for (const char* ending : {"", ".jpg", ".png", ".jpeg", ".webp", ".gif", ".bmp", ".JPG", ".PNG"})
    for (const std::string& one : written) {
      std::error_code absent;
      const fs::path path = (folder / (one + ending)).lexically_normal();
      if (fs::is_regular_file(path, absent)) return path;
    }
  return std::nullopt;
}

// A table whose first picture is there.
bool namesPictures(const fs::path& table) {
  bool there = false;
  JobControl job;
  const auto look = [&](CaptionRow&& row) -> Result<Walk> {
    const auto picture = namedBelow(table.parent_path(), row.picture);
    there = picture && imageFormatOf(beginningOf(*picture)).has_value();
    return Walk::enough;
  };
  const auto nothing = [](const Message&, const Message&) {};
  Reading reading;
  if (!isCaptionTable(table, {}, reading)) return false;
  return readCaptionTable(table, {}, {look, nothing, nothing}, job, reading) && there;
}

}  // namespace

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
      const auto named = namedBelow(table.parent_path(), row.picture);
      const std::string path = named ? named->string() : std::string();
      if (!path.starts_with(folder)) return Walk::on;  // Captions lists it
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
  const auto nothing = [](const Message&, const Message&) {};
  const auto look = [&](const fs::path& path) {
    const std::string ending = endingOf(path);
    const std::string stem = (path.parent_path() / path.stem()).string();
    if (ending == ".txt" || ending == ".md") {
      texts.insert(stem);
      return;
    }
    if (isCaptionFileName(path)) return;  // a table: of captions, or beside the point
    const Recognised what = recognise(path, beginningOf(path), true);
    if (!what.format && !what.meant) return;
    const auto* array = what.format ? std::get_if<ArrayFormat>(&*what.format) : nullptr;
    pictures += array && PictureArray::open(path, *array, nothing) ? kArrayCounts : 1;
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
    return fs::is_regular_file(path, absent) && isCaptionFileName(path) && namesPictures(path);
  });
}

}  // namespace unmask
