// What pieces of each kind of tokenizer say about words, in memory and on disk.
#include "core/corpus/word_marks.h"

#include <QTemporaryDir>
#include <QTest>
#include <fstream>
#include <nlohmann/json.hpp>

#include "core/base/files.h"
#include "core/corpus/encode.h"
#include "core/corpus/import.h"
#include "core/dataset/batches.h"
#include "core/dataset/word_shortage.h"
#include "core/tokenizers/character_tokenizer.h"
#include "core/tokenizers/train_tokenizer.h"

using namespace unmask;

namespace {

// Sentences of 200 Han characters in no order, with full stops and line ends, and no space.
std::string hanText() {
  QString text;
  uint state = 1;
  for (int i = 0; i < 6000; ++i) {
    state = state * 1664525 + 1013904223;
    text += QChar(0x4E00 + 11 * (state >> 24) % 200);
    if (i % 17 == 16) text += QChar(0x3002);
    if (i % 170 == 169) text += '\n';
  }
  return text.toStdString();
}

QStringList wordsOf(const Tokenizer& tokenizer, const char* text) {
  const Encoding encoding = tokenizer.encode(text);
  const std::vector<int64_t> ids(encoding.ids.begin(), encoding.ids.end());
  const std::vector<bool> begins = wordBegins(ids, wordMarks(tokenizer));
  QList<QByteArray> words;
  size_t at = 0;
  for (size_t i = 0; i < ids.size(); ++i) {
    if (begins[i]) words.append(QByteArray());
    words.last() += QByteArray(text + at, static_cast<qsizetype>(encoding.bytes[i]));
    at += encoding.bytes[i];
  }
  QStringList texts;
  for (const QByteArray& word : words) texts << QString::fromUtf8(word);
  return texts;
}

}  // namespace

class WordMarksTest : public QObject {
  Q_OBJECT

 private:
  QTemporaryDir dir_;
  const fs::path program_ = fs::read_symlink("/proc/self/exe");
  fs::path path(const std::string& name) const {
    return fs::path(dir_.path().toStdString()) / name;
  }
  Corpus imported(const std::string& name, const std::string& text) {
    std::ofstream(path(name + ".txt"), std::ios::binary) << text;
    JobControl job;
    const auto made = importText({path(name + ".txt")}, name, {}, path("corpora/" + name), job);
    if (!made) qFatal("%s", inEnglish(made.error()).c_str());
    return std::move(*Corpus::open(path("corpora/" + name)));
  }
  std::shared_ptr<const Tokenizer> trained(const Corpus& corpus, const std::string& type,
                                           int64_t size) {
    TokenizerSettings settings;
    settings.type = type;
    settings.vocabularySize = size;
    JobControl job;
    const fs::path folder = path("tokenizers/" + corpus.info().slug + type);
    const Status made = trainTokenizer(textOf(corpus), settings, type, folder, program_, job);
    if (!made) qFatal("%s", inEnglish(made.error()).c_str());
    return *openTokenizer(folder);
  }
  RunSpec wholeWords(const Corpus& corpus, const Tokenizer& tokenizer) {
    RunSpec spec = *defaultSpec("masked-lm");
    std::get<MaskedLmSettings>(spec.objectiveSettings).wholeWord = true;
    spec.model.context = 32;
    spec.train.batchSize = 16;
    spec.corpus = {corpus.info().slug, corpus.info().hash};
    spec.tokenizer = {tokenizer.slug, tokenizer.hash};
    spec.pieces = tokenizer.pieces();
    return spec;
  }

 private Q_SLOTS:
  void charactersAndBytes() {
    const CharacterTokenizer letters({'\n', ' ', '.', 'a', 'b', 0x4E2D, 0x6587});
    QCOMPARE(wordsOf(letters, "ab a.b\n中文a"),
             (QStringList{"ab", " a", ".", "b", "\n", "中", "文", "a"}));
    QVERIFY(wordMarks(letters).bytes.empty());
    QCOMPARE(wordsOf(ByteTokenizer(), "ab a.b\n中文a"),
             (QStringList{"ab", " a", ".", "b", "\n", "中", "文", "a"}));
  }

