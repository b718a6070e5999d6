// The import job: picture files -> decoders on every core -> corpus folder.
#include "core/corpus/pictures/import_pictures.h"

#include <algorithm>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_map>

#include "core/base/digest.h"
#include "core/base/files.h"
#include "core/base/message_value.h"
#include "core/base/platform.h"
#include "core/corpus/corpus_writer.h"
#include "core/corpus/nothing_imported.h"
#include "core/corpus/pictures/captions.h"
#include "core/corpus/pictures/decode.h"
#include "core/corpus/pictures/in_order.h"
#include "core/corpus/pictures/picture_files.h"
#include "core/corpus/pictures/picture_writer.h"
#include "core/tokenizers/tokenizer_file.h"

namespace unmask {

std::vector<FieldRef> fieldsOf(PictureImportSettings& s) {
  std::vector<FieldRef> fields = {
      integerField({.key = "import.size",
                    .label = UNMASK_TEXT("core", "Size"),
                    .unit = UNMASK_TEXT("core", "pixels"),
                    .explanation = UNMASK_TEXT(
                        "core",
                        "Width and height of the pictures in the corpus: the short side is scaled "
                        "to it, and the middle cut out. 0: arrays such as MNIST keep theirs, "
                        "picture files become 64."),
                    .minimum = 0,
                    .maximum = 1024,
                    .essential = true},
                   s.size),
      choiceField({.key = "import.channels",
                   .label = UNMASK_TEXT("core", "Colours"),
                   .unit = "",
                   .explanation = UNMASK_TEXT("core",
                                              "Whether pictures are kept in colour. Automatic: "
                                              "yes, except for arrays that have grey alone."),
                   .choices = {{"auto", UNMASK_TEXT("core", "automatic")},
                               {"grey", UNMASK_TEXT("core", "grey")},
                               {"colour", UNMASK_TEXT("core", "colour")}}},
                  s.channels),
      choiceField({.key = "import.background",
                   .label = UNMASK_TEXT("core", "Background"),
                   .unit = "",
                   .explanation = UNMASK_TEXT("core", "What see-through pixels are laid on."),
                   .choices = {{"white", UNMASK_TEXT("core", "white")},
                               {"grey", UNMASK_TEXT("core", "grey")},
                               {"black", UNMASK_TEXT("core", "black")}}},
                  s.background),
      choiceField({.key = "import.classes",
                   .label = UNMASK_TEXT("core", "Classes"),
                   .unit = "",
                   .explanation = UNMASK_TEXT(
                       "core",
                       "What a picture's class is: the folder it lies in, the first folder below "
                       "the given one, or nothing. Classes judge what a model has learned; no "
                       "pretext task sees them."),
                   .choices = {{"folder", UNMASK_TEXT("core", "the folder it lies in")},
                               {"first", UNMASK_TEXT("core", "the first folder")},
                               {"none", UNMASK_TEXT("core", "none")}}},
                  s.classes),
      choiceField({.key = "import.mislabelled",
                   .label = UNMASK_TEXT("core", "Wrong endings"),
                   .unit = "",
                   .explanation = UNMASK_TEXT("core",
                                              "What to do with a picture whose name promises "
                                              "another format than it has."),
                   .choices = {{"skip", UNMASK_TEXT("core", "skip and list it")},
                               {"read", UNMASK_TEXT("core", "read it")}}},
                  s.mislabelled),
      choiceField({.key = "import.captions",
                   .label = UNMASK_TEXT("core", "Captions"),
                   .unit = "",
                   .explanation = UNMASK_TEXT(
                       "core",
                       "Whether texts beside the pictures are their captions: a .txt of the same "
                       "name, or a CSV, TSV, JSONL or JSON table."),
                   .choices = {{"auto", UNMASK_TEXT("core", "where there are some")},
                               {"none", UNMASK_TEXT("core", "leave them out")},
                               {"needed", UNMASK_TEXT("core", "no import without")}}},
                  s.captions),
      textField(
          {.key = "import.picture_column",
           .label = UNMASK_TEXT("core", "Picture column"),
           .unit = "",
           .explanation = UNMASK_TEXT("core",
                                      "The column or field of a table that names the picture; "
                                      "empty: found by the usual names, such as file_name.")},
          s.pictureColumn),
      textField(
          {.key = "import.caption_column",
           .label = UNMASK_TEXT("core", "Caption column"),
           .unit = "",
           .explanation = UNMASK_TEXT("core",
                                      "The column or field of a table that holds the caption; "
                                      "empty: found by the usual names, such as caption.")},
          s.captionColumn),
      textField({.key = "import.glob",
                 .label = UNMASK_TEXT("core", "Names"),
                 .unit = "",
                 .explanation = UNMASK_TEXT("core",
                                            "Pattern for the names of files taken from folders, "
                                            "such as *.png.")},
                s.glob),
      booleanField({.key = "import.recursive",
                    .label = UNMASK_TEXT("core", "Folders within folders"),
                    .unit = "",
                    .explanation = UNMASK_TEXT(
                        "core", "Whether folders inside the given folders are read too.")},
                   s.recursive),
  };
  for (FieldRef& field : fieldsOf(s.reading))
    if (std::string_view(field.info.key) != "import.chat") fields.push_back(std::move(field));
  return fields;
}

namespace {

// A picture on its way: a file's path, or pixels out of an array, or why there are none.
struct Raw {
  std::shared_ptr<const PictureFile> file;
  std::string name;
  bool decoded = false;
  ArrayPicture picture;
  uint64_t bytes = 0;       // of an array's file
  std::string sha256 = {};  // of the same
  Message place = {}, problem = {};
};

struct Made {
  std::shared_ptr<const PictureFile> file;
  MadePicture picture;
  uint64_t bytes = 0;
  std::string sha256;
  Message place, problem;  // a problem: it is skipped
};

uint8_t backgroundOf(const std::string& name) {
  return name == "white" ? 255 : name == "grey" ? 128 : 0;
}

class Importer {
 public:
  Importer(PictureFiles files, const PictureImportSettings& settings, CorpusWriter& skips,
           JobControl& job)
      : files_(std::move(files)), settings_(settings), skips_(skips), job_(job) {
    for (const std::string& name : files_.classes) classIndex(name);
  }

