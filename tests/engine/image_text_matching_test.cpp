// image-text-matching: the checks of recipes.md 9.2 with the goldens of 12, the collapse it warns
// of, overfitting, exact resume.
#include "core/engine/image_text_matching.h"

#include <torch/torch.h>

#include <QTemporaryDir>
#include <QtTest>
#include <functional>
#include <numeric>

#include "core/base/files.h"
#include "core/base/random.h"
#include "core/dataset/caption_data.h"
#include "core/engine/match_measures.h"
#include "core/engine/optimizer.h"
#include "core/engine/picture_tensors.h"
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
  return at::tensor(values, at::kDouble).view({-1, columns});
}

at::Tensor distinct(int64_t count) {
  return at::arange(count, at::kLong);
}

bool near(const at::Tensor& a, const std::vector<double>& b, double within) {
  return (a - at::tensor(b, at::kDouble)).abs().max().item<double>() < within;
}

at::Tensor uniforms(int64_t count, uint64_t seed) {
  RandomStream stream(seed, Purpose::negatives, 0, 0);
  at::Tensor draws = at::empty({count}, at::kDouble);
  for (int64_t i = 0; i < count; ++i) draws[i] = stream.uniform();
  return draws;
}

}  // namespace

class ImageTextMatchingTest : public QObject {
  Q_OBJECT
  QTemporaryDir data_, work_;
  MadeUpPairs pairs_;

  static RunSpec small() {
    RunSpec spec = wanted(defaultSpec("image-text-matching"));
    for (const char* assignment :
         {"objective.view_size=8", "model.layers=1", "model.heads=2", "model.width=16",
          "model.feed_forward=32", "model.patch=4", "model.context=8", "model.text_layers=1",
          "model.text_heads=2", "model.text_width=16", "model.fusion_layers=1",
          "model.projection_width=8", "train.batch_size=8", "train.steps=30",
          "train.decay_steps=30", "train.warmup_steps=5", "train.precision=fp32", "train.threads=1",
          "data.train_fraction=0.7"})
      if (!setAssignment(fieldsOf(spec), assignment)) qFatal("%s", assignment);
    spec.device = "cpu";
    spec.pieces = MadeUpPairs::kPieces;
    return spec;
  }
  Batches opened(const RunSpec& spec) const {
    return wanted(Batches::open(spec, pairs_.folders(data_.path().toStdString()), Access::mapped));
  }
  fs::path place(const char* name) const { return fs::path(work_.path().toStdString()) / name; }

  // The similarities of recipes.md 12, over its temperature.
  static at::Tensor goldenSimilarities() {
    const at::Tensor images = unitRows(rows({1, 0, 0, .6, .8, 0, 0, 1, 0, 0, 0, 1}, 3));
    const at::Tensor texts = unitRows(rows({1, .2, 0, .5, .8, .1, 0, 1, .3, .1, 0, 1}, 3));
    return images.matmul(texts.t()) / .07;
  }

 private Q_SLOTS:
  void initTestCase() {
    useThreads(1);
    QVERIFY(pairs_.write(data_.path().toStdString()).has_value());
  }

  // Masking before the softmax only renormalises what ALBEF's weights are beside the diagonal: row
  // 0 has [0, .997245, .000536, .002219], as the recipe gives them.
  void goldenWeights() {
    const at::Tensor candidates = mayBeDrawn(distinct(4), distinct(4));
    const at::Tensor shares =
        negativeShares(goldenSimilarities(), candidates, MatchingRules::albef);
    QVERIFY(near(shares[0], {0, .997245, .000536, .002219}, 1e-6));
    QVERIFY(near(shares.sum(1), {1, 1, 1, 1}, 1e-12));
    QVERIFY(near(shares.diagonal(), {0, 0, 0, 0}, 1e-15));
    const at::Tensor even = negativeShares(goldenSimilarities(), candidates, {});
    QVERIFY(near(even[2], {1. / 3, 1. / 3, 0, 1. / 3}, 1e-12));
    // Similarities so far apart that a softmax over all of them leaves nothing beside its diagonal.
    const at::Tensor saturated =
        negativeShares(1e4 * at::eye(4, at::kDouble), candidates, MatchingRules::albef);
    QVERIFY(near(saturated.sum(1), {1, 1, 1, 1}, 1e-12));
  }

