// masked-pixels: the goldens and invariants of recipes.md 6.1, 6.3 and 12, overfitting, exact
// resume.
#include "core/engine/masked_pixels.h"

#include <torch/torch.h>

#include <QTemporaryDir>
#include <QtTest>

#include "core/base/files.h"
#include "core/engine/optimizer.h"
#include "core/engine/picture_tensors.h"
#include "core/engine/threads.h"
#include "core/engine/trainer.h"
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

class MaskedPixelsTest : public QObject {
  Q_OBJECT
  QTemporaryDir data_, work_;

  static RunSpec small() {
    RunSpec spec = wanted(defaultSpec("masked-pixels"));
    for (const char* assignment :
         {"objective.view_size=16", "objective.patch=4", "model.layers=2", "model.heads=2",
          "model.width=32", "model.feed_forward=64", "model.decoder_layers=1",
          "model.decoder_width=16", "model.decoder_heads=2", "train.batch_size=8",
          "train.steps=150", "train.decay_steps=150", "train.warmup_steps=5",
          "train.learning_rate=3e-3",
          "train.precision=fp32", "train.threads=1", "data.train_fraction=0.8"})
      if (!setAssignment(fieldsOf(spec), assignment)) qFatal("%s", assignment);
    spec.device = "cpu";
    return spec;
  }
  Batches opened(const RunSpec& spec) const {
    return wanted(Batches::open(spec, data_.path().toStdString(), Access::mapped));
  }
  static std::vector<float> row(const at::Tensor& tensor) {
    const at::Tensor flat = tensor.contiguous().view({-1}).to(at::kFloat);
    return {flat.const_data_ptr<float>(), flat.const_data_ptr<float>() + flat.numel()};
  }
  std::string stateBytes(const Trainer& trainer) const {
    const fs::path folder = fs::path(work_.path().toStdString()) / "state";
    if (!trainer.save(folder)) qFatal("not saved");
    return wanted(readFile(folder / "model.safetensors")) +
           wanted(readFile(folder / "optimizer.safetensors"));
  }

 private Q_SLOTS:
  void initTestCase() {
    useThreads(1);
    QVERIFY(MadeUpPictures{}.write(data_.path().toStdString()).has_value());
  }

  // 1x3x4x4 arange with channels first, p = 2: rows, columns, channels.
  void patchesAreLaidOutAsPublished() {
    const at::Tensor picture = at::arange(48, at::kFloat).view({1, 3, 4, 4}).permute({0, 2, 3, 1});
    const at::Tensor patches = patchify(picture.contiguous(), 2);
    QCOMPARE(row(patches[0][0]),
             (std::vector<float>{0, 16, 32, 1, 17, 33, 4, 20, 36, 5, 21, 37}));
    QVERIFY(at::equal(unpatchify(patches, 2, 3), picture));
  }

  void positionsAreThePublishedOnes() {
    const at::Tensor positions = sineCosinePositions(8, 3);
    QCOMPARE(positions.size(0), int64_t(10));
    const double golden[4][8] = {
        {0, 0, 1, 1, 0, 0, 1, 1},
        {.841471, .01, .540302, .99995, 0, 0, 1, 1},
        {0, 0, 1, 1, .841471, .01, .540302, .99995},
        {.909297, .019999, -.416147, .9998, .841471, .01, .540302, .99995}};
    const int64_t rows[4] = {0, 1, 3, 5};
    for (int i = 0; i < 4; ++i)
      for (int j = 0; j < 8; ++j)
        QVERIFY(std::abs(positions[rows[i] + 1][j].item<double>() - golden[i][j]) < 1e-6);
    QVERIFY(at::equal(positions[0], at::zeros({8})));
  }

  void targetsAreNormalisedPatchByPatch() {
    const at::Tensor normalised = normalisedPatches(at::arange(4, at::kFloat).view({1, 1, 4}));
    const double golden[4] = {-1.161895, -.387298, .387298, 1.161895};
    for (int i = 0; i < 4; ++i)
      QVERIFY(std::abs(normalised[0][0][i].item<double>() - golden[i]) < 1e-6);
    // The zero prediction scores (n - 1) / n, which is what the catalogue calls chance.
    for (const int64_t side : {2, 4, 8, 16}) {
      RunSpec spec = small();
      std::get<MaskedPixelsSettings>(spec.objectiveSettings).patch = side;
      const at::Tensor patches = at::randn({5, 7, side * side * 3});
      const double zero = normalisedPatches(patches).square().mean().item<double>();
      QVERIFY2(std::abs(zero - chanceLoss(spec)) < 1e-5, qPrintable(QString::number(zero)));
    }
  }

