// Names that are free.
#include "core/runs/free_name.h"

#include <QtTest>

using namespace unmask;

class FreeNameTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void countsOn_data() {
    QTest::addColumn<QString>("wanted");
    QTest::addColumn<QStringList>("taken");
    QTest::addColumn<QString>("free");
    QTest::addRow("free") << "monday" << QStringList{"tuesday"} << "monday";
    QTest::addRow("taken") << "monday" << QStringList{"monday"} << "monday 2";
    QTest::addRow("case") << "Monday" << QStringList{"monday"} << "Monday 2";
    QTest::addRow("both") << "monday" << QStringList{"monday", "monday 2"} << "monday 3";
    QTest::addRow("numbered") << "monday 2" << QStringList{"monday 2"} << "monday 3";
    QTest::addRow("no copy's number") << "monday 1" << QStringList{"monday 1"} << "monday 1 2";
    QTest::addRow("gap") << "monday" << QStringList{"monday", "monday 3"} << "monday 2";
    QTest::addRow("a number alone") << "2" << QStringList{"2"} << "2 2";
    QTest::addRow("no number") << "may 1st" << QStringList{"may 1st"} << "may 1st 2";
    QTest::addRow("none") << "" << QStringList{""} << "";
  }
  void countsOn() {
    QFETCH(QString, wanted);
    QFETCH(QStringList, taken);
    QFETCH(QString, free);
    std::vector<std::string> names;
    for (const QString& name : taken) names.push_back(name.toStdString());
    QCOMPARE(QString::fromStdString(freeName(wanted.toStdString(), names)), free);
  }
};

QTEST_GUILESS_MAIN(FreeNameTest)
#include "free_name_test.moc"
