// Estimates: monotone in what makes a run larger, exact where exactness is promised, honest where
// nothing is known. Parameter counts against built models are tests/engine/estimate_test.cpp.
#include "core/spec/estimate.h"

#include <QTest>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "core/spec/catalogue.h"

using namespace unmask;

class EstimateTest : public QObject {
  Q_OBJECT

  static RunSpec specOf(const char* objective, const char* preset) {
    RunSpec spec = *defaultSpec(objective);
    if (!applyPreset(spec, preset)) qFatal("no such preset");
    spec.pieces = 65;
    return spec;
  }
  static SpeedPoint point(const RunSpec& spec, double speed, bool ofRun,
                          const char* precision = "fp32") {
    const double operations = workOf(spec, 0).pass;
    return {"cpu", precision, operations, operations / speed, ofRun};
  }

 private Q_SLOTS:
  // The published sizes, counted as published: GPT-2 without position table 124 M in nanoGPT's way.
  void publishedSizes() {
    RunSpec gpt2 = specOf("next-token", "paper");
    gpt2.pieces = 50257;
    gpt2.model.bias = true;
    QCOMPARE(parameterCount(gpt2), int64_t{124439808});
    RunSpec bert = specOf("masked-lm", "paper");
    // bert-base-uncased with its masked-language head, 109,514,298, has a vocabulary of 30,522; the
    // ids that are no pieces stand behind V here.
    bert.pieces = 30522 - 5;
    QCOMPARE(vocabularySize(bert), int64_t{30522});
    QCOMPARE(parameterCount(bert), int64_t{109514298});
    RunSpec t5 = specOf("span-corruption", "paper");  // t5-v1_1-small, padded to 32,128 tokens
    t5.pieces = 32128 - 105;
    QCOMPARE(parameterCount(t5), int64_t{76961152});
    RunSpec bart = specOf("denoising", "paper");  // bart-base, without its positions' unused rows
    bart.pieces = 50265 - 5;
    bart.model.context = 1024;
    QCOMPARE(parameterCount(bart), int64_t{139420416 - 4 * 768});
  }

  void presetsRise() {
    for (const ObjectiveInfo& info : objectives()) {
      double work = 0, memory = 0;
      for (const Preset& preset : info.presets) {
        const RunSpec spec = specOf(info.id, preset.id);
        QVERIFY2(validate(spec).has_value(), preset.id);
        const WorkEstimate now = workOf(spec, 1e5);
        const double total = now.total(spec.train.steps);
        QVERIFY2(total >= work, preset.id);
        QVERIFY2(memoryOf(spec, "cuda:0").total() >= memory, preset.id);
        work = total;
        memory = memoryOf(spec, "cuda:0").total();
      }
    }
  }

  // Six operations a weight of the matrices and a token, the rule of thumb, where attention and the
  // vocabulary are small beside them.
  void sixOperationsAWeightAndToken() {
    RunSpec spec = specOf("next-token", "paper");
    spec.pieces = 100;
    spec.model.context = 32;
    const double matrices = 12.0 * 12 * 768 * 768;
    const double tokens = static_cast<double>(spec.train.batchSize) * 32;
    const double rule = 6 * matrices * tokens;
    const double pass = workOf(spec, 0).pass;
    QVERIFY2(std::abs(pass / rule - 1) < 0.01, qPrintable(QString::number(pass / rule)));
  }

  void accumulationIsTimeNotMemory() {
    RunSpec spec = specOf("next-token", "tiny");
    const double step = workOf(spec, 0).step;
    const double memory = memoryOf(spec, "cpu").total();
    spec.train.accumulate = 4;
    QCOMPARE(workOf(spec, 0).step, 4 * step);
    QCOMPARE(memoryOf(spec, "cpu").total(), memory);
  }

  // Peaks of three steps in fp32 on 65 characters, memory_bytes of `runs export`, in megabytes.
  void memoryIsWhatSmallRunsTook() {
    for (const auto& [objective, measured] :
         std::initializer_list<std::pair<const char*, double>>{{"next-token", 6395},
                                                               {"masked-lm", 6163},
                                                               {"span-corruption", 6096},
                                                               {"denoising", 10743}}) {
      RunSpec spec = specOf(objective, "small");
      spec.pieces = 65;
      spec.train.precision = "fp32";
      const double ratio = memoryOf(spec, "cpu").total() / (measured * 1e6);
      QVERIFY2(std::abs(ratio - 1) < 0.1,
               qPrintable(QString("%1: %2 of what it took").arg(objective).arg(ratio)));
    }
  }

  void maskedWordsHeadSeesTheChosenOnly() {
    RunSpec spec = specOf("masked-lm", "tiny");
    spec.pieces = 50000;
    const double few = workOf(spec, 0).pass;
    std::get<MaskedLmSettings>(spec.objectiveSettings).chosen = 1;
    QVERIFY(workOf(spec, 0).pass > 3 * few);
  }

