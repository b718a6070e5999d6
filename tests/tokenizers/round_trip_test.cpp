// Text comes back from its tokens unchanged, and every byte of it is covered by a token.
#include <QtTest>
#include <fstream>
#include <numeric>

#include "core/base/files.h"
#include "core/base/random.h"
#include "core/spec/token_ids.h"
#include "core/tokenizers/train_tokenizer.h"

using namespace unmask;

namespace {

const std::string kTraining = [] {
  std::string text;
  for (int i = 0; i < 400; ++i)
    text +=
        "The cat number " + std::to_string(i * 37) + " sat on the mat, and the dog\tsat on " +
        "the rug.\nA quick brown fox jumps over the lazy dog again and again.\r\n\n  Indented " +
        "line; punctuation (all of it): \"quoted\" - done!\n";
  return text;
}();

TextSource sourceOf(const std::string& text) {
  return [&text](const std::function<bool(std::string_view)>& take) -> Status {
    take(text);
    return {};
  };
}

std::vector<std::string> hostileTexts() {
  using namespace std::string_literals;
  return {"",
          " ",
          "   ",
          " leading and trailing ",
          "two  spaces   and    more",
          "\t\ttabs\tinside\t",
          "\n\n\nnewlines\n\n",
          "windows\r\nlines\r\n\r\n",
          "\r",
          "NUL\0inside\0"s,
          "the mark \u2581 itself, \u2581\u2581 twice\u2581",
          "\u2581",
          "unknown block \u2585 and \u2047 and <unk> and <0x41> and <s>",
          "emoji \U0001F600 \U0001F468\u200D\U0001F469\u200D\U0001F467 and \u00e9\u00e8 "
          "caf\u0065\u0301",
          "\uFEFFmark, ideographic\u3000space, no-break\u00a0space, \u2028 line",
          "full width \uFF21\uFF22 and ligature \uFB01 stay as they are",
          "[MASK] is only text here",
          std::string(20000, 'x'),
          std::string(9000, ' ') + "end",
          std::string(5000, '\n'),
          "no space " + [] {
            std::string s;
            for (int i = 0; i < 3000; ++i) s += "\u6f22\u5b57";
            return s;
          }()};
}

}  // namespace

class RoundTripTest : public QObject {
  Q_OBJECT

 private:
  QTemporaryDir dir_;
  std::map<std::string, std::shared_ptr<const Tokenizer>> tokenizers_;

  // SentencePiece is trained here in this process: the child is the subject of training_test.
  void add(const std::string& type) {
    const fs::path folder = dir_.filePath(QString::fromStdString(type)).toStdString();
    JobControl job;
    TokenizerSettings settings;
    settings.type = type;
    settings.vocabularySize = 420;
    if (type == "unigram" || type == "bpe") {
      settings.userSymbols = {"<end>", "a,b", "q\"q"};
      const fs::path sample = dir_.filePath("sample.txt").toStdString();
      std::ofstream(sample) << kTraining;
      const fs::path prefix = dir_.filePath("spm").toStdString();
      const Status trained = trainSentencePieceHere(sample, settings, prefix);
      QVERIFY2(trained, trained ? "" : inEnglish(trained.error()).c_str());
      const Status imported = importModel(prefix.string() + ".model", type, folder);
      QVERIFY2(imported, imported ? "" : inEnglish(imported.error()).c_str());
    } else {
      const Status trained = trainTokenizer(sourceOf(kTraining), settings, type, folder, {}, job);
      QVERIFY2(trained, trained ? "" : inEnglish(trained.error()).c_str());
    }
    auto opened = openTokenizer(folder);
    QVERIFY2(opened, opened ? "" : inEnglish(opened.error()).c_str());
    tokenizers_[type] = *opened;
  }

 private Q_SLOTS:
  void initTestCase() {
    for (const char* type : {"unigram", "bpe", "char", "byte"}) add(type);
    QCOMPARE(tokenizers_.size(), size_t{4});
  }

  void hostileTextComesBackUnchanged_data() {
    QTest::addColumn<QString>("type");
    QTest::addColumn<int>("index");
    const int count = static_cast<int>(hostileTexts().size());
    for (const char* type : {"unigram", "bpe", "byte"})
      for (int i = 0; i < count; ++i)
        QTest::newRow(qPrintable(QString("%1 %2").arg(type).arg(i))) << QString(type) << i;
  }

