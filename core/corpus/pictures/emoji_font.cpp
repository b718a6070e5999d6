// Reading OpenType tables. Every number is read through Bytes, which gives 0 beyond the end.
#include "core/corpus/pictures/emoji_font.h"

#include <map>
#include <vector>

#include "core/base/files.h"
#include "core/tokenizers/utf8.h"

namespace unmask {

namespace {

constexpr uint64_t kLargestFont = uint64_t{64} << 20;
constexpr size_t kMostLigatures = 100'000;
constexpr char32_t kVariation = 0xfe0f;  // "as a picture": in names, rarely in fonts

class Bytes {
 public:
  Bytes() = default;
  explicit Bytes(std::string_view bytes) : bytes_(bytes) {}
  Bytes from(uint64_t offset) const {
    return Bytes(offset < bytes_.size() ? bytes_.substr(offset) : std::string_view());
  }
  uint32_t u16(uint64_t i) const { return number(i, 2); }
  uint32_t u32(uint64_t i) const { return number(i, 4); }
  std::string_view part(uint64_t begin, uint64_t size) const {
    if (begin > bytes_.size() || size > bytes_.size() - begin) return {};
    return bytes_.substr(begin, size);
  }
  uint64_t size() const { return bytes_.size(); }

 private:
  uint32_t number(uint64_t i, uint64_t count) const {
    if (i > bytes_.size() || count > bytes_.size() - i) return 0;
    uint32_t value = 0;
    for (uint64_t k = 0; k < count; ++k) value = value << 8 | static_cast<uint8_t>(bytes_[i + k]);
    return value;
  }
  std::string_view bytes_;
};

Bytes tableOf(const Bytes& font, std::string_view tag) {
  const uint32_t count = font.u16(4);
  for (uint32_t i = 0; i < count; ++i) {
    const uint64_t record = 12 + 16 * uint64_t{i};
    if (font.part(record, 4) == tag)
      return Bytes(font.part(font.u32(record + 8), font.u32(record + 12)));
  }
  return {};
}

using Glyphs = std::vector<uint32_t>;

// Glyphs of a coverage table, in its order.
Glyphs covered(const Bytes& table) {
  Glyphs glyphs;
  const uint32_t count = table.u16(2);
  if (table.u16(0) == 1) {
    for (uint32_t i = 0; i < count; ++i) glyphs.push_back(table.u16(4 + 2 * uint64_t{i}));
  } else {
    for (uint32_t i = 0; i < count && glyphs.size() < 65536; ++i)
      for (uint32_t g = table.u16(4 + 6 * uint64_t{i}); g <= table.u16(6 + 6 * uint64_t{i}); ++g)
        glyphs.push_back(g);
  }
  return glyphs;
}

void readLigatures(const Bytes& table, std::map<Glyphs, uint32_t>& ligatures) {
  const Glyphs first = covered(table.from(table.u16(2)));
  const uint32_t sets = table.u16(4);
  for (uint32_t s = 0; s < sets && s < first.size(); ++s) {
    const Bytes set = table.from(table.u16(6 + 2 * uint64_t{s}));
    const uint32_t count = set.u16(0);
    for (uint32_t i = 0; i < count && ligatures.size() < kMostLigatures; ++i) {
      const Bytes ligature = set.from(set.u16(2 + 2 * uint64_t{i}));
      Glyphs sequence{first[s]};
      const uint32_t components = ligature.u16(2);
      for (uint32_t c = 1; c < components && c < 32; ++c)
        sequence.push_back(ligature.u16(2 + 2 * uint64_t{c}));
      ligatures.emplace(std::move(sequence), ligature.u16(0));
    }
  }
}

std::map<Glyphs, uint32_t> ligaturesOf(const Bytes& gsub) {
  std::map<Glyphs, uint32_t> ligatures;
  const Bytes lookups = gsub.from(gsub.u16(8));
  for (uint32_t l = 0; l < lookups.u16(0); ++l) {
    const Bytes lookup = lookups.from(lookups.u16(2 + 2 * uint64_t{l}));
    for (uint32_t s = 0; s < lookup.u16(4); ++s) {
      Bytes table = lookup.from(lookup.u16(6 + 2 * uint64_t{s}));
      uint32_t type = lookup.u16(0);
      if (type == 7) {  // behind a 32-bit offset
        type = table.u16(2);
        table = table.from(table.u32(4));
      }
      if (type == 4) readLigatures(table, ligatures);
    }
  }
  return ligatures;
}

}  // namespace

struct EmojiFont::State {
  std::string file;
  Bytes cmap, cblc, cbdt;  // cmap: of format 12
  std::map<Glyphs, uint32_t> ligatures;

