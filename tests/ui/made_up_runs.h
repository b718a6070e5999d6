// Run folders as training leaves them, without training.
#pragma once

#include <QtTest>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>

#include "core/base/files.h"
#include "core/runs/run_store.h"
#include "core/runs/workspace.h"

namespace unmask {

struct MadeUpRun {
  std::string slug;  // "20261101-120000-next-token-plays"
  std::string name;
  std::string objective = "next-token";
  std::string corpus = "plays";
  int64_t steps = 100;  // asked for
  int64_t done = 100;
  double best = 2;               // lowest validation loss
  const char* end = "finished";  // kind of the last event; "": the worker was cut off
  const char* endText = "Ended.";
  std::function<void(RunSpec&)> change = {};
};

inline std::filesystem::path writeRun(const std::filesystem::path& root, const MadeUpRun& run) {
  const auto folder = root / "runs" / run.slug;
  std::filesystem::create_directories(folder);
  RunSpec spec = *defaultSpec(run.objective);
  spec.corpus = {run.corpus, std::string(64, 'a')};
  spec.tokenizer = {run.corpus + "-char", std::string(64, 'b')};
  spec.pieces = 65;
  spec.device = "cpu";
  spec.train.precision = "fp32";
  spec.train.threads = 2;
  spec.train.steps = run.steps;
  spec.train.decaySteps = run.steps;
  spec.train.warmupSteps = 0;
  if (run.change) run.change(spec);
  const auto written = [](const Status& status) {
    if (!status) qFatal("%s", inEnglish(status.error()).c_str());
  };
  written(writeFileWhole(folder / "spec.json", toJson(spec).dump(2)));
  if (!run.name.empty()) written(saveNotes(folder, run.name, "", {}));
  auto store = RunStoreWriter::open(folder, [](bool) {});
  if (!store) qFatal("%s", inEnglish(store.error()).c_str());
  constexpr int64_t kBegan = 1'790'000'000'000;  // in 2026
  RecordBatch records;
  records.events.push_back({0, 0, 0, kBegan, "started", "Started.", {}, "", {}});
  for (int64_t step = 0; step < run.done; ++step) {
    const double share =
        static_cast<double>(step) / static_cast<double>(std::max<int64_t>(1, run.done));
    const double loss = 4.2 + (run.best - 4.2) * share;
    records.points.push_back({0, 0, "loss/train", step, loss});
    records.points.push_back({0, 0, "step_seconds", step, 0.02});
    if (step % 10 == 9) records.points.push_back({0, 0, "loss/validation", step + 1, loss});
  }
  records.points.push_back({0, 0, "loss/validation", run.done, run.best});
  if (*run.end)
    records.events.push_back(
        {0, 0, run.done, kBegan + 60'000, run.end, run.endText, {"100"}, "", {}});
  (*store)->append(std::move(records));
  written((*store)->flush(10'000));
  return folder;
}

}  // namespace unmask