  // Opens every array, so that size, channels and the number of pictures are known.
  Status prepare() {
    bool colour = files_.size() > files_.arrays();
    int64_t arraySide = 0;
    std::vector<std::string> classes;
    uint64_t total = files_.size() - files_.arrays();
    for (uint64_t i = 0; i < files_.size() && files_.arrays() > 0; ++i) {
      UNMASK_ASSIGN(const auto file, files_.at(i));
      const auto* format = file ? std::get_if<ArrayFormat>(&file->format) : nullptr;
      if (!format) continue;
      const auto arrays =
          PictureArray::open(file->path, *format, [&](const Message& place, const Message& reason) {
            skips_.skipped(file->path, place, reason);
          });
      if (!arrays) {
        skips_.skipped(file->path, {}, arrays.error().what);
        UNMASK_TRY(files_.remove(i));
        continue;
      }
      for (const PictureArray& array : *arrays) {
        const PictureArrayInfo& info = array.info();
        colour |= info.channels > 1;
        classes.insert(classes.end(), info.classes.begin(), info.classes.end());
        arraySide = std::max(arraySide, std::min(info.width, info.height));
        total += info.count;
      }
    }
    if (settings_.classes != "none") addClasses(std::move(classes));
    channels_ = settings_.channels == "colour" || (settings_.channels == "auto" && colour) ? 3 : 1;
    size_ = settings_.size > 0 ? settings_.size
            : arraySide > 0    ? std::clamp(arraySide, kLeastSide, kMostSide)
                               : kPictureFileSize;
    job_.beginStage(message(UNMASK_TEXT("core", "Importing pictures")), total);
    return {};
  }

