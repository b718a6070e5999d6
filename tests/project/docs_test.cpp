// The documents hold together: links lead to files and headings that are there, every picture is
// shown somewhere, and README.md stays short.
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QtTest>

namespace {

constexpr qint64 kReadmeBytes = 10'000;

// Markdown without what is shown as it stands: fenced blocks, and code within a paragraph. Lines stay
// where they are.
QString withoutCode(const QString& markdown) {
  static const QRegularExpression fence(R"(^ {0,3}(```+|~~~+))");
  static const QRegularExpression code(R"((?<!`)(`+)(?!`)((?:(?!\n\s*\n).)*?)(?<!`)\1(?!`))",
                                       QRegularExpression::DotMatchesEverythingOption);
  QStringList kept;
  QString open;  // the fence that a block began with
  for (QString line : markdown.split('\n')) {
    const auto match = fence.match(line);
    const QString mark = match.captured(1);
    if (open.isEmpty() && match.hasMatch()) {
      open = mark;
      line.clear();
    } else if (!open.isEmpty()) {
      if (match.hasMatch() && mark.startsWith(open)) open.clear();
      line.clear();
    }
    kept += line;
  }
  QString text = kept.join('\n');
  for (auto match = code.match(text); match.hasMatch();
       match = code.match(text, match.capturedStart()))
    text.replace(match.capturedStart(), match.capturedLength(),
                 QString(match.captured().count('\n'), '\n'));
  return text;
}

struct Link {
  int line = 0;
  QString target;  // "docs/install.md#uninstall"
};

// Every link and picture: [text](target), ![text](target "title"), [name]: target, <img src="">.
QList<Link> linksIn(const QString& markdown) {
  static const QRegularExpression target(
      R"(\]\(\s*<?([^)\s>]+)>?(?:\s[^)]*)?\)|)"
      R"(^ {0,3}\[[^\]]+\]:\s*<?([^\s>]+)|)"
      R"(<(?:a|img)\b[^>]*\b(?:href|src)\s*=\s*[\x22']([^\x22']+)[\x22'])");
  QList<Link> links;
  int number = 0;
  for (const QString& line : withoutCode(markdown).split('\n')) {
    ++number;
    for (auto it = target.globalMatch(line); it.hasNext();) {
      const auto match = it.next();
      links += Link{number, match.captured(1) + match.captured(2) + match.captured(3)};
    }
  }
  return links;
}

// What the headings are reached by, as GitHub and GitLab name them: "Without network" is
// "without-network", a second one "without-network-1".
QStringList anchorsIn(const QString& markdown) {
  static const QRegularExpression heading(R"(^ {0,3}#{1,6}\s+(.+?)\s*#*\s*$)");
  static const QRegularExpression link(R"(!?\[([^\]]*)\]\([^)]*\))");
  static const QRegularExpression dropped(R"([^\w\- ])",
                                          QRegularExpression::UseUnicodePropertiesOption);
  const QStringList lines = markdown.split('\n');
  const QStringList prose = withoutCode(markdown).split('\n');
  QStringList anchors;
  for (qsizetype i = 0; i < lines.size(); ++i) {
    if (!heading.match(prose[i]).hasMatch()) continue;  // a comment in a script is none
    QString text = heading.match(lines[i]).captured(1);
    text = text.replace(link, "\\1").remove(dropped).toLower().replace(' ', '-');
    QString anchor = text;
    for (int again = 1; anchors.contains(anchor); ++again)
      anchor = text + '-' + QString::number(again);
    anchors += anchor;
  }
  return anchors;
}

bool leadsOutside(const QString& target) {
  static const QRegularExpression scheme(R"(^[A-Za-z][A-Za-z0-9+.\-]*:)");
  return scheme.match(target).hasMatch();
}

QString read(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

// What is wrong with the links of the page `path` below `top`, as "path:line: reason".
QStringList deadLinks(const QDir& top, const QString& path, const QString& markdown) {
  QStringList wrong;
  for (const Link& link : linksIn(markdown)) {
    if (leadsOutside(link.target)) continue;
    const auto complain = [&](const QString& reason) {
      wrong += QString("%1:%2: %3 %4").arg(path).arg(link.line).arg(link.target, reason);
    };
    const QString file = link.target.section('#', 0, 0), anchor = link.target.section('#', 1);
    const QString meant =
        file.isEmpty() ? path : QDir::cleanPath(QFileInfo(path).path() + '/' + file);
    const bool self = meant == path;
    if (file.startsWith('/') || meant.startsWith("..")) {
      complain("leads out of the repository");
    } else if (!self && !top.exists(meant)) {
      complain("leads to nothing");
    } else if (!anchor.isEmpty() &&
               !anchorsIn(self ? markdown : read(top.filePath(meant))).contains(anchor)) {
      complain("names no heading there");
    }
  }
  return wrong;
}

// README.md, CONTRIBUTING.md, CHANGELOG.md and what lies below docs/, from the top.
QStringList pages() {
  const QDir top(UNMASK_SOURCE_DIR);
  QStringList found{"README.md", "CONTRIBUTING.md", "CHANGELOG.md"};
  QDirIterator it(top.filePath("docs"), {"*.md"}, QDir::Files, QDirIterator::Subdirectories);
  while (it.hasNext()) found += top.relativeFilePath(it.next());
  return found;
}

}  // namespace

class DocsTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void linksAreFound_data() {
    QTest::addColumn<QString>("markdown");
    QTest::addColumn<QStringList>("targets");
    const auto row = [](const char* markdown, const QStringList& targets) {
      QTest::newRow(qPrintable(QString(markdown).replace('\n', " / ")))
          << QString(markdown) << targets;
    };
    row("none [at all]", {});
    row("[a](b.md) and [c](d/e.md#f)", {"b.md", "d/e.md#f"});
    row("![a picture](p.png \"with a title\")", {"p.png"});
    row("[![small](s.png)](large.png)", {"s.png", "large.png"});
    row("[a](<b.md>)", {"b.md"});
    row("| cell | [a](b.md) |", {"b.md"});
    row("see [a]\n\n[a]: b.md", {"b.md"});
    row("<img alt=\"x\" src=\"p.png\">", {"p.png"});
    row("`[a](b.md)` is how a link is written", {});
    row("``a ` [a](b.md)`` [c](d.md)", {"d.md"});
    row("`code that\ngoes on` [a](b.md) `and more`", {"b.md"});
    row("a ` alone\n\n[a](b.md) and another `", {"b.md"});
    row("```\n[a](b.md)\n```\n[c](d.md)", {"d.md"});
    row("~~~\n```\n[a](b.md)\n~~~\n[c](d.md)", {"d.md"});
  }

