// Streaming text into text.npy and document_offsets.npy, counting as it goes.
#include "core/corpus/corpus_writer.h"

#include <algorithm>
#include <bit>

#include "core/base/digest.h"
#include "core/base/files.h"
#include "core/base/message_value.h"
#include "core/corpus/length_bins.h"
#include "core/tokenizers/utf8.h"

namespace unmask {

namespace {

constexpr size_t kBuffer = size_t{1} << 20;
constexpr size_t kListedSkips = 100'000;  // whole folders of other files, by name
constexpr size_t kListedCharacters = 10000;

}  // namespace

struct CorpusWriter::State {
  fs::path folder;
  NpyWriter text, offsets;
  std::string buffer;
  Sha256 textDigest;
  uint64_t bytes = 0;          // appended, flushed or not
  uint64_t documentBegin = 0;  // byte
  uint64_t documentCharacters = 0;
  Sha256 documentDigest;
  std::vector<std::pair<uint64_t, uint64_t>> digests;
  std::vector<uint64_t> counts = std::vector<uint64_t>(0x110000);
  Sha256 offsetDigest;
  CorpusStatistics statistics;

  State(fs::path folder, NpyWriter text, NpyWriter offsets)
      : folder(std::move(folder)), text(std::move(text)), offsets(std::move(offsets)) {
    buffer.reserve(2 * kBuffer);
    statistics.shortest = UINT64_MAX;
  }

  Status flush() {
    textDigest.add(buffer);
    UNMASK_TRY(text.append(std::as_bytes(std::span(buffer))));
    buffer.clear();
    return {};
  }

  Status mark(uint64_t offset) {
    std::string bytes;  // little-endian, the same hash on every machine
    for (int shift = 0; shift < 64; shift += 8) bytes += static_cast<char>(offset >> shift & 255);
    offsetDigest.add(bytes);
    return offsets.append(std::span<const uint64_t>(&offset, 1));
  }

