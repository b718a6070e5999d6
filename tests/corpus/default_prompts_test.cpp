// What a model is asked when the person named nothing, on texts of any size and script.
#include "core/corpus/default_prompts.h"

#include <utf8.h>

#include <QTemporaryDir>
#include <QTest>
#include <fstream>

#include "core/base/files.h"

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
    QTest::newRow("no spaces, characters of three bytes")
        << QString(40, QChar(0x8A9E)) + "\n"
        << QString(8, QChar(0x8A9E))
        << QString(10, QChar(0x8A9E)) + "[MASK]" + QString(9, QChar(0x8A9E));
    QTest::newRow("blank lines and indents before it") << " \n\t\n   one two three\n"
                                                       << "one two three"
                                                       << "one two [MASK]hree";
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

  // Where pieces are words, the hidden one is a whole word that is one piece; a long text gives
  // prompts from its beginning, its middle and its end.
  void wordsAreHiddenWholeAndFromAllOverTheText() {
    QTemporaryDir dir;
    const std::filesystem::path here = dir.path().toStdString();
    std::string text;
    for (int i = 0; i < 900; ++i) {
      const std::string part = i < 300 ? "mornings" : i < 600 ? "noontime" : "evenings";
      text += "In the " + part + " number " + std::to_string(i) +
              " was incomprehensible to everybody here.\n";
    }
    std::ofstream(here / "a.txt") << text;
    JobControl job;
    QVERIFY(importText({here / "a.txt"}, "a", {}, here / "corpus", job).has_value());
    const auto corpus = Corpus::open(here / "corpus");
    TokenizerSettings settings;
    settings.type = "bpe";
    settings.vocabularySize = 330;
    const TextSource source = [&](const std::function<bool(std::string_view)>& take) -> Status {
      take(text);
      return {};
    };
    const Status made = trainTokenizer(source, settings, "w", here / "tokenizer",
                                       fs::read_symlink("/proc/self/exe"), job);
    QVERIFY2(made, made ? "" : inEnglish(made.error()).c_str());
    const auto tokenizer = openTokenizer(here / "tokenizer");
    const auto prompts = defaultPrompts(*corpus, **tokenizer, "masked-lm");
    QVERIFY(prompts && prompts->size() == 3);
    for (size_t i = 0; i < 3; ++i) {
      const QString prompt = QString::fromStdString(prompts->at(i));
      QVERIFY2(prompt.startsWith("In the "), qPrintable(prompt));
      QCOMPARE(prompt.count("[MASK]"), 1);
      const QString part = i == 0 ? "mornings" : i == 1 ? "noontime" : "evenings";
      QVERIFY2(prompt.contains(part) || prompt.contains("In the [MASK]"), qPrintable(prompt));
      // What was there is one piece.
      const int at = static_cast<int>(prompt.indexOf("[MASK]"));
      const std::string before = prompt.left(at).toStdString();
      const size_t place = text.find(before);
      const std::string word =
          text.substr(place + before.size() - 1,
                      text.find_first_of(" .", place + before.size()) - place - before.size() + 1);
      QCOMPARE((*tokenizer)->encode(word).ids.size(), size_t{1});
    }
  }
};

int main(int argc, char** argv) {
  if (argc == 3 && std::string(argv[1]) == "tokenizer-child") return runTokenizerChild(argv[2]);
  QCoreApplication app(argc, argv);
  DefaultPromptsTest test;
  return QTest::qExec(&test, argc, argv);
}
#include "default_prompts_test.moc"
