// What a picture file says about itself, read from its bytes before any decoder sees them.
//
// A format is recognised by its content. The walk over the file's structure finds its size in
// pixels and whether the file is whole: decoders pad a cut-off file with grey and call it a
// success.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/base/result.h"

namespace unmask {

enum class ImageFormat : uint8_t { png, jpeg, webp, bmp, gif };

const char* name(ImageFormat);  // "PNG"

// Bounds of what is handed to a decoder.
constexpr uint64_t kLargestImageFile = uint64_t{256} << 20;
constexpr uint64_t kMostPixels = uint64_t{64} << 20;  // 8192 x 8192
constexpr int64_t kLongestSide = 65535;
constexpr int kMostJpegScans = 200;  // a progressive JPEG of thousands of scans takes hours

struct ImageHeader {
  ImageFormat format = ImageFormat::png;
  int64_t width = 0, height = 0;  // as stored
  // How the stored pixels are to be turned: EXIF's 1 to 8, whichever part of the file says it.
  int orientation = 1;
  // What a corpus has no room for.
  uint64_t frames = 1;  // of an animation
  int bits = 8;         // of a channel
  bool cmyk = false;
  bool otherColours = false;  // a colour profile other than sRGB's
};

// An error where a side or the picture is larger than the bounds, saying which.
Status checkSize(uint64_t width, uint64_t height);

// The format of the list above that these bytes begin, if any.
std::optional<ImageFormat> imageFormatOf(std::string_view beginning);
// SVG, which is text and a picture.
bool isDrawing(std::string_view beginning);
// The format that a name promises (".jpg"), if any.
std::optional<ImageFormat> imageFormatNamed(std::string_view fileName);

// Walks the whole file. The error says what is wrong: cut off, broken, or over the bounds above.
Result<ImageHeader> inspectImage(std::string_view bytes);

}  // namespace unmask
