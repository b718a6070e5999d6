// Searching a corpus: what is found, where, and what is said of it.
#include <QtTest>
#include <fstream>

#include "core/base/files.h"
#include "core/corpus/import.h"
#include "core/corpus/search.h"

using namespace unmask;

class SearchTest : public QObject {
  Q_OBJECT

 private:
  std::unique_ptr<QTemporaryDir> dir_;

  // A corpus of these documents, one a line of a file.
  Corpus corpusOf(const std::vector<std::string>& documents) const {
    const fs::path here = dir_->path().toStdString();
    std::ofstream file(here / "t.txt", std::ios::binary);
    for (const std::string& document : documents) file << document << "\n";
    file.close();
    ImportSettings settings;
    settings.separator = "line";
    JobControl job;
    const auto made = importText({here / "t.txt"}, "T", settings, here / "t", job);
    if (!made) qFatal("%s", inEnglish(made.error()).c_str());
    return std::move(*Corpus::open(here / "t"));
  }
  struct Found {
    std::vector<SearchHit> hits;
    SearchTotals totals;
  };
  static Found search(const Corpus& corpus, const std::string& text, bool matchCase = false) {
    Found found;
    JobControl job;
    const auto totals = searchCorpus(
        corpus, TextPattern(text, matchCase),
        [&](std::vector<SearchHit> hits, const SearchTotals&) {
          found.hits.insert(found.hits.end(), hits.begin(), hits.end());
        },
        job);
    if (!totals) qFatal("%s", inEnglish(totals.error()).c_str());
    found.totals = *totals;
    return found;
  }

 private Q_SLOTS:
  void init() { dir_ = std::make_unique<QTemporaryDir>(); }

  void hitsSayDocumentPlaceAndSurroundings() {
    const Corpus corpus = corpusOf({"The cat sat.", "No animal.", "A cat, a Cat and a concat"});
    const Found found = search(corpus, "cat");
    QCOMPARE(found.totals.hits, uint64_t{4});
    QCOMPARE(found.totals.documents, uint64_t{2});
    QCOMPARE(found.hits.size(), size_t{4});
    QCOMPARE(found.hits[0].document, uint64_t{0});
    QCOMPARE(found.hits[0].byte, uint64_t{4});
    QCOMPARE(found.hits[0].before, std::string("The "));
    QCOMPARE(found.hits[0].after, std::string(" sat.\n"));
    QCOMPARE(found.hits[2].match, std::string("Cat"));
    for (const SearchHit& hit : found.hits)
      QCOMPARE(*corpus.text(hit.document, hit.byte, hit.bytes), hit.match);
    QCOMPARE(search(corpus, "Cat", true).totals.hits, uint64_t{1});
    QCOMPARE(search(corpus, "dog").totals.hits, uint64_t{0});
    QCOMPARE(search(corpus, "").totals.hits, uint64_t{0});
  }

  void caseFoldsBeyondAscii() {
    const Corpus corpus =
        corpusOf({"\u00c4RGER und \u00e4rger", "\u0416\u0443\u043a \u0436\u0443\u043a"});
    QCOMPARE(search(corpus, "\u00e4rger").totals.hits, uint64_t{2});
    QCOMPARE(search(corpus, "\u00e4rger", true).totals.hits, uint64_t{1});
    QCOMPARE(search(corpus, "\u0416\u0423\u041a").totals.hits, uint64_t{2});
    QVERIFY(search(corpus, "\u00e4rger").hits[0].match == "\u00c4RGER");
  }

  // A match is within one document; those at the seams of what is read at once are found once.
  void nothingIsLostOrDoubledWhereBlocksMeet() {
    const std::string line(1021, '.');
    std::vector<std::string> documents;
    uint64_t expected = 0;
    for (int i = 0; i < 9000; ++i) {
      documents.push_back(line);
      documents.back().replace(static_cast<size_t>(i * 7 % 1000), 6, "needle");
      ++expected;
    }
    const Corpus corpus = corpusOf(documents);
    for (const bool matchCase : {true, false}) {
      const Found found = search(corpus, "needle", matchCase);
      QCOMPARE(found.totals.hits, expected);
      QCOMPARE(found.totals.documents, expected);
      for (size_t i = 0; i < found.hits.size(); ++i) {
        QCOMPARE(found.hits[i].document, uint64_t{i});
        QCOMPARE(found.hits[i].byte, uint64_t{i * 7 % 1000});
      }
    }
    // ".\n." crosses from one document to the next; the newline belongs to the first.
    QCOMPARE(search(corpus, ".\n.").totals.hits, uint64_t{0});
  }

  // One match after the other: some lie over the seams.
  void matchesOverTheSeamsAreFound() {
    std::string dense;
    for (int i = 0; i < 100; ++i) dense += "needle ";
    const Corpus corpus = corpusOf(std::vector<std::string>(7000, dense));
    for (const bool matchCase : {true, false})
      QCOMPARE(search(corpus, "needle", matchCase).totals.hits, uint64_t{700'000});
  }

  void onlyTheFirstHitsAreListedAndAllAreCounted() {
    const Corpus corpus = corpusOf({std::string(3 * kListedHits, 'a')});
    const Found found = search(corpus, "aa");
    QCOMPARE(found.totals.hits, 3 * kListedHits / 2);
    QCOMPARE(found.hits.size(), size_t{kListedHits});
    QCOMPARE(found.hits[1].byte, uint64_t{2});
  }

  void cancelEndsIt() {
    const Corpus corpus = corpusOf({"text"});
    JobControl job;
    job.cancel();
    const auto end = searchCorpus(
        corpus, TextPattern("t", true), [](std::vector<SearchHit>, const SearchTotals&) {}, job);
    QVERIFY(!end && isCancelled(end.error()));
  }
};

QTEST_GUILESS_MAIN(SearchTest)
#include "search_test.moc"
