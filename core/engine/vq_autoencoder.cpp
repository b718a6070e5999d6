// The VQ-VAE's convolutions.
#include "core/engine/vq_autoencoder.h"

#include <torch/torch.h>

#include <cmath>

namespace unmask {

namespace {

at::Tensor convolved(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias,
                     int64_t stride, const Pass& pass) {
  const int64_t padding = stride == 2 ? 1 : weight.size(2) / 2;
  return at::conv2d(x.to(pass.matmul), weight.to(pass.matmul), bias.to(pass.matmul), stride,
                    padding)
      .to(at::kFloat);
}

}  // namespace

VqAutoencoder::VqAutoencoder(const PictureTokenizerShape& shape, double decay, uint64_t seed,
                             at::Device device)
    : parameters_(seed, device), codebook_(parameters_, shape.codes, shape.codeWidth, decay, seed) {
  const int64_t width = shape.convolutionWidth;
  int64_t in = shape.channels;
  const auto name = [](const char* part, size_t n) { return part + std::to_string(n); };
  for (int64_t size = 1; size < shape.patch; size *= 2) {
    down_.push_back(make(name("encoder.down.", down_.size()), {width, in, 4, 4}, in * 16));
    in = width;
  }
  encoderBlocks_ = makeBlocks("encoder.blocks.", shape);
  out_ = make("encoder.out", {shape.codeWidth, width, 1, 1}, width);
  in_ = make("decoder.in", {width, shape.codeWidth, 3, 3}, shape.codeWidth * 9);
  decoderBlocks_ = makeBlocks("decoder.blocks.", shape);
  for (int64_t size = shape.patch; size > 1; size /= 2)  // each output has 4 of the 16 places
    up_.push_back(make(name("decoder.up.", up_.size()),
                       {width, size == 2 ? shape.channels : width, 4, 4}, width * 4));
}

// PyTorch's own initialisation: uniform within one over the root of what an output sums over.
VqAutoencoder::Convolution VqAutoencoder::make(const std::string& name, std::vector<int64_t> shape,
                                               int64_t inputs) {
  const double bound = 1 / std::sqrt(static_cast<double>(inputs));
  const int64_t outputs = name.starts_with("decoder.up.") ? shape[1] : shape[0];
  return {parameters_.uniform(name + ".weight", std::move(shape), bound),
          parameters_.uniform(name + ".bias", {outputs}, bound)};
}

std::vector<VqAutoencoder::Block> VqAutoencoder::makeBlocks(const std::string& name,
                                                            const PictureTokenizerShape& shape) {
  const int64_t width = shape.convolutionWidth;
  std::vector<Block> blocks;
  for (int64_t n = 0; n < shape.residualBlocks; ++n)
    blocks.push_back({make(name + std::to_string(n) + ".first", {width, width, 3, 3}, width * 9),
                      make(name + std::to_string(n) + ".second", {width, width, 1, 1}, width)});
  return blocks;
}

at::Tensor VqAutoencoder::encode(const at::Tensor& pixels, const Pass& pass) const {
  at::Tensor x = pixels.permute({0, 3, 1, 2});
  for (const Convolution& c : down_) x = at::relu(convolved(x, c.weight, c.bias, 2, pass));
  x = throughBlocks(x, encoderBlocks_, pass);
  x = convolved(x, out_.weight, out_.bias, 1, pass);
  return x.permute({0, 2, 3, 1}).reshape({-1, x.size(1)});
}

at::Tensor VqAutoencoder::decode(const at::Tensor& vectors, int64_t side, const Pass& pass) const {
  at::Tensor x = vectors.view({-1, side, side, vectors.size(1)}).permute({0, 3, 1, 2});
  x = at::relu(convolved(x, in_.weight, in_.bias, 1, pass));
  x = throughBlocks(x, decoderBlocks_, pass);
  for (size_t n = 0; n < up_.size(); ++n) {
    if (n > 0) x = at::relu(x);
    x = at::conv_transpose2d(x.to(pass.matmul), up_[n].weight.to(pass.matmul),
                             up_[n].bias.to(pass.matmul), 2, 1)
            .to(at::kFloat);
  }
  return x.permute({0, 2, 3, 1}).contiguous();
}

// x + 1x1(relu(3x3(relu(x)))) a block, and ReLU at the end.
at::Tensor VqAutoencoder::throughBlocks(at::Tensor x, const std::vector<Block>& blocks,
                                        const Pass& pass) {
  for (const Block& block : blocks) {
    const at::Tensor inner =
        at::relu(convolved(at::relu(x), block.first.weight, block.first.bias, 1, pass));
    x = x + convolved(inner, block.second.weight, block.second.bias, 1, pass);
  }
  return at::relu(x);
}

}  // namespace unmask
