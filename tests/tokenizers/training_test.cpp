// Training tokenizers as a job in a child process: this program is its own child.
#include <sys/wait.h>

#include <QtTest>
#include <fstream>
#include <nlohmann/json.hpp>

#include "core/base/files.h"
#include "core/base/platform.h"
#include "core/base/random.h"
#include "core/tokenizers/child_process.h"
#include "core/tokenizers/model_file.h"
#include "core/tokenizers/sentencepiece_tokenizer.h"
#include "core/tokenizers/train_tokenizer.h"
#include "core/tokenizers/training_sample.h"

using namespace unmask;

namespace {

// Words of random syllables: enough of them that any vocabulary below some thousand fits.
std::string wordyText(uint64_t words) {
  static const char* const syllables[] = {"ka", "lo", "mi",  "ru", "te",  "sha", "no",  "vel",
                                          "in", "or", "ast", "qu", "eth", "du",  "pri", "gan"};
  std::string text;
  RandomStream draws(5, Purpose::generated, 0, 0);
  for (uint64_t i = 0; i < words; ++i) {
    for (uint64_t k = 1 + draws.below(3); k > 0; --k) text += syllables[draws.below(16)];
    text += draws.below(12) == 0 ? ".\n" : " ";
  }
  return text;
}

TextSource sourceOf(const std::string& text) {
  return [&text](const std::function<bool(std::string_view)>& take) -> Status {
    for (size_t at = 0; at < text.size(); at += 100000)
      if (!take(std::string_view(text).substr(at, 100000))) break;
    return {};
  };
}

std::string errorOf(const Status& status) {
  return status ? "" : inEnglish(status.error());
}

}  // namespace

class TrainingTest : public QObject {
  Q_OBJECT

 private:
  std::unique_ptr<QTemporaryDir> dir_;
  const fs::path program_ = fs::read_symlink("/proc/self/exe");
  const std::string text_ = wordyText(20000);

  fs::path path(const std::string& name) const {
    return fs::path(dir_->path().toStdString()) / name;
  }
  bool nothingLeft() const { return fs::is_empty(dir_->path().toStdString()); }

 private Q_SLOTS:
  void init() { dir_ = std::make_unique<QTemporaryDir>(); }

  void piecesAreTrainedAndTheResultRepeats_data() {
    QTest::addColumn<QString>("type");
    QTest::newRow("unigram") << "unigram";
    QTest::newRow("bpe") << "bpe";
  }

  void piecesAreTrainedAndTheResultRepeats() {
    QFETCH(QString, type);
    TokenizerSettings settings;
    settings.type = type.toStdString();
    settings.vocabularySize = 600;
    settings.userSymbols = {"<<x>>"};
    std::string hashes[2];
    for (int i = 0; i < 2; ++i) {
      JobControl job;
      const fs::path folder = path("t" + std::to_string(i));
      const Status trained =
          trainTokenizer(sourceOf(text_), settings, "My pieces", folder, program_, job);
      QVERIFY2(trained, errorOf(trained).c_str());
      const auto tokenizer = *openTokenizer(folder);
      QCOMPARE(tokenizer->pieces(), 600);
      QCOMPARE(tokenizer->name, std::string("My pieces"));
      QCOMPARE(tokenizer->slug, "t" + std::to_string(i));
      QCOMPARE(id(tokenizer->kind()), settings.type.c_str());
      QVERIFY(tokenizer->lossless());
      const Encoding encoding = tokenizer->encode("kalo<<x>>mi\n");
      QCOMPARE(std::count_if(encoding.ids.begin(), encoding.ids.end(),
                             [&](int32_t id) { return tokenizer->piece(id) == "<<x>>"; }),
               1);
      QVERIFY(job.progress().done > 0);
      hashes[i] = tokenizer->hash;
      QStringList names;
      for (const auto& entry : fs::directory_iterator(folder))
        names << QString::fromStdString(entry.path().filename().string());
      names.sort();
      QCOMPARE(names, (QStringList{"spm.model", "unmask.json"}));
    }
    QCOMPARE(hashes[0], hashes[1]);
  }