  // Small vocabularies write most characters in bytes, which stay together.
  void piecesOfAChineseText_data() {
    QTest::addColumn<QString>("type");
    for (const char* type : {"bpe", "unigram"}) QTest::newRow(type) << type;
  }
  void piecesOfAChineseText() {
    QFETCH(QString, type);
    const Corpus corpus = imported("han" + type.toStdString(), hanText());
    const auto tokenizer = trained(corpus, type.toStdString(), 480);
    QCOMPARE(wordsOf(*tokenizer, "一龍x。"), (QStringList{"一", "龍", "x", "。"}));
    // Kept with the tokens as made, and every window keeps most of its context.
    JobControl job;
    const auto folder = encodeCorpus(corpus, *tokenizer, path({}), job);
    QVERIFY2(folder, folder ? "" : inEnglish(folder.error()).c_str());
    QVERIFY(TokenData::open(*folder, Access::pread)->info().words == wordMarks(*tokenizer));
    const RunSpec spec = wholeWords(corpus, *tokenizer);
    const auto batches = Batches::open(spec, *folder, Access::pread);
    QVERIFY2(batches, batches ? "" : inEnglish(batches.error()).c_str());
    QVERIFY(wordShortage(spec, batches->text()).empty());
    const auto batch = batches->training(0, 0);
    QVERIFY(batch);
    const double share = static_cast<double>(batch->targets) / (16. * 32.);
    QVERIFY2(share > 0.08 && share < 0.25, qPrintable(QString::number(share)));
  }

  // Tokens of an older version get the marks when they are asked for again.
  void olderTokensGetTheirMarks() {
    const Corpus corpus = imported("old", "ab ab. ab\n");
    const auto tokenizer = trained(corpus, "char", 0x100);
    JobControl job;
    const fs::path folder = *encodeCorpus(corpus, *tokenizer, path({}), job);
    auto json = nlohmann::json::parse(*readFile(folder / "tokens.json"));
    QVERIFY(json.erase("ends_word") == 1);
    QVERIFY(writeFileWhole(folder / "tokens.json", json.dump()));
    QVERIFY(TokenData::open(folder, Access::pread)->info().words.ends.empty());
    QCOMPARE(*encodeCorpus(corpus, *tokenizer, path({}), job), folder);
    QVERIFY(TokenData::open(folder, Access::pread)->info().words == wordMarks(*tokenizer));
  }

  // No spaces and an alphabet: a window is one word, and it is said.
  void aTextThatIsOneWordIsNamed() {
    std::string dna;
    for (int i = 0; i < 8000; ++i) dna += "ACGT"[i * i % 7 % 4];
    const Corpus corpus = imported("dna", dna + "\n");
    const auto tokenizer = trained(corpus, "char", 0x100);
    JobControl job;
    const fs::path folder = *encodeCorpus(corpus, *tokenizer, path({}), job);
    RunSpec spec = wholeWords(corpus, *tokenizer);
    const auto batches = Batches::open(spec, folder, Access::pread);
    QVERIFY2(batches, batches ? "" : inEnglish(batches.error()).c_str());
    const std::string said = inEnglish(wordShortage(spec, batches->text()));
    QVERIFY2(said.find("need spaces") != std::string::npos, said.c_str());
    std::get<MaskedLmSettings>(spec.objectiveSettings).wholeWord = false;
    QVERIFY(wordShortage(spec, batches->text()).empty());
  }

  // What a tokenizer of other texts writes in bytes is counted with the tokens.
  void charactersInBytesAreCounted() {
    std::string english;
    for (int i = 0; i < 400; ++i) english += "the cat sat on mat " + std::to_string(i) + "\n";
    const auto tokenizer = trained(imported("english", english), "bpe", 300);
    const Corpus other = imported("other", "the \u00e9\u00e9 \u4e2d cat\n");
    JobControl job;
    const fs::path folder = *encodeCorpus(other, *tokenizer, path({}), job);
    const WithoutPiece lacking = TokenData::open(folder, Access::pread)->info().withoutPiece;
    QCOMPARE(lacking.count, uint64_t{3});
    QCOMPARE(lacking.characters, (std::vector<std::string>{"\u00e9", "\u4e2d"}));
    QVERIFY(lacking.readAs.empty());
  }
};

int main(int argc, char** argv) {
  if (argc == 3 && std::string(argv[1]) == "tokenizer-child") return runTokenizerChild(argv[2]);
  QCoreApplication app(argc, argv);
  WordMarksTest test;
  return QTest::qExec(&test, argc, argv);
}
#include "word_marks_test.moc"