  void hostileTextComesBackUnchanged() {
    QFETCH(QString, type);
    QFETCH(int, index);
    const Tokenizer& tokenizer = *tokenizers_[type.toStdString()];
    const std::string text = hostileTexts()[static_cast<size_t>(index)];
    const Encoding encoding = tokenizer.encode(text);
    QCOMPARE(encoding.ids.size(), encoding.bytes.size());
    QCOMPARE(std::accumulate(encoding.bytes.begin(), encoding.bytes.end(), size_t{0}), text.size());
    for (const int32_t id : encoding.ids) QVERIFY(id >= 0 && id < tokenizer.pieces());
    for (const uint32_t bytes : encoding.bytes) QVERIFY(bytes <= 65535);
    const std::string back = tokenizer.decode({encoding.ids.begin(), encoding.ids.end()});
    QVERIFY2(back == text, ("came back as: " + back.substr(0, 200)).c_str());
    QVERIFY(!tokenizer.firstUnknown(text));
  }

  // Each token's own bytes are exactly what it stands for.
  void bytesOfEachTokenAreItsText() {
    const std::string text = "The cat sat\ton  the mat.\n Then \u2581 left, caf\u00e9.";
    for (const auto& [type, tokenizer] : tokenizers_) {
      if (type == "char") continue;  // these characters are not all in its vocabulary
      const Encoding encoding = tokenizer->encode(text);
      size_t at = 0;
      for (size_t i = 0; i < encoding.ids.size(); ++i) {
        const std::string own = text.substr(at, encoding.bytes[i]);
        const std::string decoded = tokenizer->decode({encoding.ids[i]});
        const bool oneByte = own.size() == 1 && static_cast<unsigned char>(own[0]) >= 0x80;
        QVERIFY2(oneByte ? decoded == "\uFFFD" : decoded == own, (type + ": " + own).c_str());
        at += encoding.bytes[i];
      }
    }
  }

  // Random text over an alphabet of everything that has gone wrong before.
  void randomTextComesBackUnchanged() {
    const std::vector<std::string> alphabet = {
        " ",          "  ", "\n",    "\t",   "\r\n",
        "\u2581",     "a",  "the",   " cat", "\u00e9",
        "\U0001F600", ".",  "<end>", "a,b",  std::string(1, '\0'),
        "\u2585"};
    for (const char* type : {"unigram", "bpe", "byte"}) {
      for (uint64_t trial = 0; trial < 300; ++trial) {
        RandomStream draws(1, Purpose::generated, 0, trial);
        std::string text;
        const uint64_t parts = draws.below(60);
        for (uint64_t i = 0; i < parts; ++i) text += alphabet[draws.below(alphabet.size())];
        const Encoding encoding = tokenizers_[type]->encode(text);
        QCOMPARE(tokenizers_[type]->decode({encoding.ids.begin(), encoding.ids.end()}), text);
        QCOMPARE(std::accumulate(encoding.bytes.begin(), encoding.bytes.end(), size_t{0}),
                 text.size());
      }
    }
  }

  // A long text may be encoded in parts: cut() says where, and the ids are those of the whole.
  void cutsDoNotChangeTheIds() {
    std::string text;
    for (int i = 0; i < 300; ++i) text += kTraining.substr(0, 500) + std::string(i * 7, 'z');
    text += std::string(150000, 'y') + "\u2581" + std::string(9000, 'w') + " \u00e9" +
            std::string(70000, ' ');
    // Characters of two, three and four bytes, which a window ends within.
    for (int i = 0; i < 40000; ++i) text += "\u00e9\u6f22\U0001F600";
    for (const auto& [type, tokenizer] : tokenizers_) {
      const Encoding whole = tokenizer->encode(text);
      for (const size_t window : {size_t{65536}, size_t{65537}, size_t{100001}}) {
        std::vector<int32_t> ids;
        std::vector<uint32_t> bytes;
        for (size_t at = 0; at < text.size();) {
          const std::string_view rest = std::string_view(text).substr(at);
          const bool last = rest.size() <= window;
          const size_t size = last ? rest.size() : tokenizer->cut(rest.substr(0, window));
          QVERIFY2(size > 0, type.c_str());
          const Encoding part = tokenizer->encode(rest.substr(0, size));
          ids.insert(ids.end(), part.ids.begin(), part.ids.end());
          bytes.insert(bytes.end(), part.bytes.begin(), part.bytes.end());
          at += size;
        }
        QVERIFY2(ids == whole.ids, type.c_str());
        QVERIFY2(bytes == whole.bytes, type.c_str());
      }
    }
  }

