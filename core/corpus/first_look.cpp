// Looking at files with the import's own readers.
#include "core/corpus/first_look.h"

#include <algorithm>
#include <map>
#include <set>

#include "core/base/files.h"
#include "core/base/message_value.h"
#include "core/corpus/file_tree.h"
#include "core/corpus/pictures/image_header.h"
#include "core/corpus/pictures/picture_files.h"
#include "core/corpus/pictures/picture_finder.h"
#include "core/corpus/readers.h"
#include "core/corpus/records/text_lines.h"
#include "core/corpus/source_files.h"
#include "core/tokenizers/utf8.h"

namespace unmask {

namespace {

constexpr uint64_t kLookedAt = uint64_t{256} << 10;
constexpr size_t kFiles = 20, kRecords = 20, kShown = 1000;

// Collects the first records of one file.
class Collected {
 public:
  explicit Collected(FileLook& look) : look_(look) {}

  Status append(std::string_view text) {
    bytes_ += text.size();
    if (text_.size() < kShown) text_ += text.substr(0, kShown - text_.size() + 4);
    return {};
  }
  Status endDocument() {
    if (bytes_ > 0) add({}, std::move(text_));
    text_.clear();
    bytes_ = 0;
    return {};
  }
  Result<Walk> take(CaptionRow&& row) {
    bytes_ = row.caption.size();
    add(std::move(row.picture), std::move(row.caption), asValue(row.place));
    return Walk::on;
  }
  void skip(const Message& place, const Message& reason) {
    if (look_.skipped.size() < kRecords) look_.skipped.emplace_back(place, reason);
  }

 private:
  void add(std::string picture, std::string text, std::string place = {}) {
    if (look_.records.size() >= kRecords) return;
    text.resize(characterBoundary(text, kShown));
    look_.records.push_back({std::move(place), std::move(picture), std::move(text), bytes_});
  }

  FileLook& look_;
  std::string text_;
  uint64_t bytes_ = 0;
};

// What stops the whole look: being cancelled. Anything else is the file's own problem.
Status told(FileLook& look, const Status& read) {
  if (read) return {};
  if (isCancelled(read.error())) return read;
  look.problem = read.error().what;
  return {};
}

Status lookAtText(const InputFile& input, const std::string& separator,
                  const ImportSettings& settings, FileLook& look, JobControl& job) {
  auto text = DecodedText::open(input.path, settings.reading, job, kLookedAt);
  if (!text) return told(look, failure(text.error()));
  look.problem = text->notText();
  if (!look.problem.empty()) return {};
  Collected collected(look);
  const auto skip = [&](const Message& place, const Message& reason) {
    collected.skip(place, reason);
  };
  const DocumentSink sink = {[&](std::string_view part) { return collected.append(part); },
                             [&] { return collected.endDocument(); }, skip, skip};
  UNMASK_TRY(
      told(look, readDocuments(*text, input.format, separator, settings, sink, look.reading)));
  look.whole = !text->cut();
  look.plain = look.reading.reader == "text" && look.reading.encoding.name == "utf-8" &&
               look.reading.replacedBytes == 0;
  return {};
}

Status lookAtTable(const fs::path& path, const PictureImportSettings& settings, FileLook& look,
                   JobControl& job) {
  Collected collected(look);
  const auto skip = [&](const Message& place, const Message& reason) {
    collected.skip(place, reason);
  };
  const CaptionColumns columns{settings.pictureColumn, settings.captionColumn, settings.reading};
  UNMASK_TRY(
      told(look, readCaptionTable(
                     path, columns,
                     {[&](CaptionRow&& row) { return collected.take(std::move(row)); }, skip, skip},
                     job, look.reading, kLookedAt)));
  std::error_code gone;
  look.whole = fs::file_size(path, gone) <= kLookedAt;
  return {};
}

// A file whose lines are the captions of the picture beside it.
Status lookBeside(const fs::path& path, const PictureImportSettings& settings, FileLook& look,
                  JobControl& job) {
  auto text = DecodedText::open(path, settings.reading, job, kLookedAt);
  if (!text) return told(look, failure(text.error()));
  look.problem = text->notText();
  if (!look.problem.empty()) return {};
  Collected collected(look);
  constexpr size_t kLongest = size_t{1} << 16;
  TextLines lines(*text, kLongest);
  std::string line;
  for (uint64_t number = 1;; ++number) {
    UNMASK_ASSIGN(const bool there, lines.next(line));
    if (!there) break;
    if (line.find_first_not_of(" \t") == std::string::npos) continue;
    ++look.reading.records;
    UNMASK_TRY(collected.take(
        {path.stem().string(), line, message(UNMASK_TEXT("core", "line %1"), number)}));
  }
  look.whole = !text->cut();
  look.reading.reader = "beside";
  look.reading.encoding = text->encoding();
  look.reading.replacedBytes = text->replaced().count;
  look.plain = look.reading.encoding.name == "utf-8" && look.reading.replacedBytes == 0;
  return {};
}

// The tables and texts among these paths, which may hold captions: at most `most`.
void captionFiles(const std::vector<fs::path>& paths, bool recursive, size_t most,
                  std::vector<fs::path>& found, uint64_t& more) {
  constexpr size_t kLooked = 2000;
  size_t looked = 0;
  const auto consider = [&](const fs::path& path) {
    if (!isCaptionFileName(path)) return;
    if (found.size() < most)
      found.push_back(path);
    else
      ++more;
  };
  std::error_code ignored;  // what cannot be read is told by the import
  for (const fs::path& path : paths) {
    if (!fs::is_directory(path, ignored)) {
      consider(path);
      continue;
    }
    LeftOut leftOut;  // the import counts it
    const auto visit = [&](TreeEntry&& entry) -> Result<Walk> {
      if (entry.found == Found::file) consider(entry.path);
      return ++looked < kLooked ? Walk::on : Walk::enough;
    };
    const auto all = [](const std::string& name) { return !isLitter(name); };
    if (!walkTree(path, recursive, all, leftOut, visit)) continue;
  }
  std::sort(found.begin(), found.end());
}

// Whether pictures of the same name lie in the folder, by their own names alone.
class Neighbours {
 public:
  bool any(const fs::path& captions) {
    const fs::path folder = captions.parent_path();
    const auto [at, added] = stems_.try_emplace(folder.string());
    std::set<std::string>& stems = at->second;
    const auto add = [&](const fs::directory_entry& entry) -> Result<Walk> {
      const fs::path name = entry.path().filename();
      if (imageFormatNamed(name.string())) stems.insert(foldedName(name.stem().string()));
      return stems.size() < kMost ? Walk::on : Walk::enough;
    };
    // A folder that cannot be read has none; the import says why.
    if (added && !eachEntry(folder.empty() ? fs::path(".") : folder, add)) stems.clear();
    return stems.contains(foldedName(captions.stem().string()));
  }

