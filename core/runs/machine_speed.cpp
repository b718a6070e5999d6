// Speeds read from runs and from the kept measurement; estimates kept with runs.
#include "core/runs/machine_speed.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "core/base/files.h"
#include "core/base/platform.h"
#include "core/runs/run_folder.h"
#include "core/runs/run_store.h"

namespace unmask {

namespace {

using nlohmann::json;

constexpr size_t kRuns = 12;          // the newest are looked at
constexpr int64_t kFewestSteps = 20;  // of a run that tells a speed
constexpr size_t kStepsLookedAt = 300;

json parsed(const std::string& text) {
  const auto shallow = [](int depth, json::parse_event_t, json&) { return depth <= 8; };
  return json::parse(text, shallow, false);
}

double numberIn(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_number() ? found->get<double>()
                                                     : std::numeric_limits<double>::quiet_NaN();
}

std::string textIn(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

json toJson(const SpeedPoint& point) {
  return {{"device", point.device},
          {"precision", point.precision},
          {"operations", point.operations},
          {"seconds", point.seconds}};
}

std::vector<SpeedPoint> pointsFrom(const json& list, const std::string& device) {
  std::vector<SpeedPoint> points;
  if (!list.is_array()) return points;
  for (const json& entry : list) {
    if (!entry.is_object()) continue;
    SpeedPoint point{device.empty() ? textIn(entry, "device") : device, textIn(entry, "precision"),
                     numberIn(entry, "operations"), numberIn(entry, "seconds")};
    if (point.operations > 0 && point.seconds > 0) points.push_back(std::move(point));
  }
  return points;
}

std::filesystem::path speedFile(const Workspace& workspace) {
  return workspace.root() / "speed.json";
}

// speed.json: {<machine>: [points]}.
json keptSpeeds(const Workspace& workspace) {
  const auto text = readFile(speedFile(workspace), 1 << 20);
  json object = text ? parsed(*text) : json();
  return object.is_object() ? object : json::object();
}

std::string thisMachine() {
  return thisHost().toStdString();
}

// A run whose worker was on another computer tells nothing about this one.
bool trainedHere(const RunSummary& run) {
  const auto contact = readContact(run.folder / "worker.json");
  return !contact || contact->host.isEmpty() || contact->host == thisHost();
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

}  // namespace

Result<std::vector<Device>> devicesFromJson(const std::string& text) {
  const json list = parsed(text);
  if (!list.is_array())
    return failure(message(UNMASK_TEXT("core", "The worker did not say which devices there are.")),
                   message(UNMASK_TEXT("core", "Build or install the worker of this version.")));
  std::vector<Device> devices;
  for (const json& entry : list) {
    if (!entry.is_object() || textIn(entry, "id").empty()) continue;
    Device device{textIn(entry, "id"), textIn(entry, "name"), 0, {}};
    if (const double bytes = numberIn(entry, "memory_bytes"); bytes > 0 && bytes < 1e18)
      device.memoryBytes = static_cast<uint64_t>(bytes);
    if (entry.contains("speed")) device.speed = pointsFrom(entry["speed"], device.id);
    devices.push_back(std::move(device));
  }
  return devices;
}

std::string resolvedDevice(const std::string& device, const std::vector<Device>& devices) {
  if (device != "auto") return device;
  const bool gpu = std::ranges::any_of(devices, [](const Device& d) { return d.id == "cuda:0"; });
  return gpu ? "cuda:0" : "cpu";
}

uint64_t memoryOfDevice(const std::string& device, const std::vector<Device>& devices) {
  for (const Device& known : devices)
    if (known.id == device && known.memoryBytes > 0) return known.memoryBytes;
  return device == "cpu" ? machineMemoryBytes() : 0;
}

std::vector<SpeedPoint> speedOfRuns(const Workspace& workspace,
                                    const std::vector<RunSummary>& runs) {
  std::vector<SpeedPoint> points;
  size_t looked = 0;
  const std::filesystem::path home = workspace.root() / "runs";
  for (const RunSummary& run : runs) {
    const RunSpec& spec = run.spec;
    const bool definite = spec.train.precision != "auto" && spec.device != "auto";
    const bool allThreads = spec.device != "cpu" || spec.train.threads == physicalCores();
    if (run.step < kFewestSteps || !definite || !allThreads) continue;
    if (run.folder.parent_path() != home || !trainedHere(run)) continue;
    if (++looked > kRuns) break;
    const auto reader = RunStoreReader::open(run.folder);
    if (!reader) continue;  // the list of runs says what is wrong with it
    const auto steps = reader->lastPoints("step_seconds", kStepsLookedAt);
    if (!steps || steps->size() < kFewestSteps) continue;
    std::vector<double> seconds;
    for (const Point& step : *steps) seconds.push_back(step.value);
    points.push_back({spec.device, spec.train.precision, workOf(spec, 0).pass,
                      median(std::move(seconds)) / static_cast<double>(spec.train.accumulate),
                      true});
  }
  return points;
}

std::vector<SpeedPoint> keptMeasurement(const Workspace& workspace) {
  const json speeds = keptSpeeds(workspace);
  const auto mine = speeds.find(thisMachine());
  return mine == speeds.end() ? std::vector<SpeedPoint>() : pointsFrom(*mine, {});
}

bool wantsMeasuring(const TimeEstimate& time, const std::string& device,
                    const std::vector<SpeedPoint>& speeds) {
  const bool measured = std::ranges::any_of(
      speeds, [&](const SpeedPoint& point) { return !point.ofRun && point.device == device; });
  return !measured && (!std::isfinite(time.seconds) || time.farFetched);
}

Status keepMeasurement(const Workspace& workspace, const std::vector<Device>& devices) {
  json speeds = keptSpeeds(workspace);
  json points = json::array();
  for (const Device& device : devices)
    for (const SpeedPoint& point : device.speed) points.push_back(toJson(point));
  speeds[thisMachine()] = std::move(points);
  return writeFileWhole(speedFile(workspace), speeds.dump(1) + "\n");
}

Status saveEstimate(const std::filesystem::path& runFolder, const Estimate& estimate) {
  json object{{"parameters", estimate.parameters},
              {"device", estimate.device},
              {"memory",
               {{"weights", estimate.memory.weights},
                {"gradients", estimate.memory.gradients},
                {"optimizer", estimate.memory.optimizer},
                {"activations", estimate.memory.activations},
                {"program", estimate.memory.program}}},
              {"runs", estimate.time.runs}};
  if (std::isfinite(estimate.time.seconds)) object["seconds"] = estimate.time.seconds;
  return writeFileWhole(runFolder / "estimate.json", object.dump(1) + "\n");
}

std::optional<Estimate> readEstimate(const std::filesystem::path& runFolder) {
  const auto text = readFile(runFolder / "estimate.json", 1 << 16);
  const json object = text ? parsed(*text) : json();
  if (!object.is_object() || !object.contains("memory") || !object["memory"].is_object())
    return std::nullopt;
  const json& memory = object["memory"];
  Estimate estimate;
  const double parameters = numberIn(object, "parameters"), runs = numberIn(object, "runs");
  if (!(parameters > 0 && parameters < 1e18)) return std::nullopt;
  estimate.parameters = static_cast<int64_t>(parameters);
  estimate.memory = {numberIn(memory, "weights"), numberIn(memory, "gradients"),
                     numberIn(memory, "optimizer"), numberIn(memory, "activations"),
                     numberIn(memory, "program")};
  estimate.time.seconds = numberIn(object, "seconds");
  estimate.time.runs = runs > 0 && runs < 1e6 ? static_cast<int>(runs) : 0;
  estimate.device = textIn(object, "device");
  return estimate;
}

}  // namespace unmask
