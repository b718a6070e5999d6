// Decoding one picture file's bytes, whatever they hold.
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/corpus/pictures/bitmap.h"
#include "core/corpus/pictures/image_header.h"

namespace unmask {

// Whether this build can (UNMASK_GUI: the decoders are Qt Gui's).
bool canDecodePictures();

// Decodes what inspectImage() found whole, with the decoder of that format alone: the first frame,
// turned as its EXIF orientation says, 8 bits a channel, without its colour profile. 1, 3 or 4
// channels. Never throws. Thread-safe. Memory: at most 4 bytes a pixel twice; pictures of over 4
// million pixels wait for one another.
Result<Bitmap> decodePicture(const ImageHeader&, std::string_view bytes);
// Inspects, then decodes.
Result<Bitmap> decodePicture(std::string_view bytes);

// One picture file as a picture of a corpus of this size would be, over white where it is
// see-through: uint8 [size,size,channels]. The error names the file.
Result<std::vector<uint8_t>> decodedFile(const std::filesystem::path&, int64_t size,
                                         int64_t channels);

}  // namespace unmask