  // Counts the characters of valid UTF-8; returns how many there are.
  uint64_t count(std::string_view utf8) {
    uint64_t characters = 0;
    const char* p = utf8.data();
    const char* const end = p + utf8.size();
    while (p < end) {
      if (static_cast<unsigned char>(*p) < 0x80) {
        ++counts[static_cast<unsigned char>(*p++)];
      } else {
        const CodePoint c = decodeOne(p, end);
        ++counts[c.value];
        p += c.length;
      }
      ++characters;
    }
    return characters;
  }
};

CorpusWriter::CorpusWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
CorpusWriter::CorpusWriter(CorpusWriter&&) noexcept = default;
CorpusWriter& CorpusWriter::operator=(CorpusWriter&&) noexcept = default;
CorpusWriter::~CorpusWriter() = default;

Result<CorpusWriter> CorpusWriter::create(const fs::path& folder) {
  UNMASK_ASSIGN(NpyWriter text, NpyWriter::create(folder / "text.npy", DType::uint8));
  UNMASK_ASSIGN(NpyWriter offsets,
                NpyWriter::create(folder / "document_offsets.npy", DType::uint64));
  return CorpusWriter(std::make_unique<State>(folder, std::move(text), std::move(offsets)));
}

Status CorpusWriter::append(std::string_view utf8) {
  State& s = *state_;
  s.documentDigest.add(utf8);
  s.documentCharacters += s.count(utf8);
  s.bytes += utf8.size();
  s.buffer += utf8;
  return s.buffer.size() >= kBuffer ? s.flush() : Status();
}

Status CorpusWriter::endDocument() {
  State& s = *state_;
  if (s.bytes == s.documentBegin) return {};
  UNMASK_TRY(s.mark(s.documentBegin));
  s.documentBegin = s.bytes;

  CorpusStatistics& statistics = s.statistics;
  const uint64_t length = std::exchange(s.documentCharacters, 0);
  ++statistics.documents;
  statistics.characters += length;
  statistics.shortest = std::min(statistics.shortest, length);
  statistics.longest = std::max(statistics.longest, length);
  const size_t bin = static_cast<size_t>(std::bit_width(length)) - 1;
  if (statistics.lengthHistogram.size() <= bin) statistics.lengthHistogram.resize(bin + 1);
  ++statistics.lengthHistogram[bin];
  countLength(statistics.lengthBins, length);
  const std::string digest = s.documentDigest.hex();
  const auto bits = first128Bits(digest);
  s.digests.emplace_back(bits[0], bits[1]);
  return {};
}

void CorpusWriter::skipped(const std::string& file, const Message& place, const Message& reason) {
  CorpusStatistics& statistics = state_->statistics;
  ++statistics.skippedCount;
  if (statistics.skipped.size() < kListedSkips)
    statistics.skipped.push_back({file, asValue(place), asValue(reason)});
}

void CorpusWriter::noted(const std::string& file, const Message& place, const Message& what) {
  constexpr size_t kListedNotes = 1000;
  CorpusStatistics& statistics = state_->statistics;
  ++statistics.notedCount;
  if (statistics.noted.size() < kListedNotes)
    statistics.noted.push_back({file, asValue(place), asValue(what)});
}

void CorpusWriter::replacedBytes(uint64_t count) {
  state_->statistics.replacedBytes += count;
}

void tellReplaced(const DecodedText& text, const std::string& file, CorpusWriter& writer) {
  writer.replacedBytes(text.replaced().count);
  for (const uint64_t offset : text.replaced().first)
    writer.skipped(file, message(UNMASK_TEXT("core", "byte %1"), offset),
                   message(UNMASK_TEXT("core", "Not valid in this encoding: replaced by U+FFFD.")));
}

void addReading(CorpusInfo& info, Reading reading) {
  constexpr size_t kKept = 1000;
  const bool plain = reading.reader == "text" || reading.reader == "beside";
  if (reading.reader == "text" && reading.encoding.name == "utf-8" && reading.replacedBytes == 0)
    return;
  for (Reading& known : info.readings) {
    if (!plain || known.reader != reading.reader || known.encoding.name != reading.encoding.name ||
        known.encoding.how != reading.encoding.how)
      continue;
    known.files += reading.files;
    known.encoding.certainty = std::min(known.encoding.certainty, reading.encoding.certainty);
    known.records += reading.records;
    known.skipped += reading.skipped;
    known.replacedBytes += reading.replacedBytes;
    return;
  }
  if (info.readings.size() < kKept) info.readings.push_back(std::move(reading));
}

LeftOut& CorpusWriter::leftOut() {
  return state_->statistics.leftOut;
}

uint64_t CorpusWriter::skips() const {
  return state_->statistics.skippedCount;
}

uint64_t CorpusWriter::documents() const {
  return state_->statistics.documents;
}

Result<CorpusInfo> CorpusWriter::finish(CorpusInfo info) {
  State& s = *state_;
  UNMASK_TRY(endDocument());
  UNMASK_TRY(s.flush());
  UNMASK_TRY(s.mark(s.bytes));
  UNMASK_TRY(s.text.finish());
  UNMASK_TRY(s.offsets.finish());

  CorpusStatistics& statistics = s.statistics;
  statistics.bytes = s.bytes;
  if (statistics.documents == 0) statistics.shortest = 0;
  std::sort(s.digests.begin(), s.digests.end());
  for (size_t i = 1; i < s.digests.size(); ++i)
    statistics.exactDuplicates += s.digests[i] == s.digests[i - 1];
  for (uint32_t c = 0; c < s.counts.size(); ++c)
    if (s.counts[c] > 0) statistics.characterCounts.emplace_back(c, s.counts[c]);
  statistics.distinctCharacters = statistics.characterCounts.size();
  std::stable_sort(statistics.characterCounts.begin(), statistics.characterCounts.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  if (statistics.characterCounts.size() > kListedCharacters)
    statistics.characterCounts.resize(kListedCharacters);

  info.statistics = std::move(statistics);
  info.hash = sha256(s.textDigest.hex() + s.offsetDigest.hex());
  UNMASK_TRY(writeCorpusFile(s.folder, info));
  return info;
}

}  // namespace unmask
