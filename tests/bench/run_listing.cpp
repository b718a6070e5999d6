// How long it takes to list 500 runs: the first time, again when nothing changed, and when one did.
// The window does this every 3 s while Runs is shown, off the event loop.
//
//   cmake --preset release -DUNMASK_BENCH=ON && cmake --build build/release --target run_listing
//   build/release/bin/run_listing [runs]
#include <QTemporaryDir>
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "core/runs/run_listing.h"
#include "core/runs/run_store.h"

using namespace unmask;

namespace {

double milliseconds(auto work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin)
      .count();
}

void fill(const std::filesystem::path& folder) {
  auto writer = RunStoreWriter::open(folder, [](bool) {});
  if (!writer) std::abort();
  for (int64_t part = 0; part < 20; ++part) {
    RecordBatch records;
    for (int64_t step = part * 100; step < part * 100 + 100; ++step)
      for (const char* series : {"loss/train", "gradient_norm", "learning_rate", "step_seconds"})
        records.points.push_back({0, 0, series, step, 2.5});
    records.points.push_back({0, 0, "loss/validation", part * 100, 2.5});
    records.events.push_back({0, 0, part * 100, 1, "evaluated", "Evaluated.", {}, "", {}});
    (*writer)->append(std::move(records));
  }
}

}  // namespace

int main(int argc, char** argv) {
  const int runs = argc > 1 ? std::atoi(argv[1]) : 500;
  QTemporaryDir temporary;
  auto workspace = Workspace::open(temporary.path().toStdString());
  RunSpec spec = *defaultSpec("next-token");
  spec.corpus = {"small", "0"};
  spec.tokenizer = {"letters", "0"};
  spec.pieces = 30;
  if (!workspace) return 1;
  for (int i = 0; i < runs; ++i)
    if (const auto folder = prepareRun(*workspace, spec, "")) fill(*folder);
  const auto folders = workspace->runFolders();
  RunListing listing;
  std::printf("%zu runs\n", folders.size());
  std::printf("first time         %7.1f ms\n", milliseconds([&] { listing.list(folders); }));
  std::printf("nothing changed    %7.1f ms\n", milliseconds([&] { listing.list(folders); }));
  if (!saveNotes(folders.front(), "renamed", "", {})) return 1;
  std::printf("one changed        %7.1f ms\n", milliseconds([&] { listing.list(folders); }));
  std::printf("the folders alone  %7.1f ms\n", milliseconds([&] { workspace->runFolders(); }));
}
