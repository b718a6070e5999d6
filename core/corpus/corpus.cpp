// corpus.json, and reading a corpus's text.
#include "core/corpus/corpus.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/base/digest.h"
#include "core/base/files.h"
#include "core/base/summed_json.h"
#include "core/corpus/corpus_writer.h"
#include "core/tokenizers/tokenizer_file.h"

namespace unmask {

namespace {

constexpr int kFormat = 2;  // 1: there was only text
using nlohmann::json;

json itemsJson(const std::vector<SkippedItem>& items) {
  json list = json::array();
  for (const SkippedItem& item : items)
    list.push_back({{"file", item.file}, {"place", item.place}, {"reason", item.reason}});
  return list;
}

std::vector<SkippedItem> itemsFromJson(const json& list) {
  std::vector<SkippedItem> items;
  for (const json& item : list)
    items.push_back({item.at("file"), item.at("place"), item.at("reason")});
  return items;
}

json statisticsJson(const CorpusStatistics& s) {
  return {{"documents", s.documents},
          {"bytes", s.bytes},
          {"characters", s.characters},
          {"distinct_characters", s.distinctCharacters},
          {"shortest", s.shortest},
          {"longest", s.longest},
          {"length_histogram", s.lengthHistogram},
          {"length_bins", s.lengthBins},
          {"exact_duplicates", s.exactDuplicates},
          {"character_counts", s.characterCounts},
          {"replaced_bytes", s.replacedBytes},
          {"skipped_count", s.skippedCount},
          {"skipped", itemsJson(s.skipped)},
          {"noted_count", s.notedCount},
          {"noted", itemsJson(s.noted)},
          {"left_out", toJson(s.leftOut)}};
}

CorpusStatistics statisticsFromJson(const json& j) {
  CorpusStatistics s;
  j.at("documents").get_to(s.documents);
  j.at("bytes").get_to(s.bytes);
  j.at("characters").get_to(s.characters);
  j.at("distinct_characters").get_to(s.distinctCharacters);
  j.at("shortest").get_to(s.shortest);
  j.at("longest").get_to(s.longest);
  j.at("length_histogram").get_to(s.lengthHistogram);
  if (j.contains("length_bins")) j.at("length_bins").get_to(s.lengthBins);
  j.at("exact_duplicates").get_to(s.exactDuplicates);
  j.at("character_counts").get_to(s.characterCounts);
  j.at("replaced_bytes").get_to(s.replacedBytes);
  j.at("skipped_count").get_to(s.skippedCount);
  s.skipped = itemsFromJson(j.at("skipped"));
  if (j.contains("noted_count")) j.at("noted_count").get_to(s.notedCount);
  if (j.contains("noted")) s.noted = itemsFromJson(j.at("noted"));
  // Absent in older ones.
  if (j.contains("left_out")) s.leftOut = leftOutFromJson(j.at("left_out"));
  return s;
}

}  // namespace

Status writeCorpusFile(const fs::path& folder, const CorpusInfo& info) {
  json sources = json::array();
  for (const SourceFile& source : info.sources)
    sources.push_back({{"path", source.path},
                       {"bytes", source.bytes},
                       {"sha256", source.sha256},
                       {"documents", source.documents}});
  json readings = json::array();
  for (const Reading& reading : info.readings) readings.push_back(toJson(reading));
  const bool text = info.pictures.count == 0;
  json file = {{"format", text ? 1 : kFormat},
               {"kind", info.kind},
               {"slug", info.slug},
               {"name", info.name},
               {"hash", info.hash},
               {"sample_of", info.sampleOf},
               {"suggested_tokenizer", info.suggestedTokenizer},
               {"separator", info.separator},
               {"sources", sources},
               {"readings", readings},
               {"statistics", statisticsJson(info.statistics)}};
  if (!text) file["pictures"] = toJson(info.pictures);
  addSum(file);
  return writeFileWhole(folder / "corpus.json",
                        file.dump(1, ' ', false, json::error_handler_t::replace) + "\n");
}

Result<CorpusInfo> readCorpusFile(const fs::path& folder) {
  const fs::path path = folder / "corpus.json";
  UNMASK_ASSIGN(const std::string text, readFile(path, uint64_t{1} << 30));
  try {
    const json file = json::parse(text);
    if (file.at("format").get<int>() > kFormat)
      return failure(
          message(UNMASK_TEXT("core", "%1 was written by a newer Unmask."), path.string()),
          message(UNMASK_TEXT("core", "Open it with that version, or import the text again.")));
    if (!asSummed(file))
      return failure(ErrorKind::damaged,
                     message(UNMASK_TEXT("core", "%1 is not as Unmask wrote it."), path.string()),
                     message(UNMASK_TEXT("core",
                                         "Import the data again. If you changed the file on "
                                         "purpose, take out its line \"sha256\".")));
    CorpusInfo info;
    file.at("kind").get_to(info.kind);
    file.at("name").get_to(info.name);
    file.at("hash").get_to(info.hash);
    file.at("sample_of").get_to(info.sampleOf);
    file.at("suggested_tokenizer").get_to(info.suggestedTokenizer);
    file.at("separator").get_to(info.separator);
    for (const json& item : file.at("sources"))
      info.sources.push_back(
          {item.at("path"), item.at("bytes"), item.at("sha256"), item.at("documents")});
    if (file.contains("readings"))
      for (const json& reading : file.at("readings"))
        info.readings.push_back(readingFromJson(reading));
    info.statistics = statisticsFromJson(file.at("statistics"));
    if (file.contains("pictures")) info.pictures = pictureFactsFromJson(file.at("pictures"));
    info.slug = folder.filename().string();
    return info;
  } catch (const json::exception& error) {
    return failure(message(UNMASK_TEXT("core", "%1 is damaged: %2."), path.string(), error.what()),
                   message(UNMASK_TEXT("core", "Import the text again.")));
  }
}

Status renameCorpus(const fs::path& folder, const std::string& name) {
  UNMASK_TRY(checkName(name));
  UNMASK_ASSIGN(CorpusInfo info, readCorpusFile(folder));
  info.name = name;
  return writeCorpusFile(folder, info);
}

struct Corpus::State {
  State(fs::path f, CorpusInfo i, ArrayFile t, ArrayFile o)
      : folder(std::move(f)), info(std::move(i)), text(std::move(t)), offsets(std::move(o)) {}
  fs::path folder;
  CorpusInfo info;
  ArrayFile text, offsets;

