// What `unmask-worker derive` answers about batches, on a real run of matching; what it refuses;
// its end.
#include <QProcess>
#include <QtTest>

#include "core/corpus/pictures/import_pictures.h"
#include "core/dataset/picture_batches.h"
#include "core/worker/derive.h"
#include "tests/corpus/picture_files.h"
#include "tests/worker/worker_fixture.h"

using namespace unmask;

class DeriveTest : public QObject {
  Q_OBJECT
  WorkerFixture fixture_;
  QTemporaryDir files_;
  RunSpec spec_;
  fs::path run_;
  QProcess worker_;

  QJsonObject ask(const QByteArray& line) {
    worker_.write(line + "\n");
    if (!QTest::qWaitFor([&] { return worker_.canReadLine(); }, 60000))
      qFatal("no answer: %s", worker_.readAllStandardError().constData());
    return QJsonDocument::fromJson(worker_.readLine()).object();
  }
  QJsonObject askAbout(QJsonObject question) {
    question["of"] = "batch";
    question["run"] = QString::fromStdString(run_.string());
    return ask(QJsonDocument(question).toJson(QJsonDocument::Compact));
  }

 private Q_SLOTS:
  void initTestCase() {
    constexpr int side = 16;
    for (int i = 0; i < 40; ++i) {
      const QString name = QString("%1/%2").arg(files_.path()).arg(i);
      QFile picture(name + ".png"), caption(name + ".txt");
      QVERIFY(picture.open(QIODevice::WriteOnly) && caption.open(QIODevice::WriteOnly));
      const std::string png =
          picture_files::png(side, side, 3, picture_files::smooth(side, side, 3, 5 * i));
      picture.write(png.data(), static_cast<qint64>(png.size()));
      caption.write(QString("cat %1\n").arg(i % 13).toUtf8());
    }
    JobControl job;
    PictureImportSettings settings;
    settings.size = side;
    const Workspace& workspace = fixture_.workspace();
    const CorpusInfo corpus = need(importPictures({files_.path().toStdString()}, "pairs", settings,
                                                  workspace.newCorpusFolder("pairs"), job));
    const fs::path folder = workspace.newTokenizerFolder("captions");
    TokenizerSettings characters;
    characters.type = "char";
    need(trainTokenizer(
        [](const std::function<bool(std::string_view)>& take) -> Status {
          take("cat 0123456789\n");
          return {};
        },
        characters, "captions", folder, {}, job));
    const auto tokenizer = need(openTokenizer(folder));
    spec_ = need(defaultSpec("image-text-matching"));
    spec_.corpus = {corpus.slug, corpus.hash};
    spec_.tokenizer = {tokenizer->slug, tokenizer->hash};
    spec_.pieces = tokenizer->pieces();
    spec_.device = "cpu";
    for (const char* assignment :
         {"objective.view_size=16", "model.layers=1",           "model.heads=2",
          "model.width=32",         "model.feed_forward=64",    "model.patch=4",
          "model.text_layers=1",    "model.text_heads=2",       "model.text_width=32",
          "model.fusion_layers=1",  "model.context=12",         "train.batch_size=8",
          "train.steps=4",          "train.decay_steps=4",      "train.warmup_steps=1",
          "train.eval_every=4",     "train.checkpoint_every=2", "train.precision=fp32",
          "train.threads=1",        "data.train_fraction=0.7"})
      need(setAssignment(fieldsOf(spec_), assignment));
    run_ = fixture_.prepare(spec_);
    WatchedSession session;
    session.start(run_);
    QVERIFY(session.untilSettled());
    QVERIFY2(session.state() == RunState::finished, qPrintable(session.detail()));
    worker_.start(UNMASK_BIN_DIR "/unmask-worker", {"derive"});
    QVERIFY(worker_.waitForStarted());
  }

