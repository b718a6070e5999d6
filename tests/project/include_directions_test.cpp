// Which room may include which: the direction table of the design, read against every #include
// line.
#include <QDirIterator>
#include <QLibraryInfo>
#include <QRegularExpression>
#include <QtTest>

namespace {

struct Room {
  QString folder;
  QStringList includes;   // rooms, besides itself
  QStringList qtModules;  // of Qt, empty: none
  bool torch = false;
};

const QStringList openToAll{"core/base", "core/spec"};
const QStringList belowEngine{"core/base", "core/spec", "core/pretext", "core/dataset"};
const QStringList belowWindow =
    belowEngine +
    QStringList{"core/tokenizers", "core/corpus", "core/corpus/pictures", "core/runs"};
const QStringList noWindow{"QtCore", "QtNetwork"};

// The most particular folder that a file lies in decides.
const QList<Room> rooms{
    {"core/base", {}, {}},
    {"core/spec", {"core/base"}, {}},
    {"core/pretext", openToAll, {}},
    {"core/dataset", openToAll + QStringList{"core/pretext"}, {}},
    {"core/tokenizers", openToAll, {}},
    {"core/corpus", belowEngine + QStringList{"core/tokenizers"}, {"QtCore"}},
    {"core/corpus/pictures",
     belowEngine + QStringList{"core/tokenizers", "core/corpus"},
     {"QtCore", "QtGui"}},
    {"core/engine", belowEngine, {}, true},
    {"core/runs", openToAll, noWindow},
    {"core/worker", belowWindow + QStringList{"core/engine"}, noWindow + QStringList{"QtDBus"},
     true},
    {"ui", belowWindow, {"QtCore", "QtNetwork", "QtGui", "QtWidgets", "QtCharts", "QtSvg"}},
    {"app/cli", belowWindow, noWindow},
    {"app/worker", openToAll + QStringList{"core/runs", "core/worker"}, noWindow},
    {"app/desktop", belowWindow + QStringList{"ui"}, {"QtCore", "QtGui", "QtWidgets"}},
};

bool liesIn(const QString& path, const QString& folder) {
  return path.startsWith(folder + '/');
}

const Room* roomOf(const QString& path) {
  const Room* found = nullptr;
  for (const Room& room : rooms)
    if (liesIn(path, room.folder) && (!found || room.folder.size() > found->folder.size()))
      found = &room;
  return found;
}

// "QtCore" for <QString>, <qglobal.h>, <QtCore/QString> and <QtCore>; empty for what is not Qt's.
QString qtModuleOf(const QString& header) {
  static const QDir headers(QLibraryInfo::path(QLibraryInfo::HeadersPath));
  static const QStringList modules = headers.entryList({"Qt*"}, QDir::Dirs);
  const QString first = header.section('/', 0, 0);
  if (modules.contains(first)) return first;
  if (header.contains('/') || !header.startsWith('q', Qt::CaseInsensitive)) return {};
  for (const QString& module : modules)
    if (headers.exists(module + '/' + header)) return module;
  return {};
}

bool isTorch(const QString& header) {
  for (const char* folder : {"torch/", "ATen/", "c10/", "caffe2/"})
    if (header.startsWith(QLatin1String(folder))) return true;
  return false;
}

// What is wrong with the #include lines of a file, as "path:line: reason".
QStringList violations(const QString& path, const QString& text) {
  static const QRegularExpression includeLine(R"(^\s*#\s*include\s*([<"])([^>"]+)[>"])");
  QStringList wrong;
  const Room* room = roomOf(path);
  if (!room) return {path + ": lies in no room of the table"};
  int number = 0;
  for (const QString& line : text.split('\n')) {
    ++number;
    const auto match = includeLine.match(line);
    if (!match.hasMatch()) continue;
    const QString header = match.captured(2);
    const auto complain = [&](const QString& reason) {
      wrong += QString("%1:%2: %3 %4").arg(path).arg(number).arg(header, reason);
    };
    if (const Room* other = roomOf(header)) {
      const bool own = other == room || liesIn(other->folder + '/', room->folder);
      if (!own && !room->includes.contains(other->folder)) complain("is out of bounds here");
    } else if (match.captured(1) == "\"" && !header.endsWith(".moc")) {
      complain("is not written from the top, like \"core/base/result.h\"");
    } else if (isTorch(header)) {
      if (!room->torch) complain("is LibTorch, which only engine and worker include");
    } else if (const QString module = qtModuleOf(header);
               !module.isEmpty() && !room->qtModules.contains(module)) {
      complain("is of " + module + ", which this room does without");
    }
  }
  return wrong;
}

}  // namespace

class IncludeDirectionsTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void plantedViolationIsCaught_data() {
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("line");
    QTest::addColumn<bool>("allowed");
    const auto row = [](const char* path, const char* line, bool allowed) {
      QTest::addRow("%s %s", path, line) << path << line << allowed;
    };
    row("core/base/a.h", "#include \"core/spec/field.h\"", false);
    row("core/base/a.h", "#include <QString>", false);
    row("core/spec/a.cpp", "#include \"core/base/result.h\"", true);
    row("core/spec/a.cpp", "#include <QtCore/QString>", false);
    row("core/pretext/a.cpp", "#include \"core/dataset/batch.h\"", false);
    row("core/dataset/a.cpp", "#include \"core/pretext/example.h\"", true);
    row("core/dataset/a.cpp", "  #  include \"core/engine/trainer.h\"", false);
    row("core/corpus/a.cpp", "#include <QImage>", false);
    row("core/corpus/a.cpp", "#include <QDir>", true);
    row("core/corpus/pictures/a.cpp", "#include <QImage>", true);
    row("core/corpus/pictures/a.cpp", "#include \"core/corpus/corpus.h\"", true);
    row("core/engine/a.cpp", "#include <QObject>", false);
    row("core/engine/a.cpp", "#include <torch/torch.h>", true);
    row("core/runs/a.cpp", "#include <QLocalSocket>", true);
    row("core/runs/a.cpp", "#include <ATen/ATen.h>", false);
    row("core/runs/a.cpp", "#include \"core/worker/serve.h\"", false);
    row("core/worker/a.cpp", "#include \"core/engine/trainer.h\"", true);
    row("ui/shell/a.cpp", "#include \"core/engine/trainer.h\"", false);
    row("ui/shell/a.cpp", "#include \"core/worker/serve.h\"", false);
    row("ui/shell/a.cpp", "#include \"ui/widgets/chart.h\"", true);
    row("ui/shell/a.cpp", "#include \"chart.h\"", false);
    row("ui/shell/a.cpp", "#include \"a.moc\"", true);
    row("app/cli/main.cpp", "#include \"core/engine/trainer.h\"", false);
    row("app/cli/main.cpp", "#include <c10/core/Device.h>", false);
    row("app/cli/main.cpp", "#include <QWidget>", false);
    row("app/cli/main.cpp", "#include <QImage>", false);
    row("app/cli/main.cpp", "#include \"core/corpus/pictures/import_pictures.h\"", true);
    row("app/cli/main.cpp", "#include \"ui/shell/window.h\"", false);
    row("app/worker/main.cpp", "#include \"core/engine/trainer.h\"", false);
    row("app/desktop/main.cpp", "#include \"ui/shell/window.h\"", true);
    row("core/utils/a.h", "#include <vector>", false);
  }

  void plantedViolationIsCaught() {
    QFETCH(QString, path);
    QFETCH(QString, line);
    QFETCH(bool, allowed);
    QCOMPARE(violations(path, "// first\n" + line + "\n").isEmpty(), allowed);
  }

  void everyFileKeepsToTheTable() {
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

QTEST_GUILESS_MAIN(IncludeDirectionsTest)
#include "include_directions_test.moc"
