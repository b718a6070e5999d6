// Timing training steps of throwaway models.
#include "core/engine/measure_speed.h"

#include <torch/torch.h>

#include <chrono>
#include <ctime>

#include "core/base/platform.h"
#include "core/engine/batch_tensors.h"
#include "core/engine/device.h"
#include "core/engine/guarded.h"
#include "core/engine/optimizer.h"
#include "core/engine/threads.h"

namespace unmask {

namespace {

using Clock = std::chrono::steady_clock;

constexpr int kRounds = 5;
constexpr double kMostSeconds = 0.5;  // for one size and precision

struct Size {
  int64_t layers, width, context, batch;
};
constexpr Size kSmall{2, 128, 64, 12}, kLarge{2, 512, 64, 8}, kLargeOnGpu{4, 1024, 512, 16};

RunSpec throwaway(const Size& size) {
  RunSpec spec;
  spec.pieces = 256;
  spec.model.layers = size.layers;
  spec.model.width = size.width;
  spec.model.feedForward = 4 * size.width;
  spec.model.heads = size.width / 32;
  spec.model.context = size.context;
  spec.train.batchSize = size.batch;
  return spec;
}

double now() {
  return std::chrono::duration<double>(Clock::now().time_since_epoch()).count();
}

// What a round would take with the cores to itself. Where other programs take their part, the time
// on the clock says nothing of this machine; the processor time shared by the threads does, with a
// little more for what only one of them can do.
double undisturbed(double clock, double processor, int threads) {
  constexpr double kDisturbed = 0.7, kAlone = 1.2;
  const double shared = processor / threads;
  return shared < kDisturbed * clock ? kAlone * shared : clock;
}

// The fastest of some rounds; the first, which sets up kernels, does not count.
template <class Work>
double fastestSeconds(at::Device device, const Work& work) {
  double fastest = 0;
  const double first = now();
  for (int round = 0; round <= kRounds; ++round) {
    const double begin = now();
    const std::clock_t processor = std::clock();
    work();
    if (device.is_cuda()) torch::cuda::synchronize();
    double took = now() - begin;
    if (device.is_cpu())
      took = undisturbed(took, static_cast<double>(std::clock() - processor) / CLOCKS_PER_SEC,
                         physicalCores());
    if (round == 1 || (round > 1 && took < fastest)) fastest = took;
    if (round > 0 && now() - first > kMostSeconds) break;
  }
  return fastest;
}

void timeSize(RunSpec spec, const std::string& id, at::Device device, bool writing,
              std::vector<SpeedPoint>& points) {
  const auto model = makeModel(spec, device);
  AdamW optimizer(model->parameters(), spec.train);
  at::Generator generator = at::detail::createCPUGenerator(1);
  BatchTensors batch;
  batch.input.ids =
      at::randint(0, spec.pieces, {spec.train.batchSize, spec.model.context}, generator, at::kLong)
          .to(device);
  batch.labels = batch.input.ids.view({-1});
  const WorkEstimate work = workOf(spec, 0);
  for (const char* precision : {"fp32", "bf16"}) {
    spec.train.precision = precision;
    const Pass pass = trainingPass(spec, device);
    const double seconds = fastestSeconds(device, [&] {
      summedLoss(*model, batch, pass).backward();
      optimizer.clip(optimizer.gradientNorm(), 1);
      optimizer.step(1e-5);
      optimizer.clearGradients();
    });
    points.push_back({id, precision, work.pass, seconds});
  }
  if (!writing) return;
  const at::NoGradGuard noGrad;
  const ModelInput window{batch.input.ids.narrow(0, 0, 1), {}};
  points.push_back({id, "fp32", work.window, fastestSeconds(device, [&] {
                      model->logits(model->hidden(window, Pass{}).narrow(0, 0, 1), Pass{}).cpu();
                    })});
}

}  // namespace

Result<std::vector<SpeedPoint>> measureSpeed(const std::string& id) {
  return guarded([&]() -> Result<std::vector<SpeedPoint>> {
    UNMASK_ASSIGN(const at::Device device, deviceNamed(id));
    useThreads(physicalCores());
    std::vector<SpeedPoint> points;
    timeSize(throwaway(kSmall), id, device, true, points);
    timeSize(throwaway(device.is_cuda() ? kLargeOnGpu : kLarge), id, device, false, points);
    return points;
  });
}

}  // namespace unmask
