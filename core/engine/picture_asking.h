// What a model makes of one picture, one caption or both: its reconstruction, the pictures that lie
// near it, the captions or pictures that go with it. Nothing of it changes the model.
#pragma once

#include <optional>

#include "core/base/array.h"
#include "core/base/result.h"
#include "core/dataset/picture_batches.h"

namespace unmask {

class Learner;

struct PictureQuestion {
  std::optional<Array> pixels;  // uint8 [1,S,S,C], a whole picture
  std::optional<Array> hidden;  // bool [1,L]: its patches that are not shown; else none are
  std::vector<int64_t> caption;  // as a text tower reads it; empty: none
  size_t most = 5;               // candidates named
  // Pairs: look among the pictures of the whole corpus, at most kMostSearched of them, the held-out
  // ones first; else among a fixed 100 of the held-out ones.
  bool wholeCorpus = false;
};

constexpr uint64_t kMostSearched = 2000;  // some seconds of a small model on a CPU, once a step

struct Candidate {
  uint64_t picture = 0;  // of the corpus
  double similarity = 0;  // cosine
  Caption caption = {};   // of pairs
  bool heldOut = false;   // of pairs: no step trains on it
};

struct PictureAnswer {
  // uint8 [S,S,C]; without bytes: the model predicts none. `informed`: learner.h, Reconstruction.
  Array reconstruction, informed;
  std::vector<Candidate> neighbours;  // of the picture, among `searched` training pictures
  std::vector<Candidate> captions;    // for the picture, among those of `searched` pictures
  std::vector<Candidate> pictures;    // for the caption, among the same
  size_t searched = 0, searchable = 0;  // of pairs, pictures with captions in the corpus
  std::optional<double> similarity, match;  // of picture and caption
};

// Keeps what questions are held against for as long as the weights are the same.
class PictureAsker {
 public:
  // Both outlive it.
  PictureAsker(const RunSpec&, const Learner&, const PictureBatches&);
  ~PictureAsker();

  // `step` tells one state of the weights from another. Refuses a question without a picture where
  // the model reads no captions.
  Result<PictureAnswer> answer(const PictureQuestion&, int64_t step);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace unmask
