// image-text-contrast: the goldens and closed forms of recipes.md 8 and 12, equal captions, the
// learned temperature, retrieval, overfitting, exact resume.
#include "core/engine/image_text_contrast.h"

#include <torch/torch.h>

#include <QTemporaryDir>
#include <QtTest>
#include <set>

#include "core/base/files.h"
#include "core/engine/optimizer.h"
#include "core/engine/pair_loss.h"
#include "core/engine/threads.h"
#include "core/engine/trainer.h"
#include "core/spec/catalogue.h"
#include "tests/dataset/made_up_pairs.h"
#include "tests/engine/held_out_chance.h"
#include "tests/engine/held_out_pool.h"

using namespace unmask;

namespace {

template <class T>
T wanted(Result<T> result) {
  if (!result) qFatal("%s", inEnglish(result.error()).c_str());
  return std::move(*result);
}

at::Tensor rows(std::vector<double> values, int64_t columns) {
  return at::tensor(values, at::kDouble).to(at::kFloat).view({-1, columns});
}

at::Tensor distinct(int64_t count) {
  return at::arange(count, at::kLong);
}

double meanLoss(const at::Tensor& images, const at::Tensor& texts, double scale,
                const at::Tensor& groups, SameCaption same = SameCaption::exclude) {
  const PairLogits pairs =
      pairLogits(images, texts, at::scalar_tensor(scale, at::kFloat), groups, same);
  return summedPairLoss(pairs).item<double>() / static_cast<double>(images.size(0));
}

}  // namespace

class ImageTextContrastTest : public QObject {
  Q_OBJECT
  QTemporaryDir data_, work_;
  MadeUpPairs pairs_;

  RunSpec small(const char* encoder = "vit") const {
    RunSpec spec = wanted(defaultSpec("image-text-contrast"));
    for (const char* assignment :
         {"objective.view_size=8", "model.layers=1", "model.heads=2", "model.width=16",
          "model.feed_forward=32", "model.patch=4", "model.context=8", "model.text_layers=1",
          "model.text_heads=2", "model.text_width=16", "model.projection_width=8",
          "train.batch_size=8", "train.steps=30", "train.decay_steps=30", "train.warmup_steps=5",
          "train.precision=fp32", "train.threads=1", "data.train_fraction=0.7"})
      if (!setAssignment(fieldsOf(spec), assignment)) qFatal("%s", assignment);
    spec.pictureModel.encoder = encoder;
    spec.device = "cpu";
    spec.pieces = MadeUpPairs::kPieces;
    return spec;
  }
  Batches opened(const RunSpec& spec) const {
    return wanted(Batches::open(spec, pairs_.folders(data_.path().toStdString()), Access::mapped));
  }
  fs::path place(const char* name) const { return fs::path(work_.path().toStdString()) / name; }

  // The loss of pictures and captions that point anywhere, at CLIP's first temperature.
  static double ofRandomDirections(int64_t count, int64_t width) {
    at::Generator generator = at::detail::createCPUGenerator(1);
    constexpr int kDraws = 40;
    double sum = 0;
    for (int draw = 0; draw < kDraws; ++draw) {
      const at::Tensor images = at::randn({count, width}, generator, at::kFloat);
      const at::Tensor texts = at::randn({count, width}, generator, at::kFloat);
      sum += meanLoss(images, texts, 1 / .07, distinct(count));
    }
    return sum / kDraws;
  }

 private Q_SLOTS:
  void initTestCase() {
    useThreads(1);
    QVERIFY(pairs_.write(data_.path().toStdString()).has_value());
  }

  void goldens() {
    const at::Tensor images = rows({1, 2, 0, 0, 1, 1, 2, 0, 1, 1, 1, 1}, 3);
    const at::Tensor texts = rows({1, 1, 0, 0, 2, 1, 1, 0, 1, 1, -1, 1}, 3);
    QVERIFY(std::abs(meanLoss(images, texts, 1 / .07, distinct(4)) - 1.8536636262) < 1e-5);
    QVERIFY(std::abs(meanLoss(images, texts, 1, distinct(4)) - 1.2034313676) < 1e-6);
  }

