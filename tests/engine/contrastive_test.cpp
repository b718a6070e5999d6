// contrastive: the closed forms and goldens of recipes.md 5.1, 10 and 12, collapse measures, LARS,
// running statistics in checkpoints, overfitting, exact resume.
#include "core/engine/contrastive.h"

#include <torch/torch.h>

#include <QTemporaryDir>
#include <QtTest>

#include "core/base/files.h"
#include "core/engine/contrast_loss.h"
#include "core/engine/optimizer.h"
#include "core/engine/safetensors.h"
#include "core/engine/threads.h"
#include "core/engine/trainer.h"
#include "core/spec/catalogue.h"
#include "tests/dataset/made_up_pictures.h"
#include "tests/engine/held_out_chance.h"

using namespace unmask;

namespace {

template <class T>
T wanted(Result<T> result) {
  if (!result) qFatal("%s", inEnglish(result.error()).c_str());
  return std::move(*result);
}

double meanLoss(const at::Tensor& z, double temperature) {
  return (summedContrastLoss(contrastOf(z, temperature)) / z.size(0)).item<double>();
}

at::Tensor rows(std::vector<double> values, int64_t columns) {
  return at::tensor(values, at::kDouble).view({-1, columns});
}

}  // namespace

class ContrastiveTest : public QObject {
  Q_OBJECT
  QTemporaryDir data_, work_;

  static RunSpec small(const char* encoder = "resnet20") {
    RunSpec spec = wanted(defaultSpec("contrastive"));
    for (const char* assignment :
         {"objective.view_size=8", "model.layers=2", "model.heads=2", "model.width=16",
          "model.feed_forward=32", "model.patch=4", "model.projection_hidden=16",
          "model.projection_width=8", "train.batch_size=8", "train.steps=30",
          "train.decay_steps=30", "train.warmup_steps=5", "train.precision=fp32",
          "train.threads=1", "data.train_fraction=0.7"})
      if (!setAssignment(fieldsOf(spec), assignment)) qFatal("%s", assignment);
    spec.pictureModel.encoder = encoder;
    spec.device = "cpu";
    return spec;
  }
  Batches opened(const RunSpec& spec) const {
    return wanted(Batches::open(spec, data_.path().toStdString(), Access::mapped));
  }
  fs::path place(const char* name) const { return fs::path(work_.path().toStdString()) / name; }
  std::string stateBytes(const Trainer& trainer) const {
    if (!trainer.save(place("state"))) qFatal("not saved");
    return wanted(readFile(place("state") / "model.safetensors")) +
           wanted(readFile(place("state") / "optimizer.safetensors"));
  }

 private Q_SLOTS:
  void initTestCase() {
    useThreads(1);
    QVERIFY(MadeUpPictures{}.write(data_.path().toStdString()).has_value());
  }

  void goldens() {
    // Rows of z1, then of z2.
    const at::Tensor z = rows({1, 0, 0, 1, 1, 1, 1, .1, .2, 1, 1, -1}, 2);
    QVERIFY(std::abs(meanLoss(z, .1) - 2.8406913622) < 1e-5);
    QVERIFY(std::abs(meanLoss(z, .5) - 1.4130260853) < 1e-6);
    QVERIFY(std::abs(meanLoss(z, 1) - 1.4304701433) < 1e-6);
    // Symmetric in the views, and only directions count.
    const at::Tensor swapped = at::cat({z.narrow(0, 3, 3), z.narrow(0, 0, 3)});
    QVERIFY(std::abs(meanLoss(swapped, .5) - meanLoss(z, .5)) < 1e-6);
    const at::Tensor lengths = rows({3, .5, 7, 1, 2, 9}, 1);
    QVERIFY(std::abs(meanLoss(z * lengths, .5) - meanLoss(z, .5)) < 1e-6);
  }

