// Finding each caption's picture.
#include "core/corpus/pictures/captions.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <unordered_map>

#include "core/base/files.h"
#include "core/corpus/decoded_text.h"

namespace unmask {

namespace {

constexpr size_t kLongestCaption = 1 << 16;  // bytes

// Names by their hashes: a name of its own for each would be several times as large.
using ByName = std::unordered_map<size_t, uint32_t>;

size_t hashOf(const std::string& text) {
  return std::hash<std::string>()(text);
}

std::string normal(const fs::path& path) {
  return path.lexically_normal().string();
}

std::string stemOf(const fs::path& path) {
  return normal(path.parent_path() / path.stem());
}

}  // namespace

struct Captions::State {
  struct Waiting {
    uint64_t offset;
    uint32_t picture, bytes;
  };
  std::vector<Waiting> waiting;
  fs::path file;
  std::FILE* words = nullptr;
  uint64_t written = 0;
  uint64_t lone = 0;
  std::vector<LoneCaption> listed;

  ~State() {
    if (words) std::fclose(words);
    std::error_code ignored;  // the folder goes with it, or an error came before
    fs::remove(file, ignored);
  }

  Error failed() const {
    return systemError(message(UNMASK_TEXT("core", "Cannot write %1: %2."), file.string()), errno);
  }

  Status add(uint32_t picture, const std::string& caption) {
    if (std::fwrite(caption.data(), 1, caption.size(), words) != caption.size())
      return failure(failed());
    waiting.push_back({written, picture, static_cast<uint32_t>(caption.size())});
    written += caption.size();
    return {};
  }

  void addLone(const std::string& from, const Message& place, const std::string& picture) {
    ++lone;
    if (listed.size() < kListedAudits) listed.push_back({from, inEnglish(place), picture});
  }
};

namespace {

// The file that a name of a table means.
class Finder {
 public:
  explicit Finder(const PictureFiles& files) : files_(files) {
    for (uint32_t i = 0; i < files.files.size(); ++i) {
      if (!std::holds_alternative<ImageFormat>(files.files[i].format)) continue;
      const fs::path path(files.path(files.files[i]));
      byPath_.emplace(hashOf(normal(path)), i);
      const auto [at, added] = byBase_.emplace(hashOf(path.filename().string()), i);
      if (!added) at->second = kNoPicture;  // several are called so
    }
  }
  uint32_t find(const fs::path& table, const std::string& name) const {
    const auto known = [](const ByName& names, const std::string& text) {
      const auto at = names.find(hashOf(text));
      return at == names.end() ? kNoPicture : at->second;
    };
    uint32_t found = known(byPath_, normal(table.parent_path() / name));
    for (size_t i = 0; i < files_.roots.size() && found == kNoPicture; ++i)
      found = known(byPath_, normal(files_.roots[i] / name));
    return found != kNoPicture ? found : known(byBase_, fs::path(name).filename().string());
  }

