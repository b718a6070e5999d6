// The estimated parameter count is that of the model which the engine builds, for every preset and
// every combination of the options that add or drop parameters.
#include "core/spec/estimate.h"

#include <torch/torch.h>

#include <QTest>

#include "core/engine/learner.h"
#include "core/spec/catalogue.h"

using namespace unmask;

class EstimateTest : public QObject {
  Q_OBJECT

  static void compare(const RunSpec& spec, const char* what) {
    const auto learner = makeLearner(spec, at::kCPU);
    int64_t built = 0;
    for (const Parameter& parameter : learner->parameters()) built += parameter.value.numel();
    QVERIFY2(parameterCount(spec) == built,
             qPrintable(QString("%1 %2: estimated %3, built %4")
                            .arg(QString::fromStdString(spec.objective), what)
                            .arg(parameterCount(spec))
                            .arg(built)));
  }

 private Q_SLOTS:
  // Their own shapes, but narrower: counts are sums of products, and the real ones take gigabytes.
  void everyPreset() {
    for (const ObjectiveInfo& info : objectives())
      for (const Preset& preset : info.presets) {
        RunSpec spec = *defaultSpec(info.id);
        QVERIFY(applyPreset(spec, preset.id).has_value());
        spec.pieces = 97;
        if (parameterCount(spec) > 30'000'000) {
          spec.model.width /= 4;
          spec.model.feedForward /= 4;
          spec.model.heads = 4;
        }
        compare(spec, preset.id);
      }
  }

  void bothHalvesOfEveryShape() {
    for (const char* objective : {"span-corruption", "denoising"})
      for (const int64_t headWidth : {0, 5}) {
        RunSpec spec = *defaultSpec(objective);
        spec.pieces = 31;
        spec.model = {.layers = 2,
                      .decoderLayers = 3,
                      .heads = 2,
                      .headWidth = objective == std::string("denoising") ? 0 : headWidth,
                      .width = 12,
                      .feedForward = 20,
                      .context = 7};
        spec.model.positionBuckets = 10;
        compare(spec, qPrintable(QString::number(headWidth)));
      }
  }

  void everyCombination() {
    for (const char* objective : {"next-token", "masked-lm"}) {
      const bool masked = std::string(objective) == "masked-lm";
      for (int bits = 0; bits < 128; ++bits) {
        RunSpec spec = *defaultSpec(objective);
        spec.pieces = 31;
        spec.model = {.layers = 2, .heads = 2, .width = 12, .feedForward = 20, .context = 7};
        spec.model.bias = bits & 1;
        spec.model.tiedHead = bits & 2;
        if (masked) {
          spec.model.norm = bits & 4 ? "post" : "pre";
          spec.model.headTransform = bits & 8;
          spec.model.embeddingNorm = bits & 16;
          spec.model.segmentEmbedding = bits & 32;
          std::get<MaskedLmSettings>(spec.objectiveSettings).clsSep = bits & 64;
        } else {
          std::get<NextTokenSettings>(spec.objectiveSettings).endOfDocument = bits & 4;
        }
        compare(spec, qPrintable(QString::number(bits)));
      }
    }
  }
};

QTEST_GUILESS_MAIN(EstimateTest)
#include "estimate_test.moc"
