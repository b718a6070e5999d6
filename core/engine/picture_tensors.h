// A picture batch's arrays as tensors on the training device, with memory of their own.
#pragma once

#include <ATen/core/Tensor.h>

#include "core/dataset/batch.h"

namespace unmask {

// uint8 [N,S,S,C] -> float32 [N,S,S,C] from -1 to 1: (x / 255 - .5) / .5, for every objective.
at::Tensor pixelsOf(const Batch&, at::Device);
at::Tensor normalisedPixels(const Array& pixels, at::Device);

// A bool array as it lies: [N,L].
at::Tensor flagsOf(const Array&, at::Device);

// An int64 array as it lies.
at::Tensor numbersOf(const Array&, at::Device);
at::Tensor numbersOf(const Batch&, const char* name, at::Device);

// A float64 array as it lies, on the CPU.
at::Tensor drawsOf(const Batch&, const char* name);

// Rows [N,D] brought to length 1.
at::Tensor unitRows(const at::Tensor&);

// float32 [N,S,S,C] -> [N,L,p*p*C]: patches by rows from the top left; within a patch by row,
// column and channel, as MAE's patchify (recipes.md 6.1).
at::Tensor patchify(const at::Tensor& pixels, int64_t patch);
at::Tensor unpatchify(const at::Tensor& patches, int64_t patch, int64_t channels);

}  // namespace unmask
