// Opening .model files that Unmask did not make: usable ones, damaged ones, hostile ones.
#include <sentencepiece_trainer.h>

#include <QtTest>
#include <cstring>
#include <fstream>
#include <numeric>

#include "core/base/files.h"
#include "core/base/random.h"
#include "core/tokenizers/model_file.h"
#include "core/tokenizers/sentencepiece_tokenizer.h"
#include "core/tokenizers/train_tokenizer.h"

using namespace unmask;

namespace {

class Sentences final : public sentencepiece::SentenceIterator {
 public:
  bool done() const override { return at_ == 300; }
  void Next() override { line_ = line(++at_); }
  const std::string& value() const override { return line_; }
  sentencepiece::util::Status status() const override { return {}; }

 private:
  static std::string line(int i) {
    return "The cat number " + std::to_string(i * 31) + " sat on the mat and looked at the dog.";
  }
  int at_ = 0;
  std::string line_ = line(0);
};

// A model as people make them with SentencePiece's defaults, changed by `options`.
std::string trained(std::unordered_map<std::string, std::string> options) {
  options.emplace("vocab_size", "120");
  options.emplace("minloglevel", "2");
  options.emplace("hard_vocab_limit", "false");
  Sentences sentences;
  std::string model;
  const auto status = sentencepiece::SentencePieceTrainer::Train(options, &sentences, &model);
  if (!status.ok()) qFatal("%s", status.ToString().c_str());
  return model;
}

std::string varint(uint64_t value) {
  std::string out;
  for (; value >= 0x80; value >>= 7) out += static_cast<char>(value | 0x80);
  return out + static_cast<char>(value);
}
std::string bytesField(uint32_t number, const std::string& bytes) {
  return varint(number << 3 | 2) + varint(bytes.size()) + bytes;
}
std::string numberField(uint32_t number, uint64_t value) {
  return varint(number << 3) + varint(value);
}
std::string scoreField(float score) {
  std::string out = varint(2 << 3 | 5) + std::string(4, '\0');
  std::memcpy(out.data() + 1, &score, 4);
  return out;
}
std::string piece(const std::string& text, int type = 1, float score = 0) {
  return bytesField(1, bytesField(1, text) + scoreField(score) + numberField(3, type));
}

}  // namespace

class ModelFileTest : public QObject {
  Q_OBJECT

 private:
  QTemporaryDir dir_;
  int imports_ = 0;

  Result<std::shared_ptr<const Tokenizer>> opened(const std::string& bytes) {
    const fs::path file = dir_.filePath("m.model").toStdString();
    std::ofstream(file, std::ios::binary) << bytes;
    const fs::path folder = dir_.filePath(QString::number(++imports_)).toStdString();
    const Status imported = importModel(file, "model", folder);
    if (!imported) {
      if (fs::exists(folder)) qFatal("a refused model left its folder");
      return failure(imported.error());
    }
    return openTokenizer(folder);
  }

 private Q_SLOTS:
  // SentencePiece's defaults normalise (NFKC), add a space and drop double ones: allowed, recorded,
  // ids as SentencePiece gives them, every byte covered.
  void normalisingModelsAreOpenedAndRecorded() {
    for (const char* type : {"unigram", "bpe"}) {
      const std::string model = trained({{"model_type", type}});
      const auto tokenizer = opened(model);
      QVERIFY2(tokenizer, tokenizer ? "" : inEnglish(tokenizer.error()).c_str());
      QVERIFY(!(*tokenizer)->lossless());
      sentencepiece::SentencePieceProcessor reference;
      QVERIFY(reference.LoadFromSerializedProto(model).ok());
      for (const std::string text : {"The cat", "  two  spaces \n\n and \uFF21 full width \uFB01",
                                     "\U0001F600 unknown", "   ", "\n", "the \u2581 mark"}) {
        const Encoding encoding = (*tokenizer)->encode(text);
        std::vector<int> expected;
        QVERIFY(reference.Encode(text, &expected).ok());
        if (expected.empty()) expected = {reference.unk_id()};  // so that its bytes are covered
        QCOMPARE(std::vector<int>(encoding.ids.begin(), encoding.ids.end()), expected);
        QCOMPARE(std::accumulate(encoding.bytes.begin(), encoding.bytes.end(), size_t{0}),
                 text.size());
      }
      QCOMPARE((*tokenizer)->decode({-5, 100000, (*tokenizer)->encode("cat").ids.back()}),
               reference.DecodeIds({(*tokenizer)->encode("cat").ids.back()}));
      QVERIFY((*tokenizer)->isUnknown(reference.unk_id()));
      QVERIFY((*tokenizer)->firstUnknown("cat \U0001F600"));
    }
  }

