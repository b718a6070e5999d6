// From text to tokens in one job: encoding, default tokenizers, built-in samples.
#include <QtTest>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "core/base/files.h"
#include "core/corpus/prepare.h"
#include "core/corpus/samples.h"
#include "core/corpus/word_marks.h"
#include "core/dataset/token_data.h"

using namespace unmask;

class PrepareTest : public QObject {
  Q_OBJECT

 private:
  std::unique_ptr<QTemporaryDir> dir_;
  const fs::path program_ = fs::read_symlink("/proc/self/exe");

  fs::path path(const std::string& name) const {
    return fs::path(dir_->path().toStdString()) / name;
  }
  PreparePlaces places() const { return {path("corpora/c"), path("tokenizers/t"), program_}; }
  fs::path write(const std::string& name, const std::string& bytes) const {
    std::ofstream(path(name), std::ios::binary) << bytes;
    return path(name);
  }
  // What lies in the two rooms: nothing after a failure, partial folders included.
  int things() const {
    int count = 0;
    for (const char* room : {"corpora", "tokenizers"})
      if (fs::exists(path(room)))
        for ([[maybe_unused]] const auto& entry : fs::directory_iterator(path(room))) ++count;
    return count;
  }

  // Every document's tokens are those that its text gives alone, and cover its bytes.
  void checkTokens(const PreparedCorpus& prepared) const {
    const auto corpus = Corpus::open(prepared.corpus);
    const auto tokenizer = openTokenizer(prepared.tokenizer);
    const auto tokens = TokenData::open(prepared.tokens, Access::pread);
    QVERIFY(corpus && tokenizer && tokens);
    QCOMPARE(tokens->info().documents, corpus->documents());
    QCOMPARE(tokens->info().bytes, corpus->info().statistics.bytes);
    QCOMPARE(tokens->info().pieces, (*tokenizer)->pieces());
    QCOMPARE(tokens->info().corpusHash, corpus->info().hash);
    QCOMPARE(tokens->info().tokenizerHash, (*tokenizer)->hash);
    const uint64_t step = std::max<uint64_t>(1, corpus->documents() / 200);
    for (uint64_t document = 0; document < corpus->documents(); document += step) {
      const std::string text = *corpus->text(document, 0, UINT64_MAX);
      const Encoding expected = (*tokenizer)->encode(text);
      const TokenRange range = *tokens->documentTokens(document);
      std::vector<int64_t> ids(range.size());
      QVERIFY(tokens->read(range.begin, std::span<int64_t>(ids)));
      QCOMPARE(ids, (std::vector<int64_t>(expected.ids.begin(), expected.ids.end())));
      QCOMPARE(*tokens->byteCount(range.begin, range.size()), uint64_t{text.size()});
      QCOMPARE((*tokenizer)->decode(ids), text);
    }
    QVERIFY(tokens->info().words == wordMarks(**tokenizer));
  }

 private Q_SLOTS:
  void init() { dir_ = std::make_unique<QTemporaryDir>(); }

  // Small documents and one of several parts (1 MiB each), in all kinds of tokenizers.
  void documentsOfAnySizeAreEncoded_data() {
    QTest::addColumn<QString>("type");
    for (const char* type : {"unigram", "bpe", "char", "byte"}) QTest::newRow(type) << type;
  }

  void documentsOfAnySizeAreEncoded() {
    QFETCH(QString, type);
    std::string text;
    for (int i = 0; i < 3000; ++i) {
      text += "Document number " + std::to_string(i) + " has \u00e9 and \u2581.\n\n";
      if (i == 1500)
        for (int k = 0; k < 90000; ++k)
          text += "a long one " + std::to_string(k * 7 % 10007) + " goes on\n";
      if (i == 1600) text += std::string(1200000, 'x');
    }
    TokenizerSettings settings;
    settings.type = type.toStdString();
    settings.vocabularySize = 500;
    settings.sampleBytes = 1 << 18;
    JobControl job;
    const auto prepared =
        importAndPrepare({write("t.txt", text)}, "Text", {}, &settings, places(), job);
    QVERIFY2(prepared, prepared ? "" : inEnglish(prepared.error()).c_str());
    QCOMPARE(prepared->info.suggestedTokenizer, std::string("t"));
    QCOMPARE(Corpus::open(prepared->corpus)->info().suggestedTokenizer, std::string("t"));
    QCOMPARE(things(), 2);
    checkTokens(*prepared);
    // Encoding again finds it there.
    const auto corpus = Corpus::open(prepared->corpus);
    const auto tokenizer = openTokenizer(prepared->tokenizer);
    const auto changed = fs::last_write_time(prepared->tokens / "tokens.npy");
    QCOMPARE(*encodeCorpus(*corpus, **tokenizer, path({}), job), prepared->tokens);
    QCOMPARE(fs::last_write_time(prepared->tokens / "tokens.npy"), changed);
  }

