// Summaries of many runs: the same as reading each anew, whatever changes in between.
#include "core/runs/run_listing.h"

#include <QTemporaryDir>
#include <QTest>
#include <fstream>
#include <nlohmann/json.hpp>

#include "core/base/platform.h"
#include "core/runs/run_folder.h"
#include "core/runs/run_store.h"

using namespace unmask;
namespace fs = std::filesystem;

class RunListingTest : public QObject {
  Q_OBJECT
  QTemporaryDir temporary_;

  static RunSpec spec() {
    RunSpec spec = *defaultSpec("next-token");
    spec.corpus = {"small", "0"};
    spec.tokenizer = {"letters", "0"};
    spec.pieces = 30;
    return spec;
  }
  static void append(const fs::path& run, const char* kind, double loss) {
    auto writer = RunStoreWriter::open(run, [](bool) {});
    if (!writer) qFatal("%s", inEnglish(writer.error()).c_str());
    RecordBatch records;
    records.points.push_back({0, 0, "loss/validation", 1, loss});
    records.events.push_back({0, 0, 1, 1000, kind, "Text.", {}, "", {}});
    (*writer)->append(std::move(records));
  }

 private Q_SLOTS:
  void everyChangeIsSeen() {
    const auto workspace = Workspace::open(temporary_.path().toStdString());
    QVERIFY(workspace.has_value());
    std::vector<fs::path> folders;
    for (int i = 0; i < 3; ++i) {
      folders.push_back(*prepareRun(*workspace, spec(), "run " + std::to_string(i)));
      append(folders.back(), "started", 3);
    }
    RunListing listing;
    const auto check = [&] {
      const auto listed = listing.list(folders);
      QCOMPARE(listed.size(), folders.size());
      for (size_t i = 0; i < folders.size(); ++i) {
        const auto anew = summarise(folders[i]);
        QCOMPARE(listed[i].has_value(), anew.has_value());
        if (!anew) continue;
        QCOMPARE(listed[i]->folder, anew->folder);
        QCOMPARE(listed[i]->name, anew->name);
        QCOMPARE(id(listed[i]->state), id(anew->state));
        QCOMPARE(listed[i]->bestValidationLoss, anew->bestValidationLoss);
        QCOMPARE(listed[i]->spec.train.steps, anew->spec.train.steps);
      }
    };
    check();
    check();
    QVERIFY(saveNotes(folders[1], "renamed", "", {}).has_value());
    check();
    append(folders[2], "finished", 1.25);
    check();
    RunSpec changed = spec();
    changed.train.steps = 77777;
    std::ofstream(folders[0] / "spec.json") << toJson(changed).dump();
    check();
    {
      const auto lock = FileLock::acquire(folders[0] / "lock");
      QVERIFY(lock.has_value());
      QVERIFY(isLive(listing.list(folders)[0]->state));
      check();
    }
    check();
    folders.erase(folders.begin());
    check();
    std::ofstream(folders[0] / "spec.json") << "not JSON at all";
    check();
  }
};

QTEST_GUILESS_MAIN(RunListingTest)
#include "run_listing_test.moc"