 private:
  const PictureFiles& files_;
  ByName byPath_, byBase_;
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

Result<Captions> Captions::read(const PictureFiles& files, const std::vector<uint32_t>& pictureOf,
                                const CaptionColumns& columns, const fs::path& folder,
                                CorpusWriter& skips, JobControl& job) {
  auto state = std::make_unique<State>();
  state->file = folder / "captions.part";
  state->words = std::fopen(state->file.c_str(), "w+be");
  if (!state->words) return failure(state->failed());
  uint64_t bytes = 0;
  for (const std::string& text : files.texts) {
    std::error_code ignored;  // it is read below, or told
    const uint64_t size = fs::file_size(text, ignored);
    if (!ignored) bytes += size;
  }
  job.beginStage(message(UNMASK_TEXT("core", "Reading captions")), bytes);

  std::unordered_multimap<size_t, uint32_t> stems;  // of the files that captions can lie beside
  if (std::any_of(files.texts.begin(), files.texts.end(),
                  [](const std::string& text) { return text.ends_with(".txt"); }))
    for (uint32_t i = 0; i < files.files.size(); ++i)
      if (std::holds_alternative<ImageFormat>(files.files[i].format))
        stems.emplace(hashOf(stemOf(files.path(files.files[i]))), i);

  std::unique_ptr<Finder> finder;
  std::vector<std::string> neither;
  bool sidecars = false;
  for (const std::string& text : files.texts) {
    if (job.cancelled()) return failure(cancelledError());
    const auto take = [&](uint32_t file, const std::string& caption, const Message& place,
                          const std::string& picture) -> Status {
      if (job.cancelled()) return failure(cancelledError());
      if (caption.size() > kLongestCaption) {
        skips.skipped(
            text, place,
            message(UNMASK_TEXT("core", "The caption is longer than %1 bytes."), kLongestCaption));
        return {};
      }
      const uint32_t found = file == kNoPicture ? kNoPicture : pictureOf[file];
      if (found != kNoPicture) return state->add(found, caption);
      state->addLone(text, place, picture);
      return {};
    };
    const auto beside = text.ends_with(".txt") ? stems.equal_range(hashOf(stemOf(text)))
                                               : std::pair(stems.end(), stems.end());
    if (beside.first != beside.second) {
      sidecars = true;
      std::vector<uint32_t> pictures;
      for (auto it = beside.first; it != beside.second; ++it) pictures.push_back(it->second);
      std::sort(pictures.begin(), pictures.end());
      uint64_t line = 0;
      const Status status = readLines(text, job, [&](std::string caption) -> Status {
        const Message place = message(UNMASK_TEXT("core", "line %1"), ++line);
        for (const uint32_t file : pictures)
          UNMASK_TRY(take(file, caption, place, files.name(files.files[file])));
        return {};
      });
      if (!status && isCancelled(status.error())) return failure(status.error());
      if (!status) skips.skipped(text, {}, status.error().what);
      continue;
    }
    if (!isCaptionTable(text, columns)) {
      neither.push_back(text);
      continue;
    }
    if (!finder) finder = std::make_unique<Finder>(files);
    UNMASK_TRY(readCaptionTable(
        text, columns,
        {[&](CaptionRow&& row) {
           return take(finder->find(text, row.picture), row.caption, row.place, row.picture);
         },
         [&](const Message& place, const Message& reason) { skips.skipped(text, place, reason); }},
        job));
  }
  for (const std::string& text : neither)
    if (sidecars && text.ends_with(".txt"))
      state->addLone(text, {}, fs::path(text).stem().string());
    else
      skips.skipped(text, {}, message(UNMASK_TEXT("core", "Neither a picture nor captions.")));
  if (std::fflush(state->words) != 0) return failure(state->failed());
  return Captions(std::move(state));
}

uint64_t Captions::count() const {
  return state_->waiting.size();
}
uint64_t Captions::withoutPicture() const {
  return state_->lone;
}
const std::vector<LoneCaption>& Captions::listed() const {
  return state_->listed;
}

Result<std::vector<uint64_t>> Captions::write(CorpusWriter& text, uint64_t pictures,
                                              JobControl& job) {
  State& s = *state_;
  std::stable_sort(s.waiting.begin(), s.waiting.end(),
                   [](const auto& a, const auto& b) { return a.picture < b.picture; });
  std::vector<uint64_t> offsets(pictures + 1);
  std::string caption;
  for (const State::Waiting& waiting : s.waiting) {
    if (job.cancelled()) return failure(cancelledError());
    caption.resize(waiting.bytes);
    if (std::fseek(s.words, static_cast<long>(waiting.offset), SEEK_SET) != 0 ||
        std::fread(caption.data(), 1, caption.size(), s.words) != caption.size())
      return failure(
          systemError(message(UNMASK_TEXT("core", "Cannot read %1: %2."), s.file.string()), errno));
    UNMASK_TRY(text.append(caption));
    UNMASK_TRY(text.endDocument());
    ++offsets[waiting.picture + 1];
  }
  for (size_t i = 1; i < offsets.size(); ++i) offsets[i] += offsets[i - 1];
  return offsets;
}

}  // namespace unmask
