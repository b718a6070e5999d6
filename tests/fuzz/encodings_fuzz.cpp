// Every encoding to choose from, and guessing. The first byte names it, the second says where the
// bytes are cut in two. What comes out is UTF-8, and the same whole and in pieces.
#include "core/corpus/encoding.h"

#include "tests/fuzz/heard.h"

using namespace unmask;

namespace {

struct Decoded {
  std::string text;
  std::vector<std::pair<uint64_t, uint64_t>> wrong;  // where in all the bytes, how many

  bool same(const Decoded& other) const {
    // ICU may hold a byte of what follows a wrong one: the place is then told a little later.
    return text == other.text &&
           std::equal(wrong.begin(), wrong.end(), other.wrong.begin(), other.wrong.end(),
                      [](const auto& a, const auto& b) {
                        const auto apart = static_cast<int64_t>(a.first - b.first);
                        return a.second == b.second && std::abs(apart) < 4;
                      });
  }
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

std::string claimRead(const std::filesystem::path& file, const std::string& encoding, size_t bytes,
                      size_t chunk, uint64_t atMost) {
  JobControl job;
  ReadingSettings settings;
  settings.encoding = encoding;
  std::string all;
  auto text = DecodedText::open(file, settings, job, atMost, chunk);
  if (!text) return all;
  while (true) {
    const auto part = text->next();
    UNMASK_CLAIM(part && isUtf8(*part));
    if (part->empty()) break;
    all += *part;
  }
  readable(text->notText());
  UNMASK_CLAIM(encodingCalled(text->encoding().name).has_value());
  for (const uint64_t at : text->replaced().first) UNMASK_CLAIM(at < bytes);
  UNMASK_CLAIM(text->replaced().count <= bytes);
  return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2) return 0;
  const auto& names = commonEncodings();
  const std::string& name = names[data[0] % names.size()];
  const std::string_view bytes = textOf(data + 2, size - 2);
  const auto file = asFile(bytes, "a.txt");
  const std::string all = claimRead(file, name, bytes.size(), kChunkBytes, UINT64_MAX);
  claimRead(file, name, bytes.size(), kChunkBytes, bytes.size() / 2);
  const std::string inPieces = claimRead(file, name, bytes.size(), 4 + data[1] % 61, UINT64_MAX);
  if (name == "auto") return 0;
  UNMASK_CLAIM(all == inPieces);
  if (name == "utf-8") return 0;
  const Decoded whole = decoded(name, bytes, 0);
  UNMASK_CLAIM(isUtf8(whole.text));
  UNMASK_CLAIM(whole.same(decoded(name, bytes, data[1] * bytes.size() / 256)));
  return 0;
}