  void answersAboutATrainingStep() {
    const QJsonObject answer = askAbout({{"id", 7}, {"step", 1}, {"checkpoint", 2}});
    QVERIFY2(!answer.contains("error"), qPrintable(answer["error"].toString()));
    QCOMPARE(answer["id"].toInt(), 7);
    QCOMPARE(answer["checkpoint"].toInt(), 2);
    QCOMPARE(answer["objective"].toString(), QString("image-text-matching"));
    QCOMPARE(answer["rows"].toInt(), 8);
    const QJsonArray similarities = answer["similarities"].toArray();
    QCOMPARE(similarities.size(), 64);
    for (const QJsonValue value : similarities) QVERIFY(std::abs(value.toDouble()) <= 1.0001);
    // The batch is the one that the run trained on.
    const std::vector<BatchHashRecord> trained =
        need(need(RunStoreReader::open(run_)).batchHashes(1));
    QCOMPARE(answer["hash"].toString().toStdString(), trained.at(0).hash);
    for (const char* wrong : {"wrong_pictures", "wrong_captions"})
      for (int row = 0; row < 8; ++row) {
        const int drawn = answer[wrong].toArray()[row].toInt();
        QVERIFY(drawn >= 0 && drawn < 8 && drawn != row);
      }
    for (const char* shares : {"own_shares", "wrong_picture_shares", "wrong_caption_shares"})
      for (const QJsonValue share : answer[shares].toArray())
        QVERIFY(share.toDouble() > 0 && share.toDouble() < 1);
    // The same again; and another checkpoint sees it otherwise.
    QCOMPARE(askAbout({{"id", 7}, {"step", 1}, {"checkpoint", 2}}), answer);
    const QJsonObject newest = askAbout({{"id", 8}, {"step", 1}});
    QCOMPARE(newest["checkpoint"].toInt(), 4);
    QVERIFY(newest["similarities"] != answer["similarities"]);
    QCOMPARE(newest["hash"], answer["hash"]);
    // Of fewer rows the first ones.
    const QJsonObject some = askAbout({{"id", 9}, {"step", 1}, {"checkpoint", 2}, {"rows", 3}});
    QCOMPARE(some["rows"].toInt(), 3);
    QCOMPARE(some["similarities"].toArray()[4], similarities[8 + 1]);
    QCOMPARE(some["wrong_captions"].toArray().size(), 3);
  }

  void answersAboutPicturesByNumber() {
    const QJsonArray pictures{3, 4, 5, 6}, draws{0, 1, 0, 0};
    const QJsonObject answer = askAbout({{"id", 1}, {"pictures", pictures}, {"draws", draws}});
    QVERIFY2(!answer.contains("error"), qPrintable(answer["error"].toString()));
    QCOMPARE(answer["rows"].toInt(), 4);
    QVERIFY(askAbout({{"id", 1}, {"pictures", QJsonArray{999}}, {"draws", QJsonArray{0}}})["error"]
                .toString()
                .contains("no picture 999"));
  }

  void answersForOtherSettings() {
    RunSpec other = spec_;
    other.train.batchSize = 4;
    other.train.seed = 5;
    const auto with = [&](const RunSpec& spec) {
      const QByteArray text = QByteArray::fromStdString(toJson(spec).dump());
      return askAbout({{"id", 1}, {"step", 0}, {"spec", QJsonDocument::fromJson(text).object()}});
    };
    const QJsonObject answer = with(other);
    QVERIFY2(!answer.contains("error"), qPrintable(answer["error"].toString()));
    QCOMPARE(answer["rows"].toInt(), 4);
    other.model.context = 9;
    QVERIFY(with(other)["error"].toString().contains("other pictures or captions"));
  }

  void refusesWhatItCannotAnswer_data() {
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QString>("says");
    QTest::newRow("no JSON") << QByteArray("hello") << "not a JSON object";
    QTest::newRow("a list") << QByteArray("[1]") << "not a JSON object";
    QTest::newRow("deep") << QByteArray("[").repeated(5000) << "not a JSON object";
    QTest::newRow("of nothing") << QByteArray("{\"id\":1}") << "of is missing";
    QTest::newRow("no run") << QByteArray(R"({"id":1,"of":"batch"})") << "run is missing";
    QTest::newRow("no such run") << QByteArray(R"({"id":1,"of":"batch","run":"/nowhere"})") << "";
    QTest::newRow("long") << QByteArray(kLongestDeriveLine + 1, 'x') << "more than";
  }
  void refusesWhatItCannotAnswer() {
    QFETCH(QByteArray, line);
    QFETCH(QString, says);
    const QJsonObject answer = ask(line);
    QVERIFY(!answer["error"].toString().isEmpty());
    QVERIFY2(answer["error"].toString().contains(says), qPrintable(answer["error"].toString()));
    for (const QJsonObject& bad :
         {QJsonObject{{"step", -1}}, QJsonObject{{"step", "x"}}, QJsonObject{{"micro", 9}},
          QJsonObject{{"rows", 0}}, QJsonObject{{"checkpoint", 77}}, QJsonObject{{"spec", 1}}})
      QVERIFY(!askAbout(bad)["error"].toString().isEmpty());
  }

  void endsWithItsInput() {
    worker_.closeWriteChannel();
    QVERIFY(worker_.waitForFinished(20000));
    QCOMPARE(worker_.exitCode(), 0);
  }
};

QTEST_GUILESS_MAIN(DeriveTest)
#include "derive_test.moc"
