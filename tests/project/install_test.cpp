// cmake --install gives a folder that runs anywhere: moved, without .venv, build folder or network.
#include <QDirIterator>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QtTest>

namespace {

struct Ran {
  int status = -1;  // -1: did not start or did not end
  QByteArray output;
};

Ran ran(const QString& program, const QStringList& arguments, int seconds = 300) {
  QProcess process;
  process.setProcessChannelMode(QProcess::MergedChannels);
  process.start(program, arguments);
  if (!process.waitForFinished(seconds * 1000)) return {-1, process.errorString().toUtf8()};
  const int status = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
  return {status, process.readAll()};
}

bool isProgramOrLibrary(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) && file.read(4) ==
                                               "\x7f"
                                               "ELF";
}

}  // namespace

class InstallTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    QVERIFY(temporary_.isValid());
    const QString first = temporary_.filePath("as installed");
    const Ran installed = ran("cmake", {"--install", UNMASK_BUILD_DIR, "--prefix", first});
    QVERIFY2(installed.status == 0, installed.output);
    folder_ = temporary_.filePath("moved elsewhere");
    QVERIFY(QDir().rename(first, folder_));
  }

  void holdsThePrograms() {
    for (const char* program : {"unmask-cli", UNMASK_HAS_ENGINE ? "unmask-worker" : "unmask-cli",
                                UNMASK_HAS_GUI ? "unmask" : "unmask-cli"})
      QVERIFY2(QFile::exists(folder_ + "/bin/" + program), program);
  }

  // README.md leads to the other documents as it does in the source.
  void holdsTheDocuments() {
    const QDir documents(folder_ + "/share/doc/unmask");
    QFile readme(documents.filePath("README.md"));
    QVERIFY(readme.open(QIODevice::ReadOnly));
    static const QRegularExpression link(R"(\]\((?!https?:|#)([^)\s#]+))");
    int links = 0;
    for (auto it = link.globalMatch(QString::fromUtf8(readme.readAll())); it.hasNext(); ++links)
      if (const QString target = it.next().captured(1); !documents.exists(target))
        QFAIL(qPrintable(target));
    QVERIFY(links > 5);
  }

  // Neither a search path nor a resolved library leads into .venv or the build folder, nothing is
  // missing, and only the worker has LibTorch.
  void librariesComeFromTheFolderOrTheSystem() {
    int looked = 0;
    QDirIterator it(folder_, QDir::Files, QDirIterator::Subdirectories);
    while (it.hasNext()) {
      const QString path = it.next();
      if (!isProgramOrLibrary(path)) continue;
      ++looked;
      const Ran dynamic = ran("readelf", {"-d", "--wide", path});
      QVERIFY2(dynamic.status == 0, dynamic.output);
      for (const QByteArray& line : dynamic.output.split('\n'))
        if (line.contains("RPATH") || line.contains("RUNPATH"))
          for (const QByteArray& place : line.mid(line.indexOf('[') + 1).chopped(1).split(':'))
            QVERIFY2(place.startsWith("$ORIGIN"), path.toUtf8() + ": " + line);
      const Ran resolved = ran("ldd", {path});
      for (const char* wrong : {"/.venv/", UNMASK_BUILD_DIR})
        QVERIFY2(!resolved.output.contains(wrong), path.toUtf8() + ":\n" + resolved.output);
      // CUDA's own libraries name drivers and network hardware that a machine may be without.
      if (path.startsWith(folder_ + "/bin/")) {
        QVERIFY2(!resolved.output.contains("not found"), path.toUtf8() + ":\n" + resolved.output);
        const bool worker = path.endsWith("/unmask-worker");
        QCOMPARE(resolved.output.contains("/lib/torch/lib/lib"), worker);
      }
    }
    QVERIFY(looked > 0);
  }

  void runsWithoutNetwork_data() {
    QTest::addColumn<QStringList>("command");
    QTest::addColumn<QByteArray>("says");
    QTest::newRow("unmask-cli") << QStringList{"unmask-cli", "--help"} << QByteArray("train");
    QTest::newRow("unmask-cli objectives")
        << QStringList{"unmask-cli", "objectives"} << QByteArray("masked-lm");
    if (UNMASK_HAS_ENGINE)
      QTest::newRow("unmask-worker")
          << QStringList{"unmask-worker", "devices"} << QByteArray("cpu");
  }

  void runsWithoutNetwork() {
    QFETCH(QStringList, command);
    QFETCH(QByteArray, says);
    if (const Ran namespaces = ran("unshare", {"-rn", "true"}); namespaces.status != 0)
      QSKIP(qPrintable("This system forbids user namespaces: " + QString(namespaces.output)));
    command[0] = folder_ + "/bin/" + command[0];
    const Ran program = ran("unshare", QStringList{"-rn"} + command);
    QVERIFY2(program.status == 0, program.output);
    QVERIFY2(program.output.contains(says), program.output);
  }

 private:
  QTemporaryDir temporary_;
  QString folder_;
};

QTEST_GUILESS_MAIN(InstallTest)
#include "install_test.moc"
