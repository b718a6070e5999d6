// The captions of a corpus of pairs as a text tower reads them: [CLS], the caption's pieces, [SEP],
// cut to the context with the end kept (recipes.md 8.2).
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "core/base/array.h"
#include "core/dataset/picture_data.h"
#include "core/dataset/token_data.h"
#include "core/pretext/picture_example.h"
#include "core/spec/run_spec.h"

namespace unmask {

// Pieces that a text tower of this context reads of a caption.
uint64_t captionRoom(int64_t context);
// [CLS], as many of the pieces as there is room for, [SEP].
Caption captionOf(const RunSpec&, std::vector<int64_t> pieces, uint64_t document = 0);

// Captions as a batch has them: input_ids int64 [N,context], [PAD] after the end; caption_end int64
// [N], where the end stands.
struct CaptionArrays {
  Array ids, ends;
};
CaptionArrays captionArrays(const RunSpec&, std::span<const Caption* const>);

class CaptionData {
 public:
  // Refuses tokens of another corpus or tokenizer than the spec's, and pictures without captions.
  static Result<CaptionData> open(const RunSpec&, const PictureData&,
                                  const std::filesystem::path& tokenFolder, Access);

  const std::vector<uint64_t>& captioned() const { return captioned_; }  // pictures, rising
  // The documents [begin, end) that are a captioned picture's.
  std::pair<uint64_t, uint64_t> captionsOf(uint64_t picture) const;
  Result<Caption> caption(uint64_t document) const;

 private:
  CaptionData(const RunSpec& spec, TokenData tokens) : spec_(spec), tokens_(std::move(tokens)) {}
  RunSpec spec_;
  TokenData tokens_;
  std::vector<uint64_t> captioned_;
  std::vector<std::pair<uint64_t, uint64_t>> documents_;  // of each of these
};

}  // namespace unmask
