// What a picture file carries beside its pixels and changes what they mean: EXIF's orientation and
// ICC colour profiles. Hostile bytes give the plain answer, never an error.
#pragma once

#include <string_view>

namespace unmask {

// 1 to 8, as EXIF numbers them (tag 0x112 of the first directory); 1 where it is absent or broken.
// `exif` may begin with "Exif\0\0", as in JPEG.
int exifOrientation(std::string_view exif);

// Whether an ICC profile calls itself sRGB, so that its pixels need no change.
bool isSrgb(std::string_view profile);
// The same of a PNG's iCCP chunk, where it is packed behind its name.
bool isPackedSrgb(std::string_view chunk);

}  // namespace unmask