  void hiddenPixelsDoNotReachTheEncoder() {
    const MaskedPixels learner(small(), at::kCPU);
    const at::Tensor hidden = at::arange(16).lt(4).logical_not().unsqueeze(0).expand({2, 16});
    const auto places = MaskedAutoencoder::placesOf(hidden.contiguous());
    const at::Tensor patches = at::randn({2, 16, 48});
    at::Tensor changed = patches.clone();
    changed.narrow(1, 4, 12).normal_();
    QVERIFY(at::equal(learner.model().encode(patches, places, Pass{}),
                      learner.model().encode(changed, places, Pass{})));
    changed.narrow(1, 2, 1).normal_();  // and the visible ones do
    QVERIFY(!at::equal(learner.model().encode(patches, places, Pass{}),
                       learner.model().encode(changed, places, Pass{})));
  }

  // What is shown of a reconstruction knows nothing of the hidden pixels; what is "informed" does.
  void reconstructionsAreHonest() {
    const MaskedPixels learner(small(), at::kCPU);
    Array pixels = Array::zeros<uint8_t>("pixels", {1, 16, 16, 3});
    for (size_t i = 0; i < pixels.bytes.size(); ++i)
      pixels.values<uint8_t>()[i] = static_cast<uint8_t>(i * 37 % 256);
    Array hidden = Array::zeros<bool>("hidden", {1, 16});
    for (size_t i = 4; i < 16; ++i) hidden.values<bool>()[i] = true;  // below the first row
    Array changed = pixels;
    for (size_t i = 16 * 4 * 3; i < changed.bytes.size(); ++i) changed.values<uint8_t>()[i] /= 2;
    const Reconstruction one = learner.reconstruct(pixels, hidden);
    const Reconstruction other = learner.reconstruct(changed, hidden);
    QVERIFY(at::equal(one.pixels, other.pixels));
    QVERIFY(!at::equal(one.informed, other.informed));
    QVERIFY(at::equal(one.pixels.narrow(1, 0, 4),
                      normalisedPixels(pixels, at::kCPU).narrow(1, 0, 4)));
  }

  // A prediction stands at its own place: the decoder is told where each visible patch lies.
  void placesAreKept() {
    const MaskedPixels learner(small(), at::kCPU);
    at::Tensor hidden = at::ones({1, 16}, at::kBool);
    for (const int64_t patch : {1, 6, 11, 12}) hidden[0][patch] = false;
    const auto places = MaskedAutoencoder::placesOf(hidden);
    QCOMPARE(places.visible.size(1), int64_t(4));
    QCOMPARE(places.hidden.size(1), int64_t(12));
    QCOMPARE(places.visible[0][2].item<int64_t>(), int64_t(11));
    QCOMPARE(places.hidden[0][1].item<int64_t>(), int64_t(2));
    const at::Tensor patches = at::randn({1, 16, 48});
    const at::Tensor predicted =
        learner.model().predict(learner.model().encode(patches, places, Pass{}), places, Pass{});
    QCOMPARE(predicted.sizes().vec(), (std::vector<int64_t>{1, 12, 48}));
    // Two pictures at once give what each gives alone.
    at::Tensor other = hidden.clone().roll(3, 1);
    const auto both = MaskedAutoencoder::placesOf(at::cat({other, hidden}));
    const at::Tensor two = at::cat({at::randn({1, 16, 48}), patches});
    const at::Tensor again =
        learner.model().predict(learner.model().encode(two, both, Pass{}), both, Pass{});
    QVERIFY(at::allclose(again[1], predicted[0], 1e-4, 1e-5));
  }

  void lossIsOfHiddenPatchesAlone() {
    const RunSpec spec = small();
    const Batches batches = opened(spec);
    const Batch batch = wanted(batches.training(0, 0));
    const MaskedPixels learner(spec, at::kCPU);
    const double before = learner.loss(batch, Pass{}).sum.item<double>();
    // By hand, from the published formula.
    const at::Tensor patches = patchify(pixelsOf(batch, at::kCPU), 4);
    const at::Tensor hidden = flagsOf(*batch.find("hidden"), at::kCPU);
    const auto places = MaskedAutoencoder::placesOf(hidden);
    const at::Tensor predicted =
        learner.model().predict(learner.model().encode(patches, places, Pass{}), places, Pass{});
    at::Tensor all = at::zeros_like(patches);
    all.masked_scatter_(hidden.unsqueeze(2), predicted);
    const at::Tensor each = (all - normalisedPatches(patches)).square().mean({2});
    const double sum = (each * hidden.to(at::kFloat)).sum().item<double>();
    QVERIFY(std::abs(before - sum) < 1e-4 * sum);
    QCOMPARE(batch.targets, static_cast<uint64_t>(hidden.sum().item<int64_t>()));
  }

  // Half of what remains of normalised noise is learned by heart.
  void overfitsOneBatch() {
    const RunSpec spec = small();
    const Batches batches = opened(spec);
    const Batch batch = wanted(batches.training(0, 0));
    const MaskedPixels learner(spec, at::kCPU);
    AdamW optimizer(learner.parameters(), spec.train);
    double loss = 9;
    int steps = 0;
    for (; loss > 0.1 && steps < 1500; ++steps) {
      const at::Tensor mean =
          learner.loss(batch, Pass{}).sum / static_cast<double>(batch.targets);
      mean.backward();
      optimizer.step(3e-3 * std::min(1.0, (steps + 1) / 50.0));
      optimizer.clearGradients();
      loss = mean.item<double>();
    }
    qInfo("%d steps", steps);
    QVERIFY2(loss <= 0.1, qPrintable(QString::number(loss)));
  }