  // BLIP adds 0.0001 to what softmax over all gives each, the own partner included.
  void goldenWeightsOfBlip() {
    const at::Tensor candidates = mayBeDrawn(distinct(4), distinct(4));
    const at::Tensor shares = negativeShares(goldenSimilarities(), candidates, MatchingRules::blip);
    QVERIFY(near(shares[0], {0, .888829, .054881, .056290}, 1e-6));
    QVERIFY(near(shares[3], {.292333, .299166, .408501, 0}, 1e-6));
    QVERIFY(near(shares.sum(1), {1, 1, 1, 1}, 1e-12));
    const at::Tensor none = mayBeDrawn(distinct(3), at::zeros({3}, at::kLong));
    QVERIFY(
        near(negativeShares(at::rand({3, 3}), none, MatchingRules::blip).sum(1), {0, 0, 0}, 1e-15));
  }

  // 100,000 draws of each row fall as the weights say, within five standard deviations.
  void drawsFollowTheWeights() {
    const at::Tensor shares = negativeShares(
        goldenSimilarities() * .2, mayBeDrawn(distinct(4), distinct(4)), MatchingRules::albef);
    constexpr int64_t kDraws = 100'000;
    for (int64_t row = 0; row < 4; ++row) {
      const at::Tensor drawn = drawnNegatives(shares[row].expand({kDraws, 4}),
                                              uniforms(kDraws, static_cast<uint64_t>(row)));
      const at::Tensor counts = drawn.bincount({}, 4);
      QCOMPARE(counts[row].item<int64_t>(), 0);  // never its own partner
      for (int64_t other = 0; other < 4; ++other) {
        const double p = shares[row][other].item<double>();
        const double seen = counts[other].item<double>() / kDraws;
        QVERIFY2(std::abs(seen - p) <= 5 * std::sqrt(p * (1 - p) / kDraws) + 1e-12,
                 qPrintable(QString("%1 of %2: %3, not %4").arg(row).arg(other).arg(seen).arg(p)));
      }
    }
    // The ends of the range of a draw.
    const at::Tensor ends =
        drawnNegatives(at::tensor({0.0, .5, 0.0, .5, 0.0}).to(at::kDouble).expand({2, 5}),
                       at::tensor({0.0, std::nextafter(1.0, 0.0)}, at::kDouble));
    QCOMPARE(ends[0].item<int64_t>(), 1);
    QCOMPARE(ends[1].item<int64_t>(), 3);
  }

  void samePictureAndEqualCaptionAreNotDrawn() {
    const at::Tensor pictures = at::tensor({0, 1, 0, 3}, at::kLong);
    const at::Tensor captions = at::tensor({0, 1, 2, 1}, at::kLong);
    const at::Tensor allowed = mayBeDrawn(pictures, captions);
    const std::vector<std::pair<int, int>> forbidden = {{0, 0}, {0, 2}, {2, 0}, {1, 3}, {3, 1}};
    for (const auto& [a, b] : forbidden) QVERIFY(!allowed[a][b].item<bool>());
    QCOMPARE(allowed.sum().item<int64_t>(), 8);
    // Nothing but equal captions: nobody has a wrong partner, and all are counted.
    const at::Tensor none = mayBeDrawn(distinct(3), at::zeros({3}, at::kLong));
    const at::Tensor drawn = drawnNegatives(
        negativeShares(at::rand({3, 3}), none, MatchingRules::albef), uniforms(3, 1));
    QVERIFY(drawn.eq(-1).all().item<bool>());
    const ShownPairs shown = shownPairs(drawn, drawn);
    QCOMPARE(shown.leftOut, 6);
    QCOMPARE(shown.pictures.size(0), 3);
  }

  void pairsAreLaidOutAsInTheRecipe() {
    const at::Tensor wrongPictures = at::tensor({2, 0, -1}, at::kLong);
    const at::Tensor wrongCaptions = at::tensor({1, 2, 0}, at::kLong);
    const ShownPairs shown = shownPairs(wrongPictures, wrongCaptions);
    QVERIFY(near(shown.pictures, {0, 1, 2, 2, 0, 0, 1, 2}, .5));
    QVERIFY(near(shown.captions, {0, 1, 2, 0, 1, 1, 2, 0}, .5));
    QVERIFY(near(shown.labels, {1, 1, 1, 0, 0, 0, 0, 0}, .5));
    QCOMPARE(shown.leftOut, 1);
  }

