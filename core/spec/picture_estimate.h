// What a run on pictures will take: the parts of estimate.h that depend on the picture models.
#pragma once

#include "core/spec/run_spec.h"

namespace unmask {

// Exactly the numbers in the engine's model; running statistics are none of them.
int64_t pictureParameterCount(const RunSpec&);

// Floating-point operations of the forward pass for one picture with all its views.
double pictureForwardOperations(const RunSpec&);

// Bytes that one picture's forward pass keeps for the backward pass. matmul, attention: bytes of a
// number in the linear layers and in attention.
double pictureActivations(const RunSpec&, double matmul, double attention);

}  // namespace unmask
