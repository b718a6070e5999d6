// The VQ-VAE (van den Oord et al. 2017): a convolutional encoder that halves the picture down to a
// grid, the nearest code for each place of the grid, and a decoder that paints the picture from the
// codes alone. ReLU between convolutions, residual blocks of a 3x3 and a 1x1.
//
//   encoder.down.N [W,in,4,4] (stride 2), encoder.blocks.N.first [W,W,3,3], .second [W,W,1,1],
//   encoder.out [D,W,1,1], codebook.* (codebook.h), decoder.in [W,D,3,3], decoder.blocks.N,
//   decoder.up.N [in,out,4,4] (transposed, stride 2); each with .weight and .bias
#pragma once

#include "core/engine/codebook.h"
#include "core/engine/model.h"
#include "core/spec/picture_tokenizer_info.h"

namespace unmask {

class VqAutoencoder {
 public:
  VqAutoencoder(const PictureTokenizerShape&, double decay, uint64_t seed, at::Device);

  // pixels float32 [N,S,S,C] from -1 to 1 -> the encoder's vectors, float32 [N*L,D], by rows.
  at::Tensor encode(const at::Tensor& pixels, const Pass&) const;
  // vectors [N*L,D] -> pixels float32 [N,S,S,C], not cut to -1 to 1.
  at::Tensor decode(const at::Tensor& vectors, int64_t side, const Pass&) const;

  const Codebook& codebook() const { return codebook_; }
  Codebook& codebook() { return codebook_; }
  const ParameterList& parameters() const { return parameters_; }

 private:
  struct Convolution {
    at::Tensor weight, bias;
  };
  struct Block {
    Convolution first, second;
  };
  Convolution make(const std::string& name, std::vector<int64_t> shape, int64_t inputs);
  std::vector<Block> makeBlocks(const std::string& name, const PictureTokenizerShape&);
  static at::Tensor throughBlocks(at::Tensor x, const std::vector<Block>&, const Pass&);

  ParameterList parameters_;
  Codebook codebook_;
  std::vector<Convolution> down_, up_;
  std::vector<Block> encoderBlocks_, decoderBlocks_;
  Convolution out_, in_;
};

}  // namespace unmask