  uint32_t glyphOf(uint32_t character) const {
    const uint32_t groups = cmap.u32(12);
    for (uint32_t i = 0; i < groups && 16 + 12 * uint64_t{i} < cmap.size(); ++i) {
      const uint64_t group = 16 + 12 * uint64_t{i};
      const uint32_t begin = cmap.u32(group);
      if (character >= begin && character <= cmap.u32(group + 4))
        return cmap.u32(group + 8) + character - begin;
    }
    return 0;
  }

  // Where the glyph's picture lies in CBDT, and how it is packed; size 0: it has none.
  struct Place {
    uint64_t begin = 0, size = 0;
    uint32_t format = 0;
  };
  Place placeOf(uint32_t glyph) const {
    const uint64_t array = cblc.u32(8);  // of the first, and in these fonts only, size
    const uint32_t tables = cblc.u32(16);
    for (uint32_t i = 0; i < tables && array + 8 * uint64_t{i} < cblc.size(); ++i) {
      const uint64_t entry = array + 8 * uint64_t{i};
      const uint32_t first = cblc.u16(entry), last = cblc.u16(entry + 2);
      if (glyph < first || glyph > last) continue;
      const Bytes table = cblc.from(array + cblc.u32(entry + 4));
      const uint32_t format = table.u16(2);
      const uint64_t data = table.u32(4), at = glyph - first;
      switch (table.u16(0)) {
        case 1: {
          const uint64_t begin = table.u32(8 + 4 * at), end = table.u32(12 + 4 * at);
          return {data + begin, end > begin ? end - begin : 0, format};
        }
        case 2:
          return {data + at * table.u32(8), table.u32(8), format};
        case 3: {
          const uint64_t begin = table.u16(8 + 2 * at), end = table.u16(10 + 2 * at);
          return {data + begin, end > begin ? end - begin : 0, format};
        }
        case 4:
          for (uint64_t k = 0; k < table.u32(8) && 12 + 4 * k < table.size(); ++k)
            if (table.u16(12 + 4 * k) == glyph) {
              const uint64_t begin = table.u16(14 + 4 * k), end = table.u16(18 + 4 * k);
              return {data + begin, end > begin ? end - begin : 0, format};
            }
          return {};
        default:
          return {};
      }
    }
    return {};
  }
};

EmojiFont::EmojiFont(std::unique_ptr<State> state) : state_(std::move(state)) {}
EmojiFont::EmojiFont(EmojiFont&&) noexcept = default;
EmojiFont::~EmojiFont() = default;

Result<EmojiFont> EmojiFont::open(const fs::path& path) {
  auto state = std::make_unique<State>();
  UNMASK_ASSIGN(state->file, readFile(path, kLargestFont));
  const Bytes font(state->file);
  state->cblc = tableOf(font, "CBLC");
  state->cbdt = tableOf(font, "CBDT");
  const Bytes cmap = tableOf(font, "cmap");
  for (uint32_t i = 0; i < cmap.u16(2); ++i) {
    const Bytes table = cmap.from(cmap.u32(8 + 8 * uint64_t{i}));
    if (table.u16(0) == 12) state->cmap = table;
  }
  if (state->cblc.size() == 0 || state->cbdt.size() == 0 || state->cmap.size() == 0)
    return failure(message(UNMASK_TEXT("core", "%1 is no font of colour bitmaps."), path.string()));
  state->ligatures = ligaturesOf(tableOf(font, "GSUB"));
  return EmojiFont(std::move(state));
}

std::optional<std::string_view> EmojiFont::png(std::string_view emoji) const {
  const State& s = *state_;
  Glyphs glyphs;
  for (const char *p = emoji.data(), *end = p + emoji.size(); p < end;) {
    const CodePoint c = decodeOne(p, end);
    p += c.length;
    if (c.value == kVariation) continue;
    glyphs.push_back(s.glyphOf(c.value));
    if (glyphs.back() == 0 || glyphs.size() > 32) return std::nullopt;
  }
  if (glyphs.empty()) return std::nullopt;
  if (glyphs.size() > 1) {
    const auto ligature = s.ligatures.find(glyphs);
    if (ligature == s.ligatures.end()) return std::nullopt;
    glyphs = {ligature->second};
  }
  const State::Place place = s.placeOf(glyphs[0]);
  const uint64_t metrics = place.format == 17 ? 5 : place.format == 18 ? 8 : 0;
  if (place.size < metrics + 4 || (place.format < 17 || place.format > 19)) return std::nullopt;
  const std::string_view png =
      s.cbdt.part(place.begin + metrics + 4, s.cbdt.u32(place.begin + metrics));
  if (png.empty()) return std::nullopt;
  return png;
}

}  // namespace unmask
