// The set-up scripts' own logic: package list, wrong use, downloads that go on from where they
// stopped.
#include <QCryptographicHash>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QUrl>
#include <QtTest>

namespace {

struct Ran {
  int status = -1;
  QByteArray output;  // stdout and stderr
};

Ran ran(const QString& program, const QStringList& arguments) {
  QProcess process;
  process.setProcessChannelMode(QProcess::MergedChannels);
  process.start(program, arguments);
  if (!process.waitForFinished(60000)) return {-1, process.errorString().toUtf8()};
  return {process.exitCode(), process.readAll()};
}

// Runs `script` after what ./run sources.
Ran afterSourcing(const QString& script) {
  return ran("bash", {"-c", "set -euo pipefail; root='" UNMASK_SOURCE_DIR
                            "'; source \"$root/installer/setup.sh\"; " +
                                script});
}

void write(const QString& path, const QByteArray& bytes) {
  QFile file(path);
  QVERIFY(file.open(QIODevice::WriteOnly));
  QCOMPARE(file.write(bytes), qint64(bytes.size()));
}

QByteArray sha256(const QByteArray& bytes) {
  return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex();
}

}  // namespace

class SetupTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void everyPackageHasItsReason() {
    QFile file(UNMASK_SOURCE_DIR "/installer/packages.txt");
    QVERIFY(file.open(QIODevice::ReadOnly));
    int packages = 0;
    for (const QByteArray& line : file.readAll().split('\n')) {
      if (line.isEmpty() || line.startsWith('#')) continue;
      ++packages;
      QVERIFY2(line.contains("  # ") && line.mid(line.indexOf("# ") + 2).size() > 4, line);
    }
    const Ran listed = afterSourcing("listedPackages | wc -l");
    QCOMPARE(listed.output.trimmed(), QByteArray::number(packages));
  }

  void wrongUseIsExitTwo() {
    const Ran unknown = ran(UNMASK_SOURCE_DIR "/run", {"nonsense"});
    QCOMPARE(unknown.status, 2);
    QVERIFY(unknown.output.contains("nonsense"));
    QTemporaryDir notFilled;
    const Ran offline = ran(UNMASK_SOURCE_DIR "/run", {"--offline", notFilled.path(), "build"});
    QCOMPARE(offline.status, 2);
    QVERIFY(offline.output.contains(notFilled.path().toUtf8()));
  }

  void planHasSizesAndHashes() {
    QTemporaryDir folder;
    const QString wheel = folder.filePath("a b-1.0.whl");
    write(wheel, "12345");
    const QByteArray url = QUrl::fromLocalFile(wheel).toEncoded();
    write(folder.filePath("report.json"), R"({"install": [{"download_info": {"url": ")" + url +
                                              R"(", "archive_info": {"hashes": {"sha256": "abc"}}}},
                {"download_info": {"url": ")" +
                                              url + R"(", "archive_info": {}}}]})");
    const Ran plan =
        ran("python3", {UNMASK_SOURCE_DIR "/installer/wheels.py", folder.filePath("report.json")});
    QCOMPARE(plan.output, "5\tabc\t" + url + "\ta b-1.0.whl\n5\t-\t" + url + "\ta b-1.0.whl\n");
  }

  void brokenDownloadGoesOn_data() {
    QTest::addColumn<QByteArray>("had");
    QTest::addColumn<bool>("arrives");
    QTest::newRow("nothing yet") << QByteArray() << true;
    QTest::newRow("a right beginning") << QByteArray("the first half, ") << true;
    QTest::newRow("a wrong beginning") << QByteArray("THE FIRST HALF, ") << false;
  }

  void brokenDownloadGoesOn() {
    QFETCH(QByteArray, had);
    QFETCH(bool, arrives);
    const QByteArray whole = "the first half, the second half";
    QTemporaryDir folder;
    const QString source = folder.filePath("source"), file = folder.filePath("a.whl");
    write(source, whole);
    if (!had.isEmpty()) write(file + ".part", had);
    const Ran fetched =
        afterSourcing(QString("fetchWheel '%1' %2 %3 '%4'")
                          .arg(file)
                          .arg(whole.size())
                          .arg(QString(sha256(whole)), QUrl::fromLocalFile(source).toEncoded()));
    QCOMPARE(fetched.status == 0, arrives);
    QVERIFY(!QFile::exists(file + ".part"));
    QCOMPARE(QFile::exists(file), arrives);
    if (arrives) {
      QFile result(file);
      QVERIFY(result.open(QIODevice::ReadOnly));
      QCOMPARE(result.readAll(), whole);
    } else {
      QVERIFY(fetched.output.contains("damaged"));
    }
  }
};

QTEST_GUILESS_MAIN(SetupTest)
#include "setup_test.moc"
