// Decoding UTF-8, UTF-16 and Latin-1 streams.
#include "core/corpus/decoded_text.h"

#include <utf8.h>

#include "core/base/files.h"
#include "core/tokenizers/utf8.h"

namespace unmask {

namespace {

enum class Encoding8 { utf8, utf16Little, utf16Big, latin1 };

constexpr std::string_view kReplacement = "\uFFFD";

}  // namespace

struct DecodedText::State {
  ByteSource bytes;
  std::string file;
  bool refuse = false;
  JobControl& job;
  Encoding8 encoding = Encoding8::utf8;
  Message notText;
  ReplacedBytes replaced;
  std::string_view first;  // what is left of the chunk that open() looked at
  std::string carry;       // a character cut off at the end of the last chunk
  std::string out;
  uint64_t offset = 0;  // of the next undecoded byte (carry included)
  uint64_t reported = 0;

  State(ByteSource source, const fs::path& path, const ImportSettings& settings, JobControl& job)
      : bytes(std::move(source)),
        file(path.string()),
        refuse(settings.invalidBytes == "refuse"),
        job(job) {}

  Result<std::string_view> pull() {
    if (job.cancelled()) return failure(cancelledError());
    if (!first.empty()) return std::exchange(first, {});
    auto chunk = bytes.next();
    job.add(bytes.sourceBytes() - reported);
    reported = bytes.sourceBytes();
    return chunk;
  }

  Status wrong(uint64_t at, uint64_t count) {
    if (refuse)
      return failure(
          message(UNMASK_TEXT("core", "%1 has bytes that are not valid %2 at byte %3."), file,
                  encoding == Encoding8::utf8 ? "UTF-8" : "UTF-16", at),
          message(UNMASK_TEXT("core",
                              "Set import.invalid_bytes to replace, or choose its encoding with "
                              "import.encoding.")));
    replaced.count += count;
    if (replaced.first.size() < 10) replaced.first.push_back(at);
    out += kReplacement;
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
      if (c.kind == Utf8::cutOff && !last) break;
      if (c.kind == Utf8::valid) {
        const size_t more = validPrefix(text.substr(i));
        out.append(text.substr(i, more));
        i += more;
      } else {
        UNMASK_TRY(wrong(offset + i, c.length));
        i += c.length;
      }
    }
    offset += i;
    const std::string rest(text.substr(i));
    carry = rest;
    return out;
  }

  Result<std::string_view> decodeUtf16(std::string_view text, bool last) {
    out.clear();
    const auto unitAt = [&](size_t i) {
      const auto a = static_cast<unsigned char>(text[i]);
      const auto b = static_cast<unsigned char>(text[i + 1]);
      return static_cast<uint32_t>(encoding == Encoding8::utf16Little ? a | b << 8 : a << 8 | b);
    };
    size_t i = 0;
    while (i + 2 <= text.size()) {
      const uint32_t unit = unitAt(i);
      const bool leads = unit >= 0xD800 && unit < 0xDC00;
      if (leads && i + 4 > text.size() && !last) break;
      const uint32_t trail = leads && i + 4 <= text.size() ? unitAt(i + 2) : 0;
      if (trail >= 0xDC00 && trail < 0xE000) {
        utf8::append(static_cast<char32_t>(0x10000 + ((unit - 0xD800) << 10) + (trail - 0xDC00)),
                     out);
        i += 4;
      } else if (unit >= 0xD800 && unit < 0xE000) {
        UNMASK_TRY(wrong(offset + i, 2));
        i += 2;
      } else {
        utf8::append(static_cast<char32_t>(unit), out);
        i += 2;
      }
    }
    if (last && i < text.size()) {
      UNMASK_TRY(wrong(offset + i, 1));
      ++i;
    }
    offset += i;
    carry = std::string(text.substr(i));
    return out;
  }

