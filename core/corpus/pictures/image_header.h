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
  int64_t width = 0, height = 0;
};

// Enough of a file's beginning to recognise it.
constexpr size_t kRecognisedBytes = 64;

// The format of the list above that these bytes begin, if any.
std::optional<ImageFormat> imageFormatOf(std::string_view beginning);
// "TIFF", "SVG", ...: a picture that is recognised but never decoded; empty: no picture.
const char* otherImageFormat(std::string_view beginning);
// The format that a name promises (".jpg"), if any.
std::optional<ImageFormat> imageFormatNamed(std::string_view fileName);

// Walks the whole file. The error says what is wrong: cut off, broken, or over the bounds above.
Result<ImageHeader> inspectImage(std::string_view bytes);

}  // namespace unmask