  void measuresOfAnswers() {
    const at::Tensor labels = at::tensor({1, 1, 0, 0, 0, 0}, at::kLong);
    MatchMeasures never;  // always "no match", as sure as it should be
    const double odds = std::log(2.0);
    never.add(at::tensor({odds, 0.0}).to(at::kFloat).expand({6, 2}), labels);
    const auto constant = never.over("");
    QVERIFY(std::abs(constant.at("match_loss") - neverMatchLoss()) < 1e-6);
    QVERIFY(std::abs(neverMatchLoss() - .6365) < 1e-4);
    QVERIFY(std::abs(constant.at("match_accuracy") - 2.0 / 3) < 1e-12);
    QCOMPARE(constant.at("balanced_accuracy"), .5);
    QCOMPARE(constant.at("positive_recall"), 0.0);
    QCOMPARE(constant.at("match_auc"), .5);
    MatchMeasures mixed;
    const at::Tensor scores = at::tensor({2.0, -1.0, -2.0, 0.0, 1.0, -3.0}).to(at::kFloat);
    mixed.add(at::stack({at::zeros({6}), scores}, 1), labels);
    // Of the eight pairs (match, none) six are in order: 2 above all four, -1 above -2 and -3.
    QCOMPARE(mixed.over("").at("match_auc"), .75);
    QCOMPARE(mixed.over("").at("positive_recall"), .5);
    QCOMPARE(mixed.over("").at("balanced_accuracy"), (.5 + .75) / 2);
  }

  void negativesOfABatch() {
    const RunSpec spec = small();
    const Batches batches = opened(spec);
    ImageTextMatching learner(spec, at::kCPU);
    for (uint64_t step = 0; step < 20; ++step) {
      const Batch batch = wanted(batches.training(step, 0));
      const BatchSight sight = learner.sight(batch);
      const auto groups = batch.find("caption_group")->values<int64_t>();
      for (int64_t row = 0; row < 8; ++row)
        for (const at::Tensor& wrong : {sight.wrongPictures, sight.wrongCaptions}) {
          const int64_t other = wrong[row].item<int64_t>();
          QVERIFY(other >= 0 && other != row);
          const auto at = static_cast<size_t>(row), of = static_cast<size_t>(other);
          QVERIFY(groups[of] != groups[at]);
          QVERIFY(batch.pictures[of].picture != batch.pictures[at].picture);
        }
      QVERIFY(!sight.ownShare.isnan().any().item<bool>());
      QVERIFY(!sight.wrongPictureShare.isnan().any().item<bool>());
    }
    // A function of the step, whoever asks; another at another step.
    const auto draws = [&](uint64_t step) {
      return drawsOf(wanted(batches.training(step, 0)), "negative_draws");
    };
    QVERIFY(at::equal(draws(3), draws(3)));
    QVERIFY(!at::equal(draws(3), draws(4)));
  }

  // Sampling leaves no trace in the gradient; the negatives' embeddings do.
  void gradients() {
    const at::Tensor similarities = at::rand({4, 4}).requires_grad_(true);
    const at::Tensor shares =
        negativeShares(similarities, mayBeDrawn(distinct(4), distinct(4)), MatchingRules::albef);
    QVERIFY(!shares.requires_grad());

    const MatchModel model(small(), at::kCPU);
    at::Tensor pictures = at::randn({3, 5, 16}).requires_grad_(true);
    at::Tensor captions = at::randn({3, 8, 16}).requires_grad_(true);
    const MatchModel::Pairs pair = {at::tensor({2}, at::kLong), at::tensor({0}, at::kLong)};
    model.match(pictures, captions, at::full({3}, 7, at::kLong), pair, Pass{}).sum().backward();
    QVERIFY(pictures.grad()[2].abs().sum().item<double>() > 0);
    QVERIFY(captions.grad()[0].abs().sum().item<double>() > 0);
    QCOMPARE(pictures.grad()[0].abs().sum().item<double>(), 0.0);
    QCOMPARE(captions.grad()[1].abs().sum().item<double>(), 0.0);
  }

  // What stands behind a caption's end changes nothing, in either encoder.
  void nothingBehindTheEndIsLookedAt() {
    const MatchModel model(small(), at::kCPU);
    const at::Tensor ids = at::randint(0, 5, {2, 8}, at::kLong);
    const at::Tensor ends = at::tensor({3, 7}, at::kLong);
    const at::Tensor seen = at::randn({2, 5, 16});
    const auto answers = [&](const at::Tensor& of) {
      return model.match(seen, model.textTokens(of, ends, Pass{}), ends, {distinct(2), distinct(2)},
                         Pass{});
    };
    at::Tensor changed = ids.clone();
    changed[0].narrow(0, 4, 4).fill_(4 - ids[0][4].item<int64_t>());
    QVERIFY(at::allclose(answers(ids), answers(changed), 1e-5, 1e-6));
    changed[0][2] = (ids[0][2].item<int64_t>() + 1) % 5;
    QVERIFY(!at::allclose(answers(ids)[0], answers(changed)[0], 1e-5, 1e-6));
    // And the picture is.
    const at::Tensor other = model.match(seen.flip(0), model.textTokens(ids, ends, Pass{}), ends,
                                         {distinct(2), distinct(2)}, Pass{});
    QVERIFY(!at::allclose(answers(ids), other, 1e-5, 1e-6));
  }