  void impossibleVocabulariesAreExplained() {
    TokenizerSettings settings;
    for (const char* type : {"unigram", "bpe"}) {
      settings.type = type;
      settings.vocabularySize = 200000;
      JobControl job;
      Status trained = trainTokenizer(sourceOf(text_), settings, "big", path("big"), program_, job);
      QVERIFY(!trained);
      QVERIFY(vocabularyDoesNotFit(trained.error()));
      const QRegularExpression pattern("A vocabulary of 200000 pieces .* at most (\\d+) are");
      const auto match = pattern.match(QString::fromStdString(errorOf(trained)));
      QVERIFY2(match.hasMatch(), errorOf(trained).c_str());
      QVERIFY(nothingLeft());
      // What the message offers works.
      settings.vocabularySize = match.captured(1).toLongLong();
      trained = trainTokenizer(sourceOf(text_), settings, "big", path(type), program_, job);
      QVERIFY2(trained, errorOf(trained).c_str());
      fs::remove_all(path(type));
      settings.vocabularySize = 100;
      trained = trainTokenizer(sourceOf(text_), settings, "small", path("small"), program_, job);
      QVERIFY(vocabularyDoesNotFit(trained.error()));
      QVERIFY(nothingLeft());
    }
  }

  // Chinese, DNA, a list of moves: no space anywhere. At the smallest vocabulary, the largest and
  // one between; the space has a piece all the same.
  void textsWithoutSpacesTrain_data() {
    QTest::addColumn<QString>("type");
    QTest::addColumn<QString>("text");
    QString han, dna;
    uint state = 1;
    for (int i = 0; i < 900; ++i) {
      state = state * 1664525 + 1013904223;
      han += QChar(0x4E00 + (state >> 24) % 120);
      dna += "ACGT"[state >> 30];
      if (i % 60 == 59) han += "。\n";
    }
    for (const char* type : {"bpe", "unigram"}) {
      QTest::addRow("%s, Han", type) << type << han;
      QTest::addRow("%s, DNA", type) << type << dna;
      QTest::addRow("%s, one sentence of three letters", type) << type << "abcabcab";
    }
    QTest::addRow("unigram, one letter") << "unigram"
                                         << "a";
  }
  void textsWithoutSpacesTrain() {
    QFETCH(QString, type);
    QFETCH(QString, text);
    const std::string utf8 = text.toStdString();
    TokenizerSettings settings;
    settings.type = type.toStdString();
    settings.characterCoverage = 1;
    const auto train = [&](int64_t size) {
      fs::remove_all(path("t"));
      settings.vocabularySize = size;
      JobControl job;
      return trainTokenizer(sourceOf(utf8), settings, "t", path("t"), program_, job);
    };
    const auto bound = [&](int64_t size, const char* pattern) {
      const Status refused = train(size);
      const auto match =
          QRegularExpression(pattern).match(QString::fromStdString(errorOf(refused)));
      if (!match.hasMatch()) qWarning("%s", errorOf(refused).c_str());
      return match.captured(1).toLongLong();
    };
    const int64_t least = bound(20, "at least (\\d+) are needed");
    const int64_t most = bound(100000, "at most (\\d+) are possible");
    QVERIFY(least > 256 && most >= least);
    for (const int64_t size : {least, (least + most) / 2, most}) {
      const Status trained = train(size);
      QVERIFY2(
          trained,
          qPrintable(QString("%1: %2").arg(size).arg(QString::fromStdString(errorOf(trained)))));
      const auto tokenizer = *openTokenizer(path("t"));
      QCOMPARE(tokenizer->pieces(), size);
      QVERIFY(tokenizer->lossless());
      const Encoding encoding = tokenizer->encode(utf8 + " b");
      const std::vector<int64_t> ids(encoding.ids.begin(), encoding.ids.end());
      QCOMPARE(tokenizer->decode(ids), utf8 + " b");
      QCOMPARE(tokenizer->encode(" ").ids.size(), size_t{1});
    }
  }

