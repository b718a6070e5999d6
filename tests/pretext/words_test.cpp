// Words of pieces: BERT's BasicTokenizer by hand, on single characters, on their bytes, and on
// pieces of several characters.
#include "core/pretext/words.h"

#include <QtTest>
#include <map>

#include "core/pretext/denoising.h"
#include "core/pretext/masked_lm.h"

using namespace unmask;

namespace {

// A text in pieces: which, and what each stands for.
struct InPieces {
  std::vector<int64_t> window;
  std::vector<QByteArray> shown;
  WordMarks marks;

  // Words in the order of the text, each in its bytes.
  QStringList words() const {
    const std::vector<bool> begins = wordBegins(window, marks);
    QList<QByteArray> found;
    for (size_t i = 0; i < window.size(); ++i) {
      if (begins[i]) found.append(QByteArray());
      found.last() += shown[i];
    }
    QStringList texts;
    for (const QByteArray& word : found) texts << QString::fromUtf8(word);
    return texts;
  }
};

// Every code point a piece, as a character tokenizer cuts.
InPieces inCharacters(const QString& text) {
  InPieces made;
  std::map<uint, int64_t> ids;
  for (const uint c : text.toUcs4()) {
    const auto [found, isNew] = ids.try_emplace(c, static_cast<int64_t>(ids.size()));
    if (isNew) {
      made.marks.starts.push_back(isWordSpace(c) || standsAlone(c));
      made.marks.ends.push_back(standsAlone(c));
    }
    made.window.push_back(found->second);
    made.shown.push_back(QString::fromUcs4(reinterpret_cast<const char32_t*>(&c), 1).toUtf8());
  }
  return made;
}

// Every byte a piece, as the byte tokenizer cuts: piece b is byte b.
InPieces inBytes(const QString& text) {
  InPieces made;
  made.marks.starts.assign(256, false);
  made.marks.ends.assign(256, false);
  for (int16_t byte = 0; byte < 256; ++byte) made.marks.bytes.push_back(byte);
  for (const char byte : text.toUtf8()) {
    made.window.push_back(static_cast<unsigned char>(byte));
    made.shown.push_back(QByteArray(1, byte));
  }
  return made;
}

size_t hidden(const Example& example) {
  size_t count = 0;
  for (const int64_t label : example.labels) count += label != kNoLoss;
  return count;
}

}  // namespace

class WordsTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  // The words of BERT's basic_tokenizer (cased), written by hand, each with the white space before
  // it; its rule for Han goes for kana and the scripts of Southeast Asia too.
  void wordsAreBerts_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("words");  // divided by |
    QTest::newRow("punctuation") << "Hello, world! It's 3.5 (or so)."
                                 << "Hello|,| world|!| It|'|s| 3|.|5| |(|or| so|)|.";
    QTest::newRow("signs that ASCII counts in") << "a+b=$5 ~x^2"
                                                << "a|+|b|=|$|5| |~|x|^|2";
    QTest::newRow("letters with accents") << "Größe naïve — «ça»"
                                          << "Größe| naïve| |—| |«|ça|»";
    QTest::newRow("Han") << "我爱北京。ABC中文"
                         << "我|爱|北|京|。|ABC|中|文";
    QTest::newRow("Han beyond the first plane") << "𠀀𠀁x"
                                                << "𠀀|𠀁|x";
    QTest::newRow("kana") << "東京タワーへ行く。"
                          << "東|京|タ|ワ|ー|へ|行|く|。";
    QTest::newRow("Thai") << "ไทย ok"
                          << "ไ|ท|ย| ok";
    QTest::newRow("Lao, Khmer, Myanmar") << "ລາວខ្មဗမာ"
                                         << "ລ|າ|ວ|ខ|្|ម|ဗ|မ|ာ";
    QTest::newRow("Korean has spaces") << "안녕 세계"
                                       << "안녕| 세계";
    QTest::newRow("Cyrillic, Greek, Arabic") << "мир θεός سلام"
                                             << "мир| θεός| سلام";
  }
  void wordsAreBerts() {
    QFETCH(QString, text);
    QFETCH(QString, words);
    QCOMPARE(inCharacters(text).words().join('|'), words);
    QCOMPARE(inBytes(text).words().join('|'), words);
  }

  // A window of bytes may open and end within a character: the pieces of it stay together.
  void windowsThatCutACharacter() {
    InPieces made = inBytes("漢字文");
    made.window = {made.window.begin() + 1, made.window.end() - 1};  // 2 bytes, 3, 2
    QCOMPARE(wordBegins(made.window, made.marks),
             (std::vector<bool>{true, false, true, false, false, true, false}));
  }

  // Marks kept before `ends` was: words begin at `starts` alone.
  void olderMarksCutAsBefore() {
    InPieces made = inCharacters("ab 中x");
    made.marks.ends.clear();
    QCOMPARE(made.words(), (QStringList{"ab", " ", "中x"}));
  }

  void reservedTokensAreInNoWord() {
    InPieces made = inCharacters("ab");
    const TokenIds ids{2};
    made.window = {ids.cls(), 0, 1, ids.mask(), 1, 0, ids.sep()};
    QCOMPARE(wordBegins(made.window, made.marks),
             (std::vector<bool>{true, true, false, true, true, false, true}));
  }

  // Of 32 Han characters bert-exact chooses 5 (recipes.md 2.1 A), hf-dynamic 15 % of them; neither
  // leaves no context. In bytes a character is one unit of three.
  void hanIsChosenCharacterByCharacter() {
    QString text;
    for (int i = 0; i < 32; ++i) text += QChar(0x4E00 + 7 * i);
    MaskedLmSettings settings;
    settings.wholeWord = true;
    const auto drawn = [&](const InPieces& made, uint64_t draw) {
      const TokenIds ids{static_cast<int64_t>(made.marks.starts.size())};
      return maskedLmExample(made.window, settings, ids, made.marks,
                             RandomStream(1, Purpose::corruption, 0, draw));
    };
    const InPieces characters = inCharacters(text), bytes = inBytes(text);
    double chosen = 0;
    for (uint64_t draw = 0; draw < 2000; ++draw) {
      settings.algorithm = "hf-dynamic";
      chosen += static_cast<double>(hidden(drawn(characters, draw)));
      QCOMPARE(hidden(drawn(bytes, draw)) % 3, size_t{0});
      settings.algorithm = "bert-exact";
      QCOMPARE(hidden(drawn(characters, draw)), size_t{5});
      QCOMPARE(hidden(drawn(bytes, draw)), size_t{12});  // 96 * .15 = 14.4: four of them fit
    }
    // 64,000 trials at .15 given at least one of 32: .1508; five standard errors are .007.
    QVERIFY2(std::abs(chosen / 64000 - 0.1508) < 0.007, qPrintable(QString::number(chosen)));
  }

  // Denoising hides spans of whole words: of Han, of characters; at .3 far from all of them.
  void denoisingCountsCharactersAsWords() {
    QString text;
    for (int i = 0; i < 60; ++i) text += QChar(0x4E00 + 7 * i);
    const InPieces made = inCharacters(text);
    const TokenIds ids{60};
    std::vector<int64_t> window{ids.cls()};
    window.insert(window.end(), made.window.begin(), made.window.end());
    window.push_back(ids.sep());
    DenoisingSettings settings;
    settings.permute = 0;
    settings.infill = 0.3;
    settings.wholeWord = true;
    for (uint64_t draw = 0; draw < 200; ++draw) {
      const Example example = denoisingExample(
          window, settings, ids, made.marks, [](int64_t) { return false; }, 1000,
          RandomStream(1, Purpose::corruption, 0, draw));
      const auto gone =
          std::ranges::count(example.trace, Decision::masked, &PositionTrace::decision);
      QVERIFY(gone >= 1 && gone <= 18);
    }
  }
};

QTEST_GUILESS_MAIN(WordsTest)
#include "words_test.moc"
