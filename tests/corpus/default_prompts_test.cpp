// What a model is asked when the person named nothing, on texts of any size and script.
#include "core/corpus/default_prompts.h"

#include <utf8.h>

#include <QTemporaryDir>
#include <QTest>
#include <fstream>

#include "core/corpus/import.h"
#include "core/tokenizers/train_tokenizer.h"

using namespace unmask;

class DefaultPromptsTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void fitTheText_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("beginning");
    QTest::addColumn<QString>("masked");
    QTest::newRow("shorter than what is looked at") << "hello wide world\n"
                                                    << "hello wide world"
                                                    << "hello [MASK]ide world";
    QTest::newRow("first line of three words")
        << "Title\n\nThe cat sat on the mat and watched the rain.\n"
        << "The cat sat on the mat"
        << "The cat sat on the mat [MASK]nd watched the rain.";
    QTest::newRow("no spaces, characters of three bytes") << QString(40, QChar(0x8A9E)) + "\n"
                                                          << QString(8, QChar(0x8A9E)) << "[MASK]";
  }
  void fitTheText() {
    QFETCH(QString, text);
    QTemporaryDir dir;
    const std::filesystem::path here = dir.path().toStdString();
    std::ofstream(here / "a.txt") << text.toStdString();
    JobControl job;
    QVERIFY(importText({here / "a.txt"}, "a", {}, here / "corpus", job).has_value());
    const auto corpus = Corpus::open(here / "corpus");
    TokenizerSettings characters;
    characters.type = "char";
    const TextSource source = [&](const std::function<bool(std::string_view)>& take) -> Status {
      take(text.toStdString());
      return {};
    };
    QVERIFY(trainTokenizer(source, characters, "c", here / "tokenizer", "", job).has_value());
    const auto tokenizer = openTokenizer(here / "tokenizer");
    QVERIFY(corpus && tokenizer);
    for (const char* objective : {"next-token", "masked-lm"}) {
      const auto prompts = defaultPrompts(*corpus, **tokenizer, objective);
      QVERIFY2(prompts.has_value(), prompts ? "" : inEnglish(prompts.error()).c_str());
      QCOMPARE(prompts->size(), size_t{1});
      QVERIFY(utf8::is_valid(prompts->front()));
      const bool masked = std::string(objective) == "masked-lm";
      QTEST(QString::fromStdString(prompts->front()), masked ? "masked" : "beginning");
    }
  }
};

QTEST_GUILESS_MAIN(DefaultPromptsTest)
#include "default_prompts_test.moc"
