// The machine's speed from its own runs and from a kept measurement; strange files are no speeds.
#include "core/runs/machine_speed.h"

#include <QTemporaryDir>
#include <QTest>
#include <fstream>
#include <nlohmann/json.hpp>

#include "core/base/files.h"
#include "core/base/platform.h"
#include "core/runs/run_folder.h"
#include "core/runs/run_store.h"

using namespace unmask;
namespace fs = std::filesystem;

class MachineSpeedTest : public QObject {
  Q_OBJECT
  std::unique_ptr<QTemporaryDir> temporary_;
  std::unique_ptr<Workspace> workspace_;

  RunSummary run(const std::function<void(RunSpec&)>& change, double stepSeconds, int steps = 50) {
    RunSpec spec = *defaultSpec("next-token");
    spec.corpus = {"small", "0"};
    spec.tokenizer = {"letters", "0"};
    spec.pieces = 30;
    spec.device = "cpu";
    spec.train.precision = "fp32";
    spec.train.threads = physicalCores();
    if (change) change(spec);
    const auto folder = prepareRun(*workspace_, spec, "");
    if (!folder) qFatal("%s", inEnglish(folder.error()).c_str());
    auto writer = RunStoreWriter::open(*folder, [](bool) {});
    RecordBatch records;
    for (int64_t step = 0; step < steps; ++step) {
      records.points.push_back({0, 0, "loss/train", step, 3});
      // Most steps are equal; some wait for another program.
      records.points.push_back({0, 0, "step_seconds", step, step % 10 ? stepSeconds : 1.0});
    }
    (*writer)->append(std::move(records));
    writer->reset();
    return *summarise(*folder);
  }

 private Q_SLOTS:
  void init() {
    temporary_ = std::make_unique<QTemporaryDir>();
    workspace_ = std::make_unique<Workspace>(*Workspace::open(temporary_->path().toStdString()));
  }

  void aRunTellsItsSpeed() {
    const RunSummary one = run({}, 0.02);
    const auto points = speedOfRuns(*workspace_, {one});
    QCOMPARE(points.size(), size_t{1});
    QCOMPARE(points[0].device, std::string("cpu"));
    QCOMPARE(points[0].precision, std::string("fp32"));
    QCOMPARE(points[0].operations, workOf(one.spec, 0).pass);
    QCOMPARE(points[0].seconds, 0.02);
    QVERIFY(points[0].ofRun);
    const RunSummary four = run([](RunSpec& spec) { spec.train.accumulate = 4; }, 0.08);
    QCOMPARE(speedOfRuns(*workspace_, {four})[0].seconds, 0.02);
  }

  void whatTellsNothingOfThisMachineIsPassedOver() {
    QVERIFY(speedOfRuns(*workspace_, {run({}, 0.02, 5)}).empty());
    QVERIFY(speedOfRuns(*workspace_, {run([](RunSpec& spec) { spec.train.threads = 1000; }, 0.02)})
                .empty());
    const RunSummary elsewhere = run({}, 0.02);
    QVERIFY(writeContact(elsewhere.folder / "worker.json", {1, "another computer", "s", "n"})
                .has_value());
    QVERIFY(speedOfRuns(*workspace_, {elsewhere}).empty());
    RunSummary shared = run({}, 0.02);
    shared.folder = "/somewhere/else/runs/x";
    QVERIFY(speedOfRuns(*workspace_, {shared}).empty());
  }

  void aMeasurementIsKept() {
    QVERIFY(keptMeasurement(*workspace_).empty());
    const auto devices = devicesFromJson(
        R"([{"id":"cpu","name":"A CPU","memory_bytes":0,"bf16":false,
             "speed":[{"precision":"fp32","operations":1e9,"seconds":0.1},
                      {"precision":"fp32","operations":-1,"seconds":0.1},{"precision":3}]}])");
    QVERIFY(devices.has_value());
    QCOMPARE((*devices)[0].speed.size(), size_t{1});
    QVERIFY(keepMeasurement(*workspace_, *devices).has_value());
    const auto kept = keptMeasurement(*workspace_);
    QCOMPARE(kept.size(), size_t{1});
    QCOMPARE(kept[0].device, std::string("cpu"));
    QCOMPARE(kept[0].seconds, 0.1);
    QVERIFY(!kept[0].ofRun);
    // Beside another machine's.
    const fs::path file = workspace_->root() / "speed.json";
    auto all = nlohmann::json::parse(*readFile(file, 1 << 20));
    all["other"] = nlohmann::json::array();
    std::ofstream(file) << all.dump();
    QVERIFY(keepMeasurement(*workspace_, *devices).has_value());
    QVERIFY(nlohmann::json::parse(*readFile(file, 1 << 20)).contains("other"));
    for (const char* strange : {"", "[]", "{", "null", R"({"a":{"b":[[[[[[[[[[1]]]]]]]]]]}})"}) {
      std::ofstream(file) << strange;
      QVERIFY(keptMeasurement(*workspace_).empty());
    }
  }

  void strangeAnswersAreNoDevices() {
    for (const char* strange : {"", "{}", "no JSON", "7"})
      QVERIFY(!devicesFromJson(strange).has_value());
    QVERIFY(devicesFromJson(R"([1, {"name": "nameless"}, null])")->empty());
  }

  void automaticIsTheFirstGpuElseTheCpu() {
    const Device cpu{"cpu", "A CPU", 0, {}}, gpu{"cuda:0", "A GPU", 8'000'000'000, {}};
    QCOMPARE(resolvedDevice("auto", {cpu}), std::string("cpu"));
    QCOMPARE(resolvedDevice("auto", {cpu, gpu}), std::string("cuda:0"));
    QCOMPARE(resolvedDevice("cpu", {cpu, gpu}), std::string("cpu"));
    QCOMPARE(memoryOfDevice("cuda:0", {cpu, gpu}), uint64_t{8'000'000'000});
    QCOMPARE(memoryOfDevice("cpu", {cpu, gpu}), machineMemoryBytes());
    QVERIFY(machineMemoryBytes() > 1'000'000);
    QCOMPARE(memoryOfDevice("cuda:7", {cpu, gpu}), uint64_t{0});
  }
};

QTEST_GUILESS_MAIN(MachineSpeedTest)
#include "machine_speed_test.moc"