  void closedForms() {
    for (const int64_t pictures : {2, 256, 512})
      for (const double temperature : {.1, .5, 1.0}) {
        const auto others = static_cast<double>(2 * pictures - 1);
        QVERIFY(std::abs(meanLoss(at::ones({2 * pictures, 16}), temperature) - std::log(others)) <
                1e-4);
        RunSpec spec = small();
        spec.train.batchSize = pictures;
        QVERIFY(std::abs(chanceLoss(spec) - std::log(others)) < 1e-12);
      }
    // Partners alike, all others at right angles.
    const at::Tensor right = at::cat({at::eye(256), at::eye(256)});
    QVERIFY(std::abs(meanLoss(right, .5) - 4.2488) < 1e-4);
    QVERIFY(std::abs(meanLoss(right, .1) - .02289) < 1e-5);
    QVERIFY(std::abs(meanLoss(at::cat({at::eye(512), at::eye(512)}), .5) - 4.9367) < 1e-4);
    // Random directions: ln(2N - 2) + 1 / (2 d tau^2).
    at::Generator generator = at::detail::createCPUGenerator(3);
    const at::Tensor random = at::randn({1024, 128}, generator, at::kFloat);
    QVERIFY(std::abs(meanLoss(random, .5) - 6.945) < .02);
    QVERIFY(std::abs(meanLoss(random.narrow(0, 0, 512), .1) - 6.627) < .1);
    QCOMPARE(meanLoss(rows({1, 0, 0, 1}, 2), .5), 0.0);  // one picture has nobody to choose from
  }

  // The gradient of a row's similarity with itself is exactly 0, as its logit is -inf.
  void noGradientFromItself() {
    const at::Tensor z = at::randn({6, 4});
    const Contrast contrast = contrastOf(z, .5);
    at::Tensor logits = contrast.logits.detach().clone();
    logits.requires_grad_(true);
    summedContrastLoss({logits, contrast.targets}).backward();
    for (int64_t i = 0; i < 6; ++i) {
      QCOMPARE(logits.grad()[i][i].item<double>(), 0.0);
      QCOMPARE(contrast.targets[i].item<int64_t>(), (i + 3) % 6);
    }
    QVERIFY(logits.grad().abs().sum().item<double>() > 0);
    QVERIFY(logits.grad().isfinite().all().item<bool>());
  }

  void healthGoldens() {
    const at::Tensor x = rows({1, 0, 1, 1, 0, 1}, 2), y = rows({1, .2, 1, .8, .1, 1}, 2);
    QVERIFY(std::abs(alignment(x, y) - .0203322662) < 1e-9);
    QVERIFY(std::abs(uniformity(x) - -1.5479133790) < 1e-9);
    at::Generator generator = at::detail::createCPUGenerator(5);
    const at::Tensor random = at::randn({4000, 128}, generator, at::kFloat);
    QVERIFY(std::abs(uniformity(random) - -3.938) < .01);
    for (const auto& [width, tabled] :
         {std::pair{2, -1.575}, {8, -3.082}, {32, -3.752}, {512, -3.984}}) {
      const double found = uniformity(at::randn({4000, width}, generator, at::kFloat));
      QVERIFY2(std::abs(found - tabled) < .02, qPrintable(QString::number(found)));
    }
    QVERIFY(std::abs(uniformity(rows({1, 0, 0, 1, -1, 0, 0, -1}, 2)) - -4.396) < 5e-4);  // a circle
    QVERIFY(std::abs(featureDeviation(random) - 1 / std::sqrt(128.0)) < 1e-3);
    QVERIFY(effectiveRank(random) > 115);
    const at::Tensor same = at::ones({50, 8});
    QVERIFY(std::abs(uniformity(same)) < 1e-12);
    QVERIFY(featureDeviation(same) < 1e-12);
    QVERIFY(std::abs(effectiveRank(same) - 1) < 1e-3);
    QVERIFY(std::abs(effectiveRank(at::eye(8)) - 8) < 1e-3);
    QVERIFY(std::isnan(effectiveRank(same / 0)));  // of a run that has diverged
  }

  void doubtIsTheEntropyOfTheShares() {
    // All alike: each of 2N - 1 others has the same share.
    QVERIFY(std::abs(contrastEntropy(contrastOf(at::ones({8, 4}), .5)) - std::log(7.0)) < 1e-6);
    // One row's shares by hand: cosines 1, 0, 0 at temperature 1.
    const at::Tensor two = rows({1, 0, 0, 1, 1, 0, 0, 1}, 2);
    const double sum = std::exp(1.0) + 2, large = std::exp(1.0) / sum, small = 1 / sum;
    QVERIFY(std::abs(contrastEntropy(contrastOf(two, 1)) +
                     large * std::log(large) + 2 * small * std::log(small)) < 1e-6);
    QVERIFY(contrastEntropy(contrastOf(two, .01)) < 1e-6);
  }

  // recipes.md 0.5: layers of the projection N(0, .01).
  void projectionsBeginAsPublished() {
    RunSpec spec = small("vit");
    spec.pictureModel.projectionHidden = 400;
    const Contrastive learner(spec, at::kCPU);
    int seen = 0;
    for (const Parameter& parameter : learner.parameters())
      if (parameter.name == "projection.0.weight" || parameter.name == "projection.1.weight") {
        QVERIFY(std::abs(parameter.value.std().item<double>() - .01) < 5e-4);
        QVERIFY(std::abs(parameter.value.mean().item<double>()) < 5e-4);
        ++seen;
      }
    QCOMPARE(seen, 2);
  }

