// Finding each caption's picture.
#include "core/corpus/pictures/captions.h"

#include <optional>
#include <utility>
#include <vector>

#include "core/base/files.h"
#include "core/base/message_value.h"
#include "core/corpus/decoded_text.h"
#include "core/corpus/file_names.h"
#include "core/corpus/pictures/picture_finder.h"
#include "core/corpus/records/column_names.h"
#include "core/corpus/records/text_lines.h"
#include "core/tokenizers/utf8.h"

namespace unmask {

namespace {

constexpr size_t kLongestCaption = 1 << 16;  // bytes

// A file whose lines are the captions of the picture that it lies beside: .txt, or .caption.
bool isBeside(const std::string& path) {
  const std::string ending = lowerCase(fs::path(path).extension().string());
  return ending == ".txt" || ending == ".caption";
}

// Why a file is neither a picture nor a table of captions.
Message whyNeither(const Reading& reading) {
  if (!reading.pictureColumn.empty() && !reading.others.empty())
    return message(UNMASK_TEXT("core",
                               "It names pictures in \"%1\", and which column holds their captions "
                               "is not clear: %2. import.caption_column can choose one."),
                   reading.pictureColumn, listedNames(reading.others));
  if (reading.columns.size() > 1)
    return message(UNMASK_TEXT("core",
                               "Neither a picture nor captions; its columns: %1. "
                               "import.picture_column and import.caption_column can choose."),
                   listedNames(reading.columns));
  return message(UNMASK_TEXT("core", "Neither a picture nor captions."));
}

}  // namespace

struct Captions::State {
  const PictureFiles& files;
  const CaptionColumns& columns;
  CorpusWriter& skips;
  JobControl& job;
  Statement insert;
  PictureFinder finder;
  uint64_t count = 0;  // of those that have a picture
  PictureAudit audit = {};
  Message notFound = {};
  CorpusInfo read = {};  // its readings
  // Of the file that is read now.
  std::string file = {};
  struct Lone {
    uint64_t count = 0;
    std::string first = {};  // its picture's name
  };
  Lone absent = {}, unclear = {};  // captions whose picture is not there; that fit several
  bool anyBeside = false;      // some file lay beside its picture

  Status readFile(ScratchList& neither);
  Status readBeside(const std::vector<uint64_t>& pictures);
  Result<CaptionColumns> besideAsRecord();
  Status readTable(const CaptionColumns&);
  Status tellNeither(const ScratchList& neither);

  // One caption of this file of pictures; nothing: its picture was not found.
  Status take(std::optional<uint64_t> picture, const std::string& caption, const Message& place,
              const std::string& called) {
    if (job.cancelled()) return failure(cancelledError());
    if (caption.size() > kLongestCaption) {
      skips.skipped(
          file, place,
          message(UNMASK_TEXT("core", "The caption is longer than %1 bytes."), kLongestCaption));
      return {};
    }
    if (picture) {
      UNMASK_ASSIGN(const uint64_t found, files.pictureOf(*picture));
      if (found != kNoPicture) {
        ++count;
        return files.scratch().change(insert.bind(static_cast<int64_t>(found)).bindBlob(caption));
      }
    }
    addLone(absent, place, called);
    return {};
  }

  void addLone(Lone& lone, const Message& place, const std::string& name) {
    constexpr size_t kLongestName = 1000;
    const std::string called = name.substr(0, characterBoundary(name, kLongestName));
    ++audit.withoutPicture;
    if (++lone.count == 1) lone.first = called;
    if (audit.listedCaptions.size() < kListedAudits)
      audit.listedCaptions.push_back({file, inEnglish(place), called});
  }

