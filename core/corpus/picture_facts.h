// What corpus.json says about the pictures of a corpus (corpus/pictures/ imports them).
#pragma once

#include <array>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace unmask {

struct PictureClass {
  std::string name;
  uint64_t pictures = 0;
};

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

  bool labelled() const { return !classes.empty(); }
};

nlohmann::json toJson(const PictureFacts&);
// Throws nlohmann::json::exception where something is missing or of a wrong type.
PictureFacts pictureFactsFromJson(const nlohmann::json&);

}  // namespace unmask
