// What things are called: a name makes a folder, and the name finds it again. ctest runs this under
// tr_TR as well, where the small I is no i.
#include <QtTest>
#include <map>

#include "core/runs/naming.h"

using namespace unmask;
namespace fs = std::filesystem;

class NamingTest : public QObject {
  Q_OBJECT

  using Names = std::map<std::string, std::string>;  // folder, the person's name

  static Result<fs::path> find(const Names& names, const std::string& wanted) {
    std::vector<fs::path> folders;
    for (const auto& [slug, name] : names) folders.push_back(fs::path("/w") / slug);
    return findNamed(
        folders, [&](const fs::path& folder) { return names.at(folder.filename().string()); },
        wanted, message("There is no %1.", wanted));
  }
  static QString found(const Names& names, const std::string& wanted) {
    const auto folder = find(names, wanted);
    return folder ? QString::fromStdString(folder->filename().string())
                  : "! " + QString::fromStdString(inEnglish(folder.error()));
  }

 private Q_SLOTS:
  void foldersAreMadeOfNames() {
    QCOMPARE(slugOf("My Text"), std::string("my-text"));
    QCOMPARE(slugOf("my_text"), std::string("my-text"));
    QCOMPARE(slugOf("INFO"), std::string("info"));
    QCOMPARE(slugOf("--"), std::string("untitled"));
    QCOMPARE(slugOf("Größe 2"), std::string("größe-2"));
    QCOMPARE(slugOf(std::string(79, 'a') + "ä"), std::string(79, 'a'));
  }

  // The name that was given, whatever became of it on the disk.
  void theNameGivenFindsItsThing_data() {
    QTest::addColumn<QString>("wanted");
    for (const char* wanted :
         {"my-text", "my_text", "My Text", "MY_TEXT", "my  text", " my text ", "my_", "My", "m"})
      QTest::addRow("%s", wanted) << wanted;
  }
  void theNameGivenFindsItsThing() {
    QFETCH(QString, wanted);
    const Names names{{"my-text", "my_text"}, {"other", "Other"}};
    QCOMPARE(found(names, wanted.toStdString()), QString("my-text"));
  }

  void accentsInEitherSpelling() {
    const Names names{{"größe", "Gro\u0308ße"}};
    QCOMPARE(found(names, "größe"), QString("größe"));
    QCOMPARE(found({{"x-1", "Gro\u0308ße"}}, "Größe"), QString("x-1"));
    QCOMPARE(found({{"x-1", "ÄPFEL"}}, "äpfel"), QString("x-1"));
  }

  // The nearest kind of likeness decides: the folder, the name, the name but for its dress.
  void whatIsNearerComesFirst() {
    const Names names{{"my-text", "my_text"}, {"my-text-2", "My Text"}, {"text", "my-text"}};
    QCOMPARE(found(names, "my-text"), QString("my-text"));
    QCOMPARE(found(names, "my_text"), QString("my-text"));
    QCOMPARE(found(names, "My Text"), QString("my-text-2"));
    QCOMPARE(found(names, "text"), QString("text"));
    QCOMPARE(found({{"r-1", "gpt 1"}, {"r-2", "gpt 1337"}}, "gpt 1"), QString("r-1"));
  }

  void severalAreRefusedByName() {
    const Names runs{{"2026-a", "under_score"}, {"2026-b", "under water"}, {"2025-c", ""}};
    for (const char* wanted : {"under", "UNDER ", "2026"}) {
      const QString refused = found(runs, wanted);
      QVERIFY2(refused.startsWith("! ") && refused.contains("2026-a (under_score)") &&
                   refused.contains("2026-b (under water)") && !refused.contains("2025"),
               qPrintable(refused));
    }
    QCOMPARE(found(runs, "under_s"), QString("2026-a"));
    QVERIFY(found({{"a", "Same"}, {"b", "Same"}}, "Same").contains("a (Same), b (Same)"));
  }

  void whatIsNotThereIsSaid() {
    const Names names{{"my-text", "my_text"}};
    QVERIFY(found(names, "yours").contains("There is no yours."));
    QVERIFY(found(names, "yours").contains("my-text (my_text)"));
    QVERIFY(find(names, "yours").error().kind == ErrorKind::absent);
    for (const char* nothing : {"", "-", "_"}) QVERIFY(!find(names, nothing));
    QVERIFY(found({}, "x").contains("none yet"));
  }
};

QTEST_GUILESS_MAIN(NamingTest)
#include "naming_test.moc"