  void nothingToJoinIsSaid() {
    TokenizerSettings settings;
    settings.type = "bpe";
    settings.vocabularySize = 300;
    for (const std::string text : {"a", "a\nb\nc\n"}) {
      JobControl job;
      const Status trained =
          trainTokenizer(sourceOf(text), settings, "t", path("t"), program_, job);
      QVERIFY2(errorOf(trained).find("no two characters") != std::string::npos,
               errorOf(trained).c_str());
      QVERIFY(nothingLeft());
    }
  }

  void wrongRequestsLeaveNothing() {
    JobControl job;
    TokenizerSettings settings;
    Status trained = trainTokenizer(sourceOf(""), settings, "none", path("t"), program_, job);
    QVERIFY2(errorOf(trained).find("There is no text") != std::string::npos,
             errorOf(trained).c_str());
    trained = trainTokenizer(sourceOf(text_), settings, "x", path("t"), "/nowhere/program", job);
    QVERIFY2(errorOf(trained).find("/nowhere/program") != std::string::npos,
             errorOf(trained).c_str());
    trained = trainTokenizer(sourceOf(text_), settings, "x", path("t"), "/bin/false", job);
    QVERIFY(!trained);
    settings.userSymbols = {"a b"};
    trained = trainTokenizer(sourceOf(text_), settings, "x", path("t"), program_, job);
    QVERIFY2(errorOf(trained).find("tokenizer.user_symbols") != std::string::npos,
             errorOf(trained).c_str());
    settings.userSymbols = {};
    settings.type = "word";
    trained = trainTokenizer(sourceOf(text_), settings, "x", path("t"), program_, job);
    QVERIFY(errorOf(trained).find("tokenizer.type") != std::string::npos);
    QVERIFY(nothingLeft());
  }

  // Cancelled while the child is at work: it is killed, and nothing stays.
  void cancelKillsTheChild() {
    TokenizerSettings settings;
    settings.vocabularySize = 4000;
    const std::string text = wordyText(1500000);  // more work than the cancel needs
    JobControl job;
    QElapsedTimer sinceCancel;
    QThread* const canceller = QThread::create([&] {
      const std::string wanted = "Finding candidate pieces";
      while (job.progress().stage.pattern != wanted) QThread::yieldCurrentThread();
      sinceCancel.start();
      job.cancel();
    });
    canceller->start();
    const Status trained = trainTokenizer(sourceOf(text), settings, "t", path("t"), program_, job);
    canceller->wait();
    delete canceller;
    QVERIFY(!trained);
    QVERIFY2(isCancelled(trained.error()), errorOf(trained).c_str());
    QVERIFY(nothingLeft());
    // No child of this process is left, not even a dead one.
    QCOMPARE(::waitpid(-1, nullptr, WNOHANG), -1);
    QCOMPARE(errno, ECHILD);
  }

  void childrenThatDieAreReported() {
    JobControl job;
    std::vector<std::string> lines;
    const auto collect = [&](const std::string& line) { lines.push_back(line); };
    auto end = runChild("/bin/sh", {"-c", "echo one >&2; printf two >&2; exit 3"}, collect, job);
    QVERIFY(end);
    QCOMPARE(end->exitCode, 3);
    QCOMPARE(lines, (std::vector<std::string>{"one", "two"}));
    end = runChild("/bin/sh", {"-c", "kill -9 $$"}, collect, job);
    QCOMPARE(end->signal, 9);
    QVERIFY(!runChild("/nowhere", {}, collect, job));
  }

