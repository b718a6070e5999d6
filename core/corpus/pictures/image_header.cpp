// Walking over PNG chunks, JPEG segments, GIF blocks, RIFF chunks and BMP headers.
#include "core/corpus/pictures/image_header.h"

#include <algorithm>
#include <array>
#include <string>

#include "core/base/digest.h"
#include "core/corpus/file_names.h"
#include "core/corpus/pictures/image_metadata.h"

namespace unmask {

namespace {

using namespace std::string_view_literals;

tl::unexpected<Error> cutOff() {
  return failure(message(UNMASK_TEXT("core", "The file is cut off.")));
}
tl::unexpected<Error> broken(const char* where) {
  return failure(message(UNMASK_TEXT("core", "The file is broken (%1)."), where));
}

// Numbers at an offset; the caller has checked that they are there.
uint64_t at(std::string_view bytes, size_t i) {
  return static_cast<uint8_t>(bytes[i]);
}
uint64_t big16(std::string_view b, size_t i) {
  return at(b, i) << 8 | at(b, i + 1);
}
uint64_t big32(std::string_view b, size_t i) {
  return big16(b, i) << 16 | big16(b, i + 2);
}
uint64_t little16(std::string_view b, size_t i) {
  return at(b, i) | at(b, i + 1) << 8;
}
uint64_t little24(std::string_view b, size_t i) {
  return little16(b, i) | at(b, i + 2) << 16;
}
uint64_t little32(std::string_view b, size_t i) {
  return little16(b, i) | little16(b, i + 2) << 16;
}

Result<ImageHeader> sized(ImageFormat format, uint64_t width, uint64_t height,
                          ImageHeader header = {}) {
  if (width == 0 || height == 0) return broken("no pixels");
  UNMASK_TRY(checkSize(width, height));
  header.format = format;
  header.width = static_cast<int64_t>(width);
  header.height = static_cast<int64_t>(height);
  return header;
}

Result<ImageHeader> inspectPng(std::string_view bytes) {
  uint64_t width = 0, height = 0;
  bool pixels = false;
  ImageHeader header;
  for (size_t i = 8; true;) {
    if (bytes.size() - i < 12) return cutOff();
    const uint64_t length = big32(bytes, i);
    if (length > 0x7fffffff) return broken("chunk length");
    if (length > bytes.size() - i - 12) return cutOff();
    const std::string_view type = bytes.substr(i + 4, 4);
    const bool needed = (at(type, 0) & 32) == 0;
    if (needed && crc32(std::as_bytes(std::span(bytes.substr(i + 4, length + 4)))) !=
                      big32(bytes, i + 8 + length))
      return broken("checksum");
    if (i == 8) {
      if (type != "IHDR" || length != 13) return broken("IHDR");
      width = big32(bytes, 16);
      height = big32(bytes, 20);
      UNMASK_TRY(sized(ImageFormat::png, width, height));
      header.bits = at(bytes, 24) == 16 ? 16 : 8;
    }
    const std::string_view data = bytes.substr(i + 8, length);
    if (type == "eXIf") header.orientation = exifOrientation(data);
    if (type == "iCCP") header.otherColours = !isPackedSrgb(data);
    if (type == "acTL" && length >= 8) header.frames = std::max<uint64_t>(1, big32(data, 0));
    pixels |= type == "IDAT";
    if (type == "IEND") break;
    i += 12 + length;
  }
  if (!pixels) return broken("no pixels");
  return sized(ImageFormat::png, width, height, header);
}

// The segments up to each scan, then the scan's bytes up to the next marker, until the end's.
Result<ImageHeader> inspectJpeg(std::string_view bytes) {
  uint64_t width = 0, height = 0;
  int scans = 0;
  ImageHeader header;
  std::string profile;  // its segments
  for (size_t i = 2; true;) {
    if (i >= bytes.size()) return cutOff();
    if (at(bytes, i) != 0xff) return broken("marker");
    while (i < bytes.size() && at(bytes, i) == 0xff) ++i;  // fill bytes
    if (i >= bytes.size()) return cutOff();
    const uint64_t marker = at(bytes, i++);
    if (marker == 0xd9) break;
    if (marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8)) continue;  // without a length
    if (bytes.size() - i < 2) return cutOff();
    const uint64_t length = big16(bytes, i);
    if (length < 2) return broken("segment length");
    if (length > bytes.size() - i) return cutOff();
    const bool frame =
        marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    if (frame) {
      if (length < 8 || width != 0) return broken("frame header");
      if (at(bytes, i + 2) != 8) return broken("not 8 bits a sample");
      height = big16(bytes, i + 3);
      width = big16(bytes, i + 5);
      const uint64_t channels = at(bytes, i + 7);
      if (channels != 1 && channels != 3 && channels != 4) return broken("channels");
      header.cmyk = channels == 4;
      UNMASK_TRY(sized(ImageFormat::jpeg, width, height));
    }
    const std::string_view data = bytes.substr(i + 2, length - 2);
    if (marker == 0xe1 && data.starts_with("Exif\0\0"sv) && header.orientation == 1)
      header.orientation = exifOrientation(data);
    if (marker == 0xe2 && data.starts_with("ICC_PROFILE\0"sv)) profile += data;
    i += length;
    if (marker != 0xda) continue;
    if (width == 0) return broken("no frame header");
    if (++scans > kMostJpegScans)
      return failure(message(UNMASK_TEXT("core", "It has over %1 scans."), kMostJpegScans));
    while (true) {
      i = bytes.find('\xff', i);
      if (i == std::string_view::npos || i + 1 >= bytes.size()) return cutOff();
      const uint64_t next = at(bytes, i + 1);
      if (next != 0 && next != 0xff && !(next >= 0xd0 && next <= 0xd7)) break;
      i += next == 0xff ? 1 : 2;
    }
  }
  if (scans == 0) return broken("no pixels");
  header.otherColours = !profile.empty() && !isSrgb(profile);
  return sized(ImageFormat::jpeg, width, height, header);
}

Result<ImageHeader> inspectGif(std::string_view bytes) {
  if (bytes.size() < 13) return cutOff();
  uint64_t width = little16(bytes, 6), height = little16(bytes, 8);
  const auto tableBytes = [](uint64_t flags) {
    return flags & 128 ? size_t{3} << ((flags & 7) + 1) : size_t{0};
  };
  size_t i = 13 + tableBytes(at(bytes, 10));
  bool pixels = false;
  ImageHeader header{.frames = 0};
  const auto skipBlocks = [&] {  // false: the file ends among them
    while (i < bytes.size() && at(bytes, i) != 0) i += 1 + at(bytes, i);
    return i++ < bytes.size();
  };
  while (true) {
    if (i >= bytes.size()) return cutOff();
    const uint64_t kind = at(bytes, i++);
    if (kind == 0x3b) break;
    if (kind == 0x21) {
      ++i;  // which extension
      if (!skipBlocks()) return cutOff();
    } else if (kind == 0x2c) {
      if (bytes.size() - i < 10) return cutOff();
      if (!pixels) {  // the first frame may lie outside of the screen: decoders make room for both
        width = std::max(width, little16(bytes, i) + little16(bytes, i + 4));
        height = std::max(height, little16(bytes, i + 2) + little16(bytes, i + 6));
      }
      pixels = true;
      ++header.frames;
      i += 9 + tableBytes(at(bytes, i + 8)) + 1;
      if (!skipBlocks()) return cutOff();
    } else {
      return broken("block");
    }
  }
  if (!pixels) return broken("no pixels");
  return sized(ImageFormat::gif, width, height, header);
}

Result<ImageHeader> inspectWebp(std::string_view bytes) {
  if (bytes.size() < 30) return cutOff();
  const uint64_t whole = little32(bytes, 4) + 8;
  if (whole > bytes.size()) return cutOff();
  uint64_t width = 0, height = 0;
  bool pixels = false;
  ImageHeader header{.frames = 0};
  const auto take = [&](uint64_t w, uint64_t h) {  // the canvas, or the largest of the frames
    width = std::max(width, w);
    height = std::max(height, h);
  };
  for (size_t i = 12; i + 8 <= whole;) {
    const std::string_view type = bytes.substr(i, 4);
    const uint64_t length = little32(bytes, i + 4);
    const size_t data = i + 8;
    if (length > whole - data) return cutOff();
    if (type == "EXIF") header.orientation = exifOrientation(bytes.substr(data, length));
    if (type == "ICCP") header.otherColours = !isSrgb(bytes.substr(data, length));
    header.frames += type == "ANMF";
    if (type == "VP8X" && length >= 10) {
      take(little24(bytes, data + 4) + 1, little24(bytes, data + 7) + 1);
    } else if (type == "VP8 ") {
      if (length < 10 || bytes.substr(data + 3, 3) != "\x9d\x01\x2a") return broken("VP8");
      take(little16(bytes, data + 6) & 0x3fff, little16(bytes, data + 8) & 0x3fff);
      pixels = true;
    } else if (type == "VP8L") {
      if (length < 5 || at(bytes, data) != 0x2f) return broken("VP8L");
      const uint64_t bits = little32(bytes, data + 1);
      take((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1);
      pixels = true;
    } else if (type == "ANMF" && length >= 16) {
      take(little24(bytes, data + 6) + 1, little24(bytes, data + 9) + 1);
      pixels = true;
    }
    i = data + length + (length & 1);
  }
  if (!pixels) return broken("no pixels");
  header.frames = std::max<uint64_t>(1, header.frames);
  return sized(ImageFormat::webp, width, height, header);
}

Result<ImageHeader> inspectBmp(std::string_view bytes) {
  if (bytes.size() < 26) return cutOff();
  const uint64_t pixelsAt = little32(bytes, 10), headerBytes = little32(bytes, 14);
  uint64_t width = 0, height = 0, bits = 0, compression = 0;
  if (headerBytes == 12) {
    width = little16(bytes, 18);
    height = little16(bytes, 20);
    bits = little16(bytes, 24);
  } else {
    if (bytes.size() < 54) return cutOff();
    width = little32(bytes, 18);
    height = little32(bytes, 22);
    if (height > 0x7fffffff) height = (uint64_t{1} << 32) - height;  // from the top down
    bits = little16(bytes, 28);
    compression = little32(bytes, 30);
  }
  constexpr std::array<uint64_t, 6> kBits = {1, 4, 8, 16, 24, 32};
  if (std::find(kBits.begin(), kBits.end(), bits) == kBits.end() || compression > 3)
    return broken("header");
  UNMASK_ASSIGN(const ImageHeader header, sized(ImageFormat::bmp, width, height));
  const bool runs = compression == 1 || compression == 2;
  const uint64_t pixelBytes = runs ? little32(bytes, 34) : (width * bits + 31) / 32 * 4 * height;
  if (pixelsAt < 14 + headerBytes) return broken("header");
  if (pixelsAt > bytes.size() || pixelBytes > bytes.size() - pixelsAt) return cutOff();
  return header;
}

}  // namespace

Status checkSize(uint64_t width, uint64_t height) {
  if (width > kLongestSide || height > kLongestSide)
    return failure(message(
        UNMASK_TEXT("core", "%1 x %2 pixels: no side may be longer than %3."), width, height,
        kLongestSide));
  if (width * height > kMostPixels)
    return failure(
        message(UNMASK_TEXT("core", "%1 x %2 pixels are more than the %3 that are read."), width,
                height, kMostPixels));
  return {};
}

const char* name(ImageFormat format) {
  switch (format) {
    case ImageFormat::png:
      return "PNG";
    case ImageFormat::jpeg:
      return "JPEG";
    case ImageFormat::webp:
      return "WebP";
    case ImageFormat::bmp:
      return "BMP";
    case ImageFormat::gif:
      return "GIF";
  }
  return "";
}

std::optional<ImageFormat> imageFormatOf(std::string_view b) {
  if (b.starts_with("\x89PNG\r\n\x1a\n")) return ImageFormat::png;
  if (b.starts_with("\xff\xd8\xff")) return ImageFormat::jpeg;
  if (b.starts_with("GIF87a") || b.starts_with("GIF89a")) return ImageFormat::gif;
  if (b.starts_with("RIFF") && b.size() >= 12 && b.substr(8, 4) == "WEBP") return ImageFormat::webp;
  if (b.starts_with("BM") && b.size() >= 18) {
    constexpr std::array<uint64_t, 7> kHeaders = {12, 40, 52, 56, 64, 108, 124};
    if (std::find(kHeaders.begin(), kHeaders.end(), little32(b, 14)) != kHeaders.end())
      return ImageFormat::bmp;
  }
  return std::nullopt;
}

bool isDrawing(std::string_view beginning) {
  return beginning.starts_with("<svg") ||
         (beginning.starts_with("<?xml") && beginning.find("<svg") != std::string_view::npos);
}

std::optional<ImageFormat> imageFormatNamed(std::string_view fileName) {
  const size_t dot = fileName.rfind('.');
  if (dot == std::string_view::npos) return std::nullopt;
  const std::string ending = lowerCase(fileName.substr(dot + 1));
  if (ending == "png") return ImageFormat::png;
  if (ending == "jpg" || ending == "jpeg" || ending == "jpe" || ending == "jfif")
    return ImageFormat::jpeg;
  if (ending == "webp") return ImageFormat::webp;
  if (ending == "bmp" || ending == "dib") return ImageFormat::bmp;
  if (ending == "gif") return ImageFormat::gif;
  return std::nullopt;
}

Result<ImageHeader> inspectImage(std::string_view bytes) {
  const auto format = imageFormatOf(bytes);
  if (!format)
    return failure(message(UNMASK_TEXT("core", "It is no PNG, JPEG, WebP, BMP or GIF picture.")));
  switch (*format) {
    case ImageFormat::png:
      return inspectPng(bytes);
    case ImageFormat::jpeg:
      return inspectJpeg(bytes);
    case ImageFormat::webp:
      return inspectWebp(bytes);
    case ImageFormat::bmp:
      return inspectBmp(bytes);
    case ImageFormat::gif:
      return inspectGif(bytes);
  }
  return broken("format");
}

}  // namespace unmask
