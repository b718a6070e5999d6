// One tag of a TIFF directory and the name of a colour profile need no library of metadata: these
// take no more of a file's word than the bytes that are there.
#include "core/corpus/pictures/image_metadata.h"

#include <zlib.h>

#include <cstdint>
#include <string>

namespace unmask {

namespace {

using namespace std::string_view_literals;

// Numbers of a TIFF file in its own byte order; beyond its end zero.
struct Tiff {
  std::string_view bytes;
  bool big = false;

  uint64_t number(uint64_t at, int size) const {
    if (at + static_cast<uint64_t>(size) > bytes.size()) return 0;
    uint64_t n = 0;
    for (int i = 0; i < size; ++i) {
      const int from = big ? i : size - 1 - i;
      n = n << 8 | static_cast<uint8_t>(bytes[static_cast<size_t>(at) + static_cast<size_t>(from)]);
    }
    return n;
  }
};

}  // namespace

int exifOrientation(std::string_view exif) {
  constexpr uint64_t kOrientation = 0x112, kShort = 3, kEntryBytes = 12;
  if (exif.starts_with("Exif\0\0"sv)) exif.remove_prefix(6);
  if (!exif.starts_with("II*\0"sv) && !exif.starts_with("MM\0*"sv)) return 1;
  const Tiff tiff{exif, exif[0] == 'M'};
  const uint64_t directory = tiff.number(4, 4);
  const uint64_t entries = tiff.number(directory, 2);
  for (uint64_t i = 0; i < entries; ++i) {
    const uint64_t entry = directory + 2 + i * kEntryBytes;
    if (tiff.number(entry, 2) != kOrientation) continue;
    const uint64_t value = tiff.number(entry + 8, 2);
    const bool known = tiff.number(entry + 2, 2) == kShort && value >= 1 && value <= 8;
    return known ? static_cast<int>(value) : 1;
  }
  return 1;
}

bool isSrgb(std::string_view profile) {  // in letters, or in UTF-16
  return profile.find("sRGB") != std::string_view::npos ||
         profile.find("s\0R\0G\0B"sv) != std::string_view::npos;
}

bool isPackedSrgb(std::string_view chunk) {
  const size_t name = chunk.find('\0');
  if (name == std::string_view::npos || name + 2 > chunk.size()) return false;
  if (isSrgb(chunk.substr(0, name))) return true;
  const std::string_view packed = chunk.substr(name + 2);
  std::string profile(size_t{64} << 10, '\0');  // their names stand in front
  z_stream stream{};
  if (inflateInit(&stream) != Z_OK) return false;
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(profile.data());
  stream.avail_out = static_cast<uInt>(profile.size());
  inflate(&stream, Z_SYNC_FLUSH);
  profile.resize(profile.size() - stream.avail_out);
  inflateEnd(&stream);
  return isSrgb(profile);
}

}  // namespace unmask