  // At step 0, at every eval_every-th and at the last step, which counts though it is no multiple.
  void everyEvaluationIsCounted() {
    RunSpec spec = specOf("next-token", "tiny");
    spec.train.evalEvery = 250;
    const std::pair<int64_t, int64_t> golden[] = {{1, 2},    {100, 2},  {249, 2},  {250, 2},
                                                  {251, 3},  {1000, 5}, {1001, 6}, {1249, 6},
                                                  {1250, 6}, {1251, 7}};
    for (const auto& [steps, evaluations] : golden) {
      spec.train.steps = steps;
      QCOMPARE(workOf(spec, 1e5).evaluations, evaluations);
    }
  }

  // An evaluation reads what there is, at most eval_batches of it; samples are as long as asked.
  void evaluationsReadWhatThereIs() {
    RunSpec spec = specOf("next-token", "tiny");
    spec.train.evalBatches = 20;
    const double batch = static_cast<double>(spec.train.batchSize * spec.model.context);
    for (const auto& [batches, read] : {std::pair{3., 3.}, {100., 20.}}) {
      const WorkEstimate work = workOf(spec, batches * batch);
      QCOMPARE(work.evaluation, read * work.evaluationBatch);
    }
    spec.samples.prompts = {"a", "b"};
    spec.samples.length = 7;
    QCOMPARE(workOf(spec, batch).sampleTokens, int64_t{14});
    RunSpec masked = specOf("masked-lm", "tiny");
    masked.samples.prompts = {"[MASK]", "b [MASK]"};
    QCOMPARE(workOf(masked, batch).sampleTokens, int64_t{2});
  }

  void timeNeedsASpeed() {
    const RunSpec spec = specOf("next-token", "tiny");
    const TimeEstimate unknown = timeOf(spec, "cpu", 1e5, {});
    QVERIFY(std::isnan(unknown.seconds));
    QVERIFY(std::isnan(timeOf(spec, "cuda:0", 1e5, {point(spec, 1e10, true)}).seconds));
  }

  void timeFollowsTheSpeed() {
    RunSpec spec = specOf("next-token", "tiny");
    spec.train.precision = "fp32";
    const double speed = 5e10;
    const TimeEstimate time = timeOf(spec, "cpu", 1e5, {point(spec, speed, true)});
    const double expected = workOf(spec, 1e5).total(spec.train.steps) / speed;
    QVERIFY2(std::abs(time.seconds / expected - 1) < 1e-9,
             qPrintable(QString("%1 %2").arg(time.seconds).arg(expected)));
    QCOMPARE(time.runs, 1);
    QVERIFY(!time.farFetched);
  }

  void runsGoBeforeTheMeasurement() {
    RunSpec spec = specOf("next-token", "tiny");
    spec.train.precision = "fp32";
    const std::vector<SpeedPoint> both{point(spec, 1e9, false), point(spec, 5e10, true)};
    const TimeEstimate time = timeOf(spec, "cpu", 0, both);
    QVERIFY(std::abs(time.seconds * 5e10 / workOf(spec, 0).total(spec.train.steps) - 1) < 1e-9);
    // A run of another size says little: the measurement of the like size counts.
    const RunSpec large = specOf("next-token", "paper");
    const std::vector<SpeedPoint> far{point(spec, 1e9, false), point(large, 5e10, true)};
    const TimeEstimate measured = timeOf(spec, "cpu", 0, far);
    QCOMPARE(measured.runs, 0);
    QVERIFY(!measured.farFetched);
    QVERIFY(timeOf(spec, "cpu", 0, {point(large, 5e10, true)}).farFetched);
  }

  void automaticPrecisionIsTheFasterOne() {
    RunSpec spec = specOf("next-token", "tiny");
    spec.train.precision = "auto";
    const std::vector<SpeedPoint> points{point(spec, 1e10, true, "fp32"),
                                         point(spec, 4e10, true, "bf16")};
    const double faster = timeOf(spec, "cpu", 0, points).seconds;
    spec.train.precision = "fp32";
    const double exact = timeOf(spec, "cpu", 0, points).seconds;
    QVERIFY(faster < exact);
  }

  void impossibleSpeedsAreNoSpeeds() {
    const RunSpec spec = specOf("next-token", "tiny");
    const double nan = std::numeric_limits<double>::quiet_NaN();
    for (const double seconds : {0.0, -1.0, nan, std::numeric_limits<double>::infinity()})
      QVERIFY(std::isnan(timeOf(spec, "cpu", 0, {{"cpu", "fp32", 1e9, seconds, true}}).seconds));
  }

  // The largest values that a form takes give large numbers, never nonsense.
  void hugeSettingsStayFinite() {
    RunSpec spec = specOf("next-token", "tiny");
    for (const FieldRef& field : fieldsOf(spec))
      if (field.kind == FieldKind::integer && std::isfinite(field.info.maximum))
        (void)field.set(static_cast<int64_t>(field.info.maximum));
    QVERIFY(parameterCount(spec) > 0);
    QVERIFY(std::isfinite(memoryOf(spec, "cpu").total()));
    QVERIFY(std::isfinite(workOf(spec, 1e12).total(spec.train.steps)));
    QVERIFY(workOf(spec, 1e12).total(spec.train.steps) > 0);
  }
};

QTEST_GUILESS_MAIN(EstimateTest)
#include "estimate_test.moc"
