// How fast this machine trains: as its own runs show, else as measured once.
#pragma once

#include <optional>

#include "core/runs/workspace.h"
#include "core/spec/estimate.h"

namespace unmask {

struct Device {
  std::string id, name;  // "cuda:0"
  uint64_t memoryBytes = 0;
  std::vector<SpeedPoint> speed;  // empty: not measured
};

// What `unmask-worker devices --json [--measure]` wrote.
Result<std::vector<Device>> devicesFromJson(const std::string& text);

// The device that "auto" means, as the worker resolves it; others stay as they are.
std::string resolvedDevice(const std::string& device, const std::vector<Device>&);
// Bytes that a run may take there: of the GPU, or of the computer. 0: not known.
uint64_t memoryOfDevice(const std::string& device, const std::vector<Device>&);

// One point for each of the newest of `runs` that trained on this machine, with as many threads as
// a new run would take, long enough to tell. Reads their run.db.
std::vector<SpeedPoint> speedOfRuns(const Workspace&, const std::vector<RunSummary>& runs);

// speed.json of the workspace, which keeps one measurement for each machine that used it.
std::vector<SpeedPoint> keptMeasurement(const Workspace&);
// Whether a measurement of `device` could better this estimate: none is among `speeds` yet.
bool wantsMeasuring(const TimeEstimate&, const std::string& device,
                    const std::vector<SpeedPoint>& speeds);
Status keepMeasurement(const Workspace&, const std::vector<Device>&);

// estimate.json: what was promised when the run was launched. spec.json alone determines the run;
// this stands beside it to be compared with what the run took.
Status saveEstimate(const std::filesystem::path& runFolder, const Estimate&);
std::optional<Estimate> readEstimate(const std::filesystem::path& runFolder);

}  // namespace unmask
