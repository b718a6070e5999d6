// Every text that core marks with UNMASK_TEXT is found by Qt's translation tools, word for word.
#include <QDirIterator>
#include <QLibraryInfo>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QXmlStreamReader>
#include <QtTest>

namespace {

// The value of the string literals, one after another, at `at`; moves `at` behind them. Empty if
// there is none.
QString literalAt(const QString& code, qsizetype& at) {
  static const QRegularExpression literal("\\s*\"((?:[^\"\\\\\\n]|\\\\.)*)\"");
  QString value;
  for (;;) {
    const auto match = literal.match(code, at, QRegularExpression::NormalMatch,
                                     QRegularExpression::AnchorAtOffsetMatchOption);
    if (!match.hasMatch()) return value;
    value += match.captured(1).replace("\\\"", "\"").replace("\\n", "\n").replace("\\\\", "\\");
    at = match.capturedEnd();
  }
}

struct Marked {
  QSet<QString> texts;  // "context: text"
  QStringList wrong;    // uses that no tool can read
};

// Reads every UNMASK_TEXT("context", "text") in `code`.
Marked markedTexts(const QString& path, const QString& code) {
  static const QRegularExpression use(R"((?<!#define )\bUNMASK_TEXT\()");
  static const QRegularExpression unmarked("(?:^|\\n)(?![^\\n]*//)[^\\n]*\\bmessage\\(\\s*\"");
  Marked found;
  for (auto it = use.globalMatch(code); it.hasNext();) {
    qsizetype at = it.next().capturedEnd();
    const QString context = literalAt(code, at);
    while (at < code.size() && (code[at].isSpace() || code[at] == ',')) ++at;
    const QString text = literalAt(code, at);
    if (context.isEmpty() || text.isEmpty())
      found.wrong += path + ": UNMASK_TEXT takes two literals: " + code.mid(at - 40, 80);
    else
      found.texts += context + ": " + text;
  }
  for (auto it = unmarked.globalMatch(code); it.hasNext();)
    found.wrong += path + ": a message without UNMASK_TEXT: " +
                   code.mid(it.next().capturedStart(), 60).simplified();
  return found;
}

// "context: text" of every entry of a .ts file.
QSet<QString> textsOf(QIODevice& ts) {
  QSet<QString> texts;
  QString context;
  QXmlStreamReader xml(&ts);
  while (!xml.atEnd()) {
    if (xml.readNext() != QXmlStreamReader::StartElement) continue;
    if (xml.name() == QLatin1String("name")) context = xml.readElementText();
    if (xml.name() == QLatin1String("source")) texts += context + ": " + xml.readElementText();
  }
  return texts;
}

}  // namespace

class TextsTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void readsMarkedTexts() {
    const Marked found =
        markedTexts("a.cpp",
                    "#define UNMASK_TEXT(context, text) text\n"
                    "f(UNMASK_TEXT(\"core\", \"One \\\"quoted\\\" \"\n  \"and joined.\"),\n"
                    "  UNMASK_TEXT(\n    \"other\", \"Two.\"));\n");
    QVERIFY(found.wrong.isEmpty());
    QCOMPARE(found.texts, (QSet<QString>{"core: One \"quoted\" and joined.", "other: Two."}));
    QCOMPARE(markedTexts("a.cpp", "UNMASK_TEXT(\"core\", name)").wrong.size(), 1);
    QCOMPARE(markedTexts("a.cpp", "return message(\"Unmarked.\");").wrong.size(), 1);
  }

  void translationToolsFindEveryText() {
    Marked marked;
    QDirIterator it(UNMASK_SOURCE_DIR "/core", {"*.h", "*.cpp"}, QDir::Files,
                    QDirIterator::Subdirectories);
    while (it.hasNext()) {
      QFile file(it.next());
      QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(file.fileName()));
      const Marked here = markedTexts(file.fileName(), QString::fromUtf8(file.readAll()));
      marked.texts += here.texts;
      marked.wrong += here.wrong;
    }
    QVERIFY2(marked.wrong.isEmpty(), qPrintable(marked.wrong.join('\n')));
    QVERIFY(marked.texts.contains("core: Cannot read %1: %2."));
    QVERIFY(marked.texts.contains("core: Next token"));

    const QString lupdate = QLibraryInfo::path(QLibraryInfo::BinariesPath) + "/lupdate";
    QVERIFY2(QFile::exists(lupdate), qPrintable(lupdate + " is missing: install qt6-l10n-tools"));
    QTemporaryDir folder;
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(lupdate, {"-tr-function-alias", "QT_TRANSLATE_NOOP+=UNMASK_TEXT",
                            UNMASK_SOURCE_DIR "/core", "-ts", folder.filePath("core.ts")});
    QVERIFY(process.waitForFinished(120000));
    QVERIFY2(process.exitCode() == 0, process.readAll());
    QFile ts(folder.filePath("core.ts"));
    QVERIFY(ts.open(QIODevice::ReadOnly));
    const QSet<QString> missed = marked.texts - textsOf(ts);
    QVERIFY2(missed.isEmpty(), qPrintable(missed.values().join('\n')));
  }
};

QTEST_GUILESS_MAIN(TextsTest)
#include "texts_test.moc"