  void closedForms() {
    for (const int64_t count : {8, 64, 128, 256}) {
      const at::Tensor same = at::ones({count, 5});
      QVERIFY(std::abs(meanLoss(same, same, 14.29, distinct(count)) -
                       std::log(static_cast<double>(count))) < 1e-4);
      RunSpec spec = small();
      spec.train.batchSize = count;
      QVERIFY(std::abs(chanceLoss(spec) - std::log(static_cast<double>(count))) < 1e-12);
    }
    QCOMPARE(meanLoss(at::ones({1, 4}), at::ones({1, 4}), 14, distinct(1)), 0.0);
    for (const auto& [count, width, tabled] :
         {std::tuple{64, 128, 4.90}, {128, 256, 5.27}, {256, 512, 5.73}}) {
      const double found = ofRandomDirections(count, width);
      QVERIFY2(std::abs(found - tabled) < .03, qPrintable(QString::number(found)));
    }
  }

  // Pairs 0 and 2 have one caption.
  void equalCaptions() {
    const at::Tensor groups = at::tensor({0, 1, 0}, at::kLong);
    const at::Tensor images = at::eye(3);
    at::Tensor texts = at::eye(3);
    texts[0] = texts[2] = at::tensor({1.0, 0.0, 1.0}).to(at::kFloat);
    const auto loss = [&](SameCaption same) { return meanLoss(images, texts, 10, groups, same); };
    // Wrongly a negative, it costs at least half a nat in either direction for two of three.
    QVERIFY(loss(SameCaption::negative) > .4);
    QVERIFY(loss(SameCaption::exclude) < .01);
    QVERIFY(std::abs(loss(SameCaption::positive) - 2 * std::log(2.0) / 3) < .01);
    const PairLogits excluded = pairLogits(images, texts, at::scalar_tensor(10.f), groups,
                                           SameCaption::exclude);
    QVERIFY(std::isinf(excluded.logits[0][2].item<double>()));
    QVERIFY(std::isinf(excluded.logits[2][0].item<double>()));
    QVERIFY(std::isfinite(excluded.logits[0][0].item<double>()));
  }

  void retrieval() {
    const at::Tensor scores = rows({.9, .1, .3, .2, .5, .6, .4, .7, .8}, 3);
    const auto own = [](int64_t count) { return at::eye(count, at::kBool); };
    QVERIFY(std::abs(recall(scores, own(3), 1) - 2.0 / 3) < 1e-12);
    QVERIFY(std::abs(recall(scores.t(), own(3), 1) - 2.0 / 3) < 1e-12);
    QCOMPARE(recall(scores, own(3), 3), 1.0);
    QCOMPARE(recall(at::ones({4, 4}), own(4), 1), .25);  // ties go to the first
    std::map<std::string, double> found;
    addRecalls(found, "own", scores, own(3));
    addRanks(found, "own", scores, own(3));  // places 1, 2, 1
    QVERIFY(std::abs(found.at("own_r1/validation") - 2.0 / 3) < 1e-12);
    QCOMPARE(found.at("own_r5/validation"), 1.0);
    QCOMPARE(found.at("own_r10/validation"), 1.0);
    QVERIFY(std::abs(found.at("own_mean_rank/validation") - 4.0 / 3) < 1e-12);
    QCOMPARE(found.at("own_median_rank/validation"), 1.0);
    addRanks(found, "tied", at::ones({4, 4}), own(4));  // places 1, 2, 3, 4
    QCOMPARE(found.at("tied_mean_rank/validation"), 2.5);
    QCOMPARE(found.at("tied_median_rank/validation"), 2.0);
    // A model that has lost its numbers finds nothing.
    QCOMPARE(recall(at::full({4, 4}, std::nan("")), own(4), 1), 0.0);
  }