  void trainingTextIsCutAndSampled() {
    std::string text = "short\n\n" + std::string(5000, 'a');
    for (int i = 0; i < 3000; ++i) text += "\u00e9";  // 2 bytes each
    text += "\nwith\u2581mark and \u2585 block and " + std::string("nul\0end", 7) + "\n";
    TokenizerSettings settings;
    settings.type = "bpe";
    JobControl job;
    auto sample = writeTrainingSample(sourceOf(text), settings, path("s"), job);
    QVERIFY(sample);
    const QString written = QString::fromStdString(*readFile(path("s")));
    QCOMPARE(sample->allBytes, uint64_t{text.size()});
    QStringList lines = written.split('\n', Qt::SkipEmptyParts);
    QCOMPARE(lines.size(), qsizetype(sample->sentences));
    qsizetype letters = 0;
    for (const QString& line : lines) {
      QVERIFY(line.toUtf8().size() <= 4096);
      QVERIFY(!line.contains(QChar(0xFFFD)));  // no character was cut in two
      letters += line.count(QChar(0xE9));
    }
    QCOMPARE(letters, 3000);
    QVERIFY(lines.contains("with"));
    QVERIFY(lines.contains("mark and "));
    QVERIFY(lines.contains("end"));

    // For unigram, words that occur again follow as candidates.
    settings.type = "unigram";
    QVERIFY(writeTrainingSample(sourceOf(text), settings, path("w"), job));
    QCOMPARE(*readFile(path("w")), *readFile(path("s")) + " and\n");
    settings.type = "bpe";

    settings.sampleBytes = 20000;
    sample = writeTrainingSample(sourceOf(text_), settings, path("a"), job);
    QVERIFY(sample->bytes <= 20000);
    QVERIFY(sample->bytes > 17000);
    QVERIFY(writeTrainingSample(sourceOf(text_), settings, path("b"), job));
    QCOMPARE(*readFile(path("a")), *readFile(path("b")));
    settings.seed = 7;
    QVERIFY(writeTrainingSample(sourceOf(text_), settings, path("c"), job));
    QVERIFY(*readFile(path("a")) != *readFile(path("c")));
    // From all over the text, not its beginning.
    const std::string part = *readFile(path("a"));
    const std::string last = part.substr(part.rfind('\n', part.size() - 2) + 1);
    QVERIFY(text_.find(last) > text_.size() / 2);
  }

  void damagedTokenizersAreRefused() {
    JobControl job;
    TokenizerSettings settings;
    settings.type = "char";
    QVERIFY(trainTokenizer(sourceOf("hello"), settings, "c", path("c"), {}, job));
    auto json = nlohmann::json::parse(*readFile(path("c/unmask.json")));
    const auto opensWith = [&](const nlohmann::json& changed) {
      QTEST_ASSERT(writeFileWhole(path("c/unmask.json"), changed.dump()));
      const auto opened = openTokenizer(path("c"));
      return opened ? std::string("opened") : inEnglish(opened.error());
    };
    QCOMPARE(opensWith(json), std::string("opened"));
    auto changed = json;
    changed["name"] = "d";
    QVERIFY(opensWith(changed).find("unmask.json is not as Unmask wrote it") != std::string::npos);
    json.erase("sha256");  // what follows is damaged on purpose, as older versions' files may be
    changed = json;
    changed["name"] = "d";
    QCOMPARE(opensWith(changed), std::string("opened"));
    changed["characters"] = {101, 104, 108, 112};
    QVERIFY(opensWith(changed).find("is not the one that was made there") != std::string::npos);
    changed["characters"] = {101, 55296};
    QVERIFY(opensWith(changed).find("ascending code points") != std::string::npos);
    changed["characters"] = "nonsense";
    QVERIFY(opensWith(changed).find("unmask.json is damaged") != std::string::npos);
    changed = json;
    changed["format"] = 99;
    QVERIFY(opensWith(changed).find("newer Unmask") != std::string::npos);
    changed = json;
    changed["kind"] = "word";
    QVERIFY(opensWith(changed).find("no tokenizer kind") != std::string::npos);
    QVERIFY(!openTokenizer(path("nowhere")));
  }
};

int main(int argc, char** argv) {
  if (argc == 3 && std::string(argv[1]) == "tokenizer-child") return runTokenizerChild(argv[2]);
  QCoreApplication app(argc, argv);
  TrainingTest test;
  return QTest::qExec(&test, argc, argv);
}
#include "training_test.moc"
