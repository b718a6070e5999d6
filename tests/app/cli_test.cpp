// The real unmask-cli: what it prints, its exit codes, and its answers to bad input.
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QtTest>
#include <csignal>

#include "tests/base/sanitizers.h"

namespace {

struct Ended {
  int code = -1;
  QString out, err;
  QList<QJsonObject> objects() const {
    QList<QJsonObject> all;
    for (const QString& line : out.split('\n', Qt::SkipEmptyParts)) {
      QJsonParseError error;
      const auto json = QJsonDocument::fromJson(line.toUtf8(), &error);
      if (error.error != QJsonParseError::NoError) qFatal("not JSON: %s", qPrintable(line));
      all.append(json.object());
    }
    return all;
  }
  QJsonObject last() const { return objects().isEmpty() ? QJsonObject() : objects().last(); }
};

const QString kProgram = QStringLiteral(UNMASK_BIN_DIR "/unmask-cli");
// As workerProgram() finds it.
const QString kWorker =
    qEnvironmentVariable("UNMASK_WORKER_PROGRAM", QStringLiteral(UNMASK_BIN_DIR "/unmask-worker"));

QByteArray nurseryText() {
  QByteArray text;
  for (int i = 0; i < 400; ++i)
    text += QByteArray("The cat number ") + QByteArray::number(i) +
            " sat on the mat. A dog came, and the cat ran up the tree.\n\n";
  return text;
}

}  // namespace

class CliTest : public QObject {
  Q_OBJECT
  QTemporaryDir dir_;

  QString path(const QString& name) const { return dir_.filePath(name); }

