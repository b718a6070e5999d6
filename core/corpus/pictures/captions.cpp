// Finding each caption's picture.
#include "core/corpus/pictures/captions.h"

#include <optional>
#include <utility>
#include <vector>

#include "core/base/files.h"
#include "core/corpus/decoded_text.h"

namespace unmask {

namespace {

constexpr size_t kLongestCaption = 1 << 16;  // bytes

std::string normal(const fs::path& path) {
  return path.lexically_normal().string();
}

std::string stemOf(const fs::path& path) {
  return normal(path.parent_path() / path.stem());
}

}  // namespace

struct Captions::State {
  const Database& database;  // captions(picture, text)
  Statement insert;
  uint64_t count = 0, lone = 0;
  std::vector<LoneCaption> listed = {};

  Status add(uint64_t picture, const std::string& caption) {
    ++count;
    return database.change(insert.bind(static_cast<int64_t>(picture)).bindBlob(caption));
  }

  void addLone(const std::string& from, const Message& place, const std::string& picture) {
    ++lone;
    if (listed.size() < kListedAudits) listed.push_back({from, inEnglish(place), picture});
  }
};

namespace {

// A list of the files that captions can lie beside or name, by what `keyOf` their path gives.
Result<ScratchList> filesBy(const PictureFiles& files, const std::string& list,
                            const std::function<std::string(const fs::path&)>& keyOf) {
  UNMASK_ASSIGN(ScratchList names, ScratchList::create(files.scratch(), list));
  for (uint64_t i = 0; i < files.size(); ++i) {
    UNMASK_ASSIGN(const auto file, files.at(i));
    if (file && std::holds_alternative<ImageFormat>(file->format))
      UNMASK_TRY(names.add(keyOf(file->path), static_cast<int64_t>(i)));
  }
  UNMASK_TRY(names.index());
  return names;
}

// The file that a name of a table means.
class Finder {
 public:
  static Result<Finder> create(const PictureFiles& files) {
    UNMASK_ASSIGN(ScratchList byPath, filesBy(files, "by_path", normal));
    UNMASK_ASSIGN(ScratchList byBase, filesBy(files, "by_base", [](const fs::path& path) {
                    return path.filename().string();
                  }));
    return Finder(files, std::move(byPath), std::move(byBase));
  }
  // Nothing: no file, or several of that name.
  Result<std::optional<uint64_t>> find(const fs::path& table, const std::string& name) const {
    for (size_t i = 0; i <= files_.roots.size(); ++i) {
      const fs::path from = i == 0 ? table.parent_path() : files_.roots[i - 1];
      UNMASK_ASSIGN(const auto there, byPath_.find(normal(from / name), 1));
      if (!there.empty()) return static_cast<uint64_t>(there[0]);
    }
    UNMASK_ASSIGN(const auto called, byBase_.find(fs::path(name).filename().string(), 2));
    if (called.size() != 1) return std::nullopt;
    return static_cast<uint64_t>(called[0]);
  }