  // recipes.md 5.3, by hand, for a matrix and a bias.
  void larsIsSimClrs() {
    TrainSettings train;
    train.optimizer = "lars";
    train.momentum = .9;
    train.weightDecay = .1;
    train.trust = .01;
    at::Tensor w = at::tensor({3.0, 4.0}).view({1, 2}), b = at::tensor({2.0});
    at::Tensor byHandW = w.clone(), byHandB = b.clone(), vW = at::zeros_like(w),
               vB = at::zeros_like(b);
    w.requires_grad_(true);
    b.requires_grad_(true);
    const auto optimizer = makeOptimizer({{"w", w}, {"b", b}}, train);
    for (int step = 0; step < 3; ++step) {
      const at::Tensor gradient = at::tensor({1.0 + step, -2.0}).view({1, 2});
      w.mutable_grad() = gradient.clone();
      b.mutable_grad() = at::tensor({.5});
      optimizer->step(.2);
      const at::Tensor g = gradient + .1 * byHandW;
      const double trust = .01 * byHandW.norm().item<double>() / g.norm().item<double>();
      vW = .9 * vW + .2 * trust * g;
      byHandW = byHandW - vW;
      vB = .9 * vB + .2 * at::tensor({.5});
      byHandB = byHandB - vB;
      QVERIFY(at::allclose(w.detach(), byHandW, 1e-6, 1e-7));
      QVERIFY(at::allclose(b.detach(), byHandB, 1e-6, 1e-7));
    }
    QCOMPARE(optimizer->state().size(), size_t(2));
    QCOMPARE(optimizer->updates(), int64_t(3));
  }

  void sgdIsPyTorchs() {
    TrainSettings train;
    train.optimizer = "sgd";
    train.weightDecay = .1;
    at::Tensor w = at::randn({3, 4}), other = w.clone();
    w.requires_grad_(true);
    other.requires_grad_(true);
    const auto optimizer = makeOptimizer({{"w", w}}, train);
    torch::optim::SGD reference({other},
                                torch::optim::SGDOptions(.3).momentum(.9).weight_decay(.1));
    for (int step = 0; step < 5; ++step) {
      w.mutable_grad() = at::sin(w.detach() + step);
      other.mutable_grad() = at::sin(other.detach() + step);
      optimizer->step(.3);
      reference.step();
      QVERIFY(at::allclose(w, other, 1e-6, 1e-7));
    }
  }

  void shapesOfEveryEncoder() {
    for (const auto& [encoder, width] :
         {std::pair{"resnet20", 64}, {"resnet18-small", 512}, {"resnet18", 512}, {"vit", 16}}) {
      RunSpec spec = small(encoder);
      std::get<ContrastiveSettings>(spec.objectiveSettings).view.size = 32;
      const Contrastive learner(spec, at::kCPU);
      const at::Tensor features = learner.model().features(at::randn({3, 32, 32, 3}), Pass{});
      QCOMPARE(features.sizes().vec(), (std::vector<int64_t>{3, width}));
      QCOMPARE(learner.model().project(features, Pass{}).sizes().vec(),
               (std::vector<int64_t>{3, 8}));
    }
  }

  void beginsAtChanceAndLearns() {
    for (const char* encoder : {"resnet20", "vit"}) {
      RunSpec spec = small(encoder);
      spec.train.batchSize = 16;
      spec.pictureModel.projectionWidth = 32;
      const Batches batches = opened(spec);
      const auto trainer = wanted(Trainer::create(spec, batches));
      const EvaluationReport before = wanted(trainer->evaluate(0, {}));
      QCOMPARE(before.windows, uint64_t(16));  // of 18 held out, in batches of 16
      const StepReport first = wanted(trainer->step());
      QCOMPARE(first.countedTargets, uint64_t(32));
      // Untrained features are all alike. Normalised by the batch, they differ in few directions.
      const double untrained = before.measures.at("loss/validation");
      QVERIFY2(std::abs(untrained - chanceLoss(spec)) < .3,
               qPrintable(QString::number(untrained)));
      QVERIFY2(first.loss < chanceLoss(spec) + 1 && first.loss > chanceLoss(spec) - 1.5,
               qPrintable(QString::number(first.loss)));
      for (const char* measure : {"contrast_accuracy/train", "feature_deviation/train",
                                  "alignment/train", "uniformity/train", "effective_rank/train",
                                  "contrast_entropy/train"})
        QVERIFY2(first.measures.count(measure), measure);
      double loss = 0;
      for (int i = 0; i < 29; ++i) loss = wanted(trainer->step()).loss;
      QVERIFY2(loss < first.loss, qPrintable(QString("%1 %2").arg(loss).arg(first.loss)));
      const EvaluationReport after = wanted(trainer->evaluate(0, {}));
      QCOMPARE(after.measures, wanted(trainer->evaluate(0, {})).measures);
      for (const auto& [measure, value] : after.measures)
        QVERIFY2(std::isfinite(value), measure.c_str());
    }
  }

