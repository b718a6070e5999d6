// The held-out pictures of a corpus of pairs with all their captions, as one pool of retrieval:
// each caption once, pictures with nothing but captions of others left out.
#pragma once

#include <algorithm>
#include <set>
#include <vector>

#include "core/dataset/caption_data.h"
#include "tests/dataset/made_up_pairs.h"

namespace unmask {

struct HeldOutPool {
  std::vector<uint64_t> pictures;
  std::vector<Caption> captions;
  std::vector<std::set<size_t>> own;  // of each picture, its captions

  // Of 100 pictures each, in the order of the held-out part; the last may have fewer.
  static Result<std::vector<HeldOutPool>> of(const Batches& batches) {
    std::vector<HeldOutPool> pools(1);
    for (uint64_t b = 0; b < batches.evaluationSize().batches; ++b) {
      UNMASK_ASSIGN(const Batch batch, batches.evaluation(b));
      for (const PictureExample& example : batch.pictures) {
        UNMASK_ASSIGN(const std::vector<Caption> all,
                      batches.pictures().captionsOf(example.picture));
        if (pools.back().pictures.size() == 100) pools.emplace_back();
        HeldOutPool& pool = pools.back();
        std::set<size_t> own;
        const size_t before = pool.captions.size();
        for (const Caption& caption : all) {
          const auto at = std::ranges::find(pool.captions, caption.ids, &Caption::ids);
          own.insert(static_cast<size_t>(at - pool.captions.begin()));
          if (at == pool.captions.end()) pool.captions.push_back(caption);
        }
        if (pool.captions.size() == before) continue;
        pool.pictures.push_back(example.picture);
        pool.own.push_back(own);
      }
    }
    for (HeldOutPool& pool : pools) pool.leaveOutShared();
    return pools;
  }

  // Captions of several pictures, and pictures with no other.
  void leaveOutShared() {
    HeldOutPool kept;
    std::vector<size_t> placeOf(captions.size(), captions.size());
    for (size_t c = 0; c < captions.size(); ++c) {
      if (std::ranges::count_if(own, [&](const auto& of) { return of.contains(c); }) > 1) continue;
      placeOf[c] = kept.captions.size();
      kept.captions.push_back(captions[c]);
    }
    for (size_t p = 0; p < pictures.size(); ++p) {
      std::set<size_t> left;
      for (const size_t c : own[p])
        if (placeOf[c] < captions.size()) left.insert(placeOf[c]);
      if (left.empty()) continue;
      kept.pictures.push_back(pictures[p]);
      kept.own.push_back(left);
    }
    *this = kept;
  }
};

}  // namespace unmask
