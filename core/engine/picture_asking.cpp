// Reconstructions, neighbours, and the best of a pool of pairs.
#include "core/engine/picture_asking.h"

#include <torch/torch.h>

#include <functional>
#include <set>

#include "core/dataset/caption_data.h"
#include "core/dataset/picture_probes.h"
#include "core/engine/picture_parts.h"
#include "core/engine/picture_tensors.h"

namespace unmask {

namespace {

constexpr uint64_t kGallery = 500;  // training pictures among which neighbours are looked for
constexpr uint64_t kPool = 100;     // pairs, as retrieval is measured in

// Pairs, and where the towers put them: unit vectors [N,D] at this step.
struct Pool {
  std::vector<Candidate> pairs = {};
  int64_t step = -1;
  at::Tensor pictures = {}, captions = {};
};

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
  Pool heldOut = {}, all = {};

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

  // The held-out pairs that retrieval is measured in, each with a caption of its own.
  Status readHeldOut() {
    UNMASK_ASSIGN(const auto examples, probePictures(batches, kPool));
    for (const PictureExample& example : examples)
      heldOut.pairs.push_back({example.picture, 0, example.caption, true});
    return {};
  }
  // Every picture of the corpus with its first caption, as far as there is room.
  Status readAll() {
    const auto add = [this](uint64_t picture, bool held) -> Status {
      if (all.pairs.size() == kMostSearched) return {};
      PictureExample example = batches.plainExample(picture);
      UNMASK_TRY(batches.readCaption(example));
      all.pairs.push_back({picture, 0, example.caption, held});
      return {};
    };
    const uint64_t most = std::min(batches.parts().validation, kMostSearched);
    for (uint64_t i = 0; i < most; ++i) UNMASK_TRY(add(batches.validationPicture(i), true));
    for (const uint64_t picture : galleryPictures(batches, kMostSearched - most))
      UNMASK_TRY(add(picture, false));
    return {};
  }

  Status encode(Pool& pool, int64_t step) {
    if (pool.step == step) return {};
    std::vector<uint64_t> pictures;
    for (const Candidate& pair : pool.pairs) pictures.push_back(pair.picture);
    std::vector<at::Tensor> seen, read;
    size_t at = 0;
    const auto take = [&](std::span<const uint64_t> part, const Array& pixels) -> Status {
      std::vector<const Caption*> captions;
      for (size_t i = 0; i < part.size(); ++i) captions.push_back(&pool.pairs[at++].caption);
      const CaptionArrays arrays = captionArrays(spec, captions);
      seen.push_back(learner.pictureVectors(pixels));
      read.push_back(learner.captionVectors(arrays.ids, arrays.ends));
      return {};
    };
    UNMASK_TRY(forEachPart(batches, pictures, {}, take));
    pool.pictures = at::cat(seen);
    pool.captions = at::cat(read);
    pool.step = step;
    return {};
  }

  Status addPairs(PictureAnswer& answer, const PictureQuestion& question, int64_t step) {
    Pool& pool = question.wholeCorpus ? all : heldOut;
    if (pool.pairs.empty()) UNMASK_TRY(question.wholeCorpus ? readAll() : readHeldOut());
    UNMASK_TRY(encode(pool, step));
    answer.searched = pool.pairs.size();
    answer.searchable = batches.parts().training + batches.parts().validation;
    const auto candidateAt = [&pool](size_t i) { return pool.pairs[i]; };
    const bool caption = !question.caption.empty();
    at::Tensor picture, words;
    if (question.pixels) picture = learner.pictureVectors(*question.pixels)[0];
    const Caption asked{0, question.caption, false};
    const std::vector<const Caption*> askedAlone{&asked};
    const CaptionArrays arrays = caption ? captionArrays(spec, askedAlone) : CaptionArrays();
    if (caption) words = learner.captionVectors(arrays.ids, arrays.ends)[0];
    if (question.pixels)
      answer.captions = distinct(
          best(pool.captions.matmul(picture), pool.pairs.size(), candidateAt), question.most);
    if (caption) answer.pictures = best(pool.pictures.matmul(words), question.most, candidateAt);
    if (!caption || !question.pixels) return {};
    answer.similarity = picture.dot(words).item<double>();
    const at::Tensor match = learner.matchProbability(*question.pixels, arrays.ids, arrays.ends);
    if (match.defined()) answer.match = match.item<double>();
    return {};
  }

  // Pictures may have the same caption: the first `most` of those that differ.
  static std::vector<Candidate> distinct(std::vector<Candidate> all, size_t most) {
    std::set<std::vector<int64_t>> seen;
    std::vector<Candidate> first;
    for (Candidate& candidate : all)
      if (first.size() < most && seen.insert(candidate.caption.ids).second)
        first.push_back(std::move(candidate));
    return first;
  }

  Status addNeighbours(PictureAnswer& answer, const PictureQuestion& question, int64_t step) {
    const at::Tensor own = learner.features(*question.pixels);
    if (!own.defined()) return {};
    UNMASK_ASSIGN(const at::Tensor all, features(step));
    answer.searched = gallery.size();
    answer.neighbours = best(all.matmul(unitRows(own)[0]), question.most,
                             [this](size_t i) { return Candidate{.picture = gallery[i]}; });
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
    UNMASK_TRY(s.addPairs(answer, question, step));
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
