// A frozen picture tokenizer (spec/picture_tokenizer_info.h): pictures to codes and back. Nothing
// about it changes any more; the same picture has the same codes always.
#pragma once

#include <filesystem>
#include <map>
#include <memory>

#include "core/engine/vq_autoencoder.h"

namespace unmask {

class PictureTokenizer {
 public:
  // Checks the weights against the description's hash and shapes before anything is made of them.
  static Result<std::shared_ptr<const PictureTokenizer>> open(const std::filesystem::path& folder,
                                                              at::Device);

  const PictureTokenizerInfo& info() const { return info_; }
  // pixels float32 [N,S,S,C] from -1 to 1 -> int64 [N,L], by rows. In float32, without a gradient.
  at::Tensor codes(const at::Tensor& pixels) const;
  // codes int64 [N,L] -> pixels float32 [N,S,S,C], cut to -1 to 1.
  at::Tensor paint(const at::Tensor& codes) const;
  const std::vector<Parameter>& weights() const { return weights_; }

 private:
  PictureTokenizer(PictureTokenizerInfo, std::unique_ptr<VqAutoencoder>);
  const PictureTokenizerInfo info_;
  const std::unique_ptr<const VqAutoencoder> model_;
  std::vector<Parameter> weights_;
};

// Writes a checkpoint of a picture-tokenizer run (its tensors by our names) as a frozen tokenizer:
// a new folder, whole or not at all. `info` needs name, size, shape, run and step.
Result<PictureTokenizerInfo> writePictureTokenizer(const std::filesystem::path& folder,
                                                   PictureTokenizerInfo info,
                                                   const std::map<std::string, at::Tensor>&);

}  // namespace unmask
