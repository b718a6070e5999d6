// Batches of the picture objectives: views of pictures, and which of their patches are hidden.
//
// Random streams (design.md section 1), s = train.seed. N training pictures, B a micro-batch; an
// epoch has floor(N / B) micro-batches, so that no batch holds a picture twice (recipes.md 5.1).
//   picture of row b of micro-batch m   permuted(m % (N/B) * B + b, N, s, order, m / (N/B))
//   its view v (0, 1)                   RandomStream(s, views, epoch, 2 * picture + v)
//   its hidden patches                  RandomStream(s, patches, epoch, picture)
//   its caption, of several            RandomStream(s, windows, epoch, picture); in validation
//                                      the first
//   its wrong partners                 RandomStream(s, negatives, m, b)
//   validation                         views, patches and wrong partners from seed 0, purpose
//                                      validation, for any s
#pragma once

#include <filesystem>
#include <memory>

#include "core/dataset/batch_source.h"
#include "core/dataset/picture_data.h"
#include "core/spec/run_spec.h"

namespace unmask {

// Pictures of the two parts under a spec's split, of `pictures` in all.
struct PictureParts {
  uint64_t training = 0, validation = 0;
};
PictureParts pictureParts(const DataSettings&, uint64_t pictures);

class PictureBatches : public BatchSource {
 public:
  // Refuses data that does not fit: fewer training pictures than a batch has, no validation
  // picture, other channels than the spec's, captions in other pieces. Of pairs only pictures with
  // a caption count.
  static Result<PictureBatches> open(const RunSpec&, const DataFolders&, Access);
  // Of objectives without captions.
  static Result<PictureBatches> open(const RunSpec& spec, const std::filesystem::path& corpusFolder,
                                     Access access) {
    return open(spec, DataFolders{{}, corpusFolder}, access);
  }
  PictureBatches(PictureBatches&&) noexcept;
  ~PictureBatches() override;

  Result<Batch> training(uint64_t step, uint64_t micro) const override;
  // What is drawn for one of its examples alone: slot = micro * batch_size + row. Of the caption
  // which one it is; readCaption() reads it.
  PictureExample trainingExample(uint64_t step, uint64_t slot) const;

  // The validation pictures in order. contrastive and pairs: in whole batches, whose other pictures
  // are the negatives; what is left over is scored only if there is no whole batch.
  EvaluationSize evaluationSize() const override;
  Result<Batch> evaluation(uint64_t index) const override;

  Status readCaption(PictureExample&) const;
  // All captions of a picture; none where the objective has none.
  Result<std::vector<Caption>> captionsOf(uint64_t picture) const;
  // The views of an example, uint8 [views, S, S, C].
  Result<Array> viewsOf(const PictureExample&) const;
  // An example of picture `picture` for Pretext's "one item" mode: the `draw`-th draw. Not part of
  // any run.
  PictureExample previewExample(uint64_t picture, uint64_t draw) const;
  // A batch of such examples, one a picture, each with its draw.
  Result<Batch> previewBatch(std::span<const uint64_t> pictures,
                             std::span<const uint64_t> draws) const;
  // The same picture as it is evaluated: whole, nothing changed.
  PictureExample plainExample(uint64_t picture) const;
  // Pictures as their features are taken, uint8 [N,S,S,C].
  Result<Array> plainPixels(std::span<const uint64_t> pictures) const;

  const PictureData& data() const;
  PictureParts parts() const;
  uint64_t trainingPicture(uint64_t index) const;  // index < parts().training
  uint64_t validationPicture(uint64_t index) const;
  uint64_t validationItems() const override { return parts().validation; }
  uint64_t itemsPerStep() const override;

 private:
  struct State;
  explicit PictureBatches(std::unique_ptr<State>);
  std::unique_ptr<State> state_;
};

}  // namespace unmask