  // recipes.md 0.5: Xavier's bound, of queries, keys and values as one; tokens N(0, .02).
  void weightsBeginAsPublished() {
    RunSpec spec = small();
    spec.model.width = 64;
    spec.model.heads = 4;
    spec.pictureModel.decoderWidth = 64;
    const MaskedPixels learner(spec, at::kCPU);
    const std::map<std::string, double> bounds = {
        {"encoder.layers.0.attention.qkv.weight", std::sqrt(6.0 / (4 * 64))},
        {"encoder.layers.0.attention.output.weight", std::sqrt(6.0 / (2 * 64))}};
    size_t seen = 0, tokens = 0;
    for (const Parameter& parameter : learner.parameters()) {
      if (parameter.name == "encoder.class_token" || parameter.name == "decoder.mask_token") {
        ++tokens;
        QVERIFY(std::abs(parameter.value.std().item<double>() / .02 - 1) < .4);
      }
      const auto bound = bounds.find(parameter.name);
      if (bound == bounds.end()) continue;
      ++seen;
      QVERIFY(parameter.value.abs().max().item<double>() <= bound->second);
      const double error = 4 / std::sqrt(2.0 * static_cast<double>(parameter.value.numel()));
      const double even = bound->second / std::sqrt(3.0);
      QVERIFY(std::abs(parameter.value.std().item<double>() / even - 1) < error);
    }
    QCOMPARE(seen, bounds.size());
    QCOMPARE(tokens, size_t{2});
  }

  void learnsAndEvaluates() {
    RunSpec spec = small();
    for (const bool normalised : {true, false}) {
      std::get<MaskedPixelsSettings>(spec.objectiveSettings).normPix = normalised;
      const Batches batches = opened(spec);
      const auto trainer = wanted(Trainer::create(spec, batches));
      const EvaluationReport before = wanted(trainer->evaluate(0, {}));
      QCOMPARE(before.windows, uint64_t(12));
      QCOMPARE(before.targets, uint64_t(12 * 12));
      for (int i = 0; i < 150; ++i) QVERIFY(wanted(trainer->step()).finite);
      const EvaluationReport after = wanted(trainer->evaluate(0, {}));
      const double flat = after.measures.at("flat_loss/validation");
      QCOMPARE(flat, before.measures.at("flat_loss/validation"));
      QVERIFY(after.measures.at("loss/validation") < before.measures.at("loss/validation"));
      QVERIFY(after.measures.at("loss/validation") < flat);
      if (normalised) {
        // Untrained answers are no zeros: they are worse than knowing nothing, and far from it.
        QVERIFY(before.measures.at("loss/validation") > flat);
        QVERIFY(flat <= chanceLoss(spec) + 1e-6 && flat > 0.9 * chanceLoss(spec));
        QVERIFY(!after.measures.count("psnr/validation"));
      } else {
        QVERIFY(std::isnan(chanceLoss(spec)));
        QVERIFY(after.measures.at("psnr/validation") > before.measures.at("psnr/validation"));
      }
      QVERIFY(!trainer->fills({1, 2}, 3));  // no text model: an error, not a crash
    }
  }

  void resumeIsBitExact_data() {
    QTest::addColumn<QString>("precision");
    QTest::addColumn<int>("threads");
    QTest::newRow("fp32") << "fp32" << 1;
    QTest::newRow("bf16, two threads") << "bf16" << 2;
  }
  void resumeIsBitExact() {
    QFETCH(QString, precision);
    QFETCH(int, threads);
    RunSpec spec = small();
    spec.train.accumulate = 2;
    spec.train.precision = precision.toStdString();
    spec.train.threads = threads;
    const Batches batches = opened(spec);
    const auto straight = wanted(Trainer::create(spec, batches));
    for (int i = 0; i < 20; ++i) QVERIFY(wanted(straight->step()).finite);
    const fs::path checkpoint = fs::path(work_.path().toStdString()) / "half";
    {
      const auto half = wanted(Trainer::create(spec, batches));
      for (int i = 0; i < 10; ++i) wanted(half->step());
      QVERIFY(half->save(checkpoint).has_value());
    }
    const auto resumed = wanted(Trainer::create(spec, batches));
    wanted(resumed->step());
    QVERIFY(resumed->load(checkpoint).has_value());
    wanted(resumed->evaluate(0, {}));
    for (int i = 0; i < 10; ++i) wanted(resumed->step());
    QVERIFY(stateBytes(*straight) == stateBytes(*resumed));
    useThreads(1);
  }
};

QTEST_GUILESS_MAIN(MaskedPixelsTest)
#include "masked_pixels_test.moc"
