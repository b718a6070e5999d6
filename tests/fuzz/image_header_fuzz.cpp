// What picture files say about themselves, before a decoder sees them.
#include "core/corpus/pictures/image_header.h"

#include "core/corpus/known_formats.h"
#include "tests/fuzz/fuzz.h"

using namespace unmask;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes = textOf(data, size);
  knownFormat(bytes.substr(0, kKnownBytes));
  isDrawing(bytes.substr(0, kKnownBytes));
  imageFormatNamed(bytes);
  const auto header = inspectImage(bytes);
  if (!header) return 0;
  UNMASK_CLAIM(header->width > 0 && header->height > 0 && header->width <= kLongestSide &&
               header->height <= kLongestSide);
  UNMASK_CLAIM(static_cast<uint64_t>(header->width) * static_cast<uint64_t>(header->height) <=
               kMostPixels);
  return 0;
}
