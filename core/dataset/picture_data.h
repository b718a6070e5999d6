// The pictures of a corpus on disk, beside its text (corpora/<slug>/):
//
//   pixels.npy               uint8 [N, H, W, C]: rows from the top, C = 1 or 3
//   labels.npy               int32 [N]: index in the corpus's classes, -1 for none; only with
//   classes captions.npy             uint64 [N+1]: the captions of picture i are the documents
//                            captions[i] to captions[i+1] of the corpus's text; only with captions
//   names.npy                uint8: where each picture comes from, UTF-8, back to back
//   name_offsets.npy         uint64 [N+1]
//   original_sizes.npy       int32 [N, 2]: width and height before the resize
//   audit.json               duplicates and what could not be paired (corpus/pictures/audit.h)
//
// Readers are thread-safe. The import (corpus/pictures/) writes it; nothing else does.
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <utility>

#include "core/base/npy.h"
#include "core/base/result.h"

namespace unmask {

class PictureData {
 public:
  static Result<PictureData> open(const std::filesystem::path& corpusFolder, Access);
  PictureData(PictureData&&) noexcept;
  PictureData& operator=(PictureData&&) noexcept;
  ~PictureData();

  uint64_t count() const;
  int64_t height() const;
  int64_t width() const;
  int64_t channels() const;
  uint64_t pictureBytes() const;  // height * width * channels
  bool labelled() const;
  bool captioned() const;

  // Pictures [first, first + out.size() / pictureBytes()).
  Status pixels(uint64_t first, std::span<uint8_t> out) const;
  Status labels(uint64_t first, std::span<int32_t> out) const;  // -1 where there are none
  // [begin, end) of the picture's captions among the documents of the corpus.
  Result<std::pair<uint64_t, uint64_t>> captions(uint64_t picture) const;
  // Of pictures [first, first + out.size()) the begins; picture N "begins" at the last one's end.
  Status captionOffsets(uint64_t first, std::span<uint64_t> out) const;
  // "cats/17.jpg", "train-images-idx3-ubyte.gz, 4711"
  Result<std::string> name(uint64_t picture) const;
  Result<std::pair<int32_t, int32_t>> originalSize(uint64_t picture) const;

 private:
  struct State;
  explicit PictureData(std::unique_ptr<State>);
  std::unique_ptr<State> state_;
};

}  // namespace unmask
