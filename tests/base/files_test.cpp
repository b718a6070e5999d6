// Files and folders appear whole or not at all.
#include "core/base/files.h"

#include <QTemporaryDir>
#include <QTest>
#include <fstream>

#include "tests/base/full_disk.h"

using namespace unmask;

class FilesTest : public QObject {
  Q_OBJECT
  QTemporaryDir dir_;
  fs::path at(const char* name) const { return fs::path(dir_.path().toStdString()) / name; }
  static size_t entries(const fs::path& folder) {
    return static_cast<size_t>(
        std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
  }

 private Q_SLOTS:
  void writesAndReadsBack() {
    const std::string bytes("a\0b\n", 4);
    QVERIFY(writeFileWhole(at("a"), bytes).has_value());
    QCOMPARE(*readFile(at("a")), bytes);
    QVERIFY(writeFileWhole(at("a"), "new").has_value());
    QCOMPARE(*readFile(at("a")), std::string("new"));
  }

  void refusesOverTheCapByName() {
    QVERIFY(writeFileWhole(at("big"), std::string(1000, 'x')).has_value());
    const auto read = readFile(at("big"), 999);
    QVERIFY(!read);
    QVERIFY(inEnglish(read.error()).find("big") != std::string::npos);
    QVERIFY(readFile(at("big"), 1000).has_value());
  }

  void missingFileNamesReason() {
    const auto read = readFile(at("absent"));
    QVERIFY(!read);
    QVERIFY(inEnglish(read.error()).find("absent: No such file") != std::string::npos);
  }

  void failedWriteKeepsTheOldAndLeavesNothing() {
    const fs::path folder = at("full");
    fs::create_directory(folder);
    QVERIFY(writeFileWhole(folder / "f", "old").has_value());
    const auto written = [&] {
      const FullDisk disk(1000);
      return writeFileWhole(folder / "f", std::string(100000, 'x'));
    }();
    QVERIFY(!written);
    QCOMPARE(*readFile(folder / "f"), std::string("old"));
    QCOMPARE(entries(folder), size_t{1});
  }

  void folderAppearsOnlyOnCommit() {
    const fs::path final = at("thing");
    {
      auto partial = PartialFolder::create(final);
      QVERIFY(partial.has_value());
      std::ofstream(partial->path() / "x") << "1";
      QVERIFY(!fs::exists(final));
    }
    QVERIFY(!fs::exists(final));
    QVERIFY(!fs::exists(at(".thing.partial")));
    {
      auto partial = PartialFolder::create(final);
      std::ofstream(partial->path() / "x") << "1";
      QVERIFY(partial->commit().has_value());
    }
    QVERIFY(fs::exists(final / "x"));
    QVERIFY(!fs::exists(at(".thing.partial")));
  }

  void leftoversOfTheKilledAreRemoved() {
    const fs::path folder = at("left");
    fs::create_directories(folder / ".step-5.partial");
    fs::create_directories(folder / "step-4");
    removeLeftovers(folder);
    QVERIFY(!fs::exists(folder / ".step-5.partial"));
    QVERIFY(fs::exists(folder / "step-4"));
  }
};

QTEST_GUILESS_MAIN(FilesTest)
#include "files_test.moc"
