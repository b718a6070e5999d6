// unmask-cli with pictures: import by content, pairs with their tokenizer, samples, what is
// refused, and nothing half-made after Ctrl+C or a kill.
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QtTest>
#include <csignal>

#include "tests/corpus/picture_files.h"

using namespace picture_files;

class CliPicturesTest : public QObject {
  Q_OBJECT
  std::unique_ptr<QTemporaryDir> dir_;

  QString path(const QString& name) const { return dir_->filePath(name); }
  void write(const QString& name, const std::string& bytes) const {
    QDir().mkpath(QFileInfo(path(name)).path());
    QFile file(path(name));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(bytes.data(), static_cast<qint64>(bytes.size()));
  }
  void prepare(QProcess& process, const QStringList& arguments) const {
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert("UNMASK_WORKSPACE", path("workspace"));
    process.setProcessEnvironment(environment);
    process.setStandardInputFile(QProcess::nullDevice());
    process.setProgram(UNMASK_BIN_DIR "/unmask-cli");
    process.setArguments(arguments);
  }
  struct Ended {
    int code = -1;
    QJsonObject last;
    QString err, out;
    QList<QJsonObject> all;
  };
  Ended cli(const QStringList& arguments) const {
    QProcess process;
    prepare(process, arguments);
    process.start();
    if (!process.waitForFinished(240'000)) return {};
    const QByteArray out = process.readAllStandardOutput();
    QList<QJsonObject> all;
    for (const QByteArray& line : out.trimmed().split('\n'))
      all.append(QJsonDocument::fromJson(line).object());
    return {process.exitCode(), all.last(), QString::fromUtf8(process.readAllStandardError()),
            QString::fromUtf8(out), all};
  }
  QStringList corpora() const {
    return QDir(path("workspace/corpora"))
        .entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
  }
  void writePictures(int count) const {
    for (int i = 0; i < count; ++i)
      write(QString("in/%1.png").arg(i), png(40, 40, 3, smooth(40, 40, 3, i)));
  }

 private Q_SLOTS:
  void init() { dir_ = std::make_unique<QTemporaryDir>(); }

  void picturesByContent() {
    writePictures(4);
    const Ended made = cli({"--json", "corpus", "import", path("in"), "--set", "import.size=32"});
    QVERIFY2(made.code == 0, qPrintable(made.err));
    QCOMPARE(made.last["kind"].toString(), QString("pictures"));
    const QJsonObject pictures = made.last["pictures"].toObject();
    QCOMPARE(pictures["count"].toInt(), 4);
    QCOMPARE(pictures["width"].toInt(), 32);
    QCOMPARE(cli({"--json", "corpus", "list"}).last["corpus"].toString(), QString("in"));
    QCOMPARE(cli({"--json", "corpus", "show", "in"}).last["pictures"].toObject(), pictures);
    for (const QStringList& command :
         {QStringList{"train", "in"}, QStringList{"preview", "in", "--objective", "masked-lm"}}) {
      const Ended refused = cli(command);
      QCOMPARE(refused.code, 1);
      QVERIFY2(refused.err.contains("needs a corpus of text, and this one is of pictures"),
               qPrintable(refused.err));
    }
    const Ended tokenizer = cli({"tokenizer", "train", "in"});
    QCOMPARE(tokenizer.code, 1);
    QVERIFY2(tokenizer.err.contains("there is no text in it"), qPrintable(tokenizer.err));
    const Ended size = cli({"corpus", "import", path("in"), "--set", "import.size=5000"});
    QCOMPARE(size.code, 2);
    QVERIFY2(size.err.contains("import.size"), qPrintable(size.err));
    QCOMPARE(cli({"corpus", "remove", "in", "--yes"}).code, 0);
    QCOMPARE(corpora(), QStringList());
  }

  // Corpora and tokenizers alike: the sound ones are listed, each broken one is named.
  void oneBrokenThingHidesNoOther() {
    for (const char* name : {"a", "b", "c", "d"}) {
      write(QString("%1.txt").arg(name), std::string(300, *name) + "\n\nwords\n");
      QCOMPARE(cli({"corpus", "import", path(QString("%1.txt").arg(name))}).code, 0);
    }
    QVERIFY(QFile::resize(path("workspace/corpora/b/text.npy"), 200));
    write("workspace/corpora/c/corpus.json", "{");
    write("workspace/tokenizers/a/unmask.json", "{");
    for (const auto& [command, broken] :
         {std::pair("corpus", QStringList{"b", "c"}), {"tokenizer", QStringList{"a"}}}) {
      const Ended json = cli({"--json", command, "list"});
      QCOMPARE(json.code, 1);
      QStringList sound, named;
      for (const QJsonObject& one : json.all)
        (one["type"] == "broken" ? named : sound) << one[command].toString();
      QCOMPARE(named, broken);
      QCOMPARE(sound.size(), 4 - broken.size());
      QVERIFY(sound.contains("d"));
      const Ended plain = cli({command, "list"});
      QCOMPARE(plain.code, 1);
      for (const QString& one : broken)
        QVERIFY2(plain.err.contains("/" + one + "/"), qPrintable(plain.err));
      for (const QString& one : sound)
        QVERIFY2(plain.out.contains(one + ": "), qPrintable(plain.out));
    }
    QVERIFY(QDir(path("workspace/corpora/b")).removeRecursively());
    QVERIFY(QDir(path("workspace/corpora/c")).removeRecursively());
    QCOMPARE(cli({"corpus", "list"}).code, 0);
  }

  void saysWhatItLeftOutAndChanged() {
    write("in/0.png", png(32, 16, 3, smooth(32, 16, 3), pngChunk("eXIf", exif(6))));
    write("in/.DS_Store", "x");
    write("in/@eaDir/0.png", "x");
    write("in/set.zip", zip({{"a.txt", "words"}}));
    const Ended json = cli({"--json", "corpus", "import", path("in"), "--name", "j"});
    QVERIFY2(json.code == 0, qPrintable(json.err));
    const QJsonObject leftOut = json.last["left_out"].toObject();
    QCOMPARE(leftOut["count"].toInt(), 2);
    QCOMPARE(leftOut["names"].toArray().size(), 2);
    QCOMPARE(json.last["skipped_count"].toInt(), 1);
    QCOMPARE(json.last["pictures"]["changes"]["turned"].toInt(), 1);
    QCOMPARE(json.last["pictures"]["narrowest"].toInt(), 16);
    const Ended plain = cli({"corpus", "import", path("in"), "--name", "p"});
    for (const char* line :
         {"p: 1 picture in colour of 64 x 64 pixels",
          "1 picture was turned as its EXIF orientation says.",
          "2 hidden files and folders were left out, such as ",
          "set.zip: ZIP archive: unpack it and import what is inside."})
      QVERIFY2(plain.out.contains(line), qPrintable(plain.out));
    const Ended refused =
        cli({"corpus", "import", path("in/set.zip"), "--set", "import.size=8", "--name", "z"});
    QCOMPARE(refused.code, 1);
    QVERIFY2(refused.err.contains("ZIP archive: unpack it"), qPrintable(refused.err));
  }

  // The same name again: both can be told apart by name and by slug, texts as pictures.
  void aNameBelongsToOneCorpus() {
    writePictures(3);
    write("plays.txt", "To be, or not to be.\n");
    for (const QString source : {"in", "plays.txt"}) {
      const QString name = QFileInfo(source).baseName();
      for (const int number : {1, 2, 3}) {
        const Ended made = cli({"--json", "corpus", "import", path(source)});
        QVERIFY2(made.code == 0, qPrintable(made.err));
        const QString suffix = QString::number(number);
        QCOMPARE(made.last["name"].toString(), number == 1 ? name : name + ' ' + suffix);
        QCOMPARE(made.last["corpus"].toString(), number == 1 ? name : name + '-' + suffix);
        QCOMPARE(cli({"--json", "corpus", "show", made.last["corpus"].toString()})
                     .last["name"]
                     .toString(),
                 made.last["name"].toString());
      }
      const Ended said = cli({"corpus", "import", path(source)});
      QVERIFY2(said.err.contains(QString("There is a corpus called %1; this one is %1 4.").arg(name)),
               qPrintable(said.err));
    }
    // A name that ends with a number of its own is no second one.
    const Ended chapter =
        cli({"--json", "corpus", "import", path("plays.txt"), "--name", "Chapter 2"});
    QCOMPARE(chapter.last["name"].toString(), QString("Chapter 2"));
  }

  void pairsHaveATokenizer() {
    writePictures(4);
    write("in/captions.csv",
          "image,caption\n0.png,a red square\n1.png,a blue square\n9.png,gone\n");
    const Ended made = cli({"--json", "corpus", "import", path("in"), "--name", "pairs"});
    QVERIFY2(made.code == 0, qPrintable(made.err));
    QCOMPARE(made.last["kind"].toString(), QString("pairs"));
    QCOMPARE(made.last["documents"].toInt(), 2);
    QCOMPARE(made.last["pictures"].toObject()["captioned"].toInt(), 2);
    QCOMPARE(made.last["pictures"].toObject()["captions_without_picture"].toInt(), 1);
    QCOMPARE(made.last["tokenizer"].toString(), QString("pairs"));
    const QJsonObject captions =
        cli({"--json", "corpus", "show", "pairs", "--context", "3"}).last;
    QCOMPARE(captions["captions"].toInt(), 2);
    QVERIFY(captions["shortest"].toInt() > 3);
    QCOMPARE(captions["cut"].toInt(), 2);
    QCOMPARE(cli({"--json", "corpus", "show", "pairs"}).last["cut"].toInt(), 0);
    const Ended refused = cli({"train", "pairs"});
    QVERIFY2(refused.err.contains("pictures with captions"), qPrintable(refused.err));
    const Ended images = cli({"--json", "corpus", "import", path("in"), "--kind", "images"});
    QCOMPARE(images.last["kind"].toString(), QString("pictures"));
    QFile::remove(path("in/captions.csv"));
    const Ended none = cli({"corpus", "import", path("in"), "--kind", "pairs"});
    QCOMPARE(none.code, 1);
    QVERIFY2(none.err.contains("None of the 4 pictures has a caption"), qPrintable(none.err));
  }

  // The main job on pictures, as one types it.
  void trainsEvaluatesAndAsks() {
    for (int i = 0; i < 40; ++i)
      write(QString("in/%1/%2.png").arg(i % 2 ? "odd" : "even").arg(i),
            png(16, 16, 3, smooth(16, 16, 3, i)));
    QCOMPARE(cli({"corpus", "import", path("in"), "--set", "import.size=16"}).code, 0);
    QStringList train = {"--json", "train", "in", "--objective", "masked-pixels", "--name", "two"};
    for (const char* setting :
         {"objective.view_size=16", "model.layers=1", "model.heads=2", "model.width=32",
          "model.feed_forward=64", "model.decoder_layers=1", "model.decoder_width=16",
          "model.decoder_heads=2", "train.batch_size=8", "train.steps=2", "train.warmup_steps=0",
          "train.precision=fp32"})
      train << "--set" << setting;
    const Ended trained = cli(train);
    QVERIFY2(trained.code == 0, qPrintable(trained.err));
    const Ended evaluated = cli({"--json", "evaluate", "two"});
    QVERIFY2(evaluated.code == 0, qPrintable(evaluated.err));
    for (const char* measure : {"loss", "flat_loss", "knn", "probe", "pixel_knn", "pixel_probe",
                                "untrained_knn", "untrained_probe", "majority"})
      QVERIFY2(evaluated.last[measure].isDouble(), measure);
    QCOMPARE(evaluated.last["step"].toInt(), 2);
    const Ended asked = cli({"--json", "ask", "two", "--picture", path("in/odd/1.png")});
    QVERIFY2(asked.code == 0, qPrintable(asked.err));
    QCOMPARE(asked.last["neighbours"].toArray().size(), 8);
    QCOMPARE(asked.last["hidden"].toString().count('1'), 12);
    const Ended words = cli({"ask", "two", "hello"});
    QCOMPARE(words.code, 1);
    QVERIFY2(words.err.contains("Give a picture"), qPrintable(words.err));
    const Ended absent = cli({"ask", "two", "--picture", path("none.png")});
    QCOMPARE(absent.code, 1);
    QVERIFY2(absent.err.contains("none.png"), qPrintable(absent.err));
  }

  // 30 pictures with captions, nothing set: every objective of pictures is prepared, and what the
  // preset had to give up is said. What a person sets stays, or is refused before there is a run.
  void thirtyPicturesTrainWithPresetsAsTheyAre() {
    writePictures(30);
    std::string captions = "image,caption\n";
    for (int i = 0; i < 30; ++i)
      captions += std::to_string(i) + ".png,\"a picture number " + std::to_string(i) +
                  " of a red or a blue thing\"\n";
    write("in/captions.csv", captions);
    QCOMPARE(cli({"corpus", "import", path("in"), "--set", "import.size=32"}).code, 0);
    const auto runs = [this] {
      return QDir(path("workspace/runs")).entryList(QDir::AllEntries | QDir::NoDotAndDotDot);
    };
    QStringList names;
    for (const char* objective : {"contrastive", "masked-pixels", "picture-tokenizer",
                                  "image-text-contrast", "image-text-matching"}) {
      const Ended made = cli({"train", "in", "--objective", objective, "--prepare"});
      QVERIFY2(made.code == 0, qPrintable(made.err));
      QVERIFY2(made.err.contains("train.batch_size: 16 instead of 64. 26 pictures train."),
               qPrintable(made.err));
      QVERIFY2(made.err.contains("data.train_fraction: 89 % instead of 90 %."),
               qPrintable(made.err));
      names << objective;
      QCOMPARE(runs().size(), names.size());
    }
    const Ended codes = cli({"preview", "in", "--objective", "masked-tokens", "--json"});
    QVERIFY2(codes.code == 0, qPrintable(codes.err));
    const QJsonArray fitted = codes.last["fitted"].toArray();
    QCOMPARE(fitted.first()["key"].toString(), QString("data.train_fraction"));
    QCOMPARE(fitted.first()["value"].toString(), QString("89 %"));
    QCOMPARE(fitted.first()["preset"].toString(), QString("90 %"));
    const Ended own = cli({"train", "in", "--objective", "contrastive", "--prepare", "--set",
                           "train.batch_size=64"});
    QCOMPARE(own.code, 1);
    QVERIFY2(own.err.contains("26 pictures, fewer than train.batch_size = 64"),
             qPrintable(own.err));
    QCOMPARE(runs().size(), names.size());
  }

  void samplesByName() {
    const Ended made = cli({"--json", "corpus", "sample", "shapes"});
    QVERIFY2(made.code == 0, qPrintable(made.err));
    QCOMPARE(made.last["kind"].toString(), QString("pairs"));
    QCOMPARE(made.last["pictures"].toObject()["count"].toInt(), 10'000);
    QCOMPARE(made.last["tokenizer"].toString(), QString("shapes"));

    // A batch of matching, with what decides its wrong partners.
    const Ended shown = cli({"--json", "preview", "shapes", "--objective", "image-text-matching",
                             "--set", "train.batch_size=4", "--count", "1"});
    QVERIFY2(shown.code == 0, qPrintable(shown.err));
    const QJsonObject example = shown.last["examples"].toArray()[0].toObject();
    QCOMPARE(example["caption"].toObject()["pieces"].toArray()[0].toString(), QString("[CLS]"));
    QJsonArray draws;
    for (const QJsonValue array : shown.last["arrays"].toArray())
      if (array["name"] == "negative_draws") draws = array["values"].toArray();
    QCOMPARE(draws.size(), 8);
    for (const QJsonValue draw : draws) QVERIFY(draw.toDouble() > 0 && draw.toDouble() < 1);
  }

  void nothingStaysAfterAnInterruptOrAKill() {
    writePictures(1500);
    for (const int signal : {SIGINT, SIGKILL}) {
      QProcess process;
      prepare(process, {"corpus", "import", path("in")});
      process.start();
      QVERIFY(process.waitForStarted());
      // Some way into the pictures.
      const auto pixels = [this] {
        const QDir corpora(path("workspace/corpora"));
        const QStringList made = corpora.entryList({".in.partial-*"}, QDir::Dirs | QDir::Hidden);
        return made.isEmpty() ? 0 : QFileInfo(corpora.filePath(made[0]) + "/pixels.npy").size();
      };
      QTRY_VERIFY_WITH_TIMEOUT(pixels() > 100'000, 60'000);
      ::kill(static_cast<pid_t>(process.processId()), signal);
      QVERIFY(process.waitForFinished(60'000));
      QVERIFY(process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0);
      if (signal == SIGINT) QCOMPARE(corpora(), QStringList());
      // What a kill left is no corpus, and is cleared away by the next that makes one.
      QCOMPARE(cli({"--json", "corpus", "list"}).last, QJsonObject());
    }
    const Ended made = cli({"--json", "corpus", "import", path("in")});
    QVERIFY2(made.code == 0, qPrintable(made.err));
    QCOMPARE(made.last["pictures"].toObject()["count"].toInt(), 1500);
    QCOMPARE(corpora(), QStringList{"in"});
  }
};

QTEST_GUILESS_MAIN(CliPicturesTest)
#include "cli_pictures_test.moc"
