// A small corpus of captioned pictures: made_up_pictures.h with captions that say the class and a
// number; one picture in ten has none, the others one, two or three.
#pragma once

#include <string>

#include "core/dataset/batches.h"
#include "tests/dataset/made_up_pictures.h"

namespace unmask {

struct MadeUpPairs {
  static constexpr int64_t kPieces = 20;
  MadeUpPictures pictures;
  bool shared = false;    // the third caption, where there is one, is the same for all pictures
  bool distinct = false;  // no two captions are alike

  bool captioned(uint64_t picture) const { return picture % 10 != 9; }
  uint64_t captionCount(uint64_t picture) const { return captioned(picture) ? 1 + picture % 3 : 0; }
  std::pair<uint64_t, uint64_t> captionsOf(uint64_t picture) const {
    uint64_t begin = 0;
    for (uint64_t i = 0; i < picture; ++i) begin += captionCount(i);
    return {begin, begin + captionCount(picture)};
  }
  // Some of them longer than a context of 8 takes, some equal between pictures.
  std::vector<int32_t> caption(uint64_t picture, uint64_t which) const {
    if (shared && which == 2) return {3};
    if (distinct)
      return {static_cast<int32_t>(picture / 15 % 15), static_cast<int32_t>(picture % 15),
              static_cast<int32_t>(picture / 225), static_cast<int32_t>(which)};
    std::vector<int32_t> pieces = {pictures.label(picture),
                                   static_cast<int32_t>(4 + picture % 15)};
    for (uint64_t i = 0; i < 4 * which; ++i) pieces.push_back(static_cast<int32_t>(3 + i % 5));
    return pieces;
  }

  Status write(const std::filesystem::path& folder) const {
    std::error_code error;
    std::filesystem::create_directories(folder / "tokens", error);
    UNMASK_TRY(pictures.write(folder));
    UNMASK_ASSIGN(auto tokens, TokenDataWriter::create(folder / "tokens", kPieces));
    std::vector<uint64_t> offsets = {0};
    for (uint64_t picture = 0; picture < pictures.count; ++picture) {
      for (uint64_t which = 0; which < captionCount(picture); ++which) {
        const std::vector<int32_t> pieces = caption(picture, which);
        UNMASK_TRY(tokens.append(pieces, std::vector<uint16_t>(pieces.size(), 1)));
        UNMASK_TRY(tokens.endDocument());
      }
      offsets.push_back(captionsOf(picture).second);
    }
    TokenDataInfo info;
    info.corpusHash = info.tokenizerSlug = info.tokenizerHash = "pairs";
    info.words.starts.assign(kPieces, true);
    info.endsSentence.assign(kPieces, false);
    UNMASK_TRY(tokens.finish(info));
    UNMASK_ASSIGN(NpyWriter writer, NpyWriter::create(folder / "captions.npy", DType::uint64));
    UNMASK_TRY(writer.append(std::span<const uint64_t>(offsets)));
    return writer.finish();
  }

  static DataFolders folders(const std::filesystem::path& folder) {
    return {folder / "tokens", folder};
  }
};

}  // namespace unmask
