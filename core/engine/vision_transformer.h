// The transformer over patches that MAE and the picture encoders have (ViT; Dosovitskiy et al.
// 2021), with MAE's initialisation: every linear layer Xavier uniform, biases 0 (recipes.md 0.5).
//
//   patches.weight [C,p*p*3], class_token [1,C], layers.N (transformer.h), final_norm
#pragma once

#include "core/engine/transformer.h"

namespace unmask {

// 2-D sine-cosine positions [1 + side*side, width]: a row of zeros for the class token, then the
// grid by rows; the first half of the numbers is the column, the second the row (recipes.md 6.1).
at::Tensor sineCosinePositions(int64_t width, int64_t side);

// Xavier uniform and a bias of zeros.
Linear makeXavierLinear(ParameterList&, const std::string& name, int64_t out, int64_t in);
// Of a vision transformer: epsilon 1e-6.
Norm makeVisionNorm(ParameterList&, const std::string& name, int64_t width);
Block makeVisionBlock(ParameterList&, const std::string& name, int64_t width, int64_t heads,
                      int64_t feedForward);

class VisionTransformer {
 public:
  struct Shape {
    int64_t layers = 0, heads = 0, width = 0, feedForward = 0;
    int64_t values = 0;  // of a patch
    int64_t side = 0;    // patches along one side
  };
  VisionTransformer(ParameterList&, const std::string& prefix, const Shape&, at::Device);

  // patches [B,K,values] with their places int64 [B,K] in the grid -> float32 [B,1+K,C], the class
  // token first. Places undefined: all, in order.
  at::Tensor operator()(const at::Tensor& patches, const at::Tensor& places, const Pass&) const;

 private:
  Linear patches_;
  at::Tensor classToken_, positions_;
  std::vector<Block> blocks_;
  Norm finalNorm_;
};

}  // namespace unmask