  void aCharacterTheTokenizerLacksIsNamed() {
    JobControl job;
    TokenizerSettings characters;
    characters.type = "char";
    const auto one =
        importAndPrepare({write("a.txt", "abc")}, "One", {}, &characters, places(), job);
    QVERIFY(one);
    QVERIFY(importText({write("b.txt", "abcab\u00e9")}, "Two", {}, path("corpora/two"), job));
    const auto corpus = Corpus::open(path("corpora/two"));
    const auto encoded = encodeCorpus(*corpus, **openTokenizer(one->tokenizer), path({}), job);
    QVERIFY(!encoded);
    const std::string error = inEnglish(encoded.error());
    QVERIFY2(error.find("\"\u00e9\" at byte 5") != std::string::npos, error.c_str());
    QVERIFY(fs::is_empty(path("corpora/two/tokens")));
  }

  // A corpus of another root is never written to: its tokens lie in the workspace, found again.
  void aCorpusOfAnotherRootIsEncodedInTheWorkspace() {
    JobControl job;
    TokenizerSettings bytes;
    bytes.type = "byte";
    const auto made = importAndPrepare({write("a.txt", "abc")}, "One", {}, &bytes, places(), job);
    QVERIFY(made);
    const fs::path own = path("own");
    const auto tokenizer = openTokenizer(made->tokenizer);
    auto corpus = Corpus::open(made->corpus);
    // What the other root has encoded is used there.
    QCOMPARE(*encodeCorpus(*corpus, **tokenizer, own, job), made->tokens);
    fs::remove_all(made->corpus / "tokens");
    const auto encoded = encodeCorpus(*corpus, **tokenizer, own, job);
    QVERIFY2(encoded, encoded ? "" : inEnglish(encoded.error()).c_str());
    QVERIFY(encoded->string().starts_with((own / "derived" / "c-").string()));
    QVERIFY(!fs::exists(made->corpus / "tokens"));
    QCOMPARE(tokenFolder(own, made->corpus, corpus->info(), **tokenizer), *encoded);
    checkTokens({made->info, made->corpus, made->tokenizer, *encoded});
  }

  void defaultsFitTheText() {
    CorpusStatistics s;
    s.bytes = 1115394;
    s.distinctCharacters = 65;
    QCOMPARE(defaultTokenizer(s).type, std::string("char"));
    s.bytes = 100 << 20;
    QCOMPARE(defaultTokenizer(s).type, std::string("unigram"));
    QCOMPARE(defaultTokenizer(s).vocabularySize, 8192);
    s.distinctCharacters = 5000;
    QCOMPARE(defaultTokenizer(s).vocabularySize, 13192);
    s.bytes = 10000;
    QCOMPARE(defaultTokenizer(s).type, std::string("byte"));
    s.distinctCharacters = 300;
    QCOMPARE(defaultTokenizer(s).type, std::string("char"));
  }

