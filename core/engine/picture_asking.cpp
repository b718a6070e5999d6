// Reconstructions, neighbours, and the best of a pool of pairs.
#include "core/engine/picture_asking.h"

#include <torch/torch.h>

#include <functional>

#include "core/dataset/caption_data.h"
#include "core/dataset/picture_probes.h"
#include "core/engine/picture_parts.h"
#include "core/engine/picture_tensors.h"

namespace unmask {

namespace {

constexpr uint64_t kGallery = 500;  // training pictures among which neighbours are looked for
constexpr uint64_t kPool = 100;     // pairs, as retrieval is measured in

// [S,S,C] of the first picture.
Array bytesOf(const at::Tensor& pixels, const char* name) {
  const at::Tensor bytes =
      ((pixels[0].clamp(-1, 1) + 1) * 127.5).round().to(at::kByte).cpu().contiguous();
  Array array = Array::zeros<uint8_t>(name, bytes.sizes().vec());
  std::copy_n(bytes.const_data_ptr<uint8_t>(), array.bytes.size(),
              array.values<uint8_t>().begin());
  return array;
}

}  // namespace

struct PictureAsker::State {
  const RunSpec& spec;
  const Learner& learner;
  const PictureBatches& batches;
  std::vector<uint64_t> gallery = {};  // training pictures
  int64_t galleryStep = -1;
  at::Tensor galleryFeatures = {};
  std::vector<PictureExample> pool = {};
  Array poolPixels = {};

  // Of training pictures, as unit vectors [N,D]; only of an objective that has features.
  Result<at::Tensor> features(int64_t step) {
    if (galleryStep == step) return galleryFeatures;
    if (gallery.empty()) gallery = galleryPictures(batches, kGallery);
    std::vector<at::Tensor> parts;
    const auto encode = [&](std::span<const uint64_t>, const Array& plain) -> Status {
      parts.push_back(unitRows(learner.features(plain)));
      return {};
    };
    UNMASK_TRY(forEachPart(batches, gallery, {}, encode));
    galleryFeatures = at::cat(parts);
    galleryStep = step;
    return galleryFeatures;
  }

  Status readPool() {
    if (!pool.empty()) return {};
    UNMASK_ASSIGN(pool, probePictures(batches, kPool));
    std::vector<uint64_t> pictures;
    for (const PictureExample& example : pool) pictures.push_back(example.picture);
    UNMASK_ASSIGN(poolPixels, batches.plainPixels(pictures));
    return {};
  }

  // A caption or a picture against every picture or caption of the pool.
  at::Tensor similarities(const Array& pixels, const std::vector<const Caption*>& captions) const {
    const CaptionArrays arrays = captionArrays(spec, captions);
    return learner.pairSimilarity(pixels, arrays.ids, arrays.ends);
  }
  std::vector<const Caption*> poolCaptions() const {
    std::vector<const Caption*> captions;
    for (const PictureExample& example : pool) captions.push_back(&example.caption);
    return captions;
  }

  Status addPairs(PictureAnswer& answer, const PictureQuestion& question) {
    UNMASK_TRY(readPool());
    answer.searched = pool.size();
    const auto fromPool = [this](size_t i) {
      return Candidate{pool[i].picture, 0, pool[i].caption};
    };
    const Caption asked{0, question.caption, false};
    const std::vector<const Caption*> askedAlone{&asked};
    const bool caption = !question.caption.empty();
    if (question.pixels)
      answer.captions =
          best(similarities(*question.pixels, poolCaptions())[0], question.most, fromPool);
    if (caption)
      answer.pictures = best(similarities(poolPixels, askedAlone).select(1, 0), question.most,
                             fromPool);
    if (!caption || !question.pixels) return {};
    answer.similarity = similarities(*question.pixels, askedAlone).item<double>();
    const CaptionArrays arrays = captionArrays(spec, askedAlone);
    const at::Tensor match = learner.matchProbability(*question.pixels, arrays.ids, arrays.ends);
    if (match.defined()) answer.match = match.item<double>();
    return {};
  }

  Status addNeighbours(PictureAnswer& answer, const PictureQuestion& question, int64_t step) {
    const at::Tensor own = learner.features(*question.pixels);
    if (!own.defined()) return {};
    UNMASK_ASSIGN(const at::Tensor all, features(step));
    answer.searched = gallery.size();
    answer.neighbours = best(all.matmul(unitRows(own)[0]), question.most,
                             [this](size_t i) { return Candidate{gallery[i], 0, {}}; });
    return {};
  }

  static std::vector<Candidate> best(const at::Tensor& similarities, size_t most,
                                     const std::function<Candidate(size_t)>& candidateAt) {
    const auto count = std::min<int64_t>(static_cast<int64_t>(most), similarities.size(0));
    const auto [values, places] = similarities.to(at::kCPU, at::kDouble).topk(count);
    std::vector<Candidate> candidates;
    for (int64_t i = 0; i < count; ++i) {
      candidates.push_back(candidateAt(static_cast<size_t>(places[i].item<int64_t>())));
      candidates.back().similarity = values[i].item<double>();
    }
    return candidates;
  }
};

PictureAsker::PictureAsker(const RunSpec& spec, const Learner& learner,
                           const PictureBatches& batches)
    : state_(new State{spec, learner, batches}) {}
PictureAsker::~PictureAsker() = default;

Result<PictureAnswer> PictureAsker::answer(const PictureQuestion& question, int64_t step) {
  State& s = *state_;
  const bool pairs = familyOf(s.spec) == Family::pairs;
  if (!question.pixels && (!pairs || question.caption.empty()))
    return failure(message(UNMASK_TEXT("core", "There is no picture to look at.")),
                   message(UNMASK_TEXT("core", "Give a picture.")));
  const at::NoGradGuard noGrad;
  PictureAnswer answer;
  if (pairs) {
    UNMASK_TRY(s.addPairs(answer, question));
    return answer;
  }
  const Array nothingHidden = Array::zeros<bool>("hidden", {1, 0});
  const Reconstruction made =
      s.learner.reconstruct(*question.pixels, question.hidden.value_or(nothingHidden));
  if (made.pixels.defined()) answer.reconstruction = bytesOf(made.pixels, "reconstruction");
  if (made.informed.defined()) answer.informed = bytesOf(made.informed, "informed");
  UNMASK_TRY(s.addNeighbours(answer, question, step));
  return answer;
}

}  // namespace unmask
