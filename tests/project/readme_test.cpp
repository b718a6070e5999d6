// README.md's table of settings is the one that the settings' descriptions give.
#include <QFile>
#include <QRegularExpression>
#include <QtTest>

#include "core/spec/documentation.h"

class ReadmeTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void settingsTableIsTheDescriptions() {
    QFile file(UNMASK_SOURCE_DIR "/README.md");
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QString readme = QString::fromUtf8(file.readAll());
    const QString begin = "<!-- settings: made by './run cli objectives --markdown' -->\n";
    const qsizetype from = readme.indexOf(begin) + begin.size();
    const qsizetype to = readme.indexOf("<!-- end of settings -->");
    QVERIFY2(from > begin.size() && to > from, "README.md lacks the markers of the settings");
    const QString block = readme.mid(from, to - from).trimmed();
    QCOMPARE(block.split('\n'),
             QString::fromStdString(unmask::settingsMarkdown()).trimmed().split('\n'));
  }

  // Pictures and documents that README.md names are there.
  void linksLeadSomewhere() {
    QFile file(UNMASK_SOURCE_DIR "/README.md");
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QString readme = QString::fromUtf8(file.readAll());
    static const QRegularExpression link(R"(\]\((?!https?:|#)([^)\s]+)\))");
    QStringList broken;
    int seen = 0;
    for (auto it = link.globalMatch(readme); it.hasNext(); ++seen) {
      const QString target = it.next().captured(1).section('#', 0, 0);
      if (!QFile::exists(UNMASK_SOURCE_DIR "/" + target)) broken += target;
    }
    QVERIFY(seen > 0);
    QVERIFY2(broken.isEmpty(), qPrintable(broken.join('\n')));
  }
};

QTEST_GUILESS_MAIN(ReadmeTest)
#include "readme_test.moc"
