// A batch's arrays as tensors on the training device.
#pragma once

#include "core/dataset/batch.h"
#include "core/engine/model.h"

namespace unmask {

struct BatchTensors {
  ModelInput input;
  at::Tensor rows;    // int64 [n]: rows of Model::hidden() that have a label; undefined: all
  at::Tensor labels;  // int64 [n]
};

// An array as it lies, in its own memory: on a CPU `.to(device)` alone makes no copy of it.
at::Tensor viewOf(const Array&, at::ScalarType);

// The tensors may share the batch's memory: `batch` must outlive them.
BatchTensors tensorsOf(const Batch& batch, at::Device device);

// Cross-entropy summed over a batch's counted targets, float32 scalar.
at::Tensor summedLoss(const Model&, const BatchTensors&, const Pass&);

// Logits float32 [n,V] of the counted targets alone.
at::Tensor targetLogits(const Model&, const BatchTensors&, const Pass&);

}  // namespace unmask
