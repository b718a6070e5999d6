// Filling pools.
#include "core/engine/retrieval_pools.h"

#include <torch/torch.h>

#include "core/dataset/caption_data.h"

namespace unmask {

namespace {

// Row `row` of each part, behind those that are there.
void append(std::vector<std::vector<at::Tensor>>& rows, const std::vector<at::Tensor>& parts,
            int64_t row, int64_t count) {
  rows.resize(parts.size());
  for (size_t part = 0; part < parts.size(); ++part)
    rows[part].push_back(parts[part].narrow(0, row, count));
}

std::vector<at::Tensor> joined(const std::vector<std::vector<at::Tensor>>& rows) {
  std::vector<at::Tensor> parts;
  for (const std::vector<at::Tensor>& part : rows) parts.push_back(at::cat(part));
  return parts;
}

}  // namespace

Status RetrievalPools::add(const Batch& batch, const std::vector<at::Tensor>& pictures,
                           const std::vector<at::Tensor>& captions) {
  for (size_t row = 0; row < batch.pictures.size(); ++row) {
    const PictureExample& example = batch.pictures[row];
    UNMASK_ASSIGN(const std::vector<Caption> all, batches_.captionsOf(example.picture));
    std::vector<const Caption*> others;
    std::set<std::vector<int64_t>> own{example.caption.ids};
    bool known = seen_.contains(example.caption.ids);
    for (const Caption& caption : all) {
      known = known || seen_.contains(caption.ids);
      if (own.insert(caption.ids).second) others.push_back(&caption);
    }
    if (known) continue;
    const auto at = static_cast<int64_t>(row);
    append(pictures_, pictures, at, 1);
    append(captions_, captions, at, 1);
    if (!others.empty()) {
      const CaptionArrays arrays = captionArrays(spec_, others);
      append(captions_, encode_(arrays.ids, arrays.ends), 0, static_cast<int64_t>(others.size()));
    }
    owners_.insert(owners_.end(), own.size(), filled_);
    seen_.merge(own);
    if (++filled_ == static_cast<int64_t>(kPool)) score();
  }
  return {};
}

void RetrievalPools::finish() {
  if (pools_ == 0 && filled_ > 0) score();
}

void RetrievalPools::score() {
  const at::Tensor owner = at::tensor(owners_, at::kLong).unsqueeze(0);
  const at::Tensor own = at::arange(filled_, at::kLong).unsqueeze(1).eq(owner);
  const std::vector<at::Tensor> pictures = joined(pictures_), captions = joined(captions_);
  score_(pictures, captions, own.to(pictures.front().device()));
  ++pools_;
  pictures_.clear();
  captions_.clear();
  owners_.clear();
  seen_.clear();
  filled_ = 0;
}

}  // namespace unmask