  void wrongBytesAreCoveredToo() {
    const std::string text = "good \xff\xfe bad \xe2\x96 end\xf0\x9f";
    for (const auto& [type, tokenizer] : tokenizers_) {
      const Encoding encoding = tokenizer->encode(text);
      QCOMPARE(std::accumulate(encoding.bytes.begin(), encoding.bytes.end(), size_t{0}),
               text.size());
      const std::string back = tokenizer->decode({encoding.ids.begin(), encoding.ids.end()});
      QVERIFY(QString::fromStdString(back).startsWith("good "));
    }
  }

  void reservedNamesBecomeReservedIds() {
    const Tokenizer& tokenizer = *tokenizers_["unigram"];
    const TokenIds ids{tokenizer.pieces()};
    const auto encoded = encodeWithReserved(tokenizer, "The [MASK] sat[SEP] [S3] [NOPE]");
    QCOMPARE(std::count(encoded.begin(), encoded.end(), ids.mask()), 1);
    QCOMPARE(std::count(encoded.begin(), encoded.end(), ids.sep()), 1);
    QCOMPARE(std::count(encoded.begin(), encoded.end(), ids.sentinel(3)), 1);
    // [MASK] stands for " cat", space included.
    const auto plain = tokenizer.encode("The");
    QCOMPARE(encoded[plain.ids.size()], ids.mask());
    QVERIFY(displayPiece(tokenizer, encoded[plain.ids.size() + 1]).starts_with("\u2581"));
    QVERIFY(QString::fromStdString(tokenizer.decode(encoded)).contains("[NOPE]"));

    const Tokenizer& characters = *tokenizers_["char"];
    const auto letters = encodeWithReserved(characters, "a [MASK]b");
    QCOMPARE(letters.size(), size_t{4});
    QCOMPARE(letters[2], characters.pieces());
    QCOMPARE(displayPiece(characters, letters[1]), std::string("\u2423"));
    QCOMPARE(displayPiece(characters, letters[2]), std::string("[MASK]"));
  }

  void wordsStartWhereTheSpaceIs() {
    const Tokenizer& tokenizer = *tokenizers_["unigram"];
    const auto encoding = tokenizer.encode("The cat sat\non");
    std::string starts;
    for (const int32_t id : encoding.ids)
      if (tokenizer.startsWord(id)) starts += displayPiece(tokenizer, id) + "|";
    QVERIFY(starts.find("\u23CE|") != std::string::npos);
    QVERIFY(starts.starts_with("\u2581"));
    QCOMPARE(displayPiece(tokenizer, tokenizer.encode("\t").ids[0]), std::string("\u21E5"));
  }

  void charactersAreRankedByCodePoint() {
    QFile file(UNMASK_SOURCE_DIR "/../shared/data/tinyshakespeare.txt");
    if (!file.open(QIODevice::ReadOnly)) QSKIP("tinyshakespeare.txt is not beside the project");
    const std::string text = file.readAll().toStdString();
    const fs::path folder = dir_.filePath("shakespeare").toStdString();
    TokenizerSettings settings;
    settings.type = "char";
    JobControl job;
    QVERIFY(trainTokenizer(sourceOf(text), settings, "shakespeare", folder, {}, job));
    const auto tokenizer = *openTokenizer(folder);
    QCOMPARE(tokenizer->pieces(), 65);
    const Encoding encoding = tokenizer->encode(text);
    QCOMPARE(encoding.ids.size(), size_t{1115394});
    // nanoGPT's prepare.py: '\n' is 0, ' ' 1, '!' 2, ..., 'z' 64; "First" = 18 47 56 57 58.
    QCOMPARE(std::vector<int32_t>(encoding.ids.begin(), encoding.ids.begin() + 5),
             (std::vector<int32_t>{18, 47, 56, 57, 58}));
    QCOMPARE(tokenizer->decode({encoding.ids.begin(), encoding.ids.end()}), text);
    QCOMPARE(*tokenizer->firstUnknown("so \u00e9"), size_t{3});
    // The stand-in for characters outside the vocabulary is '?'.
    QCOMPARE(tokenizer->decode({tokenizer->encode("\u00e9").ids[0]}), std::string("?"));
  }
};

QTEST_GUILESS_MAIN(RoundTripTest)
#include "round_trip_test.moc"