  Status run(PictureWriter& writer, CorpusInfo& info) {
    const size_t threads = static_cast<size_t>(usableThreads());
    const auto next = [this]() -> Result<std::optional<Raw>> {
      try {
        return this->next();
      } catch (const std::exception& error) {  // no memory left
        return failure(
            message(UNMASK_TEXT("core", "The pictures cannot be read: %1."), error.what()));
      }
    };
    UNMASK_TRY((inOrder<Raw, Made>(
        next, [this](Raw&& raw) { return make(std::move(raw)); },
        [&](Made&& made) { return take(std::move(made), writer); }, threads, 4 * threads, job_)));
    for (size_t i = 0; i < files_.roots.size(); ++i)
      if (sources_[i].pictures > 0)
        info.sources.push_back({files_.roots[i].string(), sources_[i].bytes,
                                sources_[i].digest.hex(), sources_[i].pictures});
    return {};
  }

  int64_t size() const { return size_; }
  int64_t channels() const { return channels_; }
  const std::vector<std::string>& classes() const { return classes_; }
  const PictureFiles& files() const { return files_; }

 private:
  struct Source {
    uint64_t bytes = 0, pictures = 0;
    Sha256 digest;  // of the files' digests, in their order
  };

  // Numbers in their order, whichever array names them first; words in the order of the arrays.
  void addClasses(std::vector<std::string> names) {
    const auto number = [](const std::string& name) {
      return name.find_first_not_of("0123456789") == std::string::npos;
    };
    if (std::all_of(names.begin(), names.end(), number))
      std::sort(names.begin(), names.end(), [](const std::string& a, const std::string& b) {
        return a.size() != b.size() ? a.size() < b.size() : a < b;
      });
    for (const std::string& name : names) classIndex(name);
  }

  int32_t classIndex(const std::string& name) {
    const auto [at, added] = indexOf_.emplace(name, static_cast<int32_t>(classes_.size()));
    if (added) classes_.push_back(name);
    return at->second;
  }

  Result<std::optional<Raw>> next() {
    while (true) {
      if (array_ < arrays_.size()) {
        Raw raw{.file = current_, .name = {}, .decoded = true, .picture = {}};
        const auto more = arrays_[array_].next(raw.picture);
        if (more && *more) {
          const std::string& inside = arrays_[array_].info().name;
          raw.name = current_->name() + (inside.empty() ? "" : "/" + inside) + ", " +
                     std::to_string(inArray_++);
          raw.bytes = arrayBytes_;
          raw.sha256 = arrayDigest_;
          int64_t& label = raw.picture.label;
          label =
              classIndices_.empty() || label < 0 ? -1 : classIndices_[static_cast<size_t>(label)];
          return raw;
        }
        raw.place = message(UNMASK_TEXT("core", "picture %1 and all after it"), inArray_);
        beginArray(array_ + 1);
        if (more) continue;
        raw.problem = more.error().what;
        return raw;
      }
      if (file_ == files_.size()) return std::nullopt;
      {
        const std::lock_guard lock(filesInUse_);
        UNMASK_ASSIGN(auto file, files_.at(file_++));
        if (!file) continue;
        current_ = std::make_shared<const PictureFile>(std::move(*file));
      }
      const auto* format = std::get_if<ArrayFormat>(&current_->format);
      Raw raw{.file = current_, .name = current_->name(), .decoded = false, .picture = {}};
      if (!format) return raw;
      const std::string& path = current_->path;
      auto arrays = PictureArray::open(path, *format, [](const Message&, const Message&) {
        // prepare() has told it
      });
      if (!arrays) {  // it has changed since
        raw.problem = arrays.error().what;
        return raw;
      }
      arrays_ = std::move(*arrays);
      std::error_code gone;  // then it has no digest either
      arrayBytes_ = fs::file_size(path, gone);
      arrayDigest_ = sha256OfFile(path).value_or("");
      beginArray(0);
    }
  }

