// Decoding UTF-8 here and everything else through encoding.h.
#include "core/corpus/decoded_text.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "core/base/files.h"
#include "core/corpus/encoding.h"
#include "core/tokenizers/utf8.h"

namespace unmask {

namespace {
constexpr std::string_view kReplacement = "\uFFFD";
}  // namespace

struct DecodedText::State {
  ByteSource bytes;
  std::string file;
  bool refuse = false;
  JobControl& job;
  EncodingFound encoding;
  bool undecided = false;              // chosen automatically, and nothing but ASCII so far
  std::optional<Converter> converter;  // of everything but UTF-8
  Message notText;
  ReplacedBytes replaced;
  std::string_view first;  // what is left of the chunk that open() looked at
  std::string carry;       // a UTF-8 character cut off at the end of the last chunk
  std::string out;
  std::vector<Converter::Wrong> wrongs;
  uint64_t offset = 0;  // of the next undecoded byte (carry included)
  uint64_t reported = 0, pulled = 0, atMost = 0;
  bool cut = false;

  State(ByteSource source, const fs::path& path, const ReadingSettings& settings, JobControl& job,
        uint64_t atMost)
      : bytes(std::move(source)),
        file(path.string()),
        refuse(settings.invalidBytes == "refuse"),
        job(job),
        atMost(atMost) {}

  Result<std::string_view> pull() {
    if (job.cancelled()) return failure(cancelledError());
    if (!first.empty()) return std::exchange(first, {});
    if (cut) return std::string_view();
    auto chunk = bytes.next();
    job.add(bytes.sourceBytes() - reported);
    reported = bytes.sourceBytes();
    if (chunk && chunk->size() > atMost - pulled) {
      cut = true;
      chunk = chunk->substr(0, atMost - pulled);
    }
    if (chunk) pulled += chunk->size();
    return chunk;
  }

  Status wrong(uint64_t at, uint64_t count) {
    if (refuse)
      return failure(
          message(UNMASK_TEXT("core", "%1 has bytes that are not valid %2 at byte %3."), file,
                  encoding.name == "utf-8" ? "UTF-8" : encoding.name, at),
          message(UNMASK_TEXT("core",
                              "Set import.invalid_bytes to replace, or choose its encoding with "
                              "import.encoding.")));
    replaced.count += count;
    if (replaced.first.size() < 10) replaced.first.push_back(at);
    return {};
  }

  // While all was ASCII: what the rest is in, by the first chunk with another byte.
  Status decide(std::string_view chunk) {
    const size_t ascii = asciiPrefix(chunk);
    if (!undecided || ascii == chunk.size()) return {};
    undecided = false;
    const size_t good = validPrefix(chunk);
    if (good == chunk.size()) return {};
    constexpr size_t kLarge = 65536;  // then the end may lie within a character
    if (chunk.size() > kLarge && good + 4 > chunk.size()) return {};
    const auto guess = legacyEncoding(chunk);
    if (!guess) return {};
    encoding = *guess;
    UNMASK_ASSIGN(converter, Converter::open(encoding.name));
    return {};
  }

  // Decodes `text` into `out`, or returns a view of it when nothing had to be changed. What is cut
  // off at the end goes to `carry` unless this is the last chunk.
  Result<std::string_view> decodeUtf8(std::string_view text, bool last) {
    const size_t good = validPrefix(text);
    if (good == text.size()) {
      offset += good;
      return text;
    }
    out.assign(text.substr(0, good));
    size_t i = good;
    while (i < text.size()) {
      const CodePoint c = decodeOne(text.data() + i, text.data() + text.size());
      if (c.kind == Utf8::cutOff && (!last || cut)) break;
      if (c.kind == Utf8::valid) {
        const size_t more = validPrefix(text.substr(i));
        out.append(text.substr(i, more));
        i += more;
      } else {
        UNMASK_TRY(wrong(offset + i, c.length));
        out += kReplacement;
        i += c.length;
      }
    }
    offset += i;
    const std::string rest(text.substr(i));
    carry = last ? std::string() : rest;
    return out;
  }