  std::string_view decodeLatin1(std::string_view text) {
    offset += text.size();
    if (asciiPrefix(text) == text.size()) return text;
    out.clear();
    for (const char c : text)
      utf8::append(static_cast<char32_t>(static_cast<unsigned char>(c)), out);
    return out;
  }
};

DecodedText::DecodedText(std::unique_ptr<State> state) : state_(std::move(state)) {}
DecodedText::DecodedText(DecodedText&&) noexcept = default;
DecodedText& DecodedText::operator=(DecodedText&&) noexcept = default;
DecodedText::~DecodedText() = default;

namespace {

// Why the beginning of a file is no text; empty when it is.
Message whyNotText(std::string_view head, Encoding8 encoding) {
  constexpr size_t kLook = 65536;
  head = head.substr(0, kLook);
  if (encoding == Encoding8::utf16Little || encoding == Encoding8::utf16Big) return {};
  const size_t nul = head.find('\0');
  if (nul != std::string_view::npos) {
    size_t nuls = 0;
    for (const char c : head) nuls += c == '\0';
    if (nuls * 3 > head.size())
      return message(UNMASK_TEXT("core",
                                 "Not text: a NUL byte at byte %1. If it is UTF-16 without a "
                                 "byte-order mark, set import.encoding to utf-16."),
                     nul);
    return message(UNMASK_TEXT("core", "Not text but binary data: a NUL byte at byte %1."), nul);
  }
  if (encoding == Encoding8::latin1) return {};
  size_t wrong = 0;
  for (size_t i = 0; i < head.size();) {
    const CodePoint c = decodeOne(head.data() + i, head.data() + head.size());
    if (c.kind == Utf8::invalid) wrong += c.length;
    i += c.length;
  }
  if (wrong * 5 > head.size())
    return message(UNMASK_TEXT("core",
                               "Not UTF-8 text: %1 of the first %2 bytes are wrong. If it is text "
                               "in Latin-1, set import.encoding to latin-1."),
                   wrong, head.size());
  return {};
}

}  // namespace

Result<DecodedText> DecodedText::open(const fs::path& path, const ImportSettings& settings,
                                      JobControl& job) {
  UNMASK_ASSIGN(ByteSource source, ByteSource::open(path));
  auto state = std::make_unique<State>(std::move(source), path, settings, job);
  UNMASK_ASSIGN(state->first, state->pull());
  std::string_view& head = state->first;
  const auto drop = [&](size_t count) {
    head.remove_prefix(count);
    state->offset += count;
  };
  const bool little = head.starts_with("\xFF\xFE"), big = head.starts_with("\xFE\xFF");
  const std::string& choice = settings.encoding;
  if (choice == "latin-1") {
    state->encoding = Encoding8::latin1;
  } else if (choice == "utf-16" || (choice == "auto" && (little || big))) {
    state->encoding = big ? Encoding8::utf16Big : Encoding8::utf16Little;
    if (little || big) drop(2);
  } else if (head.starts_with("\xEF\xBB\xBF")) {
    drop(3);
  }
  state->notText = whyNotText(head, state->encoding);
  return DecodedText(std::move(state));
}

const Message& DecodedText::notText() const {
  return state_->notText;
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
    if (last && s.carry.empty()) return std::string_view();
    std::string joined;
    if (!s.carry.empty()) {
      joined = std::exchange(s.carry, {});
      joined += chunk;
      chunk = joined;
    }
    Result<std::string_view> text = std::string_view();
    switch (s.encoding) {
      case Encoding8::utf8:
        text = s.decodeUtf8(chunk, last);
        break;
      case Encoding8::latin1:
        text = s.decodeLatin1(chunk);
        break;
      default:
        text = s.decodeUtf16(chunk, last);
    }
    if (!text) return text;
    if (!joined.empty() && text->data() == joined.data()) {
      s.out = std::move(joined);
      return std::string_view(s.out);
    }
    if (!text->empty() || last) return text;
  }
}

}  // namespace unmask