  void beginArray(size_t which) {
    array_ = which;
    inArray_ = 0;
    classIndices_.clear();
    if (which == arrays_.size() || settings_.classes == "none") return;
    for (const std::string& name : arrays_[which].info().classes)
      classIndices_.push_back(classIndex(name));
  }

  Made make(Raw&& raw) const {
    Made made{std::move(raw.file),   {}, raw.bytes, std::move(raw.sha256), std::move(raw.place),
              std::move(raw.problem)};
    if (!made.problem.empty()) return made;
    try {
      if (raw.decoded) {
        made.picture = madePicture(raw.picture.bitmap, size_, channels_, background_);
        made.picture.label = static_cast<int32_t>(raw.picture.label);
      } else {
        const auto bytes = readFile(made.file->path, kLargestImageFile);
        const auto header = bytes ? inspectImage(*bytes) : failure(bytes.error());
        const auto bitmap = header ? decodePicture(*header, *bytes) : failure(header.error());
        if (!bitmap) {
          made.problem = bitmap.error().what;
          return made;
        }
        made.bytes = bytes->size();
        made.sha256 = sha256(*bytes);
        made.picture = madePicture(*bitmap, size_, channels_, background_);
        made.picture.label = made.file->classIndex;
        PictureChanges& changes = made.picture.changes;
        changes.turned = header->orientation != 1;
        changes.firstFrames = header->frames > 1;
        changes.reducedDepth = header->bits > 8;
        changes.cmyk = header->cmyk;
        changes.otherColours = header->otherColours;
      }
      made.picture.name = std::move(raw.name);
    } catch (const std::exception& error) {  // no memory left
      made.problem = message(UNMASK_TEXT("core", "It cannot be decoded: %1."), error.what());
    }
    return made;
  }

  Status take(Made&& made, PictureWriter& writer) {
    job_.add(1);
    if (!made.problem.empty()) {
      skips_.skipped(made.file->path, made.place, made.problem);
      return {};
    }
    Source& source = sources_[made.file->root];
    if (made.file->number != counted_) {
      counted_ = made.file->number;
      source.bytes += made.bytes;
      source.digest.add(made.sha256);
    }
    ++source.pictures;
    if (std::holds_alternative<ImageFormat>(made.file->format) && files_.texts().size() > 0) {
      const std::lock_guard lock(filesInUse_);
      UNMASK_TRY(files_.became(made.file->number, writer.count()));
    }
    return writer.add(made.picture);
  }

  PictureFiles files_;
  std::mutex filesInUse_;
  const PictureImportSettings& settings_;
  CorpusWriter& skips_;
  JobControl& job_;
  const uint8_t background_ = backgroundOf(settings_.background);
  int64_t size_ = 0, channels_ = 0;
  std::vector<std::string> classes_;
  std::unordered_map<std::string, int32_t> indexOf_;

  // next(): one thread at a time
  size_t file_ = 0, array_ = 0;
  uint64_t inArray_ = 0;
  std::shared_ptr<const PictureFile> current_;
  std::vector<PictureArray> arrays_;
  uint64_t arrayBytes_ = 0;
  std::string arrayDigest_;
  std::vector<int32_t> classIndices_;  // of the array's classes in classes_

