// `unmask-worker evaluate` and `unmask-worker devices`.
#include <cstdio>
#include <nlohmann/json.hpp>

#include "core/engine/measure_speed.h"
#include "core/engine/trainer.h"
#include "core/worker/checkpoints.h"
#include "core/worker/commands.h"
#include "core/worker/run_inputs.h"
#include "core/worker/zero_shot_tasks.h"

namespace unmask {
namespace {

using Json = nlohmann::ordered_json;

int failed(const Error& error) {
  std::fprintf(stderr, "%s\n", inEnglish(error).c_str());
  return 1;
}

// The measures' names in the output, which has one object and no series.
std::string outputName(const std::string& measure, const RunSpec& spec) {
  if (measure == "loss/validation" && familyOf(spec) == Family::text) return "nats_per_token";
  return measure.substr(0, measure.find('/'));
}

struct Evaluated {
  RunSpec spec;
  int64_t step = 0;
  EvaluationReport report;
};

Result<Evaluated> evaluated(const std::filesystem::path& runFolder, int64_t checkpoint) {
  UNMASK_ASSIGN(const int64_t step, findCheckpoint(runFolder, checkpoint));
  JobControl job;
  UNMASK_ASSIGN(RunInputs inputs, openInputs(runFolder, job));
  UNMASK_ASSIGN(const RunSpec spec, resolveAutomatic(inputs.spec));
  UNMASK_ASSIGN(const std::unique_ptr<Trainer> trainer, Trainer::create(spec, *inputs.batches));
  UNMASK_TRY(trainer->load(checkpointFolder(runFolder, step)));
  const auto keepGoing = [] { return true; };
  UNMASK_ASSIGN(EvaluationReport report, trainer->evaluate(0, keepGoing));
  UNMASK_ASSIGN(const auto read, trainer->representation(0, keepGoing));
  report.measures.insert(read.begin(), read.end());
  UNMASK_ASSIGN(const auto named, trainer->zeroShot(zeroShotTasks(inputs), 0, keepGoing));
  report.measures.insert(named.begin(), named.end());
  if (!read.empty()) {  // the same encoder before its first step
    UNMASK_ASSIGN(const auto untrained, Trainer::create(spec, *inputs.batches));
    UNMASK_ASSIGN(auto before, untrained->representation(0, keepGoing));
    for (const char* measure : {"knn", "probe"})
      report.measures[std::string("untrained_") + measure + "/validation"] =
          before[std::string(measure) + "/validation"];
  }
  return Evaluated{spec, step, report};
}

}  // namespace

int evaluateCommand(const std::filesystem::path& runFolder, int64_t checkpoint, bool json) {
  const auto done = evaluated(runFolder, checkpoint);
  if (!done) return failed(done.error());
  Json object = {{"run", runFolder.filename().string()},
                 {"step", done->step},
                 {"targets", done->report.targets},
                 {familyOf(done->spec) == Family::text ? "windows" : "pictures",
                  done->report.windows}};
  for (const auto& [measure, value] : done->report.measures)
    object[outputName(measure, done->spec)] = value;
  if (json) {
    std::printf("%s\n", object.dump().c_str());
    return 0;
  }
  for (const auto& [name, value] : object.items()) {
    std::printf("%-16s %s\n", name.c_str(),
                value.is_string() ? value.get<std::string>().c_str() : value.dump().c_str());
  }
  return 0;
}

int devicesCommand(bool json, bool measure) {
  Json list = Json::array();
  for (const DeviceInfo& device : listDevices()) {
    list.push_back({{"id", device.id},
                    {"name", device.name},
                    {"memory_bytes", device.memoryBytes},
                    {"bf16", device.bf16}});
    if (!json)
      std::printf("%-8s %s, %.1f GiB%s\n", device.id.c_str(), device.name.c_str(),
                  static_cast<double>(device.memoryBytes) / (1 << 30), device.bf16 ? ", bf16" : "");
    if (!measure) continue;
    const auto points = measureSpeed(device.id);
    if (!points) return failed(points.error());
    Json speed = Json::array();
    for (const SpeedPoint& point : *points) {
      speed.push_back({{"precision", point.precision},
                       {"operations", point.operations},
                       {"seconds", point.seconds}});
      if (!json)
        std::printf("         %s: %.3g operations a second at %.3g a step\n",
                    point.precision.c_str(), point.operations / point.seconds, point.operations);
    }
    list.back()["speed"] = std::move(speed);
  }
  if (json) std::printf("%s\n", list.dump().c_str());
  return 0;
}

}  // namespace unmask
