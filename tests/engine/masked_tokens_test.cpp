// masked-tokens: BEiT's relative positions, which patches count, labels of the frozen tokenizer,
// the checks of recipes.md 7.3, overfitting, exact resume.
#include "core/engine/masked_tokens.h"

#include <torch/torch.h>

#include <QTemporaryDir>
#include <QtTest>
#include <cmath>

#include "core/base/files.h"
#include "core/engine/optimizer.h"
#include "core/engine/picture_tensors.h"
#include "core/engine/threads.h"
#include "tests/dataset/made_up_pictures.h"
#include "tests/engine/made_up_tokenizer.h"

using namespace unmask;

namespace {

template <class T>
T wanted(Result<T> result) {
  if (!result) qFatal("%s", inEnglish(result.error()).c_str());
  return std::move(*result);
}

}  // namespace

class MaskedTokensTest : public QObject {
  Q_OBJECT
  QTemporaryDir data_, work_;
  PictureTokenizerInfo tokenizer_;

  fs::path place(const char* name) const { return fs::path(work_.path().toStdString()) / name; }
  RunSpec small() const {
    RunSpec spec = wanted(defaultSpec("masked-tokens"));
    for (const char* assignment :
         {"objective.view_size=16", "objective.patch=4", "objective.min_block=1", "model.layers=2",
          "model.heads=2", "model.width=32", "model.feed_forward=64", "train.batch_size=8",
          "train.steps=150", "train.decay_steps=150", "train.warmup_steps=5",
          "train.learning_rate=3e-3", "train.precision=fp32", "train.threads=1",
          "data.train_fraction=0.8"})
      if (!setAssignment(fieldsOf(spec), assignment)) qFatal("%s", assignment);
    spec.device = "cpu";
    spec.tokenizer = {"frozen", tokenizer_.hash};
    spec.pieces = tokenizer_.shape.codes;
    return spec;
  }
  Result<Batches> open(const RunSpec& spec, const fs::path& tokenizer) const {
    const fs::path corpus = data_.path().toStdString();
    return Batches::open(spec, {{}, corpus, tokenizer}, Access::mapped);
  }
  Batches opened(const RunSpec& spec) const { return wanted(open(spec, place("frozen"))); }
  MaskedTokens learner(const RunSpec& spec) const {
    return {spec, at::kCPU, wanted(PictureTokenizer::open(place("frozen"), at::kCPU))};
  }
  std::string stateBytes(const Trainer& trainer) const {
    const fs::path folder = place("state");
    if (!trainer.save(folder)) qFatal("not saved");
    return wanted(readFile(folder / "model.safetensors")) +
           wanted(readFile(folder / "optimizer.safetensors"));
  }

 private Q_SLOTS:
  void initTestCase() {
    useThreads(1);
    QVERIFY(MadeUpPictures{}.write(data_.path().toStdString()).has_value());
    tokenizer_ = wanted(
        makeTokenizer(data_.path().toStdString(), work_.path().toStdString(), place("frozen"), 60));
  }

  // BEiT's table for a window of 2 x 2: 9 distances, then three entries for the class token.
  void relativePositionsAreThePublishedOnes() {
    const at::Tensor index = relativePositionIndex(2);
    const int64_t golden[5][5] = {
        {11, 9, 9, 9, 9}, {10, 4, 3, 1, 0}, {10, 5, 4, 2, 1}, {10, 7, 6, 4, 3}, {10, 8, 7, 5, 4}};
    for (int i = 0; i < 5; ++i)
      for (int j = 0; j < 5; ++j) QCOMPARE(index[i][j].item<int64_t>(), golden[i][j]);
    QCOMPARE(relativePositionIndex(3).max().item<int64_t>(), int64_t(27));
  }

