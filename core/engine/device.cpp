// Devices: finding them, naming them, and resolving every `auto` of a run for this machine.
#include "core/engine/device.h"

#include <dlfcn.h>
#include <torch/torch.h>

#include <algorithm>
#include <chrono>

#include "core/base/platform.h"
#include "core/engine/learner.h"
#include "core/engine/guarded.h"
#include "core/engine/threads.h"
#include "core/engine/trainer.h"

namespace unmask {

namespace {

// The driver's own answers; LibTorch's need the CUDA toolkit's headers. CUDA driver API, 64-bit.
struct CudaDriver {
  using Init = int (*)(unsigned);
  using Name = int (*)(char*, int, int);
  using Memory = int (*)(size_t*, int);
  using Attribute = int (*)(int*, int, int);
  static constexpr int kComputeCapabilityMajor = 75;

  Name name = nullptr;
  Memory memory = nullptr;
  Attribute attribute = nullptr;

  CudaDriver() {
    void* library = ::dlopen("libcuda.so.1", RTLD_NOW);
    if (!library) return;
    const auto init = reinterpret_cast<Init>(::dlsym(library, "cuInit"));
    if (!init || init(0) != 0) return;
    name = reinterpret_cast<Name>(::dlsym(library, "cuDeviceGetName"));
    memory = reinterpret_cast<Memory>(::dlsym(library, "cuDeviceTotalMem_v2"));
    attribute = reinterpret_cast<Attribute>(::dlsym(library, "cuDeviceGetAttribute"));
  }

  DeviceInfo describe(int index) const {
    DeviceInfo info{"cuda:" + std::to_string(index), "GPU", 0, false};
    char text[256] = {};
    if (name && name(text, sizeof text, index) == 0) info.name = text;
    size_t bytes = 0;
    if (memory && memory(&bytes, index) == 0) info.memoryBytes = bytes;
    int major = 0;
    if (attribute && attribute(&major, kComputeCapabilityMajor, index) == 0)
      info.bf16 = major >= 8;  // Ampere and newer multiply bfloat16 in hardware
    return info;
  }
};

bool cpuMultipliesBf16() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx512bf16");
#else
  return false;  // not known; `auto` measures in any case
#endif
}

int cudaDevices() {
  return torch::cuda::is_available() ? static_cast<int>(torch::cuda::device_count()) : 0;
}

// Seconds of one forward and backward pass over `batch`.
double passSeconds(const Learner& learner, const Batch& batch, const Pass& pass,
                   at::Device device) {
  const auto begin = std::chrono::steady_clock::now();
  learner.loss(batch, pass).sum.backward();
  for (const Parameter& parameter : learner.parameters()) parameter.value.mutable_grad().reset();
  if (device.is_cuda()) torch::cuda::synchronize();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

// Which precision trains faster here: measured on a throwaway model of the run's shape, at most two
// layers and 1,024 tokens. bf16 must gain 5 %, since its arithmetic is coarser.
std::string fasterPrecision(RunSpec spec, at::Device device) {
  constexpr int kRounds = 5;
  constexpr double kBudgetSeconds = 2;
  spec.model.layers = std::min<int64_t>(spec.model.layers, 2);
  spec.model.decoderLayers = std::min<int64_t>(spec.model.decoderLayers, 2);
  spec.model.dropout = 0;
  const int64_t length = positionsOf(spec);
  const int64_t count =
      std::clamp<int64_t>(1024 / length, 1, std::max<int64_t>(1, spec.train.batchSize));
  const auto learner = makeLearner(spec, device);
  const Batch batch = learner->madeUpBatch(count);

  const char* const precisions[] = {"fp32", "bf16"};
  Pass passes[2];
  std::vector<double> seconds[2];
  for (int p = 0; p < 2; ++p) {
    spec.train.precision = precisions[p];
    passes[p] = trainingPass(spec, device);
    passSeconds(*learner, batch, passes[p], device);  // the first pass also sets up kernels
  }
  double spent = 0;
  for (int round = 0; round < kRounds && spent < kBudgetSeconds; ++round)
    for (int p = 0; p < 2; ++p) {
      seconds[p].push_back(passSeconds(*learner, batch, passes[p], device));
      spent += seconds[p].back();
    }
  const auto median = [](std::vector<double>& values) {
    std::nth_element(values.begin(), values.begin() + values.size() / 2, values.end());
    return values[values.size() / 2];
  };
  return median(seconds[1]) < 0.95 * median(seconds[0]) ? "bf16" : "fp32";
}

}  // namespace

Result<at::Device> deviceNamed(const std::string& id) {
  if (id == "cpu") return at::Device(at::kCPU);
  const int devices = cudaDevices();
  for (int index = 0; index < devices; ++index)
    if (id == "cuda:" + std::to_string(index))
      return at::Device(at::kCUDA, static_cast<c10::DeviceIndex>(index));
  return failure(message(UNMASK_TEXT("core", "This computer has no device %1."), id),
                 devices == 0
                     ? message(
                           UNMASK_TEXT("core", "Choose the device cpu: no NVIDIA GPU was found."))
                     : message(UNMASK_TEXT("core", "Its devices are cpu and cuda:0 to cuda:%1."),
                               devices - 1));
}

Pass trainingPass(const RunSpec& spec, at::Device device) {
  Pass pass;
  if (spec.train.precision == "bf16") {
    pass.matmul = at::kBFloat16;
    if (device.is_cuda()) pass.attention = at::kBFloat16;
  }
  pass.dropout = spec.model.dropout;
  pass.training = true;
  return pass;
}

std::vector<DeviceInfo> listDevices() {
  std::vector<DeviceInfo> devices;
  devices.push_back({"cpu", cpuName(), 0, cpuMultipliesBf16()});
  const int count = cudaDevices();
  if (count == 0) return devices;
  const CudaDriver driver;
  for (int index = 0; index < count; ++index) devices.push_back(driver.describe(index));
  return devices;
}

Result<RunSpec> resolveAutomatic(RunSpec spec) {
  return guarded([&]() -> Result<RunSpec> {
    if (spec.device == "auto") spec.device = cudaDevices() > 0 ? "cuda:0" : "cpu";
    UNMASK_ASSIGN(const at::Device device, deviceNamed(spec.device));
    if (spec.train.threads == 0) spec.train.threads = physicalCores();
    if (spec.train.decaySteps == 0) spec.train.decaySteps = spec.train.steps;
    useThreads(spec.train.threads);
    if (spec.train.precision == "auto") spec.train.precision = fasterPrecision(spec, device);
    return spec;
  });
}

}  // namespace unmask