  // recipes.md 8.3: of several captions the best counts, and the other own ones are not in its way;
  // each caption looks for its one picture.
  void anyOfItsCaptionsIsFound() {
    // Captions 0 and 1 belong to picture 0, 2 to picture 1, 3 and 4 to picture 2.
    const at::Tensor scores =
        rows({.2, .9, .3, .5, .1, .6, .7, .65, .1, .8, .95, .1, .2, .3, .94}, 5);
    const at::Tensor own = at::tensor({1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 1}, at::kLong)
                               .view({3, 5})
                               .to(at::kBool);
    std::map<std::string, double> found;
    addRetrieval(found, scores, own);
    // Places of the best own caption: 1, 3, 2. Of the pictures: 3, 1, 1, 2, 1.
    QVERIFY(std::abs(found.at("image_to_text_r1/validation") - 1.0 / 3) < 1e-12);
    QVERIFY(std::abs(found.at("image_to_text_mean_rank/validation") - 2) < 1e-12);
    QVERIFY(std::abs(found.at("text_to_image_r1/validation") - 3.0 / 5) < 1e-12);
    QVERIFY(std::abs(found.at("text_to_image_mean_rank/validation") - 8.0 / 5) < 1e-12);
    QCOMPARE(found.at("text_to_image_median_rank/validation"), 1.0);
  }

  // The held-out pictures, one to three captions each, against one another, written out: few that
  // share a caption, and enough for two pools and some left over.
  void retrievalTakesAllCaptions_data() {
    QTest::addColumn<int>("count");
    QTest::addColumn<int>("pools");
    QTest::newRow("sharing a caption") << 60 << 1;
    QTest::newRow("two pools") << 900 << 2;
  }
  void retrievalTakesAllCaptions() {
    QFETCH(int, count);
    QFETCH(int, pools);
    const RunSpec spec = small();
    QTemporaryDir folder;
    MadeUpPairs pairs;
    pairs.pictures.count = uint64_t(count);
    (pools == 1 ? pairs.shared : pairs.distinct) = true;
    QVERIFY(pairs.write(folder.path().toStdString()).has_value());
    const Batches batches =
        wanted(Batches::open(spec, pairs.folders(folder.path().toStdString()), Access::mapped));
    ImageTextContrast learner(spec, at::kCPU);
    AdamW optimizer(learner.parameters(), spec.train);
    for (uint64_t step = 0; step < 40; ++step) {
      learner.loss(wanted(batches.training(step, 0)), Pass{}).sum.backward();
      optimizer.step(3e-3);
      optimizer.clearGradients();
    }
    const std::vector<HeldOutPool> all = wanted(HeldOutPool::of(batches));
    QVERIFY(pools == 1 ||
            (all.size() == 3 && all[1].pictures.size() == 100 && all[2].pictures.size() < 100));
    double found = 0, foundBack = 0;
    for (int n = 0; n < pools; ++n) {
      const auto& [pictures, captions, own] = all[size_t(n)];
      QVERIFY(captions.size() > pictures.size());
      // What all share is no candidate: it would be found by everyone.
      QCOMPARE(pairs.shared && std::ranges::any_of(captions,
                                                   [](const Caption& c) {
                                                     return c.ids.size() == 3 && c.ids[1] == 3;
                                                   }),
               false);
      std::vector<const Caption*> given;
      for (const Caption& caption : captions) given.push_back(&caption);
      const CaptionArrays arrays = captionArrays(spec, given);
      const at::Tensor scores = learner.pairSimilarity(
          wanted(batches.pictures().plainPixels(pictures)), arrays.ids, arrays.ends);
      const auto best = [](const at::Tensor& of) { return size_t(of.argmax().item<int64_t>()); };
      for (size_t p = 0; p < pictures.size(); ++p)
        found += own[p].contains(best(scores[int64_t(p)])) / double(pictures.size());
      for (size_t c = 0; c < captions.size(); ++c)
        foundBack += own[best(scores.select(1, int64_t(c)))].contains(c) / double(captions.size());
    }
    const auto measures = wanted(learner.evaluate(batches, 0, {})).measures;
    QVERIFY(found > 0 && foundBack > 0);
    QVERIFY(std::abs(measures.at("image_to_text_r1/validation") - found / pools) < 1e-9);
    QVERIFY(std::abs(measures.at("text_to_image_r1/validation") - foundBack / pools) < 1e-9);
  }