  // trunc_normal_(.02) cut at one deviation: an effective deviation of .01079 (recipes.md 0.5).
  void weightsBeginAsPublished() {
    const RunSpec spec = small();
    const MaskedTokens made = learner(spec);
    for (const Parameter& p : made.parameters()) {
      if (p.name == "position_bias.weight") QVERIFY(at::equal(p.value, at::zeros_like(p.value)));
      if (p.name.ends_with("_scale")) QVERIFY(at::equal(p.value, at::full_like(p.value, 0.1)));
      const double divisor = p.name == "layers.1.feed_forward.out.weight" ? 2 : 1;
      if (divisor == 2 || p.name == "layers.0.feed_forward.in.weight") {
        QVERIFY(p.value.abs().max().item<double>() <= 0.02 / divisor);
        const double deviation = p.value.std().item<double>();
        QVERIFY2(std::abs(deviation * divisor - 0.01079) < 0.0005,
                 qPrintable(QString::number(deviation)));
      }
    }
  }

  // A mask token says by its absolute position which patch it stands for; without positions of
  // either kind all hidden patches are one to the model. As BEiT's, they do not decay.
  void absolutePositionsTellHiddenPatchesApart() {
    RunSpec spec = small();
    for (const bool absolute : {false, true}) {
      spec.pictureModel.absolutePositions = absolute;
      const Beit model(spec, at::kCPU);
      const at::NoGradGuard noGrad;
      const at::Tensor hidden = at::ones({1, 16}, at::kBool);
      const at::Tensor seen =
          model.encode(at::zeros({1, 16, spec.channels * 16}), hidden, Pass{}).slice(0, 1);
      QCOMPARE(at::allclose(seen[0], seen[9]), !absolute);
      for (const Parameter& p : model.parameters().all())
        if (p.name == "positions") QVERIFY(!decays(p));
    }
  }

  void labelsAreTheCodesOfHiddenPatches() {
    const RunSpec spec = small();
    const Batches batches = opened(spec);
    const auto tokenizer = wanted(PictureTokenizer::open(place("frozen"), at::kCPU));
    std::set<int64_t> counts;
    for (const uint64_t step : {0u, 1u, 2u, 5u}) {
      const Batch batch = wanted(batches.training(step, 0));
      const at::Tensor hidden = flagsOf(*batch.find("hidden"), at::kCPU);
      const at::Tensor labels = learner(spec).labels(batch);
      QCOMPARE(labels.size(0), hidden.sum().item<int64_t>());
      QCOMPARE(static_cast<uint64_t>(labels.size(0)), batch.targets);
      const at::Tensor codes = tokenizer->codes(pixelsOf(batch, at::kCPU));
      int64_t next = 0;
      for (int64_t row = 0; row < 8; ++row) {
        const auto& mask = batch.pictures[static_cast<size_t>(row)].blocks.mask;
        for (int64_t patch = 0; patch < 16; ++patch) {
          QCOMPARE(hidden[row][patch].item<bool>(), mask[static_cast<size_t>(patch)] != 0);
          if (hidden[row][patch].item<bool>())
            QCOMPARE(labels[next++].item<int64_t>(), codes[row][patch].item<int64_t>());
        }
      }
    }
  }