  // As Llama's: identity, byte fallback, a space in front.
  void aModelWithASpaceInFrontIsOpened() {
    const std::string model = trained({{"model_type", "bpe"},
                                       {"normalization_rule_name", "identity"},
                                       {"byte_fallback", "true"},
                                       {"remove_extra_whitespaces", "false"},
                                       {"vocab_size", "340"},
                                       {"split_by_whitespace", "false"}});
    const auto tokenizer = opened(model);
    QVERIFY2(tokenizer, tokenizer ? "" : inEnglish(tokenizer.error()).c_str());
    const std::string text = "The  cat\n\tsat \u00e9";
    const Encoding encoding = (*tokenizer)->encode(text);
    QCOMPARE(std::accumulate(encoding.bytes.begin(), encoding.bytes.end(), size_t{0}), text.size());
    QCOMPARE((*tokenizer)->decode({encoding.ids.begin(), encoding.ids.end()}), text);
  }

  void hostileModelsAreRefused_data() {
    QTest::addColumn<QByteArray>("model");
    QTest::addColumn<QString>("why");
    const std::string unk = piece("<unk>", 2), a = piece("a"), good = unk + a;
    const std::string identity = bytesField(3, bytesField(1, "identity"));
    const auto row = [](const char* name, const std::string& bytes, const char* why) {
      QTest::newRow(name) << QByteArray::fromStdString(bytes) << QString(why);
    };
    row("empty", "", "no pieces");
    row("text", "this is no model at all", "cut off or no SentencePiece model");
    row("cut off", good + std::string("\x0a\x7f"), "cut off");
    row("no unknown", a, "no single unknown");
    row("two unknown", good + piece("<u>", 2), "no single unknown");
    row("twice", good + piece("a"), "occurs twice");
    row("empty piece", good + piece(""), "empty or no valid UTF-8");
    row("NUL", good + piece(std::string("b\0c", 3)), "empty or no valid UTF-8");
    row("not UTF-8", good + piece("\xff"), "empty or no valid UTF-8");
    row("NaN", good + piece("b", 1, NAN), "not a number");
    row("type", good + piece("b", 9), "unknown type");
    row("bytes without fallback", good + piece("<0x00>", 6), "of the 256 byte pieces");
    row("false byte", good + piece("<0xGG>", 6), "no byte piece");
    row("fallback without bytes", good + bytesField(2, numberField(35, 1)),
        "of the 256 byte pieces");
    row("word model", good + bytesField(2, numberField(3, 3)), "neither a unigram nor a BPE");
    // A trie of one block whose root leads far outside; then one whose value does.
    const auto charsmap = [](uint32_t root, uint32_t other) {
      std::string trie(1024, '\0');
      std::memcpy(trie.data(), &root, 4);
      std::memcpy(trie.data() + 4, &other, 4);
      return std::string("\0\4\0\0", 4) + trie + std::string("x\0", 2);
    };
    const auto normaliser = [](const std::string& map) {
      return bytesField(3, bytesField(2, map));
    };
    row("trie leads outside", good + normaliser(charsmap(0x3FFFFFu << 10, 0)), "replacements");
    row("value outside", good + normaliser(charsmap(0, 0x80000000u | 500)), "replacements");
    row("trie too short", good + normaliser("\1\2\3"), "replacements");
    row("trie size lies", good + normaliser(std::string("\0\0\0\x7f", 4) + std::string(2000, 'x')),
        "replacements");
    row("denormaliser too", good + identity + bytesField(5, bytesField(2, charsmap(~0u >> 1, 0))),
        "replacements");
  }

  void hostileModelsAreRefused() {
    QFETCH(QByteArray, model);
    QFETCH(QString, why);
    const auto tokenizer = opened(model.toStdString());
    QVERIFY(!tokenizer);
    const QString error = QString::fromStdString(inEnglish(tokenizer.error()));
    QVERIFY2(error.contains(why) && error.contains("m.model"), qPrintable(error));
  }

  // Whatever single bytes are changed: refused, or usable without harm.
  void changedBytesDoNoHarm() {
    const std::string models[] = {
        trained({{"model_type", "unigram"}}),
        trained({{"model_type", "bpe"}, {"byte_fallback", "true"}, {"vocab_size", "330"}})};
    int refused = 0, used = 0;
    for (uint64_t trial = 0; trial < 120; ++trial) {
      RandomStream draws(3, Purpose::generated, 0, trial);
      std::string model = models[trial % 2];
      for (uint64_t k = 1 + draws.below(4); k > 0; --k)
        model[draws.below(model.size())] = static_cast<char>(draws.below(256));
      if (trial % 10 == 0) model.resize(draws.below(model.size()));
      const auto tokenizer = SentencePieceTokenizer::load(model, "m");
      ++(tokenizer ? used : refused);
      if (!tokenizer) continue;
      const std::string text = "The cat \uFF21\uFB01\u00e9 \u2581 sat\n on";
      const Encoding encoding = (*tokenizer)->encode(text);
      QCOMPARE(std::accumulate(encoding.bytes.begin(), encoding.bytes.end(), size_t{0}),
               text.size());
      for (const int32_t id : encoding.ids) QVERIFY(id >= 0 && id < (*tokenizer)->pieces());
    }
    QVERIFY(refused > 5);
    QVERIFY(used > 5);
  }
};

QTEST_GUILESS_MAIN(ModelFileTest)
#include "model_file_test.moc"