  Ended cli(const QStringList& arguments, const QString& workspace = QString()) const {
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert("UNMASK_WORKSPACE", workspace.isEmpty() ? path("workspace") : workspace);
    process.setProcessEnvironment(environment);
    process.setStandardInputFile(QProcess::nullDevice());
    process.start(kProgram, arguments);
    if (!process.waitForFinished(240000)) process.kill();
    process.waitForFinished();
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
            QString::fromUtf8(process.readAllStandardOutput()),
            QString::fromUtf8(process.readAllStandardError())};
  }

  void write(const QString& name, const QByteArray& bytes) const {
    QFile file(path(name));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(bytes);
  }

  // What stands in a folder of the workspace, leftovers included.
  QStringList things(const QString& kind) const {
    return QDir(path("workspace/" + kind))
        .entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
  }

 private Q_SLOTS:
  void initTestCase() {
    QVERIFY2(QFile::exists(kProgram), "build unmask-cli first");
    write("nursery.txt", nurseryText());
    const Ended imported = cli({"--json", "corpus", "import", path("nursery.txt")});
    QVERIFY2(imported.code == 0, qPrintable(imported.err));
    const QJsonObject corpus = imported.last();
    QCOMPARE(corpus["type"].toString(), "corpus");
    QCOMPARE(corpus["corpus"].toString(), "nursery");
    QCOMPARE(corpus["bytes"].toInteger(), nurseryText().size());
    QVERIFY(corpus["documents"].toInteger() >= 400);
    QVERIFY(!corpus["tokenizer"].toString().isEmpty());
    QCOMPARE(corpus["hash"].toString().size(), 64);
  }

  // Nothing trains on after a failed test.
  void cleanupTestCase() {
    for (const QJsonObject& run : cli({"--json", "runs", "list"}).objects())
      if (run["state"] == "running") cli({"runs", "stop", run["run"].toString()});
  }

  void helpDescribesEveryCommandAndItsJson() {
    const Ended help = cli({"--help"});
    QCOMPARE(help.code, 0);
    for (const char* command : {"corpus", "tokenizer", "objectives", "preview", "train", "runs",
                                "ask", "evaluate", "devices", "demo"})
      QVERIFY2(help.out.contains(command), command);
    QVERIFY(help.out.contains("Exit codes: 0 done, 1 failed, 2 wrong use"));
    for (const QStringList& command : {QStringList{"preview"},
                                       {"train"},
                                       {"ask"},
                                       {"evaluate"},
                                       {"devices"},
                                       {"objectives"},
                                       {"corpus", "import"},
                                       {"tokenizer", "train"},
                                       {"runs", "list"},
                                       {"runs", "export"}}) {
      const Ended one = cli(command + QStringList{"--help"});
      QCOMPARE(one.code, 0);
      QVERIFY2(one.out.contains("--json"), qPrintable(command.join(' ')));
    }
  }

  // Exit 2, nothing on stdout, and the message names what was wrong and what is right.
  void wrongUseIsExplained_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QStringList>("named");
    QTest::addRow("no command") << QStringList{} << QStringList{"subcommand"};
    QTest::addRow("unknown command") << QStringList{"trane"} << QStringList{"trane"};
    QTest::addRow("unknown option")
        << QStringList{"corpus", "list", "--colour"} << QStringList{"--colour"};
    QTest::addRow("missing corpus") << QStringList{"train"} << QStringList{"CORPUS"};
    QTest::addRow("objective") << QStringList{"preview", "nursery", "--objective", "next-tokin"}
                               << QStringList{"next-tokin", "next-token"};
    QTest::addRow("key") << QStringList{"preview", "nursery", "--set", "model.widht=64"}
                         << QStringList{"model.widht", "model.width"};
    QTest::addRow("type") << QStringList{"preview", "nursery", "--set", "model.width=wide"}
                          << QStringList{"model.width", "wide"};
    QTest::addRow("range") << QStringList{"preview", "nursery", "--set", "model.dropout=1.5"}
                           << QStringList{"model.dropout", "1.5"};
    QTest::addRow("rule") << QStringList{"preview", "nursery", "--set", "model.heads=3"}
                          << QStringList{"model.width", "3 heads"};
    QTest::addRow("preset") << QStringList{"train", "nursery", "--preset", "tinny"}
                            << QStringList{"tinny"};
    QTest::addRow("device") << QStringList{"train", "nursery", "--device", "gpu"}
                            << QStringList{"gpu", "cuda:N"};
    QTest::addRow("objective list") << QStringList{"objectives", "bert"} << QStringList{"bert"};
    QTest::addRow("import key") << QStringList{"corpus", "import", "x.txt", "--set",
                                               "import.separater=line"}
                                << QStringList{"import.separater", "import.separator"};
    QTest::addRow("encoding") << QStringList{"corpus", "import", "x.txt", "--set",
                                             "import.encoding=klingon"}
                              << QStringList{"klingon", "windows-1252"};
    QTest::addRow("kind") << QStringList{"corpus", "import", "x", "--kind", "sounds"}
                          << QStringList{"images", "text"};
    QTest::addRow("sample") << QStringList{"corpus", "sample", "storys"}
                            << QStringList{"storys", "stories"};
    QTest::addRow("tokenizer type")
        << QStringList{"tokenizer", "train", "nursery", "--type", "word"}
        << QStringList{"tokenizer.type", "word"};
  }
  void wrongUseIsExplained() {
    QFETCH(QStringList, arguments);
    QFETCH(QStringList, named);
    const Ended ended = cli(arguments);
    QVERIFY2(ended.code == 2, qPrintable(ended.err + ended.out));
    QCOMPARE(ended.out, QString());
    for (const QString& name : named) QVERIFY2(ended.err.contains(name), qPrintable(ended.err));
  }

  // Exit 1: the file or thing is named, and nothing half-made stays.
  void badInputIsExplained_data() {
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("file");
    QTest::addRow("empty") << QByteArray() << "empty.txt";
    QTest::addRow("binary") << QByteArray(
                                   "\x7f"
                                   "ELF\0\0\1\2\0\0\xff\xfe\0\0\0\0",
                                   16)
                            << "program.txt";
    QTest::addRow("broken json") << QByteArray("{\"text\": ") << "broken.json";
  }
  void badInputIsExplained() {
    QFETCH(QByteArray, content);
    QFETCH(QString, file);
    const QStringList corpora = things("corpora"), tokenizers = things("tokenizers");
    write(file, content);
    const Ended ended = cli({"corpus", "import", path(file)});
    QVERIFY2(ended.code == 1, qPrintable(ended.err));
    QVERIFY2(ended.err.contains(file), qPrintable(ended.err));
    QCOMPARE(things("corpora"), corpora);
    QCOMPARE(things("tokenizers"), tokenizers);
  }

  void absentThingsAreNamed() {
    const Ended file = cli({"corpus", "import", path("nowhere.txt")});
    QCOMPARE(file.code, 1);
    QVERIFY(file.err.contains("nowhere.txt"));
    const Ended corpus = cli({"preview", "atlantis"});
    QCOMPARE(corpus.code, 1);
    QVERIFY2(corpus.err.contains("atlantis") && corpus.err.contains("nursery"),
             qPrintable(corpus.err));
    const Ended tokenizer = cli({"preview", "nursery", "--tokenizer", "babel"});
    QCOMPARE(tokenizer.code, 1);
    QVERIFY(tokenizer.err.contains("babel"));
    for (const QStringList& command : {QStringList{"runs", "show", "marathon"},
                                       {"runs", "resume", "marathon"},
                                       {"runs", "stop", "marathon"},
                                       {"runs", "export", "marathon", path("x.csv")},
                                       {"runs", "remove", "marathon"},
                                       {"ask", "marathon", "Who?"},
                                       {"evaluate", "marathon"}}) {
      const Ended run = cli(command);
      QVERIFY2(run.code == 1, qPrintable(command.join(' ')));
      QVERIFY2(run.err.contains("marathon"), qPrintable(run.err));
    }
  }

  void aVocabularyLargerThanTheTextIsRefused() {
    const QStringList before = things("tokenizers");
    const Ended ended =
        cli({"tokenizer", "train", "nursery", "--type", "unigram", "--vocab-size", "50000"});
    QVERIFY2(ended.code == 1, qPrintable(ended.err));
    QVERIFY2(ended.err.contains("tokenizer.vocabulary_size"), qPrintable(ended.err));
    QCOMPARE(things("tokenizers"), before);
  }

  void aContextLongerThanTheCorpusIsRefused() {
    for (const QString command : {"preview", "train"}) {
      const Ended ended = cli({command, "nursery", "--set", "model.context=30000"});
      QVERIFY2(ended.code == 1, qPrintable(ended.err));
      QVERIFY2(ended.err.contains("model.context = 30000"), qPrintable(ended.err));
    }
    QCOMPARE(things("runs"), QStringList());
  }

  void aWorkspaceOfANewerVersionIsRefused() {
    const QString newer = path("newer");
    QVERIFY(QDir().mkpath(newer));
    write("newer/workspace.json", R"({"version": 999})");
    const Ended ended = cli({"corpus", "list"}, newer);
    QVERIFY2(ended.code == 1, qPrintable(ended.err));
    QVERIFY2(ended.err.contains(newer), qPrintable(ended.err));
  }

  void objectivesHaveDefaultsAndRanges() {
    const auto all = cli({"objectives", "--json"}).objects();
    QVERIFY(all.size() >= 2);
    QStringList ids;
    for (const QJsonObject& objective : all) {
      QCOMPARE(objective["type"].toString(), "objective");
      ids << objective["id"].toString();
      QVERIFY(!objective["presets"].toArray().isEmpty());
      QStringList keys;
      for (const QJsonValue setting : objective["settings"].toArray()) {
        keys << setting["key"].toString();
        QVERIFY2(!setting["explanation"].toString().isEmpty(), qPrintable(keys.last()));
        QVERIFY2(!setting["default"].isUndefined(), qPrintable(keys.last()));
      }
      QVERIFY(keys.contains("train.batch_size") && keys.contains("train.learning_rate"));
      QVERIFY(!keys.filter(QRegularExpression("^model\\.")).isEmpty());
    }
    QVERIFY(ids.contains("next-token") && ids.contains("masked-lm"));
    const Ended text = cli({"objectives", "masked-lm"});
    QCOMPARE(text.code, 0);
    QVERIFY(text.out.contains("objective.chosen") && text.out.contains("0.15"));
    QVERIFY(!text.out.contains("next-token:"));
  }

  void previewIsTheBatch() {
    const QStringList command{"--json", "preview",          "nursery", "--objective", "next-token",
                              "--set",  "model.context=16", "--step",  "5",           "--count",
                              "3"};
    const Ended ended = cli(command);
    QVERIFY2(ended.code == 0, qPrintable(ended.err));
    const QJsonObject batch = ended.last();
    QCOMPARE(batch["type"].toString(), "batch");
    QCOMPARE(batch["hash"].toString().size(), 32);
    QCOMPARE(cli(command).last()["hash"].toString(), batch["hash"].toString());
    QCOMPARE(batch["examples"].toArray().size(), 3);
    const QJsonObject example = batch["examples"][0].toObject();
    const QJsonArray inputs = example["input_ids"].toArray(), labels = example["labels"].toArray();
    QCOMPARE(inputs.size(), 16);
    for (int i = 0; i + 1 < 16; ++i) QCOMPARE(labels[i], inputs[i + 1]);
    QCOMPARE(batch["arrays"][0]["name"].toString(), "input_ids");
    QCOMPARE(batch["arrays"][0]["values"][0], inputs[0]);
    // The bytes named are those of the text.
    const QJsonObject span = example["spans"][0].toObject();
    QVERIFY(span["byte_end"].toInteger() > span["byte_begin"].toInteger());
    const QJsonObject other =
        cli({"--json", "preview", "nursery", "--set", "model.context=16", "--step", "6"}).last();
    QVERIFY(other["hash"] != batch["hash"]);
  }

  void maskedPreviewTellsEveryDecision() {
    const QJsonObject batch =
        cli({"--json", "preview", "nursery", "--objective", "masked-lm", "--count", "12"}).last();
    QCOMPARE(batch["arrays"].toArray().size(), 3);
    int chosen = 0;
    for (const QJsonValue example : batch["examples"].toArray())
      for (int i = 0; i < example["labels"].toArray().size(); ++i) {
        const QString decision = example["trace"][i]["decision"].toString();
        QCOMPARE(example["labels"][i].toInteger() != -100,
                 decision == "masked" || decision == "random" || decision == "kept");
        if (decision != "none") QVERIFY(example["trace"][i]["choose_draw"].toDouble() < 0.15);
        chosen += decision != "none";
      }
    QVERIFY(chosen >= 12);
    const Ended text = cli({"preview", "nursery", "--objective", "masked-lm", "--count", "1"});
    QCOMPARE(text.code, 0);
    for (const char* word : {"piece", "input", "target", "mask", "[MASK]"})
      QVERIFY2(text.out.contains(word), word);
  }

  void bothSidesOfAnEncoderDecoderAreShown() {
    for (const char* objective : {"span-corruption", "denoising"}) {
      const QJsonObject batch = cli({"--json", "preview", "nursery", "--objective", objective,
                                     "--set", "model.context=24", "--count", "3"})
                                    .last();
      QCOMPARE(batch["arrays"].toArray().size(), 4);
      for (const QJsonValue example : batch["examples"].toArray()) {
        const QJsonObject decoder = example["decoder"].toObject();
        QCOMPARE(decoder["input_ids"].toArray().size(), example["labels"].toArray().size());
        QCOMPARE(decoder["input_sources"].toArray().size(), 24);
        const QJsonArray pieces = example["piece_ids"].toArray();
        QVERIFY(!decoder["spans"].toArray().isEmpty());
        for (int i = 0; i < 24; ++i)
          if (const QJsonValue source = decoder["input_sources"][i]; !source.isNull())
            QCOMPARE(example["input_ids"][i], pieces[source.toInt()]);
      }
      const Ended text = cli({"preview", "nursery", "--objective", objective, "--set",
                              "model.context=24", "--count", "1"});
      QCOMPARE(text.code, 0);
      for (const char* word : {"piece", "span", "input", "reads", "target"})
        QVERIFY2(text.out.contains(word), word);
      QVERIFY(text.out.contains(objective == std::string("denoising") ? "[MASK]" : "[S0]"));
    }
    const Ended refused = cli(
        {"preview", "nursery", "--objective", "span-corruption", "--set", "objective.density=0.9"});
    QCOMPARE(refused.code, 2);
    QVERIFY(refused.err.contains("objective.density"));
  }

  void tokenizersAreTrainedAndTried() {
    const Ended trained = cli({"--json", "tokenizer", "train", "nursery", "--type", "bpe",
                               "--vocab-size", "320", "--name", "small bpe"});
    QVERIFY2(trained.code == 0, qPrintable(trained.err));
    QCOMPARE(trained.last()["kind"].toString(), "bpe");
    QCOMPARE(trained.last()["pieces"].toInteger(), 320);
    const QString slug = trained.last()["tokenizer"].toString();
    const QJsonObject pieces = cli({"--json", "tokenizer", "show", slug, "The cat [MASK]"}).last();
    QCOMPARE(pieces["ids"].toArray().last().toInteger(), 320);
    QCOMPARE(pieces["pieces"].toArray().last().toString(), "[MASK]");
    QVERIFY(cli({"preview", "nursery", "--tokenizer", slug}).code == 0);
    QVERIFY(cli({"tokenizer", "list"}).out.contains(slug));
    QCOMPARE(cli({"tokenizer", "remove", slug}).code, 0);
    QVERIFY(!things("tokenizers").contains(slug));
  }

  // Wherever a text enters: typed for a tokenizer, as a prompt, in a corpus cut by another text's
  // tokenizer.
  void charactersWithoutAPieceAreNamed() {
    const QString letters =
        cli({"--json", "tokenizer", "train", "nursery", "--type", "char", "--name", "letters"})
            .last()["tokenizer"]
            .toString();
    const Ended shown = cli({"tokenizer", "show", letters, "xyz a"});
    QCOMPARE(shown.code, 0);
    QVERIFY2(shown.err.contains("Characters without a piece: x, y, z (3 different, 3 in all)"),
             qPrintable(shown.err));
    QVERIFY2(shown.err.contains("is read in place of each"), qPrintable(shown.err));
    const QJsonObject lacking =
        cli({"--json", "tokenizer", "show", letters, "xyz a"}).last()["without_piece"].toObject();
    QCOMPARE(lacking["count"].toInteger(), 3);
    QCOMPARE(lacking["characters"].toArray(), (QJsonArray{"x", "y", "z"}));
    QVERIFY(
        !cli({"--json", "tokenizer", "show", letters, "a cat"}).last().contains("without_piece"));

    write("accents.txt", "The caf\xc3\xa9 sat on the mat. The \xe6\xbc\xa2 sat on the mat.\n");
    QCOMPARE(cli({"corpus", "import", path("accents.txt"), "--name", "accents"}).code, 0);
    const QString pieces = cli({"--json", "tokenizer", "train", "nursery", "--type", "bpe",
                                "--vocab-size", "310", "--name", "pieces"})
                               .last()["tokenizer"]
                               .toString();
    const QStringList preview{
        "preview", "accents",         "--tokenizer", pieces,
        "--set",   "model.context=8", "--set",       "data.train_fraction=0.5"};
    const Ended seen = cli(preview);
    QVERIFY2(seen.code == 0, qPrintable(seen.err));
    QVERIFY2(seen.err.contains(QString::fromUtf8("\u00e9, \u6f22")), qPrintable(seen.err));
    QVERIFY2(seen.err.contains("written in bytes"), qPrintable(seen.err));
    const QJsonObject bytes = cli(QStringList{"--json"} + preview).last()["without_piece"].toObject();
    QCOMPARE(bytes["characters"].toArray(),
             (QJsonArray{"f", QString::fromUtf8("\u00e9"), QString::fromUtf8("\u6f22")}));
    QCOMPARE(bytes["count"], 3);
    for (const QString& tokenizer : {letters, pieces})
      QCOMPARE(cli({"tokenizer", "remove", tokenizer, "--yes"}).code, 0);
    QCOMPARE(cli({"corpus", "remove", "accents", "--yes"}).code, 0);
  }

  // BERT's whole words in a text without spaces: about 15 % of each window, not all of it.
  void wholeWordsOfATextWithoutSpaces() {
    QString text;
    uint state = 1;
    for (int i = 0; i < 3000; ++i) {
      state = state * 1664525 + 1013904223;
      text += QChar(0x4E00 + (state >> 24) % 200);
      if (i % 20 == 19) text += QString::fromUtf8("\u3002");
    }
    write("zh.txt", text.toUtf8());
    QCOMPARE(cli({"corpus", "import", path("zh.txt"), "--name", "zh"}).code, 0);
    for (const char* algorithm : {"bert-exact", "hf-dynamic"}) {
      const Ended seen = cli({"--json", "preview", "zh", "--objective", "masked-lm", "--set",
                              "model.context=32", "--set", "objective.whole_word=true", "--set",
                              QString("objective.algorithm=%1").arg(algorithm), "--count", "64"});
      QVERIFY2(seen.code == 0, qPrintable(seen.err));
      double chosen = 0, positions = 0;
      for (const QJsonValue example : seen.last()["examples"].toArray()) {
        int count = 0;
        for (const QJsonValue label : example["labels"].toArray()) count += label.toInt() != -100;
        positions += example["labels"].toArray().size();
        chosen += count;
        if (algorithm == QString("bert-exact")) QCOMPARE(count, 5);
      }
      QVERIFY2(chosen / positions > 0.10 && chosen / positions < 0.21,
               qPrintable(QString::number(chosen / positions)));
    }
    QCOMPARE(cli({"corpus", "remove", "zh", "--yes"}).code, 0);
    cli({"tokenizer", "remove", "zh", "--yes"});
  }

  void corporaAreListedShownAndRemoved() {
    write("lines.csv", "text,n\n\"a, b\",1\n\"c\nd\",2\n");
    const Ended imported = cli({"--json", "corpus", "import", path("lines.csv"), "--name",
                                "Some Lines", "--set", "import.field=text"});
    QVERIFY2(imported.code == 0, qPrintable(imported.err));
    QCOMPARE(imported.last()["documents"].toInteger(), 2);
    const QString slug = imported.last()["corpus"].toString();
    QVERIFY(cli({"corpus", "list"}).out.contains(slug));
    QVERIFY(cli({"corpus", "show", slug}).out.contains("a, b"));
    QCOMPARE(cli({"corpus", "remove", slug}).code, 0);
    QVERIFY(!things("corpora").contains(slug));
    QCOMPARE(cli({"corpus", "show", slug}).code, 1);
  }

  // Before the import and after it, in words and in --json: how the file was read.
  void saysHowFilesAreRead() {
    write("table.csv",
          "id;Text\n1;caf\xe9 rouge, grand\n2;Gr\xfc\xdf"
          "e aus K\xf6ln\n3\n");
    const auto check = [](const QJsonObject& reading) {
      QCOMPARE(reading["reader"].toString(), QString("table"));
      QCOMPARE(reading["delimiter"].toString(), QString("semicolon"));
      QCOMPARE(reading["column"].toString(), QString("Text"));
      QCOMPARE(reading["header"].toBool(), true);
      QCOMPARE(reading["encoding"].toString(), QString("windows-1252"));
      QVERIFY(reading["encoding_certainty"].toDouble() < 1);
      QCOMPARE(reading["short_rows"].toInteger(), 1);
    };
    const QStringList corpora = things("corpora");
    const Ended seen = cli({"--json", "corpus", "look", path("table.csv")});
    QVERIFY2(seen.code == 0, qPrintable(seen.err));
    check(seen.last()["reading"].toObject());
    QCOMPARE(seen.last()["records"].toArray().size(), 2);
    QCOMPARE(seen.last()["records"][0]["text"].toString(), QString("café rouge, grand"));
    QCOMPARE(seen.last()["skipped"][0]["place"].toString(), QString("row 4"));
    QCOMPARE(things("corpora"), corpora);
    const Ended imported = cli({"--json", "corpus", "import", path("table.csv"), "--name", "read",
                                "--set", "tokenizer.type=byte"});
    QVERIFY2(imported.code == 0, qPrintable(imported.err));
    check(imported.last()["readings"][0].toObject());
    const QString words = cli({"corpus", "show", "read"}).out;
    for (const char* part : {"semicolons", "\"Text\"", "windows-1252", "row 4"})
      QVERIFY2(words.contains(part), qPrintable(words));
    QCOMPARE(cli({"corpus", "look", path("nowhere.csv")}).code, 1);
    const Ended wrong = cli({"corpus", "look", path("table.csv"), "--set", "import.delimiter=dot"});
    QCOMPARE(wrong.code, 2);
    QVERIFY2(wrong.err.contains("semicolon"), qPrintable(wrong.err));
  }

  void saysWhatARunWillTake() {
    if (!QFile::exists(kWorker)) QSKIP("built without the engine: no unmask-worker");
    const QStringList before = things("runs");
    const Ended tiny = cli({"--json", "train", "nursery", "--estimate"});
    QVERIFY2(tiny.code == 0, qPrintable(tiny.err));
    const QJsonObject first = tiny.last();
    QCOMPARE(first["type"].toString(), "estimate");
    QVERIFY(first["parameters"].toInteger() > 500'000);
    QVERIFY(first["memory_bytes"].toDouble() > 1e8);
    QVERIFY(first["seconds"].toDouble() > 0);  // measured, since no run of this size is here
    QCOMPARE(things("runs"), before);
    const Ended longer =
        cli({"--json", "train", "nursery", "--estimate", "--set", "train.steps=20000"});
    QVERIFY(longer.last()["seconds"].toDouble() > 5 * first["seconds"].toDouble());
    QCOMPARE(longer.last()["parameters"].toInteger(), first["parameters"].toInteger());
    const Ended words = cli({"train", "nursery", "--estimate"});
    QVERIFY2(words.out.contains("parameters") && words.out.contains("memory"),
             qPrintable(words.out));
  }

  void comparesSettings() {
    const auto made = [&](const QStringList& more) {
      return cli(QStringList{"--json", "train", "nursery", "--prepare"} + more)
          .last()["run"]
          .toString();
    };
    const QString a = made({}), b = made({"--set", "train.learning_rate=5e-4"});
    const Ended same = cli({"--json", "runs", "diff", a, a});
    QVERIFY2(same.code == 0, qPrintable(same.err));
    QVERIFY(same.objects().isEmpty());
    const Ended other = cli({"--json", "runs", "diff", a, b});
    QCOMPARE(other.objects().size(), 1);
    QCOMPARE(other.last()["key"].toString(), "train.learning_rate");
    QCOMPARE(other.last()["values"].toArray().at(0).toString(), "0.001");
    QCOMPARE(other.last()["values"].toArray().at(1).toString(), "0.0005");
    QCOMPARE(cli({"runs", "diff", a}).code, 2);
    QCOMPARE(cli({"runs", "diff", a, "no-such-run"}).code, 1);
    for (const QString& run : {a, b}) QCOMPARE(cli({"runs", "remove", run, "--yes"}).code, 0);
  }

  void aPreparedRunIsOnlyAFolder() {
    const Ended ended = cli({"--json", "train", "nursery", "--prepare", "--name", "Later"});
    QVERIFY2(ended.code == 0, qPrintable(ended.err));
    const QString folder = ended.last()["folder"].toString();
    QVERIFY(QFile::exists(folder + "/spec.json"));
    QVERIFY(!QFile::exists(folder + "/run.db"));
    const QString slug = ended.last()["run"].toString();
    const QJsonObject shown = cli({"--json", "runs", "show", slug}).last();
    QCOMPARE(shown["state"].toString(), "prepared");
    QCOMPARE(shown["name"].toString(), "Later");
    QCOMPARE(shown["spec"]["settings"]["model.width"].toInteger(), 128);
    QCOMPARE(cli({"runs", "stop", slug}).code, 1);
    // Edited into nonsense: said by name, wherever it is used.
    QFile spec(folder + "/spec.json");
    QVERIFY(spec.open(QIODevice::WriteOnly));
    spec.write("{\"version\": 1, \"objective\": 7}");
    spec.close();
    const Ended broken = cli({"runs", "show", slug});
    QVERIFY2((broken.out + broken.err).contains("spec.json"), qPrintable(broken.out + broken.err));
    QCOMPARE(cli({"runs", "remove", slug, "--yes"}).code, 0);
    QVERIFY(!QFile::exists(folder));
  }

  void importsOfOneNameAtOnceEachGetTheirOwn() {
    write("dup.txt", nurseryText());
    std::vector<std::unique_ptr<QProcess>> imports;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert("UNMASK_WORKSPACE", path("rush"));
    for (int i = 0; i < 5; ++i) {
      imports.push_back(std::make_unique<QProcess>());
      imports.back()->setProcessEnvironment(environment);
      imports.back()->start(kProgram, {"--json", "corpus", "import", path("dup.txt"), "--name",
                                       "dup"});
    }
    QStringList names;
    for (const auto& import : imports) {
      QVERIFY(import->waitForFinished(240000));
      const QByteArray problem = import->readAllStandardError();
      QVERIFY2(import->exitCode() == 0, problem.constData());
      const QJsonObject made =
          Ended{0, QString::fromUtf8(import->readAllStandardOutput()), {}}.last();
      names += made["corpus"].toString();
      QCOMPARE(made["tokenizer"].toString().isEmpty(), false);
    }
    names.sort();
    QCOMPARE(names, (QStringList{"dup", "dup-2", "dup-3", "dup-4", "dup-5"}));
    for (const char* kind : {"corpora", "tokenizers"})
      QCOMPARE(QDir(path(QStringLiteral("rush/") + kind))
                   .entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot, QDir::Name),
               names);
  }

  void aBrokenRunHidesNoOther() {
    QStringList slugs;
    for (const char* name : {"one", "two", "three"})
      slugs += cli({"--json", "train", "nursery", "--prepare", "--name", name})
                   .last()["run"]
                   .toString();
    const QString middle = path("workspace/runs/" + slugs[1]);
    write("workspace/runs/" + slugs[1] + "/run.db", QByteArray(5000, 'x'));
    const Ended listed = cli({"--json", "runs", "list"});
    QCOMPARE(listed.code, 1);
    QStringList shown;
    for (const QJsonObject& run : listed.objects())
      if (run["type"] == "run") shown += run["run"].toString();
    QVERIFY(shown.contains(slugs[0]) && shown.contains(slugs[2]));
    QVERIFY2(listed.err.contains(slugs[1]), qPrintable(listed.err));
    // Words that cannot be read are told, and their run is listed.
    QVERIFY(QFile::remove(middle + "/run.db"));
    write("workspace/runs/" + slugs[2] + "/notes.json", "{\"name\": \"th");
    const Ended noted = cli({"--json", "runs", "list"});
    QCOMPARE(noted.code, 1);
    QVERIFY2(noted.err.contains("notes.json"), qPrintable(noted.err));
    QVERIFY(noted.out.contains(slugs[2]));
    QCOMPARE(cli({"runs", "show", slugs[2]}).code, 1);
    for (const QString& slug : slugs) QCOMPARE(cli({"runs", "remove", slug, "--yes"}).code, 0);
    QCOMPARE(cli({"runs", "list"}).code, 0);
  }

  void theNewestRunIsFirstInAnyZone() {
    const QByteArray zone = qgetenv("TZ");
    qputenv("TZ", "Pacific/Kiritimati");
    const QString older =
        cli({"--json", "train", "nursery", "--prepare", "--name", "o"}).last()["run"].toString();
    qputenv("TZ", "Pacific/Pago_Pago");
    const QString newer =
        cli({"--json", "train", "nursery", "--prepare", "--name", "n"}).last()["run"].toString();
    const Ended listed = cli({"runs", "list"});
    zone.isNull() ? qunsetenv("TZ") : qputenv("TZ", zone);
    // One's name may begin with the other's: "...-nursery" and, of the same second, "...-nursery-2".
    const auto at = [&](const QString& slug) { return listed.out.indexOf(slug + "  "); };
    QVERIFY2(at(newer) >= 0 && at(newer) < at(older), qPrintable(listed.out));
    for (const QString& slug : {older, newer})
      QCOMPARE(cli({"runs", "remove", slug, "--yes"}).code, 0);
  }

  void littleMemoryIsSaidInWords() {
    UNMASK_NEEDS_A_LIMIT_ON_MEMORY();
    for (const int megabytes : {120, 160, 200, 300}) {
      QProcess limited;
      QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
      environment.insert("UNMASK_WORKSPACE", path("little"));
      limited.setProcessEnvironment(environment);
      limited.setProcessChannelMode(QProcess::MergedChannels);
      limited.start("/bin/sh", {"-c",
                                QString("ulimit -v %1; exec \"$0\" corpus import \"$1\"")
                                    .arg(megabytes * 1024),
                                kProgram, path("nursery.txt")});
      QVERIFY(limited.waitForFinished(60000));
      const QByteArray said = limited.readAll();
      QCOMPARE(limited.exitStatus(), QProcess::NormalExit);
      QVERIFY2(!said.contains("terminate called") && !said.contains("Resource temporarily"),
               said.constData());
      if (limited.exitCode() != 0) QVERIFY(!said.trimmed().isEmpty());
    }
  }

  // The schedule ends with the steps that were asked for, unless its end was too.
  void theScheduleFollowsTheSteps() {
    const auto trained = [this](const QStringList& settings) {
      QStringList command{"--json", "train", "nursery", "--prepare"};
      for (const QString& setting : settings) command << "--set" << setting;
      const Ended made = cli(command);
      const auto objects = made.objects();
      for (const QJsonObject& object : objects) {
        if (object["type"] != "run") continue;
        QFile file(object["folder"].toString() + "/spec.json");
        if (!file.open(QIODevice::ReadOnly)) return QJsonObject();
        return QJsonDocument::fromJson(file.readAll()).object()["settings"].toObject();
      }
      qWarning("%s", qPrintable(made.err));
      return QJsonObject();
    };
    const QJsonObject shorter = trained({"train.steps=800"});
    QCOMPARE(shorter["train.decay_steps"].toInt(), 800);
    QCOMPARE(shorter["train.warmup_steps"].toInt(), 40);
    const QJsonObject set = trained({"train.steps=800", "train.decay_steps=2000"});
    QCOMPARE(set["train.decay_steps"].toInt(), 2000);
    const Ended said = cli({"train", "nursery", "--prepare", "--set", "train.steps=800"});
    QVERIFY2(said.err.contains("train.decay_steps: 800 instead of 2000. It goes with the steps."),
             qPrintable(said.err));
  }

  void aNameBelongsToOneRun() {
    QCOMPARE(cli({"train", "nursery", "--prepare", "--name", "Monday"}).code, 0);
    const Ended again = cli({"train", "nursery", "--prepare", "--name", "monday"});
    QCOMPARE(again.code, 1);
    QVERIFY2(again.err.contains("--name \"monday 2\""), qPrintable(again.err));
    QCOMPARE(cli({"train", "nursery", "--prepare", "--name", "monday 2"}).code, 0);
  }

  void trainsAndAnswers() {
    if (!QFile::exists(kWorker)) QSKIP("built without the engine: no unmask-worker");
    const Ended trained = cli({"--json",
                               "train",
                               "nursery",
                               "--set",
                               "train.steps=12",
                               "--set",
                               "train.decay_steps=12",
                               "--set",
                               "train.warmup_steps=2",
                               "--set",
                               "train.eval_every=6",
                               "--set",
                               "train.checkpoint_every=6",
                               "--set",
                               "model.layers=1",
                               "--set",
                               "samples.prompts=The cat",
                               "--set",
                               "train.threads=1",
                               "--device",
                               "cpu"});
    QVERIFY2(trained.code == 0, qPrintable(trained.err + trained.out));
    const auto objects = trained.objects();
    QCOMPARE(objects.first()["type"].toString(), "run");
    QSet<qint64> steps;
    int samples = 0, checkpoints = 0;
    for (const QJsonObject& object : objects) {
      if (object.contains("loss/train")) steps.insert(object["step"].toInteger());
      samples += object["type"] == "sample";
      checkpoints += object["type"] == "checkpoint";
    }
    QCOMPARE(steps.size(), 12);
    QVERIFY(samples >= 2 && checkpoints >= 2);
    QCOMPARE(objects.last()["type"].toString(), "done");
    QCOMPARE(objects.last()["state"].toString(), "finished");
    QCOMPARE(objects.last()["step"].toInteger(), 12);
    const QString run = objects.first()["run"].toString();

    const QJsonObject answer = cli({"--json", "ask", run, "The cat"}).last();
    QCOMPARE(answer["type"].toString(), "answer");
    QCOMPARE(answer["step"].toInteger(), 12);
    QVERIFY(!answer["text"].toString().isEmpty());
    QCOMPARE(cli({"--json", "ask", run, "--checkpoint", "6", "The cat"}).last()["step"].toInteger(),
             6);
    QCOMPARE(cli({"ask", run, "--checkpoint", "7", "The cat"}).code, 1);
    const QStringList foreign{"ask", run, QString::fromUtf8("The \u6f22 cat")};
    const Ended told = cli(foreign);
    QVERIFY2(told.err.contains(QString::fromUtf8("Characters without a piece: \u6f22")),
             qPrintable(told.err + told.out));
    const QJsonObject said = cli(QStringList{"--json"} + foreign).last();
    QCOMPARE(said["without_piece"].toObject()["count"].toInteger(), 1);

    const QJsonObject evaluation = cli({"--json", "evaluate", run}).last();
    for (const char* key : {"nats_per_token", "perplexity", "bits_per_byte", "accuracy"})
      QVERIFY2(evaluation[key].isDouble(), key);
    QVERIFY(qAbs(std::exp(evaluation["nats_per_token"].toDouble()) -
                 evaluation["perplexity"].toDouble()) < 1e-3);

    const QJsonObject shown = cli({"--json", "runs", "show", run}).last();
    QCOMPARE(shown["measures"]["loss/train"]["step"].toInteger(), 11);
    QCOMPARE(cli({"runs", "export", run, path("points.csv")}).code, 0);
    QFile csv(path("points.csv"));
    QVERIFY(csv.open(QIODevice::ReadOnly));
    const QByteArray rows = csv.readAll();
    QVERIFY(rows.startsWith("seq,segment,series,step,value\n"));
    QCOMPARE(rows.count(",loss/train,"), 12);

    const Ended resumed = cli({"--json", "runs", "resume", run, "--steps", "15"});
    QVERIFY2(resumed.code == 0, qPrintable(resumed.err));
    QCOMPARE(resumed.last()["step"].toInteger(), 15);
  }

  // Ctrl+C ends the following, not the run; `runs stop` ends the run with a checkpoint.
  void ctrlCLeavesTheRunAndStopEndsIt() {
    if (!QFile::exists(kWorker)) QSKIP("built without the engine: no unmask-worker");
    QProcess following;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert("UNMASK_WORKSPACE", path("workspace"));
    following.setProcessEnvironment(environment);
    following.start(kProgram, {"--json", "train", "nursery", "--set", "train.steps=1000000",
                               "--set", "train.threads=1", "--device", "cpu"});
    QByteArray out;
    QTRY_VERIFY_WITH_TIMEOUT((out += following.readAllStandardOutput()).contains("loss/train"),
                             60000);
    const QString run =
        QJsonDocument::fromJson(out.left(out.indexOf('\n'))).object()["run"].toString();
    ::kill(static_cast<pid_t>(following.processId()), SIGINT);
    QVERIFY(following.waitForFinished(10000));
    QCOMPARE(following.exitCode(), 0);
    QCOMPARE(cli({"--json", "runs", "show", run}).last()["state"].toString(), "running");
    const Ended stopped = cli({"--json", "runs", "stop", run});
    QVERIFY2(stopped.code == 0, qPrintable(stopped.err));
    QCOMPARE(stopped.last()["state"].toString(), "stopped");
    QVERIFY(stopped.last()["step"].toInteger() > 0);
    QCOMPARE(cli({"runs", "remove", run, "--yes"}).code, 0);
  }

  void devicesIncludeTheCpu() {
    if (!QFile::exists(kWorker)) QSKIP("built without the engine: no unmask-worker");
    const auto devices = cli({"--json", "devices"}).objects();
    QVERIFY(!devices.isEmpty());
    QCOMPARE(devices.first()["type"].toString(), "device");
    QCOMPARE(devices.first()["id"].toString(), "cpu");
  }

  void theDemoEndsWithWrittenText() {
    if (!QFile::exists(kWorker)) QSKIP("built without the engine: no unmask-worker");
    const Ended demo = cli({"demo", "--steps", "4"});
    QVERIFY2(demo.code == 0, qPrintable(demo.err + demo.out));
    QVERIFY(demo.out.contains("What the trained model makes of:"));
    QVERIFY2(demo.out.section("> ", -1).simplified().size() > 20, qPrintable(demo.out));
  }
};

QTEST_GUILESS_MAIN(CliTest)
#include "cli_test.moc"
