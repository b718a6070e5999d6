// A batch's arrays as tensors, and the loss over its targets.
#include "core/engine/batch_tensors.h"

#include <torch/torch.h>

#include <algorithm>

#include "core/spec/token_ids.h"

namespace unmask {

at::Tensor viewOf(const Array& array, at::ScalarType type) {
  // from_blob wants a mutable pointer; nothing writes through it.
  return at::from_blob(const_cast<std::byte*>(array.bytes.data()), array.shape, type);
}

BatchTensors tensorsOf(const Batch& batch, at::Device device) {
  const Array* ids = batch.find("input_ids");
  const Array* labels = batch.find("labels");
  TORCH_CHECK(ids && labels, "a text batch has input_ids and labels");
  BatchTensors tensors;
  tensors.input.ids = viewOf(*ids, at::kLong).to(device);
  if (const Array* mask = batch.find("attention_mask")) {
    const auto attends = mask->values<bool>();
    if (!std::all_of(attends.begin(), attends.end(), [](bool a) { return a; }))
      tensors.input.attend = viewOf(*mask, at::kBool).to(device);
  }
  if (const Array* decoder = batch.find("decoder_input_ids"))
    tensors.input.decoderIds = viewOf(*decoder, at::kLong).to(device);

  const auto all = labels->values<int64_t>();
  std::vector<int64_t> rows, targets;
  for (size_t i = 0; i < all.size(); ++i)
    if (all[i] != kNoLoss) {
      rows.push_back(static_cast<int64_t>(i));
      targets.push_back(all[i]);
    }
  if (rows.size() < all.size()) tensors.rows = at::tensor(rows, at::kLong).to(device);
  tensors.labels = at::tensor(targets, at::kLong).to(device);
  return tensors;
}

at::Tensor targetLogits(const Model& model, const BatchTensors& batch, const Pass& pass) {
  at::Tensor hidden = model.hidden(batch.input, pass);
  // embedding() rather than indexing: its backward adds in a fixed order on every thread count.
  if (batch.rows.defined()) hidden = at::embedding(hidden, batch.rows);
  return model.logits(hidden, pass);
}

at::Tensor summedLoss(const Model& model, const BatchTensors& batch, const Pass& pass) {
  return at::cross_entropy_loss(targetLogits(model, batch, pass), batch.labels, {},
                                at::Reduction::Sum);
}

}  // namespace unmask