  // Rows with different numbers of hidden patches: each counts as it does alone.
  void rowsOfDifferentCountsAddUp() {
    const RunSpec spec = small();
    const MaskedTokens learner = this->learner(spec);
    Batch batch = learner.madeUpBatch(3);
    const auto pixels = batch.arrays[0].values<uint8_t>();
    for (size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<uint8_t>(i * i % 251);
    const auto hidden = batch.arrays[1].values<bool>();
    for (size_t i = 0; i < hidden.size(); ++i) hidden[i] = i % 16 < 2 + 5 * (i / 16);
    batch.arrays.pop_back();  // its own codes: those of the tokenizer are asked for
    QCOMPARE(learner.labels(batch).size(0), int64_t(2 + 7 + 12));
    double sum = 0;
    for (size_t row = 0; row < 3; ++row) {
      Batch alone = learner.madeUpBatch(1);
      std::copy_n(pixels.begin() + static_cast<long>(row * 768), 768,
                  alone.arrays[0].values<uint8_t>().begin());
      std::copy_n(hidden.begin() + static_cast<long>(row * 16), 16,
                  alone.arrays[1].values<bool>().begin());
      alone.arrays.pop_back();
      sum += learner.loss(alone, Pass{}).sum.item<double>();
    }
    const double together = learner.loss(batch, Pass{}).sum.item<double>();
    QVERIFY(std::abs(together - sum) < 1e-4 * sum);
  }

  void hiddenPixelsDoNotReachTheModel() {
    const RunSpec spec = small();
    const MaskedTokens learner = this->learner(spec);
    at::Tensor hidden = at::zeros({2, 16}, at::kBool);
    for (const int64_t patch : {1, 6, 11}) hidden[0][patch] = true;
    hidden[1][4] = true;
    const at::Tensor patches = at::randn({2, 16, 48});
    at::Tensor changed = patches.clone();
    for (const int64_t patch : {1, 6, 11}) changed[0][patch].normal_();
    changed[1][4].fill_(7);
    QVERIFY(at::equal(learner.model().encode(patches, hidden, Pass{}),
                      learner.model().encode(changed, hidden, Pass{})));
    changed[1][5].normal_();
    QVERIFY(!at::equal(learner.model().encode(patches, hidden, Pass{}),
                       learner.model().encode(changed, hidden, Pass{})));
  }

  void beginsAtChance() {
    const RunSpec spec = small();
    const Batches batches = opened(spec);
    const auto trainer = wanted(Trainer::create(spec, batches));
    const auto report = wanted(trainer->evaluate(0, {}));
    QVERIFY(std::abs(chanceLoss(spec) - std::log(24)) < 1e-12);
    QVERIFY(std::abs(report.measures.at("loss/validation") - std::log(24)) < 0.05);
    // The floors, counted by hand.
    const auto tokenizer = wanted(PictureTokenizer::open(place("frozen"), at::kCPU));
    std::map<int64_t, double> counts;
    double all = 0;
    for (uint64_t i = 0; i < batches.evaluationSize().batches; ++i) {
      const Batch batch = wanted(batches.evaluation(i));
      const at::Tensor codes = tokenizer->codes(pixelsOf(batch, at::kCPU));
      for (size_t row = 0; row < batch.pictures.size(); ++row)
        for (int64_t patch = 0; patch < 16; ++patch)
          if (batch.pictures[row].blocks.mask[static_cast<size_t>(patch)]) {
            ++counts[codes[static_cast<int64_t>(row)][patch].item<int64_t>()];
            ++all;
          }
    }
    double entropy = 0, most = 0;
    for (const auto& [code, count] : counts) {
      entropy -= count / all * std::log(count / all);
      most = std::max(most, count);
    }
    QCOMPARE(report.targets, static_cast<uint64_t>(all));
    QVERIFY(std::abs(report.measures.at("code_entropy/validation") - entropy) < 1e-9);
    QVERIFY(std::abs(report.measures.at("majority_code/validation") - most / all) < 1e-9);
    QVERIFY(std::abs(report.measures.at("code_perplexity/validation") - std::exp(entropy)) < 1e-9);
    QVERIFY(std::abs(report.measures.at("code_use/validation") -
                     static_cast<double>(counts.size()) / 24) < 1e-9);
  }

  void overfitsOneBatch() {
    const RunSpec spec = small();
    const Batches batches = opened(spec);
    const Batch batch = wanted(batches.training(0, 0));
    const MaskedTokens learner = this->learner(spec);
    AdamW optimizer(learner.parameters(), spec.train);
    double loss = 9;
    int steps = 0;
    for (; loss > 0.05 && steps < 1500; ++steps) {
      const at::Tensor mean = learner.loss(batch, Pass{}).sum / static_cast<double>(batch.targets);
      mean.backward();
      optimizer.step(3e-3 * std::min(1.0, (steps + 1) / 50.0));
      optimizer.clearGradients();
      loss = mean.item<double>();
    }
    qInfo("%d steps", steps);
    QVERIFY2(loss <= 0.05, qPrintable(QString::number(loss)));
    QCOMPARE(learner.loss(batch, Pass{}).measures.at("code_accuracy/train"), 1.0);
    const auto said = learner.codes(*batch.find("pixels"), *batch.find("hidden"));
    QVERIFY(at::equal(said.predicted, said.own));
    QCOMPARE(said.predicted.sizes().vec(), (std::vector<int64_t>{8, 16}));
    // Only hidden patches are painted.
    const at::Tensor pixels = pixelsOf(batch, at::kCPU);
    const at::Tensor hidden = flagsOf(*batch.find("hidden"), at::kCPU);
    const at::Tensor changed =
        patchify(learner.reconstruct(*batch.find("pixels"), *batch.find("hidden")).pixels, 4)
            .ne(patchify(pixels, 4))
            .any(2);
    QVERIFY(at::equal(changed, hidden));
  }

  void learnsAndLeavesItsTokenizerAlone() {
    const RunSpec spec = small();
    const std::string before = wanted(readFile(place("frozen") / "model.safetensors"));
    const auto tokenizer = wanted(PictureTokenizer::open(place("frozen"), at::kCPU));
    std::vector<at::Tensor> weights;
    for (const Parameter& p : tokenizer->weights()) weights.push_back(p.value.clone());
    const MaskedTokens learner(spec, at::kCPU, tokenizer);
    const Batches batches = opened(spec);
    const double first = wanted(learner.evaluate(batches, 0, {})).measures.at("loss/validation");
    AdamW optimizer(learner.parameters(), spec.train);
    for (uint64_t step = 0; step < 400; ++step) {
      const Batch batch = wanted(batches.training(step, 0));
      (learner.loss(batch, Pass{}).sum / static_cast<double>(batch.targets)).backward();
      optimizer.step(3e-3 * std::min(1.0, static_cast<double>(step + 1) / 50));
      optimizer.clearGradients();
    }
    const auto after = wanted(learner.evaluate(batches, 0, {})).measures;
    qInfo("%.3f -> %.3f, entropy %.3f", first, after.at("loss/validation"),
          after.at("code_entropy/validation"));
    QVERIFY(after.at("loss/validation") < first - 1);
    QVERIFY(after.at("code_accuracy/validation") > 0.3);
    for (size_t i = 0; i < weights.size(); ++i) {
      QVERIFY(at::equal(weights[i], tokenizer->weights()[i].value));
      QVERIFY(!tokenizer->weights()[i].value.grad().defined());
    }
    QVERIFY(wanted(readFile(place("frozen") / "model.safetensors")) == before);
    QCOMPARE(learner.features(*wanted(batches.evaluation(0)).find("pixels")).sizes().vec(),
             (std::vector<int64_t>{8, 32}));
  }

  void anotherTokenizerIsRefused() {
    const auto other = wanted(makeTokenizer(data_.path().toStdString(), work_.path().toStdString(),
                                            place("other"), 2, 5));
    QVERIFY(other.hash != tokenizer_.hash);
    const RunSpec spec = small();
    const auto refused = [](const auto& opened) {
      return opened ? QString() : QString::fromStdString(inEnglish(opened.error()));
    };
    QVERIFY(refused(open(spec, place("other"))).contains("not the one this run was made with"));
    QVERIFY(refused(open(spec, place("nothing"))).contains("unmask.json"));
    RunSpec bigger = spec;
    std::get<MaskedTokensSettings>(bigger.objectiveSettings).view.size = 32;
    QVERIFY(refused(open(bigger, place("frozen"))).contains("objective.view_size=16"));
    // Batches can be looked at without one, but there is nothing to learn from.
    const Batches alone = wanted(open(spec, {}));
    QVERIFY(alone.training(0, 0).has_value());
    QVERIFY(!Trainer::create(spec, alone));
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
    {
      const auto half = wanted(Trainer::create(spec, batches));
      for (int i = 0; i < 10; ++i) wanted(half->step());
      QVERIFY(half->save(place("half")).has_value());
    }
    const auto resumed = wanted(Trainer::create(spec, batches));
    wanted(resumed->step());
    QVERIFY(resumed->load(place("half")).has_value());
    wanted(resumed->evaluate(0, {}));
    for (int i = 0; i < 10; ++i) wanted(resumed->step());
    QVERIFY(stateBytes(*straight) == stateBytes(*resumed));
    useThreads(1);
  }
};

QTEST_GUILESS_MAIN(MaskedTokensTest)
#include "masked_tokens_test.moc"