 private:
  static constexpr size_t kMost = 100'000;
  std::map<std::string, std::set<std::string>> stems_;  // of pictures, by folder
};

bool isTableName(const fs::path& path) {
  return formatOf(path).value_or(Format::text) != Format::text;
}

}  // namespace

bool FirstLook::worthShowing() const {
  return std::any_of(files.begin(), files.end(),
                     [](const FileLook& file) { return !file.plain || !file.problem.empty(); });
}

Result<FirstLook> lookAt(const std::vector<fs::path>& paths, const ImportSettings& settings,
                         JobControl& job) {
  UNMASK_TRY(checkReading(settings.reading));
  UNMASK_ASSIGN(const InputFiles input, inputFiles(paths, settings, job));
  const std::string separator = settings.separator != "auto" ? settings.separator
                                : input.files.size() == 1    ? "blank-line"
                                                             : "file";
  FirstLook look;
  for (const InputFile& file : input.files) {
    if (look.files.size() == kFiles) break;
    FileLook& one = look.files.emplace_back();
    one.path = file.path;
    one.reading.file = file.path.string();
    UNMASK_TRY(lookAtText(file, separator, settings, one, job));
  }
  look.moreFiles = input.files.size() - look.files.size();
  return look;
}

Result<FirstLook> lookAt(const std::vector<fs::path>& paths, const PictureImportSettings& settings,
                         JobControl& job) {
  UNMASK_TRY(checkReading(settings.reading));
  FirstLook look;
  look.pictures = true;
  std::vector<fs::path> files;
  Neighbours neighbours;
  captionFiles(paths, settings.recursive, kFiles, files, look.moreFiles);
  const CaptionColumns columns{settings.pictureColumn, settings.captionColumn, settings.reading};
  for (const fs::path& path : files) {
    if (job.cancelled()) return failure(cancelledError());
    FileLook& one = look.files.emplace_back();
    one.path = path;
    one.reading.file = path.string();
    Reading recognised;
    if (isTableName(path) || isCaptionTable(path, columns, recognised))
      UNMASK_TRY(lookAtTable(path, settings, one, job));
    else if (neighbours.any(path))
      UNMASK_TRY(lookBeside(path, settings, one, job));
    else
      one.problem = message(UNMASK_TEXT("core", "Neither a picture nor captions."));
  }
  return look;
}

}  // namespace unmask
