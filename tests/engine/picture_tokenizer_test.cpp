// picture-tokenizer: the codebook's rule, the straight-through gradient, learning, exact resume;
// and the frozen tokenizer: the same codes always, and what is damaged or hostile refused.
#include "core/engine/picture_tokenizer_learner.h"

#include <torch/torch.h>

#include <QTemporaryDir>
#include <QtTest>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

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

class PictureTokenizerTest : public QObject {
  Q_OBJECT
  QTemporaryDir data_, work_;

  fs::path place(const char* name) const { return fs::path(work_.path().toStdString()) / name; }
  Batches opened(const RunSpec& spec) const {
    return wanted(Batches::open(spec, data_.path().toStdString(), Access::mapped));
  }
  std::string stateBytes(const Trainer& trainer) const {
    const fs::path folder = place("state");
    if (!trainer.save(folder)) qFatal("not saved");
    return wanted(readFile(folder / "model.safetensors")) +
           wanted(readFile(folder / "optimizer.safetensors"));
  }
  QString refusal(const fs::path& folder) const {
    const auto opened = PictureTokenizer::open(folder, at::kCPU);
    return opened ? QString() : QString::fromStdString(inEnglish(opened.error()));
  }

 private Q_SLOTS:
  void initTestCase() {
    useThreads(1);
    QVERIFY(MadeUpPictures{}.write(data_.path().toStdString()).has_value());
    QVERIFY(makeTokenizer(data_.path().toStdString(), work_.path().toStdString(), place("frozen"))
                .has_value());
  }

  // The first update puts the codes on vectors of the batch, all different while there are enough.
  void codesBeginOnTheBatch() {
    ParameterList list(3, at::kCPU);
    Codebook codebook(list, 8, 2, 0.9, 3);
    // Three heaps, the largest of 40 equal vectors.
    at::Tensor vectors = at::zeros({60, 2});
    for (int64_t i = 40; i < 60; ++i)
      vectors[i].copy_(at::tensor({double(i), i % 2 ? 5.0 : -5.0}).to(at::kFloat));
    codebook.note(vectors, codebook.nearest(vectors));
    codebook.update();
    std::set<std::pair<double, double>> places;
    for (int64_t code = 0; code < 8; ++code) {
      const at::Tensor it = codebook.codes()[code];
      QVERIFY((vectors - it).square().sum({1}).min().item<double>() == 0);
      places.insert({it[0].item<double>(), it[1].item<double>()});
    }
    QCOMPARE(places.size(), size_t(8));
    ParameterList other(3, at::kCPU);
    Codebook same(other, 8, 2, 0.9, 3);
    same.note(vectors, same.nearest(vectors));
    same.update();
    QVERIFY(at::equal(same.codes(), codebook.codes()));
    ParameterList third(4, at::kCPU);
    Codebook drawn(third, 8, 2, 0.9, 4);
    drawn.note(vectors, drawn.nearest(vectors));
    drawn.update();
    QVERIFY(!at::equal(drawn.codes(), codebook.codes()));
  }

  void theNearestCodeIsTheNearest() {
    ParameterList list(1, at::kCPU);
    Codebook codebook(list, 5, 3, 0.9, 1);
    const at::Tensor begin = at::randn({50, 3});
    codebook.note(begin, codebook.nearest(begin));
    codebook.update();
    const at::Tensor vectors = at::randn({200, 3});
    const at::Tensor found = codebook.nearest(vectors);
    for (int64_t i = 0; i < 200; ++i) {
      const at::Tensor distances = (codebook.codes() - vectors[i]).square().sum({1});
      QVERIFY(std::abs((distances[found[i].item<int64_t>()] - distances.min()).item<double>()) <
              1e-5);
    }
  }

