// AdamW: decay groups, clipping, and the update against the paper's formula.
#include "core/engine/optimizer.h"

#include <ATen/ATen.h>

#include <QtTest>

#include "core/engine/model.h"

using namespace unmask;

namespace {

Parameter parameter(const char* name, const at::Tensor& value) {
  at::Tensor leaf = value.clone();
  leaf.requires_grad_(true);
  return {name, leaf};
}

}  // namespace

class OptimizerTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  // recipes.md 0.3: embeddings and matrices decay, biases and LayerNorm do not, tied head once.
  void decayGroupsAreNanoGpts() {
    RunSpec spec;
    spec.pieces = 65;
    spec.model.bias = true;
    const auto model = makeModel(spec, at::kCPU);
    int64_t decayed = 0, plain = 0;
    for (const Parameter& p : model->parameters()) {
      const bool vector = QString::fromStdString(p.name).contains("norm") ||
                          QString::fromStdString(p.name).endsWith(".bias");
      QCOMPARE(decays(p), !vector);
      (decays(p) ? decayed : plain) += 1;
    }
    QCOMPARE(decayed, int64_t(2 + 4 * 4));  // two tables, four matrices a layer, no head
    QCOMPARE(plain, int64_t(2 + 4 * (4 + 4)));
  }

  void updatesAsThePaperSays() {
    TrainSettings train;
    train.beta1 = 0.9;
    train.beta2 = 0.95;
    train.weightDecay = 0.1;
    const std::vector<Parameter> parameters = {
        parameter("matrix", at::tensor({1.0f, -2.0f}).view({1, 2})),
        parameter("vector", at::tensor({0.5f}))};
    AdamW optimizer(parameters, train);

    double w[3] = {1, -2, 0.5}, m[3] = {}, v[3] = {};
    for (int t = 1; t <= 5; ++t) {
      const double g[3] = {0.1 * t, -0.3, 0.02 * t * t};
      parameters[0].value.mutable_grad() =
          at::tensor({static_cast<float>(g[0]), static_cast<float>(g[1])}).view({1, 2});
      parameters[1].value.mutable_grad() = at::tensor({static_cast<float>(g[2])});
      optimizer.step(1e-2);
      for (int i = 0; i < 3; ++i) {
        if (i < 2) w[i] -= 1e-2 * 0.1 * w[i];
        m[i] = 0.9 * m[i] + 0.1 * g[i];
        v[i] = 0.95 * v[i] + 0.05 * g[i] * g[i];
        w[i] -= 1e-2 * (m[i] / (1 - std::pow(0.9, t))) /
                (std::sqrt(v[i] / (1 - std::pow(0.95, t))) + 1e-8);
      }
    }
    QVERIFY(std::abs(parameters[0].value.detach()[0][0].item<double>() - w[0]) < 1e-6);
    QVERIFY(std::abs(parameters[0].value.detach()[0][1].item<double>() - w[1]) < 1e-6);
    QVERIFY(std::abs(parameters[1].value.detach()[0].item<double>() - w[2]) < 1e-6);
    QCOMPARE(optimizer.updates(), int64_t(5));
  }

  void clipsTheWholeModelsNorm() {
    const std::vector<Parameter> parameters = {parameter("a", at::zeros({2, 1})),
                                               parameter("b", at::zeros({1}))};
    AdamW optimizer(parameters, TrainSettings{});
    parameters[0].value.mutable_grad() = at::tensor({3.0f, 0.0f}).view({2, 1});
    parameters[1].value.mutable_grad() = at::tensor({4.0f});
    QCOMPARE(optimizer.gradientNorm(), 5.0);
    optimizer.clip(5, 10);
    QCOMPARE(optimizer.gradientNorm(), 5.0);
    optimizer.clip(5, 1);
    QVERIFY(std::abs(optimizer.gradientNorm() - 1) < 1e-6);
    optimizer.clearGradients();
    QVERIFY(!parameters[0].value.grad().defined());
    QCOMPARE(optimizer.gradientNorm(), 0.0);
  }
};

QTEST_GUILESS_MAIN(OptimizerTest)
#include "optimizer_test.moc"
