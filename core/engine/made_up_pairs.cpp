// Pairs of nothing in particular.
#include "core/engine/made_up_pairs.h"

#include <algorithm>

namespace unmask {

Batch madeUpPairs(const RunSpec& spec, int64_t rows) {
  const int64_t size = viewOf(spec).size;
  Batch batch;
  batch.arrays.push_back(Array::zeros<uint8_t>("pixels", {rows, size, size, spec.channels}));
  const auto pixels = batch.arrays[0].values<uint8_t>();
  for (size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<uint8_t>(i * 31 % 251);
  Array ends = Array::zeros<int64_t>("caption_end", {rows});
  Array groups = Array::zeros<int64_t>("caption_group", {rows});
  Array pictures = Array::zeros<int64_t>("picture_group", {rows});
  Array draws = Array::zeros<double>("negative_draws", {rows, 2});
  std::ranges::fill(ends.values<int64_t>(), spec.model.context - 1);
  for (int64_t row = 0; row < rows; ++row)
    groups.values<int64_t>()[static_cast<size_t>(row)] =
        pictures.values<int64_t>()[static_cast<size_t>(row)] = row;
  batch.arrays.push_back(Array::zeros<int64_t>("input_ids", {rows, spec.model.context}));
  for (Array* array : {&ends, &groups, &pictures, &draws})
    batch.arrays.push_back(std::move(*array));
  batch.targets = static_cast<uint64_t>(rows);
  return batch;
}

}  // namespace unmask