  void theTemperatureIsLearnedWithinBounds() {
    const RunSpec spec = small();
    const Batches batches = opened(spec);
    ImageTextContrast learner(spec, at::kCPU);
    QVERIFY(std::abs(learner.model().scale().item<double>() - 1 / .07) < 1e-4);
    learner.loss(wanted(batches.training(0, 0)), Pass{}).sum.backward();
    const Parameter& scale = learner.parameters().back();
    QCOMPARE(scale.name, std::string("scale"));
    QVERIFY(scale.value.grad().abs().item<double>() > 0);
    QVERIFY(!decays(scale));
    for (const auto& [set, kept] : {std::pair{9.0, std::log(100.0)}, {-1.0, 0.0}, {2.0, 2.0}}) {
      at::NoGradGuard noGrad;
      scale.value.fill_(set);
      learner.afterStep();
      QVERIFY(std::abs(scale.value.item<double>() - kept) < 1e-6);
    }
  }

  // What stands behind the end is not looked at; what stands before it is.
  void theEndSumsUpTheCaption() {
    const ImageTextContrast learner(small(), at::kCPU);
    const at::Tensor ids = at::randint(0, 5, {2, 8}, at::kLong),
                     ends = at::tensor({3, 7}, at::kLong);
    at::Tensor changed = ids.clone();
    changed[0].narrow(0, 4, 4).fill_(4 - ids[0][4].item<int64_t>());
    const auto texts = [&](const at::Tensor& of) {
      return learner.model().texts(of, ends, Pass{});
    };
    QVERIFY(at::allclose(texts(ids), texts(changed), 1e-5, 1e-6));
    changed = ids.clone();
    changed[0][1] = (ids[0][1].item<int64_t>() + 1) % 5;
    QVERIFY(!at::allclose(texts(ids)[0], texts(changed)[0], 1e-5, 1e-6));
  }

  void captionsOfABatch() {
    const RunSpec spec = small();
    const Batches batches = opened(spec);
    std::set<uint64_t> captions;
    for (uint64_t step = 0; step < 30; ++step) {
      const Batch batch = wanted(batches.training(step, 0));
      const auto ids = batch.find("input_ids")->values<int64_t>();
      const auto ends = batch.find("caption_end")->values<int64_t>();
      const auto groups = batch.find("caption_group")->values<int64_t>();
      QCOMPARE(batch.targets, uint64_t(8));
      for (size_t row = 0; row < 8; ++row) {
        const PictureExample& example = batch.pictures[row];
        QVERIFY(pairs_.captioned(example.picture));
        const auto own = pairs_.captionsOf(example.picture);
        QVERIFY(example.caption.document >= own.first && example.caption.document < own.second);
        captions.insert(example.caption.document);
        QCOMPARE(ids[row * 8], spec.tokenIds().cls());
        QCOMPARE(ids[row * 8 + static_cast<size_t>(ends[row])], spec.tokenIds().sep());
        QVERIFY(ends[row] < 8);
        for (size_t other = 0; other < 8; ++other)
          QCOMPARE(groups[row] == groups[other],
                   batch.pictures[other].caption.ids == example.caption.ids);
      }
    }
    QVERIFY(captions.size() > batches.pictures().parts().training);  // of several captions each
  }

  void learnsAndEvaluates() {
    for (const char* encoder : {"vit", "resnet20"}) {
      const RunSpec spec = small(encoder);
      const Batches batches = opened(spec);
      const auto trainer = wanted(Trainer::create(spec, batches));
      const StepReport first = wanted(trainer->step());
      const double random = ofRandomDirections(spec.train.batchSize,
                                               spec.pictureModel.projectionWidth);
      QVERIFY2(first.loss > chanceLoss(spec) - .05 && first.loss < random + .1,
               qPrintable(QString("%1, random %2").arg(first.loss).arg(random)));
      double loss = 0;
      for (int i = 0; i < 60; ++i) loss = wanted(trainer->step()).loss;
      QVERIFY2(loss < first.loss, qPrintable(QString("%1 %2").arg(loss).arg(first.loss)));
      const EvaluationReport report = wanted(trainer->evaluate(0, {}));
      QCOMPARE(report.measures, wanted(trainer->evaluate(0, {})).measures);
      for (const char* measure : {"loss/validation", "image_to_text_r1/validation",
                                  "text_to_image_r5/validation", "logit_scale/validation"})
        QVERIFY2(report.measures.count(measure), measure);
    }
  }