  // A short text of one's own, in spaced words: the words that recur are pieces, whatever letters
  // it has; none of its characters is written in bytes. Without spaces, characters.
  void aShortTextIsCutIntoWords() {
    const char* const nouns[] = {"river",  "mountain", "garden", "teacher", "window", "letter",
                                 "harbour", "kitchen", "orchard", "village", "captain", "bridge",
                                 "market", "forest",   "lantern", "station", "painter", "island"};
    const char* const verbs[] = {"reaches", "remembers", "follows", "answers", "watches",
                                 "crosses", "describes", "expects", "forgets", "guards"};
    std::string essays = "Caf\u00e9 \u0627\u0644\u0639 once.\n", han;
    for (int i = 0; i < 500; ++i) {
      essays += std::string("The ") + nouns[i % 18] + " " + verbs[i / 6 % 10] + " the old " +
                nouns[i / 5 % 18] + (i % 7 == 0 ? ".\n" : ", and ");
      han += QString(QChar(0x4E00 + i * i % 90)).toStdString() + (i % 20 == 19 ? "\u3002" : "");
    }
    JobControl job;
    const auto words =
        importAndPrepare({write("e.txt", essays)}, "Essays", {}, nullptr, places(), job);
    QVERIFY2(words, words ? "" : inEnglish(words.error()).c_str());
    const auto tokenizer = *openTokenizer(words->tokenizer);
    QCOMPARE(tokenizer->kind(), TokenizerKind::unigram);
    for (const char* word : {" river", " mountain", " remembers", " old"})
      QCOMPARE(tokenizer->encode(word).ids.size(), size_t{1});
    QVERIFY(TokenData::open(words->tokens, Access::pread)->info().withoutPiece.none());
    checkTokens(*words);

    fs::remove_all(path("corpora"));
    fs::remove_all(path("tokenizers"));
    const auto letters = importAndPrepare({write("h.txt", han)}, "Han", {}, nullptr, places(), job);
    QVERIFY2(letters, letters ? "" : inEnglish(letters.error()).c_str());
    QCOMPARE((*openTokenizer(letters->tokenizer))->kind(), TokenizerKind::character);
  }

  // Nobody asked for the default's vocabulary: a text that has no use for it gets characters.
  void aRepetitiveTextStillGetsATokenizer() {
    JobControl job;
    std::string text;
    while (text.size() < (5 << 20)) text += "the same line again\n";
    const auto prepared =
        importAndPrepare({write("t.txt", text)}, "Same", {}, nullptr, places(), job);
    QVERIFY2(prepared, prepared ? "" : inEnglish(prepared.error()).c_str());
    QCOMPARE((*openTokenizer(prepared->tokenizer))->kind(), TokenizerKind::character);
    // Asked for, it is an error, and nothing of the import stays.
    fs::remove_all(path("corpora"));
    fs::remove_all(path("tokenizers"));
    TokenizerSettings settings;
    const auto asked = importAndPrepare({path("t.txt")}, "Same", {}, &settings, places(), job);
    QVERIFY(!asked);
    QVERIFY(vocabularyDoesNotFit(asked.error()));
    QCOMPARE(things(), 0);
  }

  void cancelLeavesNothing() {
    for (const char* stage :
         {"Writing the sample", "Finding candidate pieces", "Encoding with %1"}) {
      JobControl job;
      QThread* const canceller = QThread::create([&] {
        while (job.progress().stage.pattern != stage) QThread::yieldCurrentThread();
        job.cancel();
      });
      canceller->start();
      const auto prepared = makeSampleAndPrepare("stories", places(), job);
      canceller->wait();
      delete canceller;
      QVERIFY2(!prepared && isCancelled(prepared.error()), stage);
      QCOMPARE(things(), 0);
    }
  }

