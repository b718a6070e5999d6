// What corpus.json says about the pictures of a corpus (corpus/pictures/ imports them).
#pragma once

#include <array>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "core/base/message.h"

namespace unmask {

struct PictureClass {
  std::string name;
  uint64_t pictures = 0;
};

// Pictures of which something was changed or dropped on the way in, besides their size.
struct PictureChanges {
  uint64_t turned = 0;        // as their EXIF orientation says
  uint64_t firstFrames = 0;   // of which only the first frame was taken
  uint64_t flattened = 0;     // see-through ones, laid on the background
  uint64_t reducedDepth = 0;  // from 16 bits a channel to 8
  uint64_t cmyk = 0;          // ink colours, made red, green and blue without a profile
  uint64_t otherColours = 0;  // with a colour profile other than sRGB's, which was not applied

  PictureChanges& operator+=(const PictureChanges&);
  bool operator==(const PictureChanges&) const = default;
};
// A sentence for each that is not 0.
std::vector<Message> said(const PictureChanges&);

struct PictureFacts {
  uint64_t count = 0;  // 0: a corpus of text
  int64_t height = 0, width = 0, channels = 0;
  std::vector<PictureClass> classes;  // a label is an index in here; empty: no labels
  uint64_t exactDuplicates = 0;       // pictures whose pixels equal an earlier one's
  uint64_t nearDuplicates = 0;        // that look like an earlier one, the exact ones included
  // As they were before they were resized.
  int64_t narrowest = 0, widest = 0, lowest = 0, highest = 0;
  uint64_t enlarged = 0;  // whose short side was shorter than the size now
  // Of the pixels as they are now; 0 is black, 1 white.
  std::vector<double> channelMeans, channelDeviations;  // [channels]
  std::array<uint64_t, 32> brightness{};  // pictures by mean brightness, dark to bright
  // Pairs. The captions are the documents of the corpus's text.
  uint64_t captioned = 0;               // pictures with at least one caption
  uint64_t mostCaptions = 0;            // of one picture
  uint64_t captionsWithoutPicture = 0;  // not in the corpus; audit.json lists them

  PictureChanges changes;  // absent in older corpora

  bool labelled() const { return !classes.empty(); }
};

nlohmann::json toJson(const PictureFacts&);
// Throws nlohmann::json::exception where something is missing or of a wrong type.
PictureFacts pictureFactsFromJson(const nlohmann::json&);

}  // namespace unmask
