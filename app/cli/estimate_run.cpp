// Estimating a run on the command line.
#include "app/cli/estimate_run.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "app/cli/ask_worker.h"

namespace unmask {

namespace {

constexpr double kLong = 2 * 3600;  // seconds

Result<std::vector<Device>> askDevices(bool measure) {
  QStringList arguments{QStringLiteral("devices")};
  if (measure) arguments << QStringLiteral("--measure");
  std::string answer;
  UNMASK_TRY(askWorker(arguments, [&](const nlohmann::json& list) { answer = list.dump(); }));
  return devicesFromJson(answer);
}

std::string about(double seconds) {
  // No more digits than an estimate has.
  const double step = seconds < 100 ? 5 : seconds < 3600 ? 60 : 600;
  return readableDuration(std::max(1.0, std::round(seconds / step) * step));
}

void print(Terminal& terminal, const Estimate& estimate, uint64_t available) {
  const double memory = estimate.memory.total();
  const std::string size = withSeparators(static_cast<uint64_t>(estimate.parameters));
  const std::string bytes = readableBytes(static_cast<uint64_t>(memory));
  if (!std::isfinite(estimate.time.seconds)) {
    terminal.line(message(UNMASK_TEXT("core", "%1 parameters, about %2 of memory on %3"), size,
                          bytes, estimate.device));
  } else {
    terminal.line(message(UNMASK_TEXT("core", "%1 parameters, about %2 of memory and %3 on %4"),
                          size, bytes, about(estimate.time.seconds), estimate.device));
    if (estimate.time.seconds > kLong)
      terminal.note(message(UNMASK_TEXT("core",
                                        "This run takes hours here. --preset, model.* and "
                                        "train.steps make it smaller.")));
  }
  if (available > 0 && memory > static_cast<double>(available))
    terminal.note(message(UNMASK_TEXT("core",
                                      "It will not fit: %1 has %2. Lower train.batch_size, "
                                      "model.context or model.width."),
                          estimate.device, readableBytes(available)));
}

}  // namespace

nlohmann::json estimateJson(const Estimate& estimate) {
  nlohmann::json object{{"type", "estimate"},
                        {"device", estimate.device},
                        {"parameters", estimate.parameters},
                        {"memory_bytes", std::round(estimate.memory.total())},
                        {"seconds", nullptr},
                        {"runs", estimate.time.runs}};
  if (std::isfinite(estimate.time.seconds)) object["seconds"] = estimate.time.seconds;
  return object;
}

Result<Estimate> sayEstimate(Terminal& terminal, const Workspace& workspace, const RunSpec& spec,
                             double validationItems) {
  std::vector<RunSummary> runs;
  for (const auto& folder : workspace.runFolders())
    if (auto run = summarise(folder)) runs.push_back(std::move(*run));
  UNMASK_ASSIGN(std::vector<Device> devices, askDevices(false));
  const std::string device = resolvedDevice(spec.device, devices);
  std::vector<SpeedPoint> speeds = speedOfRuns(workspace, runs);
  const auto add = [&](const std::vector<SpeedPoint>& more) {
    speeds.insert(speeds.end(), more.begin(), more.end());
  };
  add(keptMeasurement(workspace));
  Estimate estimate = estimateOf(spec, device, validationItems, speeds);
  if (wantsMeasuring(estimate.time, device, speeds)) {
    terminal.note(message(UNMASK_TEXT("core", "Measuring once how fast this machine trains.")));
    UNMASK_ASSIGN(devices, askDevices(true));
    UNMASK_TRY(keepMeasurement(workspace, devices));
    for (const Device& measured : devices) add(measured.speed);
    estimate = estimateOf(spec, device, validationItems, speeds);
  }
  print(terminal, estimate, memoryOfDevice(device, devices));
  return estimate;
}

}  // namespace unmask
