// Every encoding to choose from, and guessing. The first byte names it, the second says where the
// bytes are cut in two. What comes out is UTF-8, and the same whole and in pieces.
#include "core/corpus/encoding.h"

#include "tests/fuzz/heard.h"

using namespace unmask;

namespace {

struct Decoded {
  std::string text;
  std::vector<std::pair<uint64_t, uint64_t>> wrong;  // where in all the bytes, how many

  bool operator==(const Decoded&) const = default;
};

// In one call, or in two.
Decoded decoded(const std::string& encoding, std::string_view bytes, size_t cut) {
  Decoded out;
  auto converter = Converter::open(encoding);
  UNMASK_CLAIM(converter.has_value());
  uint64_t offset = 0;
  const auto decode = [&](std::string_view part, bool last) {
    std::vector<Converter::Wrong> wrong;
    converter->decode(part, last, out.text, wrong);
    for (const Converter::Wrong& one : wrong) out.wrong.emplace_back(offset + one.at, one.count);
    offset += part.size();
  };
  if (cut > 0) decode(bytes.substr(0, cut), false);
  decode(bytes.substr(cut), true);
  return out;
}

void claimRead(std::string_view bytes, const std::string& encoding) {
  JobControl job;
  ReadingSettings settings;
  settings.encoding = encoding;
  const auto file = asFile(bytes, "a.txt");
  for (const uint64_t atMost : {UINT64_MAX, uint64_t{bytes.size() / 2}}) {
    auto text = DecodedText::open(file, settings, job, atMost);
    while (text) {
      const auto chunk = text->next();
      UNMASK_CLAIM(chunk && isUtf8(*chunk));
      if (chunk->empty()) break;
    }
    if (!text) continue;
    claimReadable(text->notText());
    UNMASK_CLAIM(encodingCalled(text->encoding().name).has_value());
    for (const uint64_t at : text->replaced().first) UNMASK_CLAIM(at < bytes.size());
    UNMASK_CLAIM(text->replaced().count <= bytes.size());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2) return 0;
  const auto& names = commonEncodings();
  const std::string& name = names[data[0] % names.size()];
  const std::string_view bytes = textOf(data + 2, size - 2);
  claimRead(bytes, name);
  if (name == "auto" || name == "utf-8") return 0;
  const Decoded whole = decoded(name, bytes, 0);
  UNMASK_CLAIM(isUtf8(whole.text));
  UNMASK_CLAIM(decoded(name, bytes, data[1] * bytes.size() / 256) == whole);
  return 0;
}
