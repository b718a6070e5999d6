// Batches of pictures: pure functions of (data, settings, step), every picture once an epoch, the
// parts of a split apart, and what the example says is what the arrays hold.
#include "core/dataset/batches.h"

#include <QTemporaryDir>
#include <QtTest>
#include <set>

#include "core/spec/catalogue.h"
#include "tests/dataset/made_up_pictures.h"

using namespace unmask;

namespace {

template <class T>
T wanted(Result<T> result) {
  if (!result) qFatal("%s", inEnglish(result.error()).c_str());
  return std::move(*result);
}

}  // namespace

class PictureBatchesTest : public QObject {
  Q_OBJECT
  QTemporaryDir folder_;
  const MadeUpPictures pictures_;

  static RunSpec small(const char* objective) {
    RunSpec spec = wanted(defaultSpec(objective));
    for (const char* assignment : {"objective.view_size=8", "train.batch_size=6",
                                   "train.accumulate=2", "data.train_fraction=0.8"})
      if (!setAssignment(fieldsOf(spec), assignment)) qFatal("%s", assignment);
    if (auto* blocks = std::get_if<MaskedTokensSettings>(&spec.objectiveSettings)) {
      blocks->patch = 2;  // a grid of 4 x 4
      blocks->minBlock = 1;
    }
    return spec;
  }
  Batches opened(const RunSpec& spec) const {
    return wanted(Batches::open(spec, folder_.path().toStdString(), Access::pread));
  }
  QString refusal(const RunSpec& spec) const {
    const auto batches = Batches::open(spec, folder_.path().toStdString(), Access::pread);
    return batches ? QString() : QString::fromStdString(inEnglish(batches.error()));
  }

 private Q_SLOTS:
  void initTestCase() { QVERIFY(pictures_.write(folder_.path().toStdString()).has_value()); }

  void theSameBatchAlways() {
    for (const ObjectiveInfo& info : objectives()) {
      if (info.family != Family::pictures) continue;
      const RunSpec spec = small(info.id);
      const Batches batches = opened(spec), again = opened(spec);
      std::set<std::string> hashes;
      for (const uint64_t step : {0u, 1u, 7u, 1000000u})
        for (const uint64_t micro : {0u, 1u}) {
          const Batch batch = wanted(batches.training(step, micro));
          QCOMPARE(hashOf(batch), hashOf(wanted(again.training(step, micro))));
          hashes.insert(hashOf(batch));
          for (uint64_t row = 0; row < 6; ++row) {
            const PictureExample alone =
                batches.pictures().trainingExample(step, micro * 6 + row);
            QCOMPARE(alone.picture, batch.pictures[row].picture);
            QCOMPARE(maskOf(alone), maskOf(batch.pictures[row]));
            QCOMPARE(alone.views.size(), batch.pictures[row].views.size());
            // Rendered alone they are what lies in the arrays.
            const Array views = wanted(batches.pictures().viewsOf(alone));
            const auto bytes = views.values<uint8_t>();
            const auto all = batch.find("pixels")->values<uint8_t>();
            const size_t one = bytes.size() / alone.views.size();
            for (size_t v = 0; v < alone.views.size(); ++v)
              QVERIFY(std::equal(bytes.begin() + static_cast<long>(v * one),
                                 bytes.begin() + static_cast<long>((v + 1) * one),
                                 all.begin() + static_cast<long>((v * 6 + row) * one)));
          }
        }
      QCOMPARE(hashes.size(), size_t(8));
      RunSpec other = spec;
      other.train.seed = 2;
      QVERIFY(hashOf(wanted(opened(other).training(0, 0))) !=
              hashOf(wanted(batches.training(0, 0))));
      QVERIFY(!batches.training(0, 2));
      QVERIFY(!batches.evaluation(batches.evaluationSize().batches));
    }
  }

  // 48 training pictures, 6 a micro-batch, two of these a step: an epoch has four steps.
  void everyTrainingPictureOnceAnEpoch() {
    for (const char* split : {"pictures", "position"}) {
      RunSpec spec = small("masked-pixels");
      spec.data.split = split;
      const Batches batches = opened(spec);
      QCOMPARE(batches.pictures().parts().training, uint64_t(48));
      QCOMPARE(batches.validationItems(), uint64_t(12));
      QCOMPARE(batches.itemsPerStep(), uint64_t(12));
      std::set<uint64_t> training, validation;
      for (uint64_t i = 0; i < 48; ++i) training.insert(batches.pictures().trainingPicture(i));
      for (uint64_t i = 0; i < 12; ++i) validation.insert(batches.pictures().validationPicture(i));
      QCOMPARE(training.size(), size_t(48));
      QCOMPARE(validation.size(), size_t(12));
      if (split == std::string("position")) {
        QCOMPARE(*training.rbegin(), uint64_t(47));
        QCOMPARE(*validation.begin(), uint64_t(48));
      }
      std::vector<uint64_t> orders[2];
      for (uint64_t epoch = 0; epoch < 2; ++epoch) {
        std::set<uint64_t> seen;
        for (uint64_t slot = 0; slot < 48; ++slot) {
          const uint64_t picture =
              batches.pictures().trainingExample(epoch * 4 + slot / 12, slot % 12).picture;
          QVERIFY(!validation.count(picture));
          seen.insert(picture);
          orders[epoch].push_back(picture);
        }
        QCOMPARE(seen, training);
      }
      QVERIFY(orders[0] != orders[1]);
    }
  }

