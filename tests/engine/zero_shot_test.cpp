// Classification by captions that name the classes: the order of normalising of recipes.md 8.3, and
// what is counted.
#include "core/engine/zero_shot.h"

#include <torch/torch.h>

#include <QTemporaryDir>
#include <QtTest>

#include "core/spec/catalogue.h"
#include "tests/dataset/made_up_pairs.h"

using namespace unmask;

namespace {

template <class T>
T wanted(Result<T> result) {
  if (!result) qFatal("%s", inEnglish(result.error()).c_str());
  return std::move(*result);
}

// Sees of a picture its first pixel, and of a caption its first piece, as directions on a circle.
class Pretended : public Learner {
 public:
  const std::vector<Parameter>& parameters() const override { return none_; }
  const std::vector<Parameter>& buffers() const override { return none_; }
  BatchLoss loss(const Batch&, const Pass&) const override { return {}; }
  Batch madeUpBatch(int64_t) const override { return {}; }
  Result<EvaluationReport> evaluate(const Batches&, int64_t, const KeepGoing&) const override {
    return EvaluationReport();
  }
  at::Tensor pictureVectors(const Array& pixels) const override {
    at::Tensor rows = at::zeros({pixels.shape[0], 2});
    for (int64_t i = 0; i < rows.size(0); ++i)
      rows[i] = direction(label ? label(static_cast<uint64_t>(seen_++)) : 0);
    return rows;
  }
  at::Tensor captionVectors(const Array& ids, const Array&) const override {
    at::Tensor rows = at::zeros({ids.shape[0], 2});
    const int64_t length = ids.shape[1];
    for (int64_t i = 0; i < rows.size(0); ++i)
      rows[i] = direction(
          static_cast<double>(ids.values<int64_t>()[static_cast<size_t>(i * length + 1)]));
    return rows;
  }
  static at::Tensor direction(double turn) {
    return at::tensor({std::cos(turn), std::sin(turn)}).to(at::kFloat);
  }
  std::function<double(uint64_t asked)> label;

 private:
  mutable int64_t seen_ = 0;
  std::vector<Parameter> none_;
};

}  // namespace

class ZeroShotTest : public QObject {
  Q_OBJECT
  QTemporaryDir data_;
  MadeUpPairs pairs_;

  static RunSpec spec() {
    RunSpec spec = wanted(defaultSpec("image-text-contrast"));
    spec.pieces = MadeUpPairs::kPieces;
    spec.model.context = 8;
    spec.train.batchSize = 8;
    spec.data.trainFraction = .7;
    return spec;
  }
  static Caption saying(int64_t piece) {
    Caption caption;
    caption.ids = {spec().tokenIds().cls(), piece, spec().tokenIds().sep()};
    return caption;
  }

 private Q_SLOTS:
  void initTestCase() { QVERIFY(pairs_.write(data_.path().toStdString()).has_value()); }

  // Directions 0 and 1 average to direction 1/2, brought back to length 1.
  void aClassIsTheMeanOfItsCaptions() {
    const Pretended learner;
    const at::Tensor vectors = classVectors(learner, spec(), {{saying(0), saying(1)}, {saying(2)}});
    QVERIFY(at::allclose(vectors[0], Pretended::direction(.5), 1e-5, 1e-6));
    QVERIFY(at::allclose(vectors[1], Pretended::direction(2), 1e-5, 1e-6));
    QVERIFY(std::abs(vectors[0].norm().item<double>() - 1) < 1e-6);
  }

  void countsWhatIsNearest() {
    const Batches batches =
        wanted(Batches::open(spec(), pairs_.folders(data_.path().toStdString()), Access::mapped));
    const PictureBatches& pictures = batches.pictures();
    ZeroShotTask task{"zero_shot_class/validation", {{saying(0)}, {saying(1)}, {saying(2)}}, {}};
    task.label = [&](uint64_t picture) -> Result<int64_t> {
      return picture % 4 == 3 ? -1 : static_cast<int64_t>(picture % 3);
    };
    // A quarter of a turn off is still the nearest; every third is seen as another class.
    uint64_t labelled = 0, right = 0;
    Pretended learner;
    learner.label = [&](uint64_t asked) {
      const uint64_t picture = pictures.validationPicture(asked);
      const auto truth = static_cast<double>(picture % 3);
      return asked % 3 == 0 ? truth + 1.6 : truth + .2;
    };
    for (uint64_t i = 0; i < pictures.parts().validation; ++i) {
      const uint64_t picture = pictures.validationPicture(i);
      if (picture % 4 == 3) continue;
      ++labelled;
      right += i % 3 != 0 || picture % 3 == 2;  // beyond the last class that one is the nearest
    }
    const auto measures = wanted(zeroShotOf(learner, spec(), pictures, {task}, 0, {}));
    QVERIFY(labelled > 5 && right < labelled);
    QCOMPARE(measures.at("zero_shot_class/validation"),
             static_cast<double>(right) / static_cast<double>(labelled));
    // Broken off it is an error; without tasks nothing is measured.
    QVERIFY(!zeroShotOf(learner, spec(), pictures, {task}, 0, [] { return false; }));
    QVERIFY(wanted(zeroShotOf(learner, spec(), pictures, {}, 0, {})).empty());
  }
};

QTEST_GUILESS_MAIN(ZeroShotTest)
#include "zero_shot_test.moc"