  void linksAreFound() {
    QFETCH(QString, markdown);
    QFETCH(QStringList, targets);
    QStringList found;
    for (const Link& link : linksIn(markdown)) found += link.target;
    QCOMPARE(found, targets);
  }

  void headingsAreNamed_data() {
    QTest::addColumn<QString>("markdown");
    QTest::addColumn<QStringList>("anchors");
    QTest::newRow("blanks") << "# Without network" << QStringList{"without-network"};
    QTest::newRow("punctuation") << "## What a run is: `spec.json`, and more"
                                 << QStringList{"what-a-run-is-specjson-and-more"};
    QTest::newRow("underscores") << "### text_offsets" << QStringList{"text_offsets"};
    QTest::newRow("a link") << "## [0.1](a.md), today" << QStringList{"01-today"};
    QTest::newRow("twice") << "# A\n# B\n# A" << QStringList{"a", "b", "a-1"};
    QTest::newRow("in a script") << "```\n# no heading\n```\n# One" << QStringList{"one"};
    QTest::newRow("no heading") << "#hash and #5" << QStringList{};
  }

  void headingsAreNamed() {
    QFETCH(QString, markdown);
    QFETCH(QStringList, anchors);
    QCOMPARE(anchorsIn(markdown), anchors);
  }

  void plantedDeadLinkIsCaught_data() {
    QTest::addColumn<QString>("link");
    QTest::addColumn<bool>("alive");
    const auto row = [](const char* link, bool alive) { QTest::newRow(link) << link << alive; };
    row("b.md", true);
    row("b.md#there", true);
    row("b.md#not-there", false);
    row("#here", true);
    row("#nowhere", false);
    row("gone.md", false);
    row("B.md", false);
    row("../README.md", true);
    row("../docs/b.md#there", true);
    row("../docs", true);
    row("../../outside.md", false);
    row("/etc/passwd", false);
    row("https://example.org/gone.md", true);
    row("mailto:somebody@example.org", true);
  }

  void plantedDeadLinkIsCaught() {
    QFETCH(QString, link);
    QFETCH(bool, alive);
    QTemporaryDir folder;
    const QDir top(folder.path());
    QVERIFY(top.mkpath("docs"));
    for (const char* path : {"README.md", "docs/b.md"}) {
      QFile file(top.filePath(path));
      QVERIFY(file.open(QIODevice::WriteOnly));
      file.write("# There\n");
    }
    const QString page = "# Here\n\nA [link](" + link + ").\n";
    const QStringList wrong = deadLinks(top, "docs/a.md", page);
    QCOMPARE(wrong.isEmpty(), alive);
    if (!alive) QVERIFY2(wrong[0].startsWith("docs/a.md:3: " + link), qPrintable(wrong[0]));
  }

  void everyLinkLeadsSomewhere() {
    const QDir top(UNMASK_SOURCE_DIR);
    QStringList wrong;
    int links = 0;
    for (const QString& path : pages()) {
      QVERIFY2(top.exists(path), qPrintable(path));
      const QString text = read(top.filePath(path));
      wrong += deadLinks(top, path, text);
      links += linksIn(text).size();
    }
    QVERIFY2(links > 50, "the documents were not found");
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join('\n')));
  }

  void everyPictureIsShown() {
    const QDir top(UNMASK_SOURCE_DIR);
    QSet<QString> shown;
    for (const QString& path : pages())
      for (const Link& link : linksIn(read(top.filePath(path))))
        shown += QDir::cleanPath(QFileInfo(path).path() + '/' + link.target);
    QStringList unseen;
    QDirIterator it(top.filePath("docs"), {"*.png", "*.jpg", "*.svg", "*.webp", "*.gif"},
                    QDir::Files, QDirIterator::Subdirectories);
    while (it.hasNext())
      if (const QString path = top.relativeFilePath(it.next()); !shown.contains(path))
        unseen += path;
    QVERIFY2(unseen.isEmpty(), qPrintable("linked from nowhere:\n" + unseen.join('\n')));
  }

  void readmeIsShort() {
    const qint64 bytes = QFileInfo(UNMASK_SOURCE_DIR "/README.md").size();
    QVERIFY(bytes > 0);
    QVERIFY2(bytes < kReadmeBytes, qPrintable(QString("README.md has %1 bytes").arg(bytes)));
  }
};

QTEST_GUILESS_MAIN(DocsTest)
#include "docs_test.moc"
