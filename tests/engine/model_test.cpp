// GPT, BERT, T5 and BART: against an independent implementation, causality, padding,
// initialisation, ties.
#include "core/engine/model.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <QtTest>
#include <map>
#include <set>

#include "core/engine/bart.h"
#include "core/engine/batch_tensors.h"
#include "core/engine/encoder_decoder.h"
#include "core/engine/huggingface_names.h"
#include "core/engine/t5.h"
#include "core/engine/threads.h"
#include "core/spec/catalogue.h"

using namespace unmask;

namespace {

RunSpec specFor(const char* objective, const char* preset = "tiny", int64_t pieces = 65) {
  RunSpec spec = *defaultSpec(objective);
  if (!applyPreset(spec, preset)) qFatal("no preset %s", preset);
  spec.pieces = pieces;
  return spec;
}

std::map<std::string, at::Tensor> byName(const Model& model) {
  std::map<std::string, at::Tensor> named;
  for (const Parameter& parameter : model.parameters()) named[parameter.name] = parameter.value;
  return named;
}

at::Tensor randomIds(int64_t rows, int64_t columns, int64_t vocabulary, uint64_t seed) {
  return at::randint(0, vocabulary, {rows, columns}, at::detail::createCPUGenerator(seed),
                     at::kLong);
}

at::Tensor logitsOf(const Model& model, const ModelInput& input, const Pass& pass = {}) {
  at::NoGradGuard noGrad;
  return model.logits(model.hidden(input, pass), pass);
}

// The settings and parameters of reference_models.py.
RunSpec referenceSpec(const char* objective, const char* preset) {
  RunSpec spec = specFor(objective, preset, objective == std::string("masked-lm") ? 10 : 11);
  spec.model.layers = 2;
  spec.model.decoderLayers = 3;
  spec.model.positionBuckets = 8;
  spec.model.positionDistance = 16;
  spec.model.heads = 2;
  spec.model.width = 8;
  spec.model.feedForward = 16;
  spec.model.context = 6;
  spec.model.bias = true;
  return spec;
}

void setReferenceParameters(const Model& model) {
  at::NoGradGuard noGrad;
  double n = 0;
  for (const Parameter& p : model.parameters()) {
    const bool one = p.name.find("norm.weight") != std::string::npos;
    const at::Tensor i = at::arange(p.value.numel(), at::kDouble);
    p.value.copy_(((i * 0.7 + 1.3 * n++).sin() / 4 + (one ? 1 : 0)).view(p.value.sizes()));
  }
}

bool near(const at::Tensor& row, const std::vector<double>& golden) {
  return (row.to(at::kDouble) - at::tensor(golden, at::kDouble)).abs().max().item<double>() < 2e-5;
}

}  // namespace

class ModelTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  // One thread: two would wait for one another on a busy machine.
  void initTestCase() { useThreads(1); }

  // Goldens printed by reference_models.py beside this file.
  void logitsEqualTheIndependentImplementation() {
    const at::Tensor ids =
        at::tensor({1, 5, 9, 0, 10, 3, 2, 2, 7, 4, 8, 6}, at::kLong).view({2, 6});
    {
      const auto gpt = makeModel(referenceSpec("next-token", "tiny"), at::kCPU);
      setReferenceParameters(*gpt);
      const at::Tensor logits = logitsOf(*gpt, {ids, {}});
      QVERIFY(near(logits[0], {-0.163444, -0.533915, -0.664729, -0.497167, -0.106443, 0.332060,
                               0.621512, 0.631987, 0.358783, -0.075467, -0.475843}));
      QVERIFY(near(logits[11], {-0.186365, 0.336921, 0.708974, 0.762791, 0.474216, -0.027220,
                                -0.516438, -0.773843, -0.683894, -0.286967, 0.238770}));
    }
    const auto bert = makeModel(referenceSpec("masked-lm", "tiny-post"), at::kCPU);
    setReferenceParameters(*bert);
    const at::Tensor logits = logitsOf(*bert, {ids, {}});
    QVERIFY(near(logits[0], {-1.786015, -1.257124, -0.161950, 1.004243, 1.715101, 1.650801,
                             0.841957, -0.344942, -1.373653, -1.780514, -1.383467}));
    QVERIFY(near(logits[11], {0.112890, 0.979904, 1.409071, 1.204076, 0.454047, -0.505094,
                              -1.241065, -1.420090, -0.958326, -0.061140, 0.868182}));
  }

  // The model alone: its vocabulary of 11 needs no reserved ids.
  void encoderDecodersEqualTheIndependentImplementation() {
    const at::Tensor ids =
        at::tensor({1, 5, 9, 0, 10, 3, 2, 2, 7, 4, 8, 6}, at::kLong).view({2, 6});
    at::Tensor attend = at::ones({2, 6}, at::kBool);
    attend[1].narrow(0, 4, 2).fill_(false);
    const at::Tensor reads = at::tensor({4, 1, 5, 9, 2, 4, 7, 7, 0, 3}, at::kLong).view({2, 5});
    ModelSettings settings = referenceSpec("span-corruption", "tiny").model;
    settings.headWidth = 3;
    const T5 t5(settings, 11, 1, at::kCPU);
    setReferenceParameters(t5);
    at::Tensor logits = logitsOf(t5, {ids, attend, reads});
    QVERIFY(near(logits[0], {0.248340, -0.287352, -0.694061, -0.789228, -0.530136, -0.033082,
                             0.478821, 0.775796, 0.724541, 0.348063, -0.184650}));
    QVERIFY(near(logits[9], {0.356134, 0.075325, -0.239295, -0.446503, -0.453290, -0.256610,
                             0.055255, 0.342317, 0.475724, 0.395594, 0.137894}));
    const Bart bart(referenceSpec("denoising", "tiny").model, 11, 1, at::kCPU);
    setReferenceParameters(bart);
    logits = logitsOf(bart, {ids, attend, reads});
    QVERIFY(near(logits[0], {0.413177, 0.336609, 0.108949, -0.167616, -0.368943, -0.404663,
                             -0.258743, 0.003319, 0.263891, 0.406011, 0.365885}));
    QVERIFY(near(logits[9], {-0.244987, 0.098760, 0.398176, 0.518864, 0.406650, 0.111904, -0.233072,
                             -0.473430, -0.501280, -0.304121, 0.029548}));
  }

  // recipes.md 3.5 and 4: nobody sees ahead in the target or into padding; both see all of the
  // input.
  void decodersSeeThePastAndTheWholeInput() {
    for (const char* objective : {"span-corruption", "denoising"}) {
      const RunSpec spec = specFor(objective);
      const int64_t vocabulary = vocabularySize(spec), length = targetLength(spec);
      const auto model = makeModel(spec, at::kCPU);
      const at::Tensor ids = randomIds(2, 20, vocabulary, 1);
      const at::Tensor reads = randomIds(2, length, vocabulary, 2);
      for (const at::ScalarType matmul : {at::kFloat, at::kBFloat16}) {
        Pass pass;
        pass.matmul = matmul;
        const auto run = [&](const ModelInput& input) {
          return logitsOf(*model, input, pass).view({2, length, -1});
        };
        const at::Tensor before = run({ids, {}, reads});
        for (const int64_t t : {int64_t{0}, length / 2, length - 2}) {
          at::Tensor changed = reads.clone();
          at::Tensor later = changed.narrow(1, t + 1, length - t - 1);
          later.copy_((later + 7) % vocabulary);
          const at::Tensor after = run({ids, {}, changed});
          QVERIFY(at::equal(before.narrow(1, 0, t + 1), after.narrow(1, 0, t + 1)));
          QVERIFY(!at::equal(before.select(1, t + 1), after.select(1, t + 1)));
        }
        for (const int64_t t : {0, 19}) {
          at::Tensor changed = ids.clone();
          changed.select(1, t).copy_((changed.select(1, t) + 1) % vocabulary);
          QVERIFY(!at::equal(before.select(1, 0), run({changed, {}, reads}).select(1, 0)));
        }
        if (matmul == at::kBFloat16) continue;
        at::Tensor attend = at::ones({2, 32}, at::kBool);
        attend.narrow(1, 20, 12).fill_(false);
        for (const int64_t filler : {0, 60}) {
          const at::Tensor padded = at::cat({ids, at::full({2, 12}, filler, at::kLong)}, 1);
          const double difference =
              (run({padded, attend, reads}) - before).abs().max().item<double>();
          QVERIFY2(difference < 1e-4, qPrintable(QString::number(difference)));
        }
      }
    }
  }

  // Token by token with what it keeps, a decoder computes what it does for all at once.
  void keptKeysChangeNothing() {
    for (const char* objective : {"span-corruption", "denoising"}) {
      const RunSpec spec = specFor(objective);
      const int64_t vocabulary = vocabularySize(spec), length = targetLength(spec);
      const auto model = makeModel(spec, at::kCPU);
      const auto& both = dynamic_cast<const EncoderDecoder&>(*model);
      ModelInput input{randomIds(2, 20, vocabulary, 1), at::ones({2, 20}, at::kBool),
                       randomIds(2, length, vocabulary, 2)};
      input.attend[1].narrow(0, 15, 5).fill_(false);
      const at::Tensor memory = both.encode(input, Pass{});
      const at::Tensor whole = both.decode(memory, input, Pass{}, nullptr).view({2, length, -1});
      const at::Tensor reads = input.decoderIds;
      Kept kept;
      for (int64_t u = 0; u < length; ++u) {
        input.decoderIds = reads.narrow(1, u, 1);
        const at::Tensor one = both.decode(memory, input, Pass{}, &kept);
        const double difference = (one - whole.select(1, u)).abs().max().item<double>();
        QVERIFY2(difference < 1e-5, qPrintable(QString("%1 %2").arg(u).arg(difference)));
      }
      QCOMPARE(kept.read, length);
    }
  }

  // Printed by Hugging Face's T5Attention._relative_position_bucket(_, both, 32, 128).
  void positionBucketsAreT5s() {
    const int64_t relative[] = {-200, -128, -127, -100, -65, -64, -46, -45, -33, -32, -23,
                                -22,  -16,  -15,  -12,  -11, -8,  -7,  -1,  0,   1,   7,
                                8,    11,   12,   16,   23,  32,  64,  91,  128, 500};
    const int64_t both[] = {15, 15, 15, 15, 14, 14, 13, 12, 12, 12, 11, 10, 10, 9,  9,  8,
                            8,  7,  1,  0,  17, 23, 24, 24, 25, 26, 27, 28, 30, 31, 31, 31};
    const int64_t past[] = {31, 31, 31, 30, 26, 26, 24, 23, 21, 21, 18, 18, 16, 15, 12, 11,
                            8,  7,  1,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0};
    for (size_t i = 0; i < std::size(relative); ++i) {
      QCOMPARE(positionBucket(relative[i], true, 32, 128), both[i]);
      QCOMPARE(positionBucket(relative[i], false, 32, 128), past[i]);
    }
  }

  // recipes.md 0.5 (T5: Mesh TensorFlow's; BART: N(0, .02)).
  void initialDeviationsAreThePapers() {
    RunSpec spec = specFor("span-corruption");
    spec.model.headWidth = 16;  // 4 heads of 16 beside a width of 128
    const auto t5 = makeModel(spec, at::kCPU), bart = makeModel(specFor("denoising"), at::kCPU);
    for (const Model* model : {t5.get(), bart.get()})
      for (const auto& [name, value] : byName(*model)) {
        const QString text = QString::fromStdString(name);
        if (text.contains("norm.weight")) {
          QVERIFY(value.eq(1).all().item<bool>());
          continue;
        }
        if (text.endsWith(".bias")) {
          QVERIFY(value.eq(0).all().item<bool>());
          continue;
        }
        double expected = .02;
        if (model == t5.get()) {
          expected = 1 / std::sqrt(128.);
          if (text == "tokens.weight") expected = 1;
          if (text == "head.weight") expected = .2 / std::sqrt(128.);
          if (text.contains(".query.")) expected = 1 / std::sqrt(128. * 16);
          if (text.contains(".output.")) expected = 1 / std::sqrt(64.);
          if (text.contains(".out.")) expected = 1 / std::sqrt(double(spec.model.feedForward));
        }
        const double n = static_cast<double>(value.numel());
        QVERIFY2(std::abs(value.std().item<double>() - expected) < 5 * expected / std::sqrt(2 * n),
                 qPrintable(text));
      }
  }

  void parameterCounts() {
    // T5 v1.1 small, 76,961,152 with 32,128 tokens; BART base, 139,420,416 with 50,265 tokens and
    // 1,026 positions: Hugging Face's google/t5-v1_1-small and facebook/bart-base. Of ours, whose
    // positions lack the two unused rows: 2 x 2 x 768 fewer with as many positions.
    QCOMPARE(T5(specFor("span-corruption", "paper").model, 32128, 1, at::kCPU).parameterCount(),
             int64_t(76961152));
    ModelSettings base = specFor("denoising", "paper").model;
    base.context = 1024;
    QCOMPARE(Bart(base, 50265, 1, at::kCPU).parameterCount(), int64_t(139420416 - 4 * 768));
    // recipes.md 1.2: 795,904 without the position table.
    QCOMPARE(makeModel(specFor("next-token"), at::kCPU)->parameterCount(),
             int64_t(795904 + 64 * 128));
    // BertForMaskedLM(66 tokens, 4 x 128, 512, 64 positions): counted by hand.
    QCOMPARE(makeModel(specFor("masked-lm", "tiny-post"), at::kCPU)->parameterCount(),
             int64_t(827074));
    RunSpec untied = specFor("next-token");
    untied.model.tiedHead = false;
    QCOMPARE(makeModel(untied, at::kCPU)->parameterCount(), int64_t(795904 + 64 * 128 + 65 * 128));
  }

  void gptSeesOnlyThePast() {
    const auto model = makeModel(specFor("next-token"), at::kCPU);
    const at::Tensor ids = randomIds(2, 64, 65, 1);
    for (const at::ScalarType matmul : {at::kFloat, at::kBFloat16}) {
      Pass pass;
      pass.matmul = matmul;
      const at::Tensor before = logitsOf(*model, {ids, {}}, pass).view({2, 64, -1});
      for (const int64_t t : {0, 17, 62}) {
        at::Tensor changed = ids.clone();
        changed.narrow(1, t + 1, 63 - t).copy_((changed.narrow(1, t + 1, 63 - t) + 7) % 65);
        const at::Tensor after = logitsOf(*model, {changed, {}}, pass).view({2, 64, -1});
        QVERIFY(at::equal(before.narrow(1, 0, t + 1), after.narrow(1, 0, t + 1)));
        QVERIFY(!at::equal(before.select(1, t + 1), after.select(1, t + 1)));
      }
    }
  }

  void bertSeesBothSidesButNoPadding() {
    for (const char* preset : {"tiny", "tiny-post"}) {
      const auto model = makeModel(specFor("masked-lm", preset), at::kCPU);
      const at::Tensor ids = randomIds(2, 20, 65, 2);
      const at::Tensor alone = logitsOf(*model, {ids, {}}).view({2, 20, -1});
      at::Tensor changed = ids.clone();
      changed.select(1, 19).fill_(3);
      QVERIFY(!at::equal(alone.select(1, 0),
                         logitsOf(*model, {changed, {}}).view({2, 20, -1}).select(1, 0)));

      at::Tensor attend = at::ones({2, 32}, at::kBool);
      attend.narrow(1, 20, 12).fill_(false);
      for (const int64_t filler : {0, 60}) {
        const at::Tensor padded = at::cat({ids, at::full({2, 12}, filler, at::kLong)}, 1);
        const at::Tensor logits = logitsOf(*model, {padded, attend}).view({2, 32, -1});
        const double difference = (logits.narrow(1, 0, 20) - alone).abs().max().item<double>();
        QVERIFY2(difference < 1e-5, qPrintable(QString::number(difference)));
      }
    }
  }

  void batchRowsDoNotMix() {
    const auto model = makeModel(specFor("masked-lm"), at::kCPU);
    const at::Tensor ids = randomIds(3, 64, 65, 3);
    const at::Tensor order = at::tensor({2, 0, 1}, at::kLong);
    const at::Tensor a = logitsOf(*model, {ids, {}}).view({3, 64, -1});
    const at::Tensor b =
        logitsOf(*model, {ids.index_select(0, order).contiguous(), {}}).view({3, 64, -1});
    QVERIFY(at::equal(a.index_select(0, order), b));
  }

  void untrainedLossIsThatOfGuessing() {
    // Logits of deviation s add s^2 / 2 to ln V. BART's untrained decoder, post-LN with a tied
    // head, says much the same at every position (s = .02 * sqrt(128) = .23): the mean over the
    // labels then has a deviation of its own, .23 / sqrt(65) = .028; within three of them.
    for (const auto& [objective, preset, classes, within] :
         {std::tuple{"next-token", "tiny", 65, 0.05},
          {"masked-lm", "tiny", 66, 0.05},
          {"masked-lm", "tiny-post", 66, 0.05},
          {"span-corruption", "tiny", 170, 0.05},
          {"denoising", "tiny", 70, 0.026 + 3 * 0.028}}) {
      const auto model = makeModel(specFor(objective, preset), at::kCPU);
      BatchTensors batch;
      batch.input.ids = randomIds(24, 64, 65, 4);
      batch.input.decoderIds = randomIds(24, 64, 65, 6);  // not looked at by the others
      batch.labels = randomIds(1, 24 * 64, 65, 5).view({-1});
      const double loss =
          summedLoss(*model, batch, Pass{}).item<double>() / static_cast<double>(24 * 64);
      QVERIFY2(std::abs(loss - std::log(classes)) < within, qPrintable(QString::number(loss)));
    }
  }

  void initialDeviationsAreGpt2s() {
    RunSpec spec = specFor("next-token");
    spec.model.bias = true;
    spec.model.tiedHead = false;
    for (const char* initialisation : {"gpt2", "bert"}) {
      spec.model.initialisation = initialisation;
      const auto model = makeModel(spec, at::kCPU);
      const double residual = initialisation == std::string("gpt2") ? .02 / std::sqrt(8.0) : .02;
      for (const auto& [name, value] : byName(*model)) {
        const QString text = QString::fromStdString(name);
        if (text.contains("norm.weight")) {
          QVERIFY(value.eq(1).all().item<bool>());
        } else if (text.endsWith(".bias")) {
          QVERIFY(value.eq(0).all().item<bool>());
        } else {
          const bool writesResidual =
              text.contains("attention.output") || text.contains("feed_forward.out");
          const double expected = writesResidual ? residual : .02;
          const double n = static_cast<double>(value.numel());
          const double deviation = value.std().item<double>();
          QVERIFY2(std::abs(deviation - expected) < 5 * expected / std::sqrt(2 * n),
                   qPrintable(text));
          QVERIFY2(std::abs(value.mean().item<double>()) < 5 * expected / std::sqrt(n),
                   qPrintable(text));
        }
      }
    }
  }

  void initialWeightsAreAFunctionOfTheSeed() {
    RunSpec spec = specFor("next-token");
    const auto a = makeModel(spec, at::kCPU), b = makeModel(spec, at::kCPU);
    spec.train.seed = 2;
    const auto c = makeModel(spec, at::kCPU);
    for (size_t i = 0; i < a->parameters().size(); ++i)
      QVERIFY(at::equal(a->parameters()[i].value, b->parameters()[i].value));
    QVERIFY(!at::equal(a->parameters()[0].value, c->parameters()[0].value));
    const auto named = byName(*a);  // every parameter has a stream of its own
    QVERIFY(!at::equal(named.at("layers.0.attention.qkv.weight"),
                       named.at("layers.1.attention.qkv.weight")));
  }

  // recipes.md 1.3: the gradient of the tied table is the sum of what the two roles alone would
  // get.
  void tiedTableLearnsFromBothEnds() {
    RunSpec spec = specFor("next-token");
    spec.model.layers = 1;
    const auto tied = makeModel(spec, at::kCPU);
    spec.model.tiedHead = false;
    const auto untied = makeModel(spec, at::kCPU);
    const auto from = byName(*tied), to = byName(*untied);
    {
      at::NoGradGuard noGrad;
      for (const auto& [name, value] : from) to.at(name).copy_(value);
      to.at("head.weight").copy_(from.at("tokens.weight"));
    }
    BatchTensors batch;
    batch.input.ids = randomIds(2, 64, 65, 6);
    batch.labels = randomIds(1, 128, 65, 7).view({-1});
    summedLoss(*tied, batch, Pass{}).backward();
    summedLoss(*untied, batch, Pass{}).backward();
    const at::Tensor inputs = to.at("tokens.weight").grad(), head = to.at("head.weight").grad();
    QVERIFY(inputs.abs().max().item<double>() > 0);
    QVERIFY(head.abs().max().item<double>() > 0);
    QVERIFY(at::allclose(from.at("tokens.weight").grad(), inputs + head, 1e-4, 1e-4));
  }

  void bfloat16StaysNearFloat32() {
    for (const char* objective : {"next-token", "masked-lm", "span-corruption", "denoising"}) {
      const auto model = makeModel(specFor(objective), at::kCPU);
      const at::Tensor ids = randomIds(2, 64, 65, 8), reads = randomIds(2, 64, 65, 9);
      Pass half;
      half.matmul = at::kBFloat16;
      const at::Tensor a = logitsOf(*model, {ids, {}, reads}),
                       b = logitsOf(*model, {ids, {}, reads}, half);
      QCOMPARE(b.scalar_type(), at::kFloat);
      QVERIFY(!at::equal(a, b));
      QVERIFY((a - b).norm().item<double>() < 0.02 * a.norm().item<double>());
    }
  }

  void everyParameterHasAHuggingFaceName() {
    for (const auto& [objective, preset] : {std::pair{"next-token", "tiny"},
                                            {"masked-lm", "tiny-post"},
                                            {"span-corruption", "tiny"},
                                            {"denoising", "tiny"}}) {
      for (const bool tied : {true, false}) {
        RunSpec spec = specFor(objective, preset);
        spec.model.tiedHead = tied;
        const auto named = byName(*makeModel(spec, at::kCPU));
        const auto table = huggingFaceNames(spec);
        QVERIFY(table.has_value());
        std::set<std::string> theirs, used;
        for (const NameMapping& entry : *table) {
          QVERIFY2(theirs.insert(entry.theirs).second, entry.theirs.c_str());
          if (entry.conversion == Conversion::zeros || entry.conversion == Conversion::zeroRow) {
            QVERIFY(entry.ours.empty() && entry.rows > 0);
            continue;
          }
          QVERIFY2(named.contains(entry.ours), entry.ours.c_str());
          used.insert(entry.ours);
        }
        QCOMPARE(used.size(), named.size());
      }
    }
    QVERIFY(!huggingFaceNames(specFor("masked-lm", "tiny")).has_value());
  }
};

QTEST_GUILESS_MAIN(ModelTest)
#include "model_test.moc"
