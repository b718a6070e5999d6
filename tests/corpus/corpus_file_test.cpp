// corpus.json: what was changed in it is not believed.
#include <QTest>
#include <nlohmann/json.hpp>

#include "core/corpus/corpus_writer.h"
#include "tests/corpus/imported_text.h"

using namespace unmask;

class CorpusFileTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void aChangedFigureIsNotBelieved() {
    ImportedText text;
    QCOMPARE(text.import(text.write("t.txt", "One text.\n\nAnother one.\n")), std::string());
    const fs::path folder = text.path("out-1");
    QVERIFY(readCorpusFile(folder).has_value());
    auto file = nlohmann::json::parse(*readFile(folder / "corpus.json"));
    file["statistics"]["documents"] = 3;
    QVERIFY(writeFileWhole(folder / "corpus.json", file.dump()).has_value());
    const auto refused = readCorpusFile(folder);
    QVERIFY(!refused && refused.error().kind == ErrorKind::damaged);
    QVERIFY(inEnglish(refused.error()).find("corpus.json") != std::string::npos);
    // On purpose, or by a version that wrote no sum.
    file.erase("sha256");
    QVERIFY(writeFileWhole(folder / "corpus.json", file.dump()).has_value());
    QCOMPARE(readCorpusFile(folder)->statistics.documents, uint64_t{3});
  }

  void blanksAreNoChangeAndANewNameIsWritten() {
    ImportedText text;
    QCOMPARE(text.import(text.write("t.txt", "One text.\n")), std::string());
    const fs::path folder = text.path("out-1");
    const auto file = nlohmann::json::parse(*readFile(folder / "corpus.json"));
    QVERIFY(writeFileWhole(folder / "corpus.json", file.dump(4)).has_value());
    QVERIFY(renameCorpus(folder, "another").has_value());
    QCOMPARE(readCorpusFile(folder)->name, std::string("another"));
  }
};

QTEST_GUILESS_MAIN(CorpusFileTest)
#include "corpus_file_test.moc"