  void chanceOfTheHeldOutIsThatOfTheirNumber() {
    compareHeldOutChance(
        small("vit"), [this](const RunSpec& spec) { return opened(spec); },
        [](double pictures) { return std::log(2 * pictures - 1); });
  }

  // The floor is that of partners alike and all others at right angles or beyond.
  void overfitsOneBatch() {
    RunSpec spec = small();
    std::get<ContrastiveSettings>(spec.objectiveSettings).temperature = .1;
    const Batches batches = opened(spec);
    const Batch batch = wanted(batches.training(0, 0));
    const Contrastive learner(spec, at::kCPU);
    AdamW optimizer(learner.parameters(), spec.train);
    Pass pass;
    pass.training = true;
    double loss = 9;
    int steps = 0;
    for (; loss > .05 && steps < 400; ++steps) {
      const at::Tensor mean = learner.loss(batch, pass).sum / static_cast<double>(batch.targets);
      mean.backward();
      optimizer.step(3e-3);
      optimizer.clearGradients();
      loss = mean.item<double>();
    }
    qInfo("%d steps", steps);
    QVERIFY2(loss <= .05, qPrintable(QString::number(loss)));
  }

  void runningStatisticsAreInTheCheckpoint() {
    const RunSpec spec = small();
    const Batches batches = opened(spec);
    const auto trainer = wanted(Trainer::create(spec, batches));
    for (int i = 0; i < 3; ++i) wanted(trainer->step());
    QVERIFY(trainer->save(place("norms")).has_value());
    const auto stored = wanted(readSafetensors(place("norms") / "model.safetensors"));
    const auto mean = stored.find("encoder.stem_norm.running_mean");
    QVERIFY(mean != stored.end());
    QVERIFY(mean->second.abs().sum().item<double>() > 0);
    const EvaluationReport here = wanted(trainer->evaluate(0, {}));
    const auto other = wanted(Trainer::create(spec, batches));
    QVERIFY(other->load(place("norms")).has_value());
    QCOMPARE(wanted(other->evaluate(0, {})).measures, here.measures);
    // Evaluating leaves them as they are.
    QVERIFY(stateBytes(*other) == stateBytes(*trainer));
  }

  void resumeIsBitExact_data() {
    QTest::addColumn<QString>("encoder");
    QTest::addColumn<QString>("optimizer");
    QTest::addColumn<int>("threads");
    QTest::newRow("resnet, adamw") << "resnet20" << "adamw" << 1;
    QTest::newRow("resnet, lars, two threads") << "resnet20" << "lars" << 2;
    QTest::newRow("vit, sgd") << "vit" << "sgd" << 1;
  }
  void resumeIsBitExact() {
    QFETCH(QString, encoder);
    QFETCH(QString, optimizer);
    QFETCH(int, threads);
    RunSpec spec = small(encoder.toUtf8().constData());
    spec.train.optimizer = optimizer.toStdString();
    spec.train.threads = threads;
    const Batches batches = opened(spec);
    const auto straight = wanted(Trainer::create(spec, batches));
    for (int i = 0; i < 12; ++i) QVERIFY(wanted(straight->step()).finite);
    {
      const auto half = wanted(Trainer::create(spec, batches));
      for (int i = 0; i < 6; ++i) wanted(half->step());
      QVERIFY(half->save(place("half")).has_value());
    }
    const auto resumed = wanted(Trainer::create(spec, batches));
    wanted(resumed->step());
    QVERIFY(resumed->load(place("half")).has_value());
    wanted(resumed->evaluate(0, {}));
    for (int i = 0; i < 6; ++i) wanted(resumed->step());
    QVERIFY(stateBytes(*straight) == stateBytes(*resumed));
    useThreads(1);
  }
};

QTEST_GUILESS_MAIN(ContrastiveTest)
#include "contrastive_test.moc"
