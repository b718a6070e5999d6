// Filling pools.
#include "core/engine/retrieval_pools.h"

#include <torch/torch.h>

namespace unmask {

void RetrievalPools::add(const Batch& batch, const std::vector<at::Tensor>& parts) {
  rows_.resize(parts.size());
  for (size_t row = 0; row < batch.pictures.size(); ++row) {
    if (!seen_.insert(batch.pictures[row].caption.ids).second) continue;
    for (size_t part = 0; part < parts.size(); ++part)
      rows_[part].push_back(parts[part].narrow(0, static_cast<int64_t>(row), 1));
    if (seen_.size() == kPool) score();
  }
}

void RetrievalPools::finish() {
  if (pools_ == 0 && !seen_.empty()) score();
}

void RetrievalPools::score() {
  std::vector<at::Tensor> parts;
  for (const std::vector<at::Tensor>& rows : rows_) parts.push_back(at::cat(rows));
  score_(parts);
  ++pools_;
  rows_.clear();
  rows_.resize(parts.size());
  seen_.clear();
}

}  // namespace unmask
