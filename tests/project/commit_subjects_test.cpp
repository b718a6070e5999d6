// The subjects of commits can be read in a list: at most 72 characters, no full stop at the end.
#include <QDir>
#include <QProcess>
#include <QStandardPaths>
#include <QtTest>

namespace {

// The rule holds for what came after this commit.
constexpr const char* kBefore = "be62fed76a9900d50e238121522c9b504e025801";
constexpr qsizetype kLongest = 72;

struct Ran {
  int status = -1;
  QString output, problem;
};

Ran git(const QStringList& arguments) {
  QProcess process;
  process.start("git", QStringList{"-C", UNMASK_SOURCE_DIR} + arguments);
  if (!process.waitForFinished(60000)) return {-1, {}, process.errorString()};
  return {process.exitCode(), QString::fromUtf8(process.readAllStandardOutput()),
          QString::fromUtf8(process.readAllStandardError()).trimmed()};
}

// What is wrong with a subject; empty: nothing.
QString objection(const QString& subject) {
  const qsizetype characters = subject.toUcs4().size();
  if (subject.isEmpty()) return "is empty";
  if (characters > kLongest) return QString("has %1 characters").arg(characters);
  if (subject.endsWith('.')) return "ends with a full stop";
  return {};
}

}  // namespace

class CommitSubjectsTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void plantedSubjectIsCaught_data() {
    QTest::addColumn<QString>("subject");
    QTest::addColumn<bool>("allowed");
    QTest::newRow("short") << "Say why an import was refused" << true;
    QTest::newRow("72 characters") << QString(72, 'a') << true;
    QTest::newRow("73 characters") << QString(73, 'a') << false;
    QTest::newRow("72 characters of two bytes") << QString(72, QChar(0xe4)) << true;
    QTest::newRow("a full stop") << "Say why an import was refused." << false;
    QTest::newRow("nothing") << "" << false;
  }

  void plantedSubjectIsCaught() {
    QFETCH(QString, subject);
    QFETCH(bool, allowed);
    QCOMPARE(objection(subject).isEmpty(), allowed);
  }

  void everySubjectKeepsToTheRule() {
    if (QStandardPaths::findExecutable("git").isEmpty()) QSKIP("There is no git here.");
    const Ran top = git({"rev-parse", "--show-toplevel"});
    if (top.status != 0) QSKIP(qPrintable("This is no clone of the repository: " + top.problem));
    if (QDir(top.output.trimmed()).canonicalPath() != QDir(UNMASK_SOURCE_DIR).canonicalPath())
      QSKIP("This is a copy of the source within another repository.");
    if (git({"merge-base", "--is-ancestor", kBefore, "HEAD"}).status != 0)
      QSKIP("The history does not reach back far enough, as in a shallow clone.");
    const Ran log = git({"-c", "i18n.logOutputEncoding=UTF-8", "-c", "log.showSignature=false",
                         "log", "--no-merges", "--format=%h %s",
                         QString(kBefore) + "..HEAD"});
    QVERIFY2(log.status == 0, qPrintable(log.problem));
    QStringList wrong;
    for (const QString& line : log.output.split('\n', Qt::SkipEmptyParts))
      if (const QString why = objection(line.section(' ', 1)); !why.isEmpty())
        wrong += line + ": " + why;
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join('\n')));
  }
};

QTEST_GUILESS_MAIN(CommitSubjectsTest)
#include "commit_subjects_test.moc"
