// Residual networks.
#include "core/engine/resnet.h"

#include <torch/torch.h>

namespace unmask {

namespace {

// He et al. 2015, by the outputs: N(0, 2 / (k k out)).
at::Tensor makeConvolution(ParameterList& list, const std::string& name, int64_t out, int64_t in,
                           int64_t kernel) {
  return list.normal(name + ".weight", {out, in, kernel, kernel},
                     std::sqrt(2.0 / static_cast<double>(kernel * kernel * out)));
}

at::Tensor convolved(const at::Tensor& x, const at::Tensor& weight, int64_t stride,
                     const Pass& pass) {
  const int64_t padding = weight.size(2) / 2;
  return at::conv2d(x.to(pass.matmul), weight.to(pass.matmul), {}, stride, padding)
      .to(at::kFloat);
}

}  // namespace

ResNet::ResNet(ParameterList& list, const std::string& prefix, ResNetShape shape, int64_t channels)
    : shape_(std::move(shape)) {
  int64_t in = shape_.widths.front();
  stem_ = makeConvolution(list, prefix + "stem", in, channels, shape_.standardStem ? 7 : 3);
  stemNorm_ = makeBatchNorm(list, prefix + "stem_norm", in);
  for (size_t stage = 0; stage < shape_.widths.size(); ++stage)
    for (int64_t b = 0; b < shape_.blocks; ++b) {
      const std::string name =
          prefix + "stages." + std::to_string(stage) + "." + std::to_string(b);
      const int64_t out = shape_.widths[stage];
      ResidualBlock block;
      block.stride = stage > 0 && b == 0 ? 2 : 1;
      block.first = makeConvolution(list, name + ".first", out, in, 3);
      block.firstNorm = makeBatchNorm(list, name + ".first_norm", out);
      block.second = makeConvolution(list, name + ".second", out, out, 3);
      block.secondNorm = makeBatchNorm(list, name + ".second_norm", out);
      if (block.stride != 1 || in != out) {
        block.shortcut = makeConvolution(list, name + ".shortcut", out, in, 1);
        block.shortcutNorm = makeBatchNorm(list, name + ".shortcut_norm", out);
      }
      blocks_.push_back(std::move(block));
      in = out;
    }
}

at::Tensor ResNet::ResidualBlock::operator()(const at::Tensor& x, const Pass& pass) const {
  at::Tensor y = at::relu(firstNorm(convolved(x, first, stride, pass), pass));
  y = secondNorm(convolved(y, second, 1, pass), pass);
  const at::Tensor past =
      shortcut.defined() ? shortcutNorm(convolved(x, shortcut, stride, pass), pass) : x;
  return at::relu(y + past);
}

at::Tensor ResNet::operator()(const at::Tensor& pixels, const Pass& pass) const {
  at::Tensor x = at::relu(stemNorm_(convolved(pixels, stem_, shape_.standardStem ? 2 : 1, pass),
                                    pass));
  if (shape_.standardStem) x = at::max_pool2d(x, 3, 2, 1);
  for (const ResidualBlock& block : blocks_) x = block(x, pass);
  return x.mean({2, 3});
}

}  // namespace unmask