  void storiesAreTheSameEverywhereAndAgree() {
    JobControl job;
    const auto prepared = makeSampleAndPrepare("stories", places(), job);
    QVERIFY2(prepared, prepared ? "" : inEnglish(prepared.error()).c_str());
    checkTokens(*prepared);
    // Golden: the generated text is part of what runs depend on.
    QCOMPARE(prepared->info.hash,
             std::string("a6521feef35122555990cce77e79d6e1159574c1b42b3347858471378f69edd6"));
    QVERIFY(prepared->info.statistics.bytes < 6 << 20);

    const auto corpus = Corpus::open(prepared->corpus);
    std::set<std::string> words;
    std::map<std::string, std::set<std::string>> places;
    int catStories = 0, agreements = 0;
    const QRegularExpression sat("The (\\w+) sat on the (\\w+)\\.");
    const QRegularExpression had(" had an? (\\w+ \\w+) and (\\w+) ");
    const QRegularExpression gave("gave \\w+ the (\\w+ \\w+)\\.");
    for (uint64_t i = 0; i < corpus->documents(); ++i) {
      const QString story = QString::fromStdString(*corpus->text(i, 0, UINT64_MAX));
      catStories += story.contains("The cat sat on the mat.");
      for (auto it = sat.globalMatch(story); it.hasNext();) {
        const auto match = it.next();
        places[match.captured(1).toStdString()].insert(match.captured(2).toStdString());
      }
      const auto given = gave.match(story);
      if (given.hasMatch()) {  // long-range: what is given away is what the hero had
        QCOMPARE(given.captured(1), had.match(story).captured(1));
        ++agreements;
      }
      for (const QString& word : story.split(QRegularExpression("[^A-Za-z]+"), Qt::SkipEmptyParts))
        words.insert(word.toStdString());
    }
    QVERIFY2(words.size() > 2500, std::to_string(words.size()).c_str());
    QVERIFY(catStories > 100);
    QVERIFY(agreements > 500);
    QVERIFY(places.size() > 50);
    for (const auto& [animal, where] : places) QVERIFY2(where.size() == 1, animal.c_str());

    // The prompts can be asked with this tokenizer, [MASK] as one token.
    const auto tokenizer = *openTokenizer(prepared->tokenizer);
    for (const char* prompt : findSample("stories")->maskedPrompts) {
      const auto ids = encodeWithReserved(*tokenizer, prompt);
      QVERIFY(std::count(ids.begin(), ids.end(), tokenizer->pieces()) >= 1);
    }
    // "mat" is one piece, so that the answer to "The cat sat on the" is one token.
    QCOMPARE(tokenizer->encode(" mat").ids.size(), size_t{1});
  }

  void sumsAreRight() {
    JobControl job;
    const auto prepared = makeSampleAndPrepare("arithmetic", places(), job);
    QVERIFY2(prepared, prepared ? "" : inEnglish(prepared.error()).c_str());
    QCOMPARE(prepared->info.hash,
             std::string("ae87edd7b5c4e309c6efd66084b4cbae3ffe28de54bec0faab5a4caa2eed091a"));
    QCOMPARE((*openTokenizer(prepared->tokenizer))->pieces(), 16);  // ten digits, + - * = space \n
    const auto corpus = Corpus::open(prepared->corpus);
    std::istringstream lines(*corpus->bytes(0, corpus->info().statistics.bytes));
    int64_t a, b, c, count = 0;
    std::string sign, equals;
    while (lines >> a >> sign >> b >> equals >> c) {
      QCOMPARE(c, sign == "+" ? a + b : sign == "-" ? a - b : a * b);
      ++count;
    }
    QCOMPARE(count, static_cast<int64_t>(corpus->documents()));
  }

  void licencesComeFromThisMachine() {
    JobControl job;
    const auto prepared = makeSampleAndPrepare("licences", places(), job);
    if (!fs::exists("/usr/share/common-licenses")) {
      QVERIFY(!prepared);
      QVERIFY(inEnglish(prepared.error()).find("/usr/share/common-licenses") != std::string::npos);
      QSKIP("no licence texts on this machine: only the message was tested");
    }
    QVERIFY2(prepared, prepared ? "" : inEnglish(prepared.error()).c_str());
    QCOMPARE(prepared->info.sampleOf, std::string("licences"));
    QVERIFY(!prepared->info.sources.empty());
    checkTokens(*prepared);
  }

  void unknownSamplesAreNamed() {
    JobControl job;
    const auto made = makeSample("poems", path("c"), job);
    QVERIFY(!made);
    QVERIFY(inEnglish(made.error()).find("stories, arithmetic, licences") != std::string::npos);
  }
};

int main(int argc, char** argv) {
  if (argc == 3 && std::string(argv[1]) == "tokenizer-child") return runTokenizerChild(argv[2]);
  QCoreApplication app(argc, argv);
  PrepareTest test;
  return QTest::qExec(&test, argc, argv);
}
#include "prepare_test.moc"
