// Files and folders appear whole or not at all.
#include "core/base/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <QTemporaryDir>
#include <QTest>
#include <atomic>
#include <csignal>
#include <fstream>
#include <set>
#include <thread>

#include "core/base/digest.h"
#include "tests/base/full_disk.h"
#include "tests/base/sanitizers.h"

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
    const std::string reason = std::generic_category().message(ENOENT);  // in the system's language
    QVERIFY(inEnglish(read.error()).find("absent: " + reason) != std::string::npos);
  }

  // A named pipe would be waited on until somebody writes to it.
  void whatIsNoFileIsNotWaitedFor() {
    const fs::path pipe = at("pipe");
    QCOMPARE(::mkfifo(pipe.c_str(), 0600), 0);
    const auto read = readFile(pipe);
    QVERIFY(!read && inEnglish(read.error()).find("pipe") != std::string::npos);
    QVERIFY(!sha256OfFile(pipe));
    QVERIFY(!readFile("/dev/zero"));
    QVERIFY(!readFile(pipe.parent_path()));
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

  void whatIsNotThereIsToldFromWhatCannotBeSeen() {
    QVERIFY(writeFileWhole(at("file"), "x").has_value());
    QCOMPARE(*pathExists(at("file")), true);
    QCOMPARE(*pathExists(at("none")), false);
    QCOMPARE(*pathExists(at("file") / "below"), false);  // ENOTDIR
    fs::create_symlink("loop", at("loop"));              // ELOOP: the disk's answer is an error
    const auto unknown = pathExists(at("loop"));
    QVERIFY(!unknown);
    QVERIFY(inEnglish(unknown.error()).find("loop") != std::string::npos);
    if (::geteuid() != 0) {
      fs::create_directory(at("shut"));
      QCOMPARE(::chmod(at("shut").c_str(), 0), 0);
      QVERIFY(!pathExists(at("shut") / "x"));  // EACCES
      ::chmod(at("shut").c_str(), 0700);
    }
  }

  void aFileForItsOwnerIsNeverOpenToOthers() {
    QVERIFY(writeFileWhole(at("key"), "secret", Readers::ownerAlone).has_value());
    struct stat info {};
    QCOMPARE(::stat(at("key").c_str(), &info), 0);
    QCOMPARE(info.st_mode & 0777u, 0600u);
    QVERIFY(writeFileWhole(at("open"), "x").has_value());
    QVERIFY(writeFileWhole(at("open"), "secret", Readers::ownerAlone).has_value());
    QCOMPARE(::stat(at("open").c_str(), &info), 0);
    QCOMPARE(info.st_mode & 0777u, 0600u);
  }

  void severalMakersOfOneNameDoNotMeet() {
    auto first = PartialFolder::create(at("same"));
    auto second = PartialFolder::create(at("same"));
    QVERIFY(first && second);
    QVERIFY(first->path() != second->path());
    std::ofstream(first->path() / "x") << "first";
    std::ofstream(second->path() / "x") << "second";
    removeLeftovers(at(""));  // nothing of the living
    QVERIFY(first->commit().has_value());
    const Status late = second->commit();
    QVERIFY(!late);
    QVERIFY(late.error().kind == ErrorKind::busy);
    QCOMPARE(*readFile(at("same") / "x"), std::string("first"));
  }

  void aNameThatIsBeingMadeIsTaken() {
    QCOMPARE(firstFree(at("busy")), at("busy"));
    {
      const auto making = PartialFolder::create(at("busy"));
      QVERIFY(nameTaken(at("busy")));
      QCOMPARE(firstFree(at("busy")), at("busy-2"));
      const auto next = PartialFolder::create(at("busy"), PartialFolder::Name::orNextFree);
      QCOMPARE(next->finalPath(), at("busy-2"));
      QCOMPARE(firstFree(at("busy")), at("busy-3"));
      QVERIFY(!nameTaken(at("bus")));
    }
    QCOMPARE(firstFree(at("busy")), at("busy"));
    // Who asked for the next name and comes too late gets the one after it.
    for (const char* name : {"plays", "plays-2", "chapter-7"}) fs::create_directory(at(name));
    QCOMPARE(firstFree(at("plays-2")), at("plays-3"));
    QCOMPARE(firstFree(at("chapter-7")), at("chapter-7-2"));
    // What a killed maker left takes no name.
    fs::create_directory(at(".busy.partial-AbCdEf"));
    QCOMPARE(firstFree(at("busy")), at("busy"));
  }

  void ofManyThatBeginAtOnceEachGetsItsOwnName() {
    UNMASK_NEEDS_THREADS_AFTER_FORK();
    const fs::path folder = at("rush");
    fs::create_directory(folder);
    constexpr int kProcesses = 4, kThreads = 4;
    std::vector<pid_t> children;
    for (int process = 0; process < kProcesses; ++process) {
      const pid_t child = ::fork();
      if (child == 0) {
        std::vector<std::thread> threads;
        std::atomic<int> wrong = 0;
        for (int i = 0; i < kThreads; ++i)
          threads.emplace_back([&] {
            auto partial =
                PartialFolder::create(folder / "dup", PartialFolder::Name::orNextFree);
            if (!partial) return void(++wrong);
            std::ofstream(partial->path() / "x") << partial->path().string();
            if (!partial->commit()) ++wrong;
          });
        for (std::thread& thread : threads) thread.join();
        ::_exit(wrong);
      }
      children.push_back(child);
    }
    for (const pid_t child : children) {
      int status = -1;
      QCOMPARE(::waitpid(child, &status, 0), child);
      QCOMPARE(status, 0);
    }
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder))
      names.insert(entry.path().filename().string());
    std::set<std::string> expected{"dup"};
    for (int i = 2; i <= kProcesses * kThreads; ++i) expected.insert("dup-" + std::to_string(i));
    QCOMPARE(names, expected);
  }

  void aFolderIsReplacedWholeOrNotAtAll() {
    const fs::path final = at("step-5");
    const auto write = [&](const char* text) {
      auto partial = PartialFolder::create(final);
      std::ofstream(partial->path() / text) << text;
      return partial->commitInPlace().has_value();
    };
    QVERIFY(write("old"));
    QVERIFY(write("new"));
    QVERIFY(fs::exists(final / "new"));
    QVERIFY(!fs::exists(final / "old"));
    for (const auto& entry : fs::directory_iterator(at("")))
      QVERIFY2(!entry.path().filename().string().starts_with(".step-5"), entry.path().c_str());
  }

  void whatACrashLeftBetweenTwoRenamesIsFound() {
    const fs::path final = at("step-6");
    fs::create_directory(at(".step-6.replaced"));
    std::ofstream(at(".step-6.replaced") / "x") << "kept";
    QCOMPARE(whereIsWhole(final), at(".step-6.replaced"));
    removeLeftovers(at(""));
    QCOMPARE(whereIsWhole(final), final);
    QCOMPARE(*readFile(final / "x"), std::string("kept"));
    // Beside a newer one it is of no use.
    fs::create_directory(at(".step-6.replaced"));
    QCOMPARE(whereIsWhole(final), final);
    removeLeftovers(at(""));
    QVERIFY(!fs::exists(at(".step-6.replaced")));
    QCOMPARE(*readFile(final / "x"), std::string("kept"));
  }

  void leftoversOfAKilledProcessAreRemoved() {
    const fs::path folder = at("killed");
    fs::create_directory(folder);
    int ready[2];
    QCOMPARE(::pipe(ready), 0);
    const pid_t child = ::fork();
    if (child == 0) {
      auto partial = PartialFolder::create(folder / "thing");
      std::ofstream(partial->path() / "x") << "half";
      [[maybe_unused]] const ssize_t told = ::write(ready[1], "r", 1);
      ::pause();
      ::_exit(0);
    }
    char byte = 0;
    QCOMPARE(::read(ready[0], &byte, 1), ssize_t{1});
    removeLeftovers(folder);
    QCOMPARE(entries(folder), size_t{1});  // its maker lives
    ::kill(child, SIGKILL);
    QCOMPARE(::waitpid(child, nullptr, 0), child);
    removeLeftovers(folder);
    QCOMPARE(entries(folder), size_t{0});
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
