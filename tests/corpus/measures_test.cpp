// What is computed from a corpus after its import: duplicates, counts of pieces; and renaming.
#include <QtTest>
#include <fstream>

#include "core/base/files.h"
#include "core/corpus/corpus_writer.h"
#include "core/corpus/duplicates.h"
#include "core/corpus/length_bins.h"
#include "core/corpus/prepare.h"
#include "core/corpus/token_measures.h"
#include "core/tokenizers/tokenizer_file.h"

using namespace unmask;

class MeasuresTest : public QObject {
  Q_OBJECT

 private:
  std::unique_ptr<QTemporaryDir> dir_;
  fs::path path(const std::string& name) const {
    return fs::path(dir_->path().toStdString()) / name;
  }
  PreparedCorpus prepared(const std::string& text) const {
    std::ofstream(path("t.txt"), std::ios::binary) << text;
    ImportSettings settings;
    settings.separator = "line";
    TokenizerSettings characters;
    characters.type = "char";
    JobControl job;
    auto made = importAndPrepare({path("t.txt")}, "T", settings, &characters,
                                 {path("corpora/t"), path("tokenizers/t"), "none"}, job);
    if (!made) qFatal("%s", inEnglish(made.error()).c_str());
    return *made;
  }

 private Q_SLOTS:
  void init() { dir_ = std::make_unique<QTemporaryDir>(); }

  void duplicatesAreGroupedByTheirText() {
    const auto made = prepared("one\ntwo\none\nthree\ntwo\none\nfour\n");
    const auto corpus = Corpus::open(made.corpus);
    JobControl job;
    const auto found = findDuplicates(*corpus, job);
    QVERIFY(found);
    QCOMPARE(found->groups, uint64_t{2});
    QCOMPARE(found->documents, corpus->info().statistics.exactDuplicates);
    QCOMPARE(found->listed[0].copies, uint64_t{3});
    QCOMPARE(found->listed[0].documents, (std::vector<uint64_t>{0, 2, 5}));
    QCOMPARE(found->listed[1].documents, (std::vector<uint64_t>{1, 4}));
  }

  void documentsLongerThanABlockAreCompared() {
    const std::string longOne(9 << 20, 'x');
    const auto made = prepared("a\n" + longOne + "\nb\n" + longOne + "\na\n");
    JobControl job;
    const auto found = findDuplicates(*Corpus::open(made.corpus), job);
    QCOMPARE(found->groups, uint64_t{2});
    QCOMPARE(found->listed[0].documents, (std::vector<uint64_t>{0, 4}));
    QCOMPARE(found->listed[1].documents, (std::vector<uint64_t>{1, 3}));
  }

  void whatWasComputedIsKeptUnlessItDoesNotBelong() {
    const auto made = prepared("one\ntwo\none\n");
    const auto corpus = Corpus::open(made.corpus);
    const fs::path file = path("corpora/t/measures/duplicates.json");
    JobControl job;
    QCOMPARE(duplicatesOf(*corpus, file, job)->groups, uint64_t{1});
    QVERIFY(fs::exists(file));
    std::string text = *readFile(file);
    text.replace(text.find("\"groups\":1"), 10, "\"groups\":7");
    QVERIFY(writeFileWhole(file, text));
    QCOMPARE(duplicatesOf(*corpus, file, job)->groups, uint64_t{7});  // read, not made anew
    for (const std::string& wrong : {std::string("nonsense"), std::string("{\"format\":1}"),
                                     text.replace(text.find(corpus->info().hash), 8, "00000000")}) {
      QVERIFY(writeFileWhole(file, wrong));
      QCOMPARE(duplicatesOf(*corpus, file, job)->groups, uint64_t{1});
    }
  }

  void piecesAreCounted() {
    const auto made = prepared("ab\naaab\nb\n");
    JobControl job;
    const fs::path file = path("corpora/t/measures/t.json");
    const auto m = tokenMeasuresOf(made.tokens, file, job);
    QVERIFY2(m, m ? "" : inEnglish(m.error()).c_str());
    QCOMPARE(m->tokens, uint64_t{10});
    QCOMPARE(m->documents, uint64_t{3});
    QCOMPARE(m->bytes, uint64_t{10});
    QCOMPARE(m->shortest, uint64_t{2});
    QCOMPARE(m->longest, uint64_t{5});
    QCOMPARE(m->lengthBins, (std::vector<uint64_t>{0, 0, 1, 1, 0, 1}));
    QCOMPARE(m->counts, (std::vector<uint64_t>{3, 4, 3}));  // "\n", "a", "b"
    const auto again = tokenMeasuresOf(made.tokens, file, job);
    QCOMPARE(again->counts, m->counts);
    QVERIFY(writeFileWhole(file, "{}"));
    QCOMPARE(tokenMeasuresOf(made.tokens, file, job)->counts, m->counts);
  }

  void everyLengthIsInItsBin() {
    for (uint64_t length = 0; length < 100'000; ++length) {
      const size_t bin = lengthBin(length);
      QVERIFY(shortestOf(bin) <= length && length < shortestOf(bin + 1));
    }
    QVERIFY(lengthBin(uint64_t{1} << 40) < 400);
    std::vector<uint64_t> bins;
    for (const uint64_t length : {1, 3, 3}) countLength(bins, length);
    QCOMPARE(bins, (std::vector<uint64_t>{0, 1, 0, 2}));
  }

  void renamingChangesTheNameOnly() {
    const auto made = prepared("one\ntwo\n");
    QVERIFY(renameCorpus(made.corpus, "Another name"));
    QVERIFY(renameTokenizer(made.tokenizer, "Letters"));
    const auto corpus = Corpus::open(made.corpus);
    QCOMPARE(corpus->info().name, std::string("Another name"));
    QCOMPARE(corpus->info().hash, made.info.hash);
    QCOMPARE(corpus->info().slug, std::string("t"));
    const auto tokenizer = openTokenizer(made.tokenizer);
    QVERIFY(tokenizer);
    QCOMPARE((*tokenizer)->name, std::string("Letters"));
    for (const std::string& wrong :
         {std::string(), std::string("  "), std::string("a\nb"), std::string(300, 'a')}) {
      QVERIFY(!renameCorpus(made.corpus, wrong));
      QVERIFY(!renameTokenizer(made.tokenizer, wrong));
    }
    QCOMPARE(Corpus::open(made.corpus)->info().name, std::string("Another name"));
  }
};

QTEST_GUILESS_MAIN(MeasuresTest)
#include "measures_test.moc"