 private:
  Finder(const PictureFiles& files, ScratchList byPath, ScratchList byBase)
      : files_(files), byPath_(std::move(byPath)), byBase_(std::move(byBase)) {}
  const PictureFiles& files_;
  ScratchList byPath_, byBase_;
};

Status readLines(const fs::path& path, JobControl& job,
                 const std::function<Status(std::string)>& take) {
  UNMASK_ASSIGN(DecodedText text, DecodedText::open(path, {}, job));
  if (!text.notText().empty()) return failure(text.notText());
  std::string line;
  while (true) {
    UNMASK_ASSIGN(const std::string_view chunk, text.next());
    for (const char c : chunk.empty() ? std::string_view("\n") : chunk) {
      if (c != '\n') {
        if (line.size() <= kLongestCaption && c != '\r') line += c;
      } else if (line.find_first_not_of(" \t") != std::string::npos) {
        UNMASK_TRY(take(std::exchange(line, {})));
      } else {
        line.clear();
      }
    }
    if (chunk.empty()) return {};
  }
}

}  // namespace

Captions::Captions(std::unique_ptr<State> state) : state_(std::move(state)) {}
Captions::Captions(Captions&&) noexcept = default;
Captions::~Captions() = default;

Result<Captions> Captions::read(const PictureFiles& files, const CaptionColumns& columns,
                                CorpusWriter& skips, JobControl& job) {
  const Database& database = files.scratch();
  if (database.run("CREATE TABLE captions(picture INTEGER, text BLOB)") != SQLITE_OK)
    return failure(database.error());
  std::unique_ptr<State> state(
      new State{database, Statement(database.handle(), "INSERT INTO captions VALUES(?, ?)")});
  uint64_t bytes = 0;
  bool plain = false;
  for (uint64_t i = 0; i < files.texts().size(); ++i) {
    UNMASK_ASSIGN(const ScratchList::Entry text, files.texts().at(i));
    std::error_code ignored;  // it is read below, or told
    const uint64_t size = fs::file_size(text.bytes, ignored);
    if (!ignored) bytes += size;
    plain |= text.bytes.ends_with(".txt");
  }
  job.beginStage(message(UNMASK_TEXT("core", "Reading captions")), bytes);

  std::optional<ScratchList> stems;  // of the files that captions can lie beside
  if (plain) {
    UNMASK_ASSIGN(ScratchList list, filesBy(files, "stems", stemOf));
    stems.emplace(std::move(list));
  }
  std::optional<Finder> finder;
  UNMASK_ASSIGN(ScratchList neither, ScratchList::create(database, "neither"));
  bool sidecars = false;
  for (uint64_t i = 0; i < files.texts().size(); ++i) {
    if (job.cancelled()) return failure(cancelledError());
    UNMASK_ASSIGN(const ScratchList::Entry entry, files.texts().at(i));
    const std::string& text = entry.bytes;
    const auto take = [&](std::optional<uint64_t> file, const std::string& caption,
                          const Message& place, const std::string& picture) -> Status {
      if (job.cancelled()) return failure(cancelledError());
      if (caption.size() > kLongestCaption) {
        skips.skipped(
            text, place,
            message(UNMASK_TEXT("core", "The caption is longer than %1 bytes."), kLongestCaption));
        return {};
      }
      if (file) {
        UNMASK_ASSIGN(const uint64_t found, files.pictureOf(*file));
        if (found != kNoPicture) return state->add(found, caption);
      }
      state->addLone(text, place, picture);
      return {};
    };
    std::vector<int64_t> beside;
    if (text.ends_with(".txt")) {
      UNMASK_ASSIGN(beside, stems->find(stemOf(text)));
    }
    if (!beside.empty()) {
      sidecars = true;
      std::vector<PictureFile> pictures;
      for (const int64_t number : beside) {
        UNMASK_ASSIGN(auto file, files.at(static_cast<uint64_t>(number)));
        if (file) pictures.push_back(std::move(*file));
      }
      uint64_t line = 0;
      const Status status = readLines(text, job, [&](std::string caption) -> Status {
        const Message place = message(UNMASK_TEXT("core", "line %1"), ++line);
        for (const PictureFile& file : pictures)
          UNMASK_TRY(take(file.number, caption, place, file.name()));
        return {};
      });
      if (!status && isCancelled(status.error())) return failure(status.error());
      if (!status) skips.skipped(text, {}, status.error().what);
      continue;
    }
    if (!isCaptionTable(text, columns)) {
      UNMASK_TRY(neither.add(text));
      continue;
    }
    if (!finder) {
      UNMASK_ASSIGN(Finder all, Finder::create(files));
      finder.emplace(std::move(all));
    }
    UNMASK_TRY(readCaptionTable(
        text, columns,
        {[&](CaptionRow&& row) -> Status {
           UNMASK_ASSIGN(const auto file, finder->find(text, row.picture));
           return take(file, row.caption, row.place, row.picture);
         },
         [&](const Message& place, const Message& reason) { skips.skipped(text, place, reason); }},
        job));
  }
  for (uint64_t i = 0; i < neither.size(); ++i) {
    UNMASK_ASSIGN(const ScratchList::Entry text, neither.at(i));
    if (sidecars && text.bytes.ends_with(".txt"))
      state->addLone(text.bytes, {}, fs::path(text.bytes).stem().string());
    else
      skips.skipped(text.bytes, {},
                    message(UNMASK_TEXT("core", "Neither a picture nor captions.")));
  }
  return Captions(std::move(state));
}

uint64_t Captions::count() const {
  return state_->count;
}

Result<PictureAudit> Captions::write(CorpusWriter& text, PictureWriter& pictures, JobControl& job) {
  State& s = *state_;
  PictureAudit audit;
  audit.withoutPicture = s.lone;
  audit.listedCaptions = std::move(s.listed);
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
  Statement rows(s.database.handle(), "SELECT picture, text FROM captions ORDER BY picture, rowid");
  while (true) {
    if (job.cancelled()) return failure(cancelledError());
    UNMASK_ASSIGN(const bool there, s.database.row(rows));
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