  // An epoch of 48 pictures in batches of 7 leaves six out, others in each epoch.
  void whatDoesNotFillABatchIsLeftOut() {
    RunSpec spec = small("masked-pixels");
    spec.train.batchSize = 7;
    spec.train.accumulate = 1;
    const Batches batches = opened(spec);
    std::set<uint64_t> left[2];
    for (uint64_t epoch = 0; epoch < 2; ++epoch) {
      std::set<uint64_t> seen;
      for (uint64_t step = 0; step < 6; ++step)
        for (const PictureExample& example : wanted(batches.training(epoch * 6 + step, 0)).pictures)
          seen.insert(example.picture);
      QCOMPARE(seen.size(), size_t(42));
      for (uint64_t i = 0; i < 48; ++i)
        if (const uint64_t p = batches.pictures().trainingPicture(i); !seen.count(p))
          left[epoch].insert(p);
    }
    QVERIFY(left[0] != left[1]);
  }

  void maskedPixelsHidesAnExactCount() {
    RunSpec spec = small("masked-pixels");
    const auto& masked = std::get<MaskedPixelsSettings>(spec.objectiveSettings);
    const Batches batches = opened(spec);
    const Batch batch = wanted(batches.training(3, 1));
    QCOMPARE(batch.find("pixels")->shape, (std::vector<int64_t>{6, 8, 8, 3}));
    QCOMPARE(batch.find("hidden")->shape, (std::vector<int64_t>{6, 4}));
    const auto hidden = batch.find("hidden")->values<bool>();
    for (size_t row = 0; row < 6; ++row) {
      QCOMPARE(std::count(hidden.begin() + static_cast<long>(4 * row),
                          hidden.begin() + static_cast<long>(4 * row + 4), true),
               4 - visiblePatches(masked));
      for (size_t patch = 0; patch < 4; ++patch)
        QCOMPARE(hidden[4 * row + patch], batch.pictures[row].patches.mask[patch] != 0);
    }
    QCOMPARE(batch.targets, uint64_t(18));
  }

  // Blocks cover at most the target, not always all of it: the loss is a mean over what they cover.
  void maskedTokensHidesBlocks() {
    RunSpec spec = small("masked-tokens");
    const auto& masked = std::get<MaskedTokensSettings>(spec.objectiveSettings);
    const Batches batches = opened(spec);
    for (const uint64_t step : {0u, 1u, 2u, 3u}) {
      const Batch batch = wanted(batches.training(step, 1));
      QCOMPARE(batch.find("hidden")->shape, (std::vector<int64_t>{6, 16}));
      const auto hidden = batch.find("hidden")->values<bool>();
      uint64_t all = 0;
      for (size_t row = 0; row < 6; ++row) {
        const BlockMask& blocks = batch.pictures[row].blocks;
        QVERIFY(blocks.hidden > 0 && blocks.hidden <= maskTarget(masked));
        const auto begin = hidden.begin() + static_cast<long>(16 * row);
        QCOMPARE(std::count(begin, begin + 16, true), blocks.hidden);
        for (size_t patch = 0; patch < 16; ++patch)
          QCOMPARE(hidden[16 * row + patch], blocks.mask[patch] != 0);
        all += static_cast<uint64_t>(blocks.hidden);
      }
      QCOMPARE(batch.targets, all);
    }
    // Every validation picture, whole batches or not.
    QCOMPARE(batches.evaluationSize().windows, uint64_t(12));
    QCOMPARE(opened(small("picture-tokenizer")).evaluationSize().windows, uint64_t(12));
  }

  // Independent of the seed, over every validation picture in order, nothing cropped.
  void validationIsFixed() {
    RunSpec spec = small("masked-pixels");
    const Batches batches = opened(spec);
    spec.train.seed = 77;
    const Batches other = opened(spec);
    std::vector<uint64_t> seen;
    QCOMPARE(batches.evaluationSize().windows, uint64_t(12));
    for (uint64_t i = 0; i < batches.evaluationSize().batches; ++i) {
      const Batch batch = wanted(batches.evaluation(i));
      QCOMPARE(hashOf(batch), hashOf(wanted(other.evaluation(i))));
      for (const PictureExample& example : batch.pictures) {
        seen.push_back(example.picture);
        QVERIFY(!example.views[0].flipped && example.views[0].attempts == 0);
      }
    }
    QCOMPARE(seen.size(), size_t(12));
    for (uint64_t i = 0; i < 12; ++i)
      QCOMPARE(seen[i], batches.pictures().validationPicture(i));
  }

  void dataThatDoNotFitAreRefused() {
    RunSpec spec = small("masked-pixels");
    spec.train.batchSize = 49;
    QVERIFY2(refusal(spec).contains("48 pictures"), qPrintable(refusal(spec)));
    spec = small("masked-pixels");
    spec.channels = 1;
    QVERIFY2(refusal(spec).contains("3 channels"), qPrintable(refusal(spec)));
    spec = small("masked-pixels");
    spec.data.trainFraction = 0.99;
    QVERIFY2(refusal(spec).contains("validation"), qPrintable(refusal(spec)));
    spec = small("masked-pixels");
    const auto absent = Batches::open(spec, std::filesystem::path("/nowhere"), Access::pread);
    QVERIFY(!absent);
  }
};

QTEST_GUILESS_MAIN(PictureBatchesTest)
#include "picture_batches_test.moc"