  void theTemperatureIsLearnedWithinBounds() {
    ImageTextMatching learner(small(), at::kCPU);
    const Parameter& scale = learner.parameters().back();
    QCOMPARE(scale.name, std::string("scale"));
    QVERIFY(std::abs(learner.model().scale().item<double>() - 1 / .07) < 1e-4);
    for (const auto& [set, kept] : {std::pair{9.0, 1000.0}, {-1.0, 2.0}}) {
      at::NoGradGuard noGrad;
      scale.value.fill_(set);
      learner.afterStep();
      QVERIFY(std::abs(learner.model().scale().item<double>() - kept) < 1e-2);
    }
  }

  void chanceOfTheHeldOutIsThatOfTheirNumber() {
    compareHeldOutChance(
        small(), [this](const RunSpec& spec) { return opened(spec); },
        [](double pictures) { return std::log(pictures) + std::log(2.0); });
  }

  void beginsAtChanceThenLearnsAndEvaluates() {
    for (const char* negatives : {"hard", "random"}) {
      RunSpec spec = small();
      std::get<ImageTextMatchingSettings>(spec.objectiveSettings).negatives = negatives;
      const Batches batches = opened(spec);
      const auto trainer = wanted(Trainer::create(spec, batches));
      const EvaluationReport before = wanted(trainer->evaluate(0, {}));
      QVERIFY2(std::abs(before.measures.at("match_loss/validation") - matchChance()) < .05,
               qPrintable(QString::number(before.measures.at("match_loss/validation"))));
      const StepReport first = wanted(trainer->step());
      QVERIFY(std::abs(chanceLoss(spec) - std::log(8.0) - std::log(2.0)) < 1e-12);
      QVERIFY2(first.loss > chanceLoss(spec) - .3 && first.loss < chanceLoss(spec) + 2,
               qPrintable(QString::number(first.loss)));
      double loss = 0;
      for (int i = 0; i < 60; ++i) loss = wanted(trainer->step()).loss;
      QVERIFY2(loss < first.loss, qPrintable(QString("%1 %2").arg(loss).arg(first.loss)));
      const EvaluationReport report = wanted(trainer->evaluate(0, {}));
      QCOMPARE(report.measures, wanted(trainer->evaluate(0, {})).measures);
      const auto of = [&](const char* measure) {
        if (!report.measures.count(measure)) qFatal("no %s", measure);
        return report.measures.at(measure);
      };
      QVERIFY(std::abs(of("loss/validation") - of("match_loss/validation") -
                       of("contrast_loss/validation")) < 1e-6);
      for (const char* measure :
           {"balanced_accuracy/validation", "positive_recall/validation", "match_auc/validation",
            "image_to_text_r1/validation", "reranked_image_to_text_r1/validation",
            "reranked_text_to_image_r1/validation"})
        QVERIFY2(of(measure) >= 0 && of(measure) <= 1, measure);
    }
  }