  // uses = decay uses + (1 - decay) n, sums alike, code = sums / uses (van den Oord et al. 2017,
  // A.1).
  void codesAreMovingAverages() {
    ParameterList list(1, at::kCPU);
    Codebook codebook(list, 2, 1, 0.75, 1);
    const auto column = [](std::vector<double> values) {
      return at::tensor(values, at::kFloat).unsqueeze(1);
    };
    at::Tensor vectors = column({-1, -1, 1, 1});
    codebook.note(vectors, codebook.nearest(vectors));
    codebook.update();  // each code on one of the two values, with an even share of 2
    const int64_t low = codebook.nearest(column({-1}))[0].item<int64_t>();
    QCOMPARE(codebook.codes()[low][0].item<float>(), -1.f);
    QCOMPARE(codebook.codes()[1 - low][0].item<float>(), 1.f);
    vectors = column({-3, -2, -1, 2});
    codebook.note(vectors.narrow(0, 0, 2), codebook.nearest(vectors.narrow(0, 0, 2)));
    codebook.note(vectors.narrow(0, 2, 2), codebook.nearest(vectors.narrow(0, 2, 2)));
    codebook.update();
    // low: uses .75*2 + .25*3 = 2.25, sums .75*-2 + .25*-6 = -3; high: 1.75 and 1.5 + .5 = 2.
    QVERIFY(std::abs(codebook.codes()[low][0].item<double>() - -3 / 2.25) < 1e-6);
    QVERIFY(std::abs(codebook.codes()[1 - low][0].item<double>() - 2 / 1.75) < 1e-6);
  }

  void aCodeThatNobodyUsesStartsAgain() {
    ParameterList list(1, at::kCPU);
    Codebook codebook(list, 2, 1, 0.5, 1);
    const auto show = [&](double a, double b) {
      const at::Tensor vectors = at::tensor({a, a, b, b}).to(at::kFloat).unsqueeze(1);
      codebook.note(vectors, codebook.nearest(vectors));
      codebook.update();
    };
    show(-1, 50);
    // 50 is seen no more: its code's average use falls by half a step, below a thirtieth after
    // five.
    int steps = 0;
    for (; codebook.codes().max().item<double>() > 10 && steps < 50; ++steps) show(-1, -2);
    QVERIFY2(steps >= 4 && steps <= 7, qPrintable(QString::number(steps)));
    QVERIFY(codebook.codes().min().item<double>() >= -2);
    QVERIFY(codebook.codes().max().item<double>() <= -1);
    QVERIFY(!at::equal(codebook.codes()[0], codebook.codes()[1]));
  }

  void useAndEntropyAreMeasured() {
    const at::Tensor counts = at::tensor({4.0, 4.0, 0.0, 8.0}, at::kDouble);
    QCOMPARE(codeUse(counts), 0.75);
    QVERIFY(std::abs(codeEntropy(counts) - 1.5 * std::log(2)) < 1e-12);
    QCOMPARE(codeEntropy(at::zeros({3}, at::kDouble)), 0.0);
  }

  // Without commitment all that the encoder learns comes through the codes.
  void theGradientPassesTheCodes() {
    RunSpec spec = smallTokenizerSpec();
    std::get<PictureTokenizerSettings>(spec.objectiveSettings).commitment = 0;
    const Batches batches = opened(spec);
    const auto trainer = wanted(Trainer::create(spec, batches));
    for (int i = 0; i < 3; ++i) wanted(trainer->step());
    QVERIFY(trainer->save(place("three")).has_value());
    const auto tensors = wanted(readCheckpointModel(place("three")));
    PictureTokenizerLearner learner(spec, at::kCPU);
    {
      const at::NoGradGuard noGrad;
      for (const auto& list : {learner.parameters(), learner.buffers()})
        for (const Parameter& p : list) p.value.copy_(tensors.at(p.name));
    }
    learner.loss(wanted(batches.training(3, 0)), Pass{}).sum.backward();
    for (const Parameter& p : learner.parameters())
      QVERIFY2(p.value.grad().defined() && p.value.grad().abs().max().item<double>() > 0,
               p.name.c_str());
  }

