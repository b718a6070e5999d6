// unmask where there is no display: help and version in words, and a start that says what is wrong
// instead of aborting.
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

class NoDisplayTest : public QObject {
  Q_OBJECT

  struct Ended {
    int code = -1;  // -1: ended by a signal
    QString out, err;
  };

  Ended unmask(const QStringList& arguments, const QString& display) const {
    QTemporaryDir home;
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const char* variable : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"})
      environment.remove(variable);
    if (!display.isEmpty()) environment.insert("DISPLAY", display);
    environment.insert("XDG_CONFIG_HOME", home.path());
    environment.insert("UNMASK_WORKSPACE", home.filePath("lab"));
    process.setProcessEnvironment(environment);
    process.start(QStringLiteral(UNMASK_BIN_DIR "/unmask"), arguments);
    if (!process.waitForFinished(60000)) process.kill();
    process.waitForFinished();
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
            QString::fromLocal8Bit(process.readAllStandardOutput()),
            QString::fromLocal8Bit(process.readAllStandardError())};
  }

 private Q_SLOTS:
  void displays_data() {
    QTest::addColumn<QString>("display");
    QTest::addRow("none") << QString();
    QTest::addRow("dead") << ":98765";  // nobody can listen there: ports end at 65535
  }

  void helpAndVersionNeedNone_data() { displays_data(); }
  void helpAndVersionNeedNone() {
    QFETCH(QString, display);
    for (const char* option : {"--help", "-h"}) {
      const Ended help = unmask({option}, display);
      QVERIFY2(help.code == 0, qPrintable(help.err));
      QVERIFY2(help.out.contains("--workspace") && help.out.contains("--theme"),
               qPrintable(help.out));
    }
    for (const char* option : {"--version", "-v"}) {
      const Ended version = unmask({option}, display);
      QCOMPARE(version.code, 0);
      QCOMPARE(version.out, QString("unmask " UNMASK_VERSION "\n"));
    }
  }

  void aStartSaysWhatIsMissing_data() { displays_data(); }
  void aStartSaysWhatIsMissing() {
    QFETCH(QString, display);
    const Ended started = unmask({}, display);
    QVERIFY2(started.code == 1, qPrintable(QString::number(started.code) + started.err));
    QVERIFY2(started.err.startsWith("unmask: There is no display"), qPrintable(started.err));
    QVERIFY2(started.err.contains(display.isEmpty() ? QString("DISPLAY") : display) &&
                 started.err.contains("unmask-cli"),
             qPrintable(started.err));
  }

  void aPlatformThatIsNotThereIsNamed() {
    const Ended started = unmask({"-platform", "nowhere"}, {});
    QCOMPARE(started.code, 1);
    QVERIFY2(started.err.contains("nowhere"), qPrintable(started.err));
  }
};

QTEST_GUILESS_MAIN(NoDisplayTest)
#include "no_display_test.moc"
