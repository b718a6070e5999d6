// What becomes of the command line's output: a disk that is full is a failure, a reader that hangs
// up is none, a figure stands beside its own step, a name that was given finds its thing.
#include <fcntl.h>
#include <unistd.h>

#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QtTest>
#include <map>

namespace {

const QString kProgram = QStringLiteral(UNMASK_BIN_DIR "/unmask-cli");
const QString kWorker =
    qEnvironmentVariable("UNMASK_WORKER_PROGRAM", QStringLiteral(UNMASK_BIN_DIR "/unmask-worker"));

struct Ended {
  int code = -1;  // -1: ended by a signal
  QString out, err;
};

QStringList tiny(int steps, int every) {
  QStringList settings{"--device", "cpu"};
  for (const QString& setting :
       {QString("train.steps=%1").arg(steps), QString("train.eval_every=%1").arg(every),
        QString("train.checkpoint_every=%1").arg(every), QString("train.warmup_steps=1"),
        QString("model.layers=1"), QString("model.width=16"), QString("model.heads=2"),
        QString("model.feed_forward=32"), QString("model.context=16"),
        QString("train.precision=fp32"), QString("train.threads=1"), QString("samples.length=10")})
    settings << "--set" << setting;
  return settings;
}

}  // namespace

class CliOutputTest : public QObject {
  Q_OBJECT
  QTemporaryDir dir_;