  // take(): one thread at a time
  std::vector<Source> sources_ = std::vector<Source>(files_.roots.size());
  uint64_t counted_ = UINT64_MAX;  // the file that was taken last
};

Error noPictures(const std::vector<fs::path>& paths, const CorpusStatistics& statistics) {
  const Message advice = message(
      UNMASK_TEXT("core",
                  "Choose PNG, JPEG, WebP, BMP or GIF files, a folder of them, or an array of "
                  "pictures: IDX (MNIST), CIFAR in binary, .npy or .npz of uint8."));
  const std::string given = paths.empty() ? "\"\"" : paths.front().string();
  return nothingImported(
      statistics, {message(UNMASK_TEXT("core", "There are no pictures in %1."), given), advice},
      advice);
}

}  // namespace

Result<CorpusInfo> importPicturesInto(const std::vector<fs::path>& paths, const std::string& name,
                                      const PictureImportSettings& settings, const fs::path& folder,
                                      const std::string& slug, JobControl& job) {
  PictureImportSettings copy = settings;
  for (const FieldRef& field : fieldsOf(copy)) UNMASK_TRY(field.set(field.get()));
  UNMASK_TRY(checkReading(settings.reading));
  if (settings.size > 0 && settings.size < kLeastSide)
    return failure(message(UNMASK_TEXT("core", "import.size must be 0 or at least %1, not %2."),
                           kLeastSide, settings.size));
  job.beginStage(message(UNMASK_TEXT("core", "Looking for files")));
  UNMASK_ASSIGN(CorpusWriter text, CorpusWriter::create(folder));
  UNMASK_ASSIGN(PictureFiles files, pictureFiles(paths, settings, folder, text, job));
  const CaptionColumns columns{settings.pictureColumn, settings.captionColumn, settings.reading};
  if (settings.captions != "none")
    UNMASK_TRY(addNamedPictures(files, columns, settings, text, job));

  CorpusInfo info;
  info.slug = slug;
  info.name = name;
  info.kind = "pictures";
  info.separator = "file";
  auto importer = std::make_unique<Importer>(std::move(files), settings, text, job);
  UNMASK_TRY(importer->prepare());
  UNMASK_ASSIGN(PictureWriter writer,
                PictureWriter::create(folder, importer->size(), importer->channels()));
  UNMASK_TRY(importer->run(writer, info));
  PictureAudit audit;
  if (settings.captions == "none") {
    const ScratchList& texts = importer->files().texts();
    for (uint64_t i = 0; i < texts.size(); ++i) {
      UNMASK_ASSIGN(const ScratchList::Entry entry, texts.at(i));
      text.skipped(entry.bytes, {}, message(UNMASK_TEXT("core", "Not a picture.")));
    }
  } else {
    UNMASK_ASSIGN(Captions captions, Captions::read(importer->files(), columns, text, job));
    audit = captions.audit();
    info.readings = captions.readings();
    if (captions.count() > 0) {
      UNMASK_ASSIGN(audit, captions.write(text, writer, job));
      info.kind = "pairs";
    }
    info.pictures.captionsWithoutPicture = audit.withoutPicture;
    if (settings.captions == "needed" && captions.count() == 0 && writer.count() > 0)
      return failure(
          captions.notFound().empty()
              ? message(UNMASK_TEXT("core", "None of the %1 pictures has a caption."),
                        writer.count())
              : message(UNMASK_TEXT("core", "None of the %1 pictures has a caption. %2"),
                        writer.count(), asValue(captions.notFound())),
          message(UNMASK_TEXT("core",
                              "Captions are a .txt of the picture's name, or a CSV, TSV, JSONL or "
                              "JSON table that names pictures; or import pictures alone.")));
  }
  UNMASK_ASSIGN(info, text.finish(std::move(info)));
  if (writer.count() == 0) return failure(noPictures(paths, info.statistics));
  const std::vector<std::string> classes = importer->classes();
  importer.reset();  // with the list of files, no longer needed
  UNMASK_TRY(writer.finish(info, classes, std::move(audit), job));
  UNMASK_TRY(writeCorpusFile(folder, info));
  if (job.cancelled()) return failure(cancelledError());
  return info;
}

Result<CorpusInfo> importPictures(const std::vector<fs::path>& paths, const std::string& name,
                                  const PictureImportSettings& settings, const fs::path& folder,
                                  JobControl& job) {
  UNMASK_TRY(refuseExisting(folder));
  UNMASK_ASSIGN(PartialFolder partial, PartialFolder::create(folder));
  UNMASK_ASSIGN(CorpusInfo info, importPicturesInto(paths, name, settings, partial.path(),
                                                    folder.filename().string(), job));
  UNMASK_TRY(partial.commit());
  return info;
}

}  // namespace unmask