  void overfitsOneBatch() {
    const RunSpec spec = smallTokenizerSpec();
    const Batches batches = opened(spec);
    const Batch batch = wanted(batches.training(0, 0));
    PictureTokenizerLearner learner(spec, at::kCPU);
    AdamW optimizer(learner.parameters(), spec.train);
    Pass pass;
    pass.training = true;
    double error = 9;
    int steps = 0;
    for (; error > 0.004 && steps < 2000; ++steps) {
      const BatchLoss loss = learner.loss(batch, pass);
      (loss.sum / static_cast<double>(batch.targets)).backward();
      optimizer.step(3e-3 * std::min(1.0, (steps + 1) / 50.0));
      optimizer.clearGradients();
      learner.afterStep();
      error = loss.measures.at("reconstruction_error/train");
    }
    qInfo("%d steps", steps);
    QVERIFY2(error <= 0.004, qPrintable(QString::number(error)));
  }

  void learnsAndEvaluates() {
    const RunSpec spec = smallTokenizerSpec();
    const Batches batches = opened(spec);
    const auto trainer = wanted(Trainer::create(spec, batches));
    const EvaluationReport before = wanted(trainer->evaluate(0, {}));
    QCOMPARE(before.windows, uint64_t(12));
    QCOMPARE(before.targets, uint64_t(12));
    QCOMPARE(before.measures.at("code_perplexity/validation"), 1.0);  // all codes are equal yet
    StepReport last;
    for (int i = 0; i < 120; ++i) last = wanted(trainer->step());
    QVERIFY(last.measures.at("code_use/train") > 0.3);
    const auto after = wanted(trainer->evaluate(0, {})).measures;
    QVERIFY(after.at("reconstruction_error/validation") < 0.5 * after.at("flat_loss/validation"));
    QVERIFY(after.at("loss/validation") >= after.at("reconstruction_error/validation"));
    QVERIFY(after.at("code_perplexity/validation") > 4);
    QVERIFY(after.at("code_perplexity/validation") <= 24 * after.at("code_use/validation") + 1e-9);
    QVERIFY(std::abs(after.at("psnr/validation") -
                     10 * std::log10(4 / after.at("reconstruction_error/validation"))) < 1e-9);
    const auto read = wanted(trainer->representation(0, {}));
    QVERIFY(read.at("knn/validation") > 0.3);
    QVERIFY(std::isnan(chanceLoss(spec)));
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
    RunSpec spec = smallTokenizerSpec();
    std::get<PictureTokenizerSettings>(spec.objectiveSettings).decay = 0.5;  // codes die often
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

  void aPictureHasTheSameCodesAlways() {
    const RunSpec spec = smallTokenizerSpec();
    const Batches batches = opened(spec);
    const at::Tensor pixels = pixelsOf(wanted(batches.evaluation(0)), at::kCPU);
    const auto tokenizer = wanted(PictureTokenizer::open(place("frozen"), at::kCPU));
    const auto again = wanted(PictureTokenizer::open(place("frozen"), at::kCPU));
    const at::Tensor codes = tokenizer->codes(pixels);
    QCOMPARE(codes.sizes().vec(), (std::vector<int64_t>{8, 16}));
    QVERIFY(codes.min().item<int64_t>() >= 0 && codes.max().item<int64_t>() < 24);
    QVERIFY(at::equal(codes, tokenizer->codes(pixels)));
    QVERIFY(at::equal(codes, again->codes(pixels)));
    for (int64_t i = 0; i < 8; ++i)  // alone as among others
      QVERIFY(at::equal(codes[i], tokenizer->codes(pixels.narrow(0, i, 1))[0]));
    QVERIFY(std::get<0>(at::_unique(codes)).size(0) > 4);
    const at::Tensor painted = tokenizer->paint(codes);
    QCOMPARE(painted.sizes(), pixels.sizes());
    QVERIFY(painted.abs().max().item<double>() <= 1);
    const double error = (painted - pixels).square().mean().item<double>();
    QVERIFY(error < (pixels - pixels.mean({1, 2}, true)).square().mean().item<double>());
    // What the run itself makes of them.
    PictureTokenizerLearner learner(spec, at::kCPU);
    {
      const at::NoGradGuard noGrad;
      const auto tensors = wanted(readCheckpointModel(place("tokenizer-1337")));
      for (const auto& list : {learner.parameters(), learner.buffers()})
        for (const Parameter& p : list) p.value.copy_(tensors.at(p.name));
    }
    const Batch batch = wanted(batches.evaluation(0));
    QVERIFY(at::equal(learner.codes(*batch.find("pixels")), codes));
    QVERIFY(
        at::allclose(learner.reconstruct(*batch.find("pixels"), {}).pixels, painted, 1e-5, 1e-5));
  }

  void whatIsDamagedIsRefused() {
    const std::string weights = wanted(readFile(place("frozen") / "model.safetensors"));
    auto json = nlohmann::json::parse(wanted(readFile(place("frozen") / "unmask.json")));
    const fs::path bad = place("bad");
    fs::create_directories(bad);
    const auto refused = [&](nlohmann::json description, std::string bytes) {
      if (!writeFileWhole(bad / "unmask.json", description.dump()) ||
          !writeFileWhole(bad / "model.safetensors", bytes))
        qFatal("not written");
      return refusal(bad);
    };
    QCOMPARE(refused(json, weights), QString());
    auto renamed = json;
    renamed["name"] = "another";
    QVERIFY(refused(renamed, weights).contains("unmask.json is not as Unmask wrote it"));
    json.erase("sha256");  // what follows is damaged on purpose, as older versions' files may be
    QCOMPARE(refused(json, weights), QString());
    std::string changed = weights;
    changed[changed.size() - 7] ^= 1;
    QVERIFY(refused(json, changed).contains("not the one"));
    QVERIFY(refused(json, weights.substr(0, weights.size() / 2)).contains("not the one"));
    QVERIFY(refused(json, "").contains("not the one"));
    for (const char* key :
         {"hash", "kind", "codes", "patch", "size", "weights", "channels", "step"}) {
      nlohmann::json without = json;
      without.erase(key);
      QVERIFY2(refused(without, weights).contains(key), key);
    }
    const auto with = [&](const char* key, nlohmann::json value) {
      nlohmann::json other = json;
      other[key] = std::move(value);
      return other;
    };
    QVERIFY(refused(with("codes", 1e18), weights).contains("codes"));
    QVERIFY(refused(with("codes", -1), weights).contains("codes"));
    QVERIFY(refused(with("patch", 3), weights).contains("patch"));
    QVERIFY(refused(with("codes", 25), weights).contains("hash"));
    QVERIFY(refused(with("name", 5), weights).contains("name"));
    QVERIFY(refused(with("format", 2), weights).contains("version"));
    // A description that names its own hash rightly, but not the file's tensors, and one that would
    // need more memory than the file has numbers.
    for (const auto& [codes, width] : {std::pair{23, 6}, std::pair{65536, 4096}}) {
      PictureTokenizerInfo info = wanted(readPictureTokenizerInfo(place("frozen")));
      info.shape.codes = codes;
      info.shape.codeWidth = width;
      QVERIFY(writePictureTokenizerInfo(bad, info).has_value());
      QVERIFY(refusal(bad).contains("not the one"));
    }
    QVERIFY(writeFileWhole(bad / "unmask.json", "{\"a\":[[[[[[[[[1]]]]]]]]]}").has_value());
    QVERIFY(!refusal(bad).isEmpty());
    QVERIFY(refusal(place("nothing")).contains("unmask.json"));
    QVERIFY(!holdsPictureTokenizer(bad));
    QVERIFY(holdsPictureTokenizer(place("frozen")));
    const PictureTokenizerInfo info = wanted(readPictureTokenizerInfo(place("frozen")));
    QCOMPARE(info.step, int64_t(40));
    QCOMPARE(info.grid(), int64_t(4));
    uint64_t numbers = 0;
    const auto frozen = wanted(PictureTokenizer::open(place("frozen"), at::kCPU));
    for (const Parameter& p : frozen->weights())
      numbers += static_cast<uint64_t>(p.value.numel());
    QCOMPARE(numbersIn(info.shape), numbers);
  }
};

QTEST_GUILESS_MAIN(PictureTokenizerTest)
#include "picture_tokenizer_test.moc"
