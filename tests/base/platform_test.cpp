// Locks say 'running' only while their holder lives.
#include "core/base/platform.h"

#include <sys/wait.h>
#include <unistd.h>

#include <QTemporaryDir>
#include <QTest>

#include "core/base/digest.h"

using namespace unmask;

class PlatformTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void lockIsHeldOnlyWhileItsHolderLives() {
    QTemporaryDir dir;
    const std::filesystem::path path = dir.filePath("lock").toStdString();
    QVERIFY(!*FileLock::held(path));
    int ready[2], done[2];
    QVERIFY(pipe(ready) == 0 && pipe(done) == 0);
    const pid_t child = fork();
    if (child == 0) {
      const auto lock = FileLock::acquire(path);
      char byte = lock ? 'y' : 'n';
      if (write(ready[1], &byte, 1) == 1 && read(done[0], &byte, 1) == 1) _exit(0);
      _exit(1);
    }
    char byte = 0;
    QCOMPARE(read(ready[0], &byte, 1), ssize_t{1});
    QCOMPARE(byte, 'y');
    QVERIFY(*FileLock::held(path));
    QVERIFY(!FileLock::acquire(path));
    kill(child, SIGKILL);  // no chance to clean up
    waitpid(child, nullptr, 0);
    QVERIFY(!*FileLock::held(path));
    QVERIFY(FileLock::acquire(path).has_value());
  }

  void digestsMatchPublishedValues() {
    // FIPS 180-4's "abc"; CRC-32's check value over "123456789".
    QCOMPARE(sha256("abc"),
             std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    const std::string nine = "123456789";
    QCOMPARE(crc32(std::as_bytes(std::span(nine))), 0xCBF43926u);
  }

  void messagesTakeTheirValues() {
    QCOMPARE(inEnglish(message("%2 before %1, 100 %", "a", 7)), std::string("7 before a, 100 %"));
    QCOMPARE(inEnglish(message("%1 and %3", "%2", 1.5)), std::string("%2 and %3"));
  }
};

QTEST_GUILESS_MAIN(PlatformTest)
#include "platform_test.moc"