  // What the matching head makes of the candidates, written out for the held-out pictures, each
  // caption judged by itself: ALBEF ranks by the match score, BLIP by match score plus similarity.
  void candidatesArePutInOrder() {
    RunSpec spec = small();
    const Batches batches = opened(spec);
    for (const char* rules : {"albef", "blip"}) {
      std::get<ImageTextMatchingSettings>(spec.objectiveSettings).rules = rules;
      ImageTextMatching learner(spec, at::kCPU);
      AdamW optimizer(learner.parameters(), spec.train);
      for (uint64_t step = 0; step < 300; ++step) {
        learner.loss(wanted(batches.training(step, 0)), Pass{}).sum.backward();
        optimizer.step(3e-3);
        learner.afterStep();
        optimizer.clearGradients();
      }
      const at::NoGradGuard noGrad;
      const HeldOutPool pool = wanted(HeldOutPool::of(batches)).front();
      const auto& [pictures, captions, own] = pool;
      QVERIFY(captions.size() > 16);  // some are not asked about
      std::vector<std::vector<double>> similarity(pictures.size()), score = similarity;
      for (size_t p = 0; p < pictures.size(); ++p)
        for (const Caption& caption : captions) {
          const std::vector<const Caption*> one{&caption};
          const CaptionArrays arrays = captionArrays(spec, one);
          const Array pixels = wanted(batches.pictures().plainPixels({&pictures[p], 1}));
          similarity[p].push_back(
              learner.pairSimilarity(pixels, arrays.ids, arrays.ends).item<double>());
          const at::Tensor stand = numbersOf(arrays.ends, at::kCPU);
          const MatchModel& model = learner.model();
          const MatchModel::Pairs pair = {at::zeros({1}, at::kLong), at::zeros({1}, at::kLong)};
          const at::Tensor logits =
              model.match(model.imageTokens(normalisedPixels(pixels, at::kCPU), Pass{}),
                          model.textTokens(numbersOf(arrays.ids, at::kCPU), stand, Pass{}), stand,
                          pair, Pass{});
          score[p].push_back(logits[0][1].item<double>());
        }
      const bool added = rules == std::string("blip");
      std::map<size_t, double> found;  // among so many
      bool another = false;            // order than the match score's
      for (size_t p = 0; p < pictures.size(); ++p) {
        std::vector<size_t> order(captions.size());
        std::iota(order.begin(), order.end(), size_t{0});
        std::ranges::sort(order, std::greater(), [&](size_t c) { return similarity[p][c]; });
        order.resize(16);
        std::ranges::sort(order, std::greater(), [&](size_t c) { return score[p][c]; });
        const std::vector<size_t> byScore = order;
        if (added)
          std::ranges::sort(order, std::greater(),
                            [&](size_t c) { return score[p][c] + similarity[p][c]; });
        another = another || order != byScore;
        const auto at = std::ranges::find_if(order, [&](size_t c) { return own[p].contains(c); });
        for (const size_t k : {1, 5, 10}) found[k] += at - order.begin() < int64_t(k);
      }
      QCOMPARE(another, added);
      const auto measures = wanted(learner.evaluate(batches, 0, {})).measures;
      for (const auto& [k, count] : found) {
        const double share = count / double(pictures.size());
        const double said =
            measures.at("reranked_image_to_text_r" + std::to_string(k) + "/validation");
        qInfo("%s: %.3f among %zu", rules, share, k);
        QVERIFY(std::abs(said - share) < 1e-9);
      }
      QVERIFY(found.at(1) > 0 && found.at(1) < found.at(10));
    }
  }

  void overfitsOneBatch() {
    const RunSpec spec = small();
    const Batches batches = opened(spec);
    const Batch batch = wanted(batches.training(0, 0));
    ImageTextMatching learner(spec, at::kCPU);
    AdamW optimizer(learner.parameters(), spec.train);
    double loss = 9;
    int steps = 0;
    for (; loss > .1 && steps < 1500; ++steps) {
      const at::Tensor mean = learner.loss(batch, Pass{}).sum / static_cast<double>(batch.targets);
      mean.backward();
      optimizer.step(3e-3);
      learner.afterStep();
      optimizer.clearGradients();
      loss = mean.item<double>();
    }
    qInfo("%d steps", steps);
    QVERIFY2(loss <= .1, qPrintable(QString::number(loss)));
  }

  // Scores of any pictures against any captions are those of the pairs.
  void scoresOfAnyPairs() {
    const RunSpec spec = small();
    const Batches batches = opened(spec);
    const ImageTextMatching learner(spec, at::kCPU);
    const Batch batch = wanted(batches.evaluation(0));
    const Array& pixels = *batch.find("pixels");
    const Array& ids = *batch.find("input_ids");
    const Array& ends = *batch.find("caption_end");
    const BatchSight sight = learner.sight(batch);
    QVERIFY(at::allclose(learner.matchProbability(pixels, ids, ends), sight.ownShare, 1e-4, 1e-5));
    QVERIFY(
        at::allclose(learner.pairSimilarity(pixels, ids, ends), sight.similarities, 1e-4, 1e-5));
    // Captions with the pictures that the first of them were shown with.
    std::vector<const Caption*> captions;
    for (int64_t row = 0; row < 8; ++row)
      captions.push_back(
          &batch.pictures[static_cast<size_t>(sight.wrongCaptions[row].item<int64_t>())].caption);
    const CaptionArrays wrong = captionArrays(spec, captions);
    QVERIFY(at::allclose(learner.matchProbability(pixels, wrong.ids, wrong.ends),
                         sight.wrongCaptionShare, 1e-4, 1e-5));
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

QTEST_GUILESS_MAIN(ImageTextMatchingTest)
#include "image_text_matching_test.moc"