  Result<std::string_view> convert(std::string_view chunk, bool last) {
    out.clear();
    wrongs.clear();
    converter->decode(chunk, last && !cut, out, wrongs);
    for (const Converter::Wrong& one : wrongs) UNMASK_TRY(wrong(offset + one.at, one.count));
    offset += chunk.size();
    return out;
  }
};

DecodedText::DecodedText(std::unique_ptr<State> state) : state_(std::move(state)) {}
DecodedText::DecodedText(DecodedText&&) noexcept = default;
DecodedText& DecodedText::operator=(DecodedText&&) noexcept = default;
DecodedText::~DecodedText() = default;

namespace {

// Why the beginning of a file is no text; empty when it is.
Message whyNotText(std::string_view head, const std::string& encoding) {
  constexpr size_t kLook = 65536;
  head = head.substr(0, kLook);
  if (encoding.starts_with("utf-16") || encoding.starts_with("utf-32")) return {};
  const size_t nul = head.find('\0');
  if (nul != std::string_view::npos)
    return message(UNMASK_TEXT("core", "Not text but binary data: a NUL byte at byte %1."), nul);
  if (encoding != "utf-8") return {};
  size_t wrong = 0;
  for (size_t i = 0; i < head.size();) {
    const CodePoint c = decodeOne(head.data() + i, head.data() + head.size());
    if (c.kind == Utf8::invalid) wrong += c.length;
    i += c.length;
  }
  if (wrong * 5 > head.size())
    return message(UNMASK_TEXT("core",
                               "Not UTF-8 text: %1 of the first %2 bytes are wrong. If it is text "
                               "in another encoding, name that with import.encoding, such as "
                               "windows-1252."),
                   wrong, head.size());
  return {};
}

}  // namespace

Result<DecodedText> DecodedText::open(const fs::path& path, const ReadingSettings& settings,
                                      JobControl& job, uint64_t atMost, size_t chunk) {
  std::string chosen = settings.encoding;
  if (chosen != "auto") {
    UNMASK_ASSIGN(chosen, encodingCalled(chosen));
  }
  UNMASK_ASSIGN(ByteSource source, ByteSource::open(path, chunk));
  auto state = std::make_unique<State>(std::move(source), path, settings, job, atMost);
  UNMASK_ASSIGN(state->first, state->pull());
  std::string_view& head = state->first;
  const ByteOrderMark mark = byteOrderMark(head);
  const bool fits = mark.encoding && (chosen == "auto" || chosen == mark.encoding ||
                                      std::string_view(mark.encoding).starts_with(chosen));
  if (fits) {
    state->encoding = {mark.encoding, "mark", 1};
    head.remove_prefix(mark.bytes);
    state->offset += mark.bytes;
  } else if (chosen != "auto") {
    state->encoding = {chosen, "chosen", 1};
  } else if (const auto wide = wideEncoding(head)) {
    state->encoding = *wide;
  } else {
    state->undecided = true;
    UNMASK_TRY(state->decide(head));
  }
  if (state->encoding.name != "utf-8" && !state->converter) {
    UNMASK_ASSIGN(state->converter, Converter::open(state->encoding.name));
  }
  state->notText = whyNotText(head, state->encoding.name);
  return DecodedText(std::move(state));
}

const Message& DecodedText::notText() const {
  return state_->notText;
}
const EncodingFound& DecodedText::encoding() const {
  return state_->encoding;
}
bool DecodedText::cut() const {
  return state_->cut;
}
const ReplacedBytes& DecodedText::replaced() const {
  return state_->replaced;
}
ByteSource& DecodedText::bytes() {
  return state_->bytes;
}

Result<std::string_view> DecodedText::next() {
  State& s = *state_;
  while (true) {
    UNMASK_ASSIGN(std::string_view chunk, s.pull());
    const bool last = chunk.empty();
    UNMASK_TRY(s.decide(chunk));
    if (s.converter) {
      UNMASK_ASSIGN(const std::string_view text, s.convert(chunk, last));
      if (!text.empty() || last) return text;
      continue;
    }
    if (last && s.carry.empty()) return std::string_view();
    std::string joined;
    if (!s.carry.empty()) {
      joined = std::exchange(s.carry, {});
      joined += chunk;
      chunk = joined;
    }
    UNMASK_ASSIGN(const std::string_view text, s.decodeUtf8(chunk, last));
    if (!joined.empty() && text.data() == joined.data()) {
      s.out = std::move(joined);
      return std::string_view(s.out);
    }
    if (!text.empty() || last) return text;
  }
}

}  // namespace unmask