  void chanceOfTheHeldOutIsThatOfTheirNumber() {
    compareHeldOutChance(
        small(), [this](const RunSpec& spec) { return opened(spec); },
        [](double pictures) { return std::log(pictures); });
  }

  // recipes.md 0.5: what is drawn, and how wide.
  void weightsBeginAsPublished() {
    RunSpec spec = small();
    for (const char* assignment : {"model.width=64", "model.text_width=64", "model.text_layers=2",
                                   "model.projection_width=64", "model.feed_forward=256"})
      if (!setAssignment(fieldsOf(spec), assignment)) qFatal("%s", assignment);
    const ImageTextContrast learner(spec, at::kCPU);
    const double width = 1 / std::sqrt(64.0), residual = width / std::sqrt(4.0);
    const std::map<std::string, double> deviations = {
        {"text.tokens.weight", .02},
        {"text.positions.weight", .01},
        {"text.layers.1.attention.qkv.weight", width},
        {"text.layers.1.attention.output.weight", residual},
        {"text.layers.1.feed_forward.in.weight", 1 / std::sqrt(128.0)},
        {"text.layers.1.feed_forward.out.weight", residual},
        {"text.projection.weight", width},
        {"image.positions", width},
        {"image.projection.weight", width},
        // PyTorch's own for the picture's blocks: even within 1 / sqrt(in).
        {"image.layers.0.feed_forward.in.weight", width / std::sqrt(3.0)},
        {"image.layers.0.attention.qkv.weight", std::sqrt(6.0 / 256) / std::sqrt(3.0)}};
    size_t seen = 0;
    for (const Parameter& parameter : learner.parameters()) {
      const auto wanted = deviations.find(parameter.name);
      if (wanted == deviations.end()) continue;
      ++seen;
      // Four standard errors of a deviation.
      const double error = 4 / std::sqrt(2.0 * static_cast<double>(parameter.value.numel()));
      const double ratio = parameter.value.std().item<double>() / wanted->second;
      QVERIFY2(std::abs(ratio - 1) < error,
               qPrintable(QString("%1: %2").arg(parameter.name.c_str()).arg(ratio)));
    }
    QCOMPARE(seen, deviations.size());
  }

  void overfitsOneBatch() {
    const RunSpec spec = small();
    const Batches batches = opened(spec);
    const Batch batch = wanted(batches.training(0, 0));
    ImageTextContrast learner(spec, at::kCPU);
    AdamW optimizer(learner.parameters(), spec.train);
    double loss = 9;
    int steps = 0;
    for (; loss > .05 && steps < 600; ++steps) {
      const at::Tensor mean = learner.loss(batch, Pass{}).sum / static_cast<double>(batch.targets);
      mean.backward();
      optimizer.step(3e-3);
      learner.afterStep();
      optimizer.clearGradients();
      loss = mean.item<double>();
    }
    qInfo("%d steps", steps);
    QVERIFY2(loss <= .05, qPrintable(QString::number(loss)));
  }

  void resumeIsBitExact() {
    const RunSpec spec = small();
    const Batches batches = opened(spec);
    const auto bytes = [&](const Trainer& trainer) {
      if (!trainer.save(place("state"))) qFatal("not saved");
      return wanted(readFile(place("state") / "model.safetensors"));
    };
    const auto straight = wanted(Trainer::create(spec, batches));
    for (int i = 0; i < 10; ++i) wanted(straight->step());
    {
      const auto half = wanted(Trainer::create(spec, batches));
      for (int i = 0; i < 5; ++i) wanted(half->step());
      QVERIFY(half->save(place("half")).has_value());
    }
    const auto resumed = wanted(Trainer::create(spec, batches));
    QVERIFY(resumed->load(place("half")).has_value());
    for (int i = 0; i < 5; ++i) wanted(resumed->step());
    QVERIFY(bytes(*straight) == bytes(*resumed));
  }
};

QTEST_GUILESS_MAIN(ImageTextContrastTest)
#include "image_text_contrast_test.moc"
