// Files written in parts: whole or not there.
#include <QTemporaryDir>
#include <QtTest>

#include "core/base/partial_file.h"
#include "tests/base/full_disk.h"

using namespace unmask;

class PartialFileTest : public QObject {
  Q_OBJECT
  QTemporaryDir dir_;

  fs::path path(const char* name) const { return fs::path(dir_.path().toStdString()) / name; }
  // What lies in the folder, hidden leftovers included.
  QStringList names() const {
    return QDir(dir_.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
  }

 private Q_SLOTS:
  void cleanup() {
    for (const QString& name : names()) QVERIFY(QFile::remove(dir_.filePath(name)));
  }

  void itAppearsWithCommit() {
    {
      auto file = PartialFile::create(path("a.csv"));
      QVERIFY(file && file->write("one\n") && file->write("two\n"));
      QVERIFY(!fs::exists(path("a.csv")));
      QVERIFY(file->commit().has_value());
    }
    QCOMPARE(readFile(path("a.csv")).value(), std::string("one\ntwo\n"));
    QCOMPARE(names(), QStringList{"a.csv"});
  }

  void withoutCommitNothingStays() {
    {
      auto file = PartialFile::create(path("a.csv"));
      QVERIFY(file && file->write("half"));
    }
    QCOMPARE(names(), QStringList());
  }

  void whatAKilledWriterLeftGoesWithTheNext() {
    for (const char* left : {".a.csv.partial-file-1-0", ".b.csv.partial-file-1-0"})
      QVERIFY(writeFileWhole(path(left), "half").has_value());
    auto living = PartialFile::create(path("a.csv"));
    QVERIFY(living.has_value());
    auto file = PartialFile::create(path("a.csv"));
    QVERIFY(file && file->write("whole") && file->commit());
    QVERIFY(living->write("later") && living->commit());
    QCOMPARE(names(), (QStringList{".b.csv.partial-file-1-0", "a.csv"}));
  }

  // The last part, too: however little of it does not fit.
  void aFullDiskIsSaidAndLeavesWhatWas() {
    QVERIFY(writeFileWhole(path("a.csv"), "before").has_value());
    {
      auto file = PartialFile::create(path("a.csv"));
      QVERIFY(file.has_value());
      const FullDisk disk(4096);
      QVERIFY(file->write(std::string(4000, 'x')).has_value());
      const Status written = file->write(std::string(97, 'x'));
      QVERIFY(!written);
      QVERIFY(written.error().kind == ErrorKind::noSpace);
      QVERIFY(inEnglish(written.error()).find("a.csv") != std::string::npos);
    }
    QCOMPARE(readFile(path("a.csv")).value(), std::string("before"));
    QCOMPARE(names(), QStringList{"a.csv"});
  }

  void aDeviceIsWrittenAsItIs() {
    auto full = PartialFile::create("/dev/full");
    QVERIFY(full.has_value());
    const Status written = full->write("x");
    QVERIFY(!written && written.error().kind == ErrorKind::noSpace);
    auto nowhere = PartialFile::create("/dev/null");
    QVERIFY(nowhere && nowhere->write("x") && nowhere->commit());
    QVERIFY(fs::is_character_file("/dev/null"));
  }

  void aLinkStaysOne() {
    QVERIFY(writeFileWhole(path("real"), "before").has_value());
    fs::create_symlink("real", path("link"));
    auto file = PartialFile::create(path("link"));
    QVERIFY(file && file->write("after") && file->commit());
    QVERIFY(fs::is_symlink(path("link")));
    QCOMPARE(readFile(path("real")).value(), std::string("after"));
  }

  void aFolderThatIsNotThereIsNamed() {
    const auto file = PartialFile::create(path("no/a.csv"));
    QVERIFY(!file);
    QVERIFY(inEnglish(file.error()).find("no/a.csv") != std::string::npos);
  }
};

QTEST_GUILESS_MAIN(PartialFileTest)
#include "partial_file_test.moc"