  // Once for each table: how many of its captions found no picture.
  void tellLone() {
    if (unclear.count > 0)
      skips.noted(file, {},
                  message(UNMASK_TEXT("core",
                                      "Captions left out because several pictures have the name "
                                      "they give: %1, the first \"%2\"; their folders would tell."),
                          unclear.count, unclear.first));
    if (absent.count > 0)
      skips.noted(file, {},
                  message(UNMASK_TEXT("core",
                                      "Captions whose pictures were not found: %1, the first "
                                      "\"%2\"."),
                          absent.count, absent.first));
    if (notFound.empty() && absent.count > 0)
      notFound = message(UNMASK_TEXT("core",
                                     "%1: captions whose pictures were not found: %2, the "
                                     "first \"%3\"."),
                         file, absent.count, absent.first);
  }
};

Captions::Captions(std::unique_ptr<State> state) : state_(std::move(state)) {}
Captions::Captions(Captions&&) noexcept = default;
Captions::~Captions() = default;

// Each line is a caption of every picture that the file lies beside.
Status Captions::State::readBeside(const std::vector<uint64_t>& numbers) {
  std::vector<PictureFile> pictures;
  for (const uint64_t number : numbers) {
    UNMASK_ASSIGN(auto picture, files.at(number));
    if (picture) pictures.push_back(std::move(*picture));
  }
  auto text = DecodedText::open(file, columns.reading, job);
  if (!text && isCancelled(text.error())) return failure(text.error());
  if (!text || !text->notText().empty()) {
    skips.skipped(file, {}, text ? text->notText() : text.error().what);
    return {};
  }
  Reading reading;
  reading.file = file;
  reading.reader = "beside";
  TextLines lines(*text, kLongestCaption);
  std::string line;
  for (uint64_t number = 1;; ++number) {
    UNMASK_ASSIGN(const bool there, lines.next(line));
    if (!there) break;
    if (line.find_first_not_of(" \t") == std::string::npos) continue;
    ++reading.records;
    for (const PictureFile& picture : pictures)
      UNMASK_TRY(take(picture.number, line, message(UNMASK_TEXT("core", "line %1"), number),
                      picture.name()));
  }
  reading.encoding = text->encoding();
  reading.replacedBytes = text->replaced().count;
  tellReplaced(*text, file, skips);
  addReading(read, std::move(reading));
  return {};
}

Status Captions::State::readTable(const CaptionColumns& columns) {
  const CaptionSink sink = {
      [&](CaptionRow&& row) -> Result<Walk> {
        UNMASK_ASSIGN(const auto pictures, finder.named(file, row.picture));
        if (pictures.size() > 1)
          addLone(unclear, row.place, row.picture);
        else
          UNMASK_TRY(take(pictures.empty() ? std::nullopt : std::optional(pictures[0]),
                          row.caption, row.place, row.picture));
        return Walk::on;
      },
      [&](const Message& place, const Message& reason) { skips.skipped(file, place, reason); },
      [&](const Message& place, const Message& what) { skips.noted(file, place, what); }};
  Reading reading;
  UNMASK_TRY(readCaptionTable(file, columns, sink, job, reading));
  skips.replacedBytes(reading.replacedBytes);
  addReading(read, std::move(reading));
  tellLone();
  return {};
}

// a.json beside a.png, with the caption in a field; where there is an a.txt, that has it (img2dataset
// writes both).
Result<CaptionColumns> Captions::State::besideAsRecord() {
  CaptionColumns ofOne = columns;
  if (endingOf(file) != ".json") return ofOne;
  for (const char* ending : {".txt", ".caption"}) {
    UNMASK_ASSIGN(const bool there, pathExists(fs::path(file).replace_extension(ending)));
    if (there) return ofOne;
  }
  UNMASK_ASSIGN(const auto pictures, finder.beside(file));
  if (pictures.size() != 1) return ofOne;
  UNMASK_ASSIGN(const auto picture, files.at(pictures[0]));
  if (picture) ofOne.beside = fs::path(picture->path).filename().string();
  return ofOne;
}

Status Captions::State::readFile(ScratchList& neither) {
  absent = unclear = {};
  if (isBeside(file)) {
    UNMASK_ASSIGN(const auto pictures, finder.beside(file));
    anyBeside |= !pictures.empty();
    if (!pictures.empty()) return readBeside(pictures);
  }
  Reading reading;
  if (isCaptionTable(file, columns, reading)) return readTable(columns);
  UNMASK_ASSIGN(const CaptionColumns ofOne, besideAsRecord());
  if (!ofOne.beside.empty() && isCaptionTable(file, ofOne, reading)) {
    anyBeside = true;
    return readTable(ofOne);
  }
  return neither.add(file + '\0' + asValue(whyNeither(reading)));
}

// Where others lie beside their pictures, a file without one is a caption that lost its own.
Status Captions::State::tellNeither(const ScratchList& neither) {
  for (uint64_t i = 0; i < neither.size(); ++i) {
    UNMASK_ASSIGN(const ScratchList::Entry entry, neither.at(i));
    const size_t end = entry.bytes.find('\0');
    file = entry.bytes.substr(0, end);
    if (anyBeside && isBeside(file))
      addLone(absent, {}, fs::path(file).stem().string());
    else
      skips.skipped(file, {}, Message{"%1", {entry.bytes.substr(end + 1)}});
  }
  return {};
}

Result<Captions> Captions::read(const PictureFiles& files, const CaptionColumns& columns,
                                CorpusWriter& skips, JobControl& job) {
  const Database& database = files.scratch();
  if (database.run("CREATE TABLE captions(picture INTEGER, text BLOB)") != SQLITE_OK)
    return failure(database.error());
  std::unique_ptr<State> state(new State{
      files, columns, skips, job, Statement(database.handle(), "INSERT INTO captions VALUES(?, ?)"),
      PictureFinder(files)});
  uint64_t bytes = 0;
  for (uint64_t i = 0; i < files.texts().size(); ++i) {
    UNMASK_ASSIGN(const ScratchList::Entry text, files.texts().at(i));
    std::error_code ignored;  // it is read below, or told
    const uint64_t size = fs::file_size(text.bytes, ignored);
    if (!ignored) bytes += size;
  }
  job.beginStage(message(UNMASK_TEXT("core", "Reading captions")), bytes);
  UNMASK_ASSIGN(ScratchList neither, ScratchList::create(database, "neither"));
  for (uint64_t i = 0; i < files.texts().size(); ++i) {
    if (job.cancelled()) return failure(cancelledError());
    UNMASK_ASSIGN(const ScratchList::Entry entry, files.texts().at(i));
    state->file = entry.bytes;
    UNMASK_TRY(state->readFile(neither));
  }
  UNMASK_TRY(state->tellNeither(neither));
  return Captions(std::move(state));
}

uint64_t Captions::count() const {
  return state_->count;
}
const std::vector<Reading>& Captions::readings() const {
  return state_->read.readings;
}
const PictureAudit& Captions::audit() const {
  return state_->audit;
}
const Message& Captions::notFound() const {
  return state_->notFound;
}

Result<PictureAudit> Captions::write(CorpusWriter& text, PictureWriter& pictures, JobControl& job) {
  State& s = *state_;
  PictureAudit audit = s.audit;
  UNMASK_TRY(pictures.beginCaptions());
  uint64_t picture = 0, count = 0;
  const auto endBefore = [&](uint64_t next) -> Status {
    for (; picture < next; ++picture) {
      if (count == 0 && audit.withoutCaption++ < kListedAudits)
        audit.listedWithout.push_back(picture);
      UNMASK_TRY(pictures.addCaptions(std::exchange(count, 0)));
    }
    return {};
  };
  const Database& database = s.files.scratch();
  Statement rows(database.handle(), "SELECT picture, text FROM captions ORDER BY picture, rowid");
  while (true) {
    if (job.cancelled()) return failure(cancelledError());
    UNMASK_ASSIGN(const bool there, database.row(rows));
    if (!there) break;
    UNMASK_TRY(endBefore(static_cast<uint64_t>(rows.integer(0))));
    UNMASK_TRY(text.append(rows.blob(1)));
    UNMASK_TRY(text.endDocument());
    ++count;
  }
  UNMASK_TRY(endBefore(pictures.count()));
  return audit;
}

}  // namespace unmask
