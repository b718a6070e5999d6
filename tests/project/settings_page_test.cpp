// The tables of docs/settings.md are those that the descriptions of settings and measures give.
#include <QFile>
#include <QtTest>

#include "core/spec/documentation.h"

class SettingsPageTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void tablesAreTheDescriptions() {
    QFile file(UNMASK_SOURCE_DIR "/docs/settings.md");
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QString page = QString::fromUtf8(file.readAll());
    const QString begin = "<!-- made by './run cli objectives --markdown' -->\n";
    const qsizetype from = page.indexOf(begin) + begin.size();
    const qsizetype to = page.indexOf("<!-- end of what is made -->");
    QVERIFY2(from > begin.size() && to > from, "docs/settings.md lacks the markers of the tables");
    const QString block = page.mid(from, to - from).trimmed();
    const std::string made = unmask::settingsMarkdown() + unmask::measuresMarkdown();
    QCOMPARE(block.split('\n'), QString::fromStdString(made).trimmed().split('\n'));
  }
};

QTEST_GUILESS_MAIN(SettingsPageTest)
#include "settings_page_test.moc"
