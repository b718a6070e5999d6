// Filling pools.
#include "core/engine/retrieval_pools.h"

#include <torch/torch.h>

#include <set>

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

std::vector<at::Tensor> chosen(const std::vector<at::Tensor>& parts, const at::Tensor& rows) {
  std::vector<at::Tensor> out;
  for (const at::Tensor& part : parts) out.push_back(part.index_select(0, rows.to(part.device())));
  return out;
}

}  // namespace

Status RetrievalPools::add(const Batch& batch, const std::vector<at::Tensor>& pictures,
                           const std::vector<at::Tensor>& captions) {
  for (size_t row = 0; row < batch.pictures.size(); ++row) {
    const PictureExample& example = batch.pictures[row];
    UNMASK_ASSIGN(const std::vector<Caption> all, batches_.captionsOf(example.picture));
    const size_t before = places_.size();
    std::set<int64_t> own;
    std::vector<const Caption*> added;
    for (const Caption& caption : all) {
      const auto [at, first] = places_.try_emplace(caption.ids, places_.size());
      own.insert(at->second);
      if (first) added.push_back(&caption);
    }
    if (places_.size() == before) continue;
    append(pictures_, pictures, static_cast<int64_t>(row), 1);
    if (added.front()->ids == example.caption.ids) {
      append(captions_, captions, static_cast<int64_t>(row), 1);
      added.erase(added.begin());
    }
    if (!added.empty()) {
      const CaptionArrays arrays = captionArrays(spec_, added);
      append(captions_, encode_(arrays.ids, arrays.ends), 0, static_cast<int64_t>(added.size()));
    }
    own_.emplace_back(own.begin(), own.end());
    if (own_.size() == kPool) score();
  }
  return {};
}

void RetrievalPools::finish() {
  if (pools_ == 0 && !own_.empty()) score();
}

void RetrievalPools::score() {
  const std::vector<at::Tensor> pictures = joined(pictures_), captions = joined(captions_);
  at::Tensor own = at::zeros({pictures.front().size(0), captions.front().size(0)}, at::kBool);
  for (size_t picture = 0; picture < own_.size(); ++picture)
    for (const int64_t caption : own_[picture]) own[static_cast<int64_t>(picture)][caption] = true;
  const at::Tensor columns = own.sum(0).eq(1).nonzero().squeeze(1);
  const at::Tensor rows = own.index_select(1, columns).any(1).nonzero().squeeze(1);
  score_(chosen(pictures, rows), chosen(captions, columns),
         own.index_select(0, rows).index_select(1, columns).to(pictures.front().device()));
  ++pools_;
  pictures_.clear();
  captions_.clear();
  own_.clear();
  places_.clear();
}

}  // namespace unmask
