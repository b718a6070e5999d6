// No call of <filesystem> that throws: on a thread without a catch it ends the program, and just the
// disks that answer EIO or ESTALE are slow enough to be asked on such threads (core/base/files.h).
#include <QDirIterator>
#include <QRegularExpression>
#include <QtTest>

namespace {

QSet<QString> namesOf(const QString& pattern, const QString& text) {
  QSet<QString> names;
  for (auto it = QRegularExpression(pattern).globalMatch(text); it.hasNext();)
    names += it.next().captured(1);
  return names;
}

// The text between the parenthesis at `open` and the one that closes it.
QString argumentsAt(const QString& text, qsizetype open) {
  int depth = 0;
  for (qsizetype at = open; at < text.size(); ++at) {
    if (text[at] == '(') ++depth;
    if (text[at] == ')' && --depth == 0) return text.mid(open + 1, at - open - 1);
  }
  return {};
}

bool namesOneOf(const QString& arguments, const QSet<QString>& names) {
  return std::any_of(names.begin(), names.end(), [&](const QString& name) {
    return arguments.contains(QRegularExpression("\\b" + name + "\\b"));
  });
}

QString withoutComments(QString text) {
  return text.replace(QRegularExpression("//[^\n]*"), QString());
}

// What is wrong in a file, as "path:line: reason".
QStringList violations(const QString& path, const QString& source) {
  const QString text = withoutComments(source);
  const QSet<QString> codes = namesOf("\\berror_code\\s*&?\\s*(\\w+)", text);
  const QSet<QString> statuses = namesOf("\\bfile_status\\s+(\\w+)", text);
  QStringList wrong;
  const auto complain = [&](qsizetype at, const QString& reason) {
    wrong += QString("%1:%2: %3").arg(path).arg(text.left(at).count('\n') + 1).arg(reason);
  };
  static const QRegularExpression call(
      "\\b(?:fs|filesystem)::(absolute|canonical|weakly_canonical|relative|proximate|copy|copy_file|"
      "copy_symlink|create_directory|create_directories|create_hard_link|create_symlink|"
      "create_directory_symlink|current_path|exists|equivalent|file_size|hard_link_count|"
      "last_write_time|permissions|read_symlink|remove|remove_all|rename|resize_file|space|status|"
      "symlink_status|temp_directory_path|is_\\w+)\\s*\\(");
  for (auto it = call.globalMatch(text); it.hasNext();) {
    const auto match = it.next();
    const QString arguments = argumentsAt(text, match.capturedEnd() - 1);
    if (!namesOneOf(arguments, codes) && !statuses.contains(arguments.trimmed()))
      complain(match.capturedStart(), match.captured(1) + " without an error_code throws");
  }
  static const QRegularExpression member(
      "(?:\\.|->)(is_directory|is_regular_file|is_symlink|file_size|hard_link_count|"
      "last_write_time|symlink_status)\\(\\)");
  for (auto it = member.globalMatch(text); it.hasNext();) {
    const auto match = it.next();
    complain(match.capturedStart(), match.captured(1) + "() of an entry throws");
  }
  static const QRegularExpression made("directory_iterator\\s*\\w*\\s*([({])(?!\\s*[)}])");
  for (auto it = made.globalMatch(text); it.hasNext();) {
    const auto match = it.next();
    const QString rest = match.captured(1) == "(" ? argumentsAt(text, match.capturedEnd() - 1)
                                                  : text.mid(match.capturedEnd()).section('}', 0, 0);
    if (!namesOneOf(rest, codes))
      complain(match.capturedStart(), "opening a folder without an error_code throws");
  }
  static const QRegularExpression ranged("for\\s*\\([^;()]*:[^;]*directory_iterator\\s*[({]");
  for (auto it = ranged.globalMatch(text); it.hasNext();)
    complain(it.next().capturedStart(), "stepping through a folder in a range-for throws");
  for (const QString& name : namesOf("directory_iterator\\s+(\\w+)", text)) {
    const QRegularExpression step(QString("\\+\\+\\s*%1\\b|\\b%1\\s*\\+\\+").arg(name));
    for (auto it = step.globalMatch(text); it.hasNext();)
      complain(it.next().capturedStart(), "++ of a folder's iterator throws: use increment(error)");
  }
  return wrong;
}

}  // namespace

class FilesystemTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void plantedCallIsCaught_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("allowed");
    const auto row = [](const char* text, bool allowed) { QTest::newRow(text) << text << allowed; };
    row("if (fs::exists(path)) return;", false);
    row("std::error_code error; if (fs::exists(path / f(1), error)) return;", true);
    row("std::filesystem::remove_all(a);", false);
    row("std::error_code e;\nfs::rename(\n  a,\n  b, e);", true);
    row("std::error_code e; fs::rename(a, b);", false);
    row("void f(std::error_code& code) { fs::remove(a, code); }", true);
    row("// fs::exists(path) throws", true);
    row("std::error_code e; const fs::file_status s = fs::status(a, e); return fs::exists(s);", true);
    row("return fs::is_regular_file(path);", false);
    row("fs::path a = b; return a.filename();", true);
    row("for (const auto& entry : fs::directory_iterator(folder)) f(entry);", false);
    row("std::error_code e; for (auto& x : fs::recursive_directory_iterator(f, e)) g(x);", false);
    row("std::error_code e; fs::directory_iterator it(f, e), end; it.increment(e);", true);
    row("std::error_code e; fs::directory_iterator it(f, e), end; ++it;", false);
    row("fs::directory_iterator it(f), end;", false);
    row("return entry.is_directory();", false);
    row("std::error_code e; return entry.is_directory(e);", true);
    row("const auto size = it->file_size();", false);
  }
  void plantedCallIsCaught() {
    QFETCH(QString, text);
    QFETCH(bool, allowed);
    QCOMPARE(violations("core/base/a.cpp", text).isEmpty(), allowed);
  }

  void noFileThrows() {
    const QDir top(UNMASK_SOURCE_DIR);
    QStringList wrong;
    int files = 0;
    for (const char* folder : {"core", "ui", "app"}) {
      QDirIterator it(top.filePath(folder), {"*.h", "*.cpp"}, QDir::Files,
                      QDirIterator::Subdirectories);
      while (it.hasNext()) {
        QFile file(it.next());
        QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(file.fileName()));
        wrong += violations(top.relativeFilePath(file.fileName()), file.readAll());
        ++files;
      }
    }
    QVERIFY2(files > 30, "the source was not found");
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join('\n')));
  }
};

QTEST_GUILESS_MAIN(FilesystemTest)
#include "filesystem_test.moc"