  Result<std::pair<uint64_t, uint64_t>> range(uint64_t document) const {
    if (document >= info.statistics.documents)
      return failure(message(UNMASK_TEXT("core", "%1 has %2 documents; document %3 was asked for."),
                             info.name, info.statistics.documents, document));
    uint64_t ends[2];
    UNMASK_TRY(offsets.read(document, std::span<uint64_t>(ends)));
    if (ends[0] > ends[1] || ends[1] > text.size())
      return failure(message(UNMASK_TEXT("core", "%1 is damaged (%2)."),
                             (folder / "document_offsets.npy").string(), document),
                     message(UNMASK_TEXT("core", "Import the text again.")));
    return std::pair(ends[0], ends[1]);
  }
};

Corpus::Corpus(std::unique_ptr<State> state) : state_(std::move(state)) {}
Corpus::Corpus(Corpus&&) noexcept = default;
Corpus& Corpus::operator=(Corpus&&) noexcept = default;
Corpus::~Corpus() = default;

Result<Corpus> Corpus::open(const fs::path& folder, Access access) {
  UNMASK_ASSIGN(CorpusInfo info, readCorpusFile(folder));
  UNMASK_ASSIGN(ArrayFile text, ArrayFile::open(folder / "text.npy", DType::uint8, access));
  UNMASK_ASSIGN(ArrayFile offsets,
                ArrayFile::open(folder / "document_offsets.npy", DType::uint64, access));
  if (offsets.size() != info.statistics.documents + 1 || text.size() != info.statistics.bytes)
    return failure(message(UNMASK_TEXT("core", "%1 does not belong to the files beside it."),
                           (folder / "corpus.json").string()),
                   message(UNMASK_TEXT("core", "Import the text again.")));
  return Corpus(
      std::make_unique<State>(folder, std::move(info), std::move(text), std::move(offsets)));
}

const CorpusInfo& Corpus::info() const {
  return state_->info;
}
const fs::path& Corpus::folder() const {
  return state_->folder;
}
uint64_t Corpus::documents() const {
  return state_->info.statistics.documents;
}

Result<uint64_t> Corpus::documentBegin(uint64_t document) const {
  UNMASK_ASSIGN(const auto range, state_->range(document));
  return range.first;
}

Result<uint64_t> Corpus::documentBytes(uint64_t document) const {
  UNMASK_ASSIGN(const auto range, state_->range(document));
  return range.second - range.first;
}

Result<std::string> Corpus::text(uint64_t document, uint64_t begin, uint64_t count) const {
  UNMASK_ASSIGN(const auto range, state_->range(document));
  const uint64_t size = range.second - range.first;
  begin = std::min(begin, size);
  return bytes(range.first + begin, std::min(count, size - begin));
}

Status Corpus::offsets(uint64_t first, std::span<uint64_t> out) const {
  return state_->offsets.read(first, out);
}

Result<std::string> Corpus::bytes(uint64_t begin, uint64_t count) const {
  std::string out(count, '\0');
  UNMASK_TRY(state_->text.readBytes(begin, std::as_writable_bytes(std::span(out))));
  return out;
}

}  // namespace unmask