  void prepare(QProcess& process, const QStringList& arguments) const {
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert("UNMASK_WORKSPACE", dir_.filePath("workspace"));
    process.setProcessEnvironment(environment);
    process.setStandardInputFile(QProcess::nullDevice());
    process.setProgram(kProgram);
    process.setArguments(arguments);
  }
  static Ended ended(QProcess& process) {
    if (!process.waitForFinished(240000)) process.kill();
    process.waitForFinished();
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
            QString::fromUtf8(process.readAllStandardOutput()),
            QString::fromUtf8(process.readAllStandardError())};
  }
  Ended cli(const QStringList& arguments, const QString& output = {}) const {
    QProcess process;
    prepare(process, arguments);
    if (!output.isEmpty()) process.setStandardOutputFile(output);
    process.start();
    return ended(process);
  }
  // With a stdout whose reader is gone before anything is written.
  Ended cliIntoClosedPipe(const QStringList& arguments) const {
    QProcess process;
    prepare(process, arguments);
    process.setChildProcessModifier([] {
      int ends[2];
      if (::pipe(ends) != 0) ::_exit(99);
      ::close(ends[0]);
      ::dup2(ends[1], STDOUT_FILENO);
    });
    process.start();
    return ended(process);
  }
  QJsonObject object(const QStringList& arguments) const {
    return QJsonDocument::fromJson(
               cli(QStringList{"--json"} + arguments).out.section('\n', -2).toUtf8())
        .object();
  }

 private Q_SLOTS:
  void initTestCase() {
    QFile text(dir_.filePath("my_text.txt"));
    QVERIFY(text.open(QIODevice::WriteOnly));
    for (int i = 0; i < 200; ++i)
      text.write("The dog ran over the hill, and bird " + QByteArray::number(i) + " sang.\n");
    text.close();
    const Ended imported = cli({"corpus", "import", text.fileName()});
    QVERIFY2(imported.code == 0, qPrintable(imported.err));
    QVERIFY2(imported.out.contains("my_text is kept as my-text"), qPrintable(imported.out));
  }

  void aFullDiskIsAFailure_data() {
    QTest::addColumn<QStringList>("arguments");
    for (const QStringList& arguments :
         {QStringList{"objectives"}, {"--json", "objectives"}, {"objectives", "--markdown"},
          {"corpus", "list"}, {"--json", "corpus", "list"}, {"corpus", "show", "my-text"},
          {"corpus", "sample"}, {"tokenizer", "list"}, {"runs", "list"}, {"preview", "my-text"},
          {"--json", "preview", "my-text"}, {"--help"}, {"corpus", "import", "--help"},
          {"--version"}})
      QTest::addRow("%s", qPrintable(arguments.join(' '))) << arguments;
  }
  void aFullDiskIsAFailure() {
    QFETCH(QStringList, arguments);
    const Ended full = cli(arguments, "/dev/full");
    QCOMPARE(full.code, 1);
    // In the system's language, which a test under another locale shares with what it starts.
    const auto reason = QString::fromStdString(std::generic_category().message(ENOSPC));
    QVERIFY2(full.err.contains(reason), qPrintable(full.err));
    // Nobody reads on: what is to be shown is not, and that is all.
    const Ended closed = cliIntoClosedPipe(arguments);
    QCOMPARE(closed.code, 0);
    QCOMPARE(closed.err, QString());
  }

  void aFailureStaysOne() {
    const Ended absent = cli({"corpus", "show", "atlantis"}, "/dev/full");
    QCOMPARE(absent.code, 1);
    QVERIFY2(absent.err.contains("atlantis"), qPrintable(absent.err));
  }

  void whatWasAskedForIsDoneThoughNobodyReads() {
    QVERIFY(cliIntoClosedPipe({"corpus", "import", dir_.filePath("my_text.txt"), "--name", "twice"})
                .code == 0);
    QCOMPARE(object({"corpus", "show", "twice"})["corpus"].toString(), QString("twice"));
    // Written in full, said to nobody: the failure is that it was not said.
    QCOMPARE(cli({"corpus", "import", dir_.filePath("my_text.txt"), "--name", "thrice"},
                 "/dev/full")
                 .code,
             1);
    QCOMPARE(object({"corpus", "show", "thrice"})["corpus"].toString(), QString("thrice"));
  }

  void namesFindTheirThings() {
    for (const char* name : {"my_text", "My Text", "my-text", "MY_T"})
      QCOMPARE(object({"corpus", "show", name})["corpus"].toString(), QString("my-text"));
    const Ended made = cli({"tokenizer", "train", "my_text", "--type", "char", "--name", "my_tok"});
    QVERIFY2(made.code == 0 && made.out.contains("my_tok is kept as my-tok"),
             qPrintable(made.out + made.err));
    for (const char* name : {"my_tok", "My Tok", "my_to"})
      QCOMPARE(object({"tokenizer", "show", name})["tokenizer"].toString(), QString("my-tok"));
    QCOMPARE(cli({"preview", "MY_TEXT", "--tokenizer", "MY TOK"}).code, 0);
    for (const char* run : {"under_score", "under_water"})
      QCOMPARE(cli({"train", "my_text", "--tokenizer", "my_tok", "--prepare", "--name", run}).code,
               0);
    QCOMPARE(object({"runs", "show", "Under Score"})["name"].toString(), QString("under_score"));
    QCOMPARE(object({"runs", "show", "under_w"})["name"].toString(), QString("under_water"));
    const Ended both = cli({"runs", "show", "under"});
    QCOMPARE(both.code, 1);
    QVERIFY2(both.err.contains("under_score") && both.err.contains("under_water"),
             qPrintable(both.err));
  }

  // Where nobody is asked, the beginning of a name removes nothing; its whole removes, in any case.
  void removingTakesWholeNames() {
    QVERIFY(cli({"corpus", "import", dir_.filePath("my_text.txt"), "--name", "Fleeting Words"})
                .code == 0);
    for (const char* kind : {"corpus", "tokenizer"}) {
      for (const QStringList& how : {QStringList{}, QStringList{"--yes"}}) {
        const Ended beginning = cli(QStringList{kind, "remove", "fleeting"} + how);
        QCOMPARE(beginning.code, 1);
        QVERIFY2(beginning.err.contains("fleeting is only the beginning of fleeting-words"),
                 qPrintable(beginning.err));
      }
      QCOMPARE(cli({kind, "remove", "FLEETING words"}).code, 0);
    }
  }

  void negativeNumbersAreNotTakenForLargeOnes() {
    for (const char* option : {"--step", "--micro", "--count"}) {
      const Ended ended = cli({"preview", "my_text", option, "-1"});
      QCOMPARE(ended.code, 2);
      QVERIFY2(ended.err.contains(option), qPrintable(ended.err));
      QCOMPARE(cli({"preview", "my_text", option, "18446744073709551616"}).code, 2);
    }
  }

  // A tokenizer that a corpus names is that one or none, never one whose name begins so.
  void aTokenizerIsNotTakenForAnother() {
    QVERIFY(cli({"corpus", "import", dir_.filePath("my_text.txt"), "--name", "lone"}).code == 0);
    const QString own = object({"corpus", "show", "lone"})["tokenizer"].toString();
    QCOMPARE(cli({"tokenizer", "remove", own}).code, 0);
    QCOMPARE(cli({"tokenizer", "train", "my_text", "--type", "byte", "--name", own + "-b"}).code,
             0);
    const Ended preview = cli({"preview", "lone"});
    QCOMPARE(preview.code, 1);
    QVERIFY2(preview.err.contains(own), qPrintable(preview.err));
  }

  // However fast the run: the loss said of a step is that step's.
  void figuresStandBesideTheirOwnStep() {
    if (!QFile::exists(kWorker)) QSKIP("built without the engine: no unmask-worker");
    const Ended trained =
        cli(QStringList{"train", "my_text", "--name", "fast"} + tiny(6, 2));
    QVERIFY2(trained.code == 0, qPrintable(trained.err));
    std::map<int, double> stored, said;
    for (const QString& row : cli({"runs", "export", "fast", "-"}).out.split('\n'))
      if (row.contains(",loss/validation,"))
        stored[row.section(',', 3, 3).toInt()] = row.section(',', 4).toDouble();
    static const QRegularExpression line("step (\\d+): validation loss ([0-9.]+)\\.");
    for (auto it = line.globalMatch(trained.out); it.hasNext();) {
      const auto match = it.next();
      said[match.captured(1).toInt()] = match.captured(2).toDouble();
    }
    QCOMPARE(said.size(), size_t{4});  // at 0, 2, 4, 6
    for (const auto& [step, loss] : said) QVERIFY2(qAbs(loss - stored[step]) < 6e-4, "another's");
  }

  // `unmask-cli train ... | head -1`: started, and nothing to be said any more.
  void aRunWhoseReaderHangsUpGoesOn() {
    if (!QFile::exists(kWorker)) QSKIP("built without the engine: no unmask-worker");
    for (const QStringList& how : {QStringList{}, {"--json"}}) {
      const QString name = "unread" + how.join("");
      const Ended left =
          cliIntoClosedPipe(how + QStringList{"train", "my_text", "--name", name} + tiny(8, 8));
      QVERIFY2(left.code == 0, qPrintable(left.err));
      QTRY_COMPARE_WITH_TIMEOUT(object({"runs", "show", name})["state"].toString(),
                                QString("finished"), 60000);
      QCOMPARE(object({"runs", "show", name})["step"].toInt(), 8);
    }
    // The worker's own output is looked at, too.
    for (const QStringList& arguments : {QStringList{"devices"}, {"evaluate", "unread"}})
      QCOMPARE(cli(arguments, "/dev/full").code, 1);
    QProcess worker;
    worker.setStandardOutputFile("/dev/full");
    worker.start(kWorker, {"devices", "--json"});
    QCOMPARE(ended(worker).code, 1);
  }
};

QTEST_GUILESS_MAIN(CliOutputTest)
#include "cli_output_test.moc"
