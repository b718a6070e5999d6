// Probes of frozen features: recipes.md 12's golden of the neighbours' vote, a classifier that
// finds what is there and nothing else, and an encoder that is the same afterwards.
#include "core/engine/probe.h"

#include <torch/torch.h>

#include <QTemporaryDir>
#include <QtTest>

#include "core/engine/threads.h"
#include "core/spec/catalogue.h"
#include "tests/dataset/made_up_pictures.h"

using namespace unmask;

namespace {

template <class T>
T wanted(Result<T> result) {
  if (!result) qFatal("%s", inEnglish(result.error()).c_str());
  return std::move(*result);
}

RunSpec small(const char* objective) {
  RunSpec spec = wanted(defaultSpec(objective));
  for (const char* assignment : {"objective.view_size=8", "train.batch_size=8",
                                 "data.train_fraction=0.7"})
    if (!setAssignment(fieldsOf(spec), assignment)) qFatal("%s", assignment);
  return spec;
}

}  // namespace

class ProbeTest : public QObject {
  Q_OBJECT
  QTemporaryDir data_;

 private Q_SLOTS:
  void initTestCase() {
    useThreads(1);
    QVERIFY(MadeUpPictures{}.write(data_.path().toStdString()).has_value());
  }

  // The nearest alone and the weights say class 1, an unweighted majority would be class 0.
  void neighboursVoteByWeight() {
    const LabelledFeatures bank{
        at::tensor({1.0, 0.0, .9, .1, 0.0, 1.0, .1, .9, .7, .7}).view({5, 2}),
        at::tensor({0, 0, 1, 1, 1}, at::kLong)};
    const at::Tensor query = at::tensor({.8, .6}).view({1, 2});
    const auto says = [&](int64_t label, int64_t k, double temperature) {
      return neighbourAccuracy(bank, {query, at::tensor({label}, at::kLong)}, k, temperature);
    };
    QCOMPARE(says(1, 3, .1), 1.0);
    QCOMPARE(says(0, 3, .1), 0.0);
    QCOMPARE(says(0, 3, 100), 1.0);  // so warm that all weigh the same
    QCOMPARE(says(1, 500, .1), 1.0);  // no more neighbours than there are
    // Neighbours 4, 1 and 0 with weights 19920.3, 5506.36 and 2980.96 (recipes.md 12): one class
    // each, the first wins; without it the second does; and the first outweighs the two together
    // up to T = .22679, where exp(.98995/T) = exp(.86137/T) + exp(.8/T).
    const auto wins = [&](std::vector<int64_t> labels, int64_t label, int64_t k, double t) {
      const LabelledFeatures told{bank.features, at::tensor(labels, at::kLong)};
      return neighbourAccuracy(told, {query, at::tensor({label}, at::kLong)}, k, t) == 1;
    };
    QVERIFY(wins({2, 1, 3, 3, 0}, 0, 1, .1));
    QVERIFY(wins({2, 1, 3, 3, 0}, 0, 3, .1));
    QVERIFY(wins({1, 1, 3, 3, 0}, 0, 3, .225));
    QVERIFY(wins({1, 1, 3, 3, 0}, 1, 3, .229));
  }

  void theProbeFindsWhatIsLinear() {
    at::Generator generator = at::detail::createCPUGenerator(1);
    const at::Tensor features = at::randn({600, 10}, generator, at::kFloat);
    const at::Tensor labels = features.narrow(1, 0, 3).argmax(1);
    at::Tensor stretched = features.clone();
    stretched.select(1, 1).mul_(1000).add_(5);  // standardised away
    const auto part = [&](int64_t begin, int64_t count) {
      return LabelledFeatures{stretched.narrow(0, begin, count), labels.narrow(0, begin, count)};
    };
    QVERIFY(linearProbeAccuracy(part(0, 400), part(400, 200)) > .85);
    stretched.select(1, 9).fill_(7);  // a dead feature has no deviation to divide by
    QVERIFY(linearProbeAccuracy(part(0, 400), part(400, 200)) > .85);
    const LabelledFeatures noise{at::randn({600, 10}, generator, at::kFloat), labels};
    QVERIFY(linearProbeAccuracy({noise.features.narrow(0, 0, 400), labels.narrow(0, 0, 400)},
                                {noise.features.narrow(0, 400, 200), labels.narrow(0, 400, 200)}) <
            .5);
  }

  // recipes.md 5.5: the backbone is frozen, running statistics included.
  void probingChangesNothing() {
    for (const char* objective : {"masked-pixels", "contrastive"}) {
      const RunSpec spec = small(objective);
      const Batches batches =
          wanted(Batches::open(spec, data_.path().toStdString(), Access::mapped));
      const auto learner = makeLearner(spec, at::kCPU);
      const auto copies = [&] {
        std::vector<at::Tensor> all;
        for (const auto* list : {&learner->parameters(), &learner->buffers()})
          for (const Parameter& parameter : *list) all.push_back(parameter.value.detach().clone());
        return all;
      };
      const std::vector<at::Tensor> before = copies();
      const auto read = wanted(representationOf(*learner, batches.pictures(), 0, {}));
      const std::vector<at::Tensor> after = copies();
      for (size_t i = 0; i < before.size(); ++i) QVERIFY(at::equal(before[i], after[i]));
      for (const char* measure : {"knn/validation", "probe/validation", "pixel_knn/validation",
                                  "pixel_probe/validation", "majority/validation"}) {
        QVERIFY2(read.count(measure), measure);
        QVERIFY(read.at(measure) >= 0 && read.at(measure) <= 1);
      }
      // Directions of brightness are plain in the pixels.
      QVERIFY2(read.at("pixel_probe/validation") > .9,
               qPrintable(QString::number(read.at("pixel_probe/validation"))));
      QVERIFY(read.at("majority/validation") < .6);
      QCOMPARE(wanted(representationOf(*learner, batches.pictures(), 0, {})), read);
      QVERIFY(!representationOf(*learner, batches.pictures(), 0, [] { return false; }));
      QVERIFY(!wanted(representationOf(*learner, batches.pictures(), 20, {}))
                   .count("pixel_probe/validation"));
    }
  }
};

QTEST_GUILESS_MAIN(ProbeTest)
#include "probe_test.moc"
