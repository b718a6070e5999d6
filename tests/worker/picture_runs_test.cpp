// Runs on pictures and pairs with real workers: what they log, the samples of a fixed probe set,
// answers to questions, and a resumed run that equals one that was never stopped.
#include <QProcess>
#include <QtTest>
#include <optional>

#include "core/corpus/pictures/import_pictures.h"
#include "core/spec/catalogue.h"
#include "core/spec/picture_tokenizer_info.h"
#include "tests/corpus/picture_files.h"
#include "tests/worker/worker_fixture.h"

using namespace unmask;

namespace {

constexpr int kPictures = 60, kSide = 16;

// Pixels of a picture as answers carry it; empty: it is none.
QByteArray pixelsOf(const QJsonValue& picture) {
  const QJsonObject json = picture.toObject();
  const auto size = json["size"].toInteger(), channels = json["channels"].toInteger();
  const QByteArray pixels =
      qUncompress(QByteArray::fromBase64(json["pixels"].toString().toLatin1()));
  return pixels.size() == size * size * channels ? pixels : QByteArray();
}

QJsonObject answerOf(const SampleRecord& sample) {
  return QJsonDocument::fromJson(QByteArray::fromStdString(sample.json)).object();
}

}  // namespace

class PictureRunsTest : public QObject {
  Q_OBJECT
  WorkerFixture fixture_;
  QTemporaryDir files_;
  CorpusInfo pictures_, pairs_;
  std::shared_ptr<const Tokenizer> tokenizer_;
  std::optional<PictureTokenizerInfo> codes_;  // of masked-tokens

  // A short run of picture-tokenizer, frozen by the worker.
  void makeCodes() {
    if (codes_) return;
    const fs::path run = fixture_.prepare(spec("picture-tokenizer", 6));
    WatchedSession session;
    session.start(run);
    QVERIFY(session.untilSettled());
    const fs::path folder = fixture_.workspace().newTokenizerFolder("codes");
    const auto freeze = [&](const fs::path& from, const fs::path& to) {
      QProcess worker;
      worker.start(UNMASK_BIN_DIR "/unmask-worker",
                   {"freeze", QString::fromStdString(from.string()),
                    QString::fromStdString(to.string()), "--name=The codes"});
      worker.waitForFinished(60'000);
      return std::pair(worker.exitCode(), worker.readAllStandardError());
    };
    QCOMPARE(freeze(run, folder).first, 0);
    codes_ = need(readPictureTokenizerInfo(folder));
    QCOMPARE(codes_->name, std::string("The codes"));
    QCOMPARE(codes_->step, int64_t(6));
    QCOMPARE(codes_->run, run.filename().string());
    QCOMPARE(codes_->size, int64_t(16));
    // Not over another, not from another objective's run, and no tokenizer of texts.
    QVERIFY(freeze(run, folder).second.contains("exists already"));
    const fs::path other = fixture_.prepare(spec("masked-pixels", 6));
    QVERIFY(freeze(other, folder.string() + "-2").second.contains("masked-pixels"));
    QVERIFY(!openTokenizer(folder));
    QVERIFY(inEnglish(openTokenizer(folder).error()).find("picture tokenizer") !=
            std::string::npos);
  }

  // Bright and dark gradients in a folder of their own each; beside each picture its caption.
  void writePictures() {
    for (int i = 0; i < kPictures; ++i) {
      const QString name = QString("%1/%2/%3").arg(files_.path(), i % 2 ? "dark" : "bright").arg(i);
      QDir().mkpath(QFileInfo(name).path());
      QFile picture(name + ".png"), caption(name + ".txt");
      QVERIFY(picture.open(QIODevice::WriteOnly) && caption.open(QIODevice::WriteOnly));
      const std::string png = picture_files::png(
          kSide, kSide, 3, picture_files::smooth(kSide, kSide, 3, 5 * i));
      picture.write(png.data(), static_cast<qint64>(png.size()));
      caption.write(QString("number %1 is %2\n").arg(i).arg(i % 2 ? "dark" : "bright").toUtf8());
    }
  }

  RunSpec spec(const std::string& objective, int64_t steps) const {
    RunSpec spec = need(defaultSpec(objective));
    const bool pairs = familyOf(spec) == Family::pairs;
    const CorpusInfo& corpus = pairs ? pairs_ : pictures_;
    spec.corpus = {corpus.slug, corpus.hash};
    if (pairs) {
      spec.tokenizer = {tokenizer_->slug, tokenizer_->hash};
      spec.pieces = tokenizer_->pieces();
    }
    if (usesPictureTokenizer(spec) && codes_) {
      spec.tokenizer = {codes_->slug, codes_->hash};
      spec.pieces = codes_->shape.codes;
    }
    spec.device = "cpu";
    std::set<std::string> known;
    for (const FieldRef& field : fieldsOf(spec)) known.insert(field.info.key);
    for (const char* assignment :
         {"objective.view_size=16", "objective.patch=4", "model.layers=1", "model.heads=2",
          "model.width=32", "model.feed_forward=64", "model.decoder_layers=1",
          "model.decoder_width=16", "model.decoder_heads=2", "model.encoder=vit", "model.patch=4",
          "model.text_layers=1", "model.text_heads=2", "model.text_width=32", "model.context=24",
          "train.batch_size=8", "train.steps=6", "train.decay_steps=6", "train.warmup_steps=2",
          "train.eval_every=3", "train.eval_batches=0", "train.checkpoint_every=3",
          "train.precision=fp32", "train.threads=1", "data.train_fraction=0.7",
          "samples.pictures=2"}) {
      const std::string key = std::string(assignment).substr(0, std::string(assignment).find('='));
      if (known.contains(key)) need(setAssignment(fieldsOf(spec), assignment));
    }
    spec.train.steps = steps;
    return spec;
  }

 private Q_SLOTS:
  void initTestCase() {
    writePictures();
    JobControl job;
    PictureImportSettings settings;
    settings.size = kSide;
    const Workspace& workspace = fixture_.workspace();
    pairs_ = need(importPictures({files_.path().toStdString()}, "pairs", settings,
                                 workspace.newCorpusFolder("pairs"), job));
    settings.captions = "none";
    pictures_ = need(importPictures({files_.path().toStdString()}, "pictures", settings,
                                    workspace.newCorpusFolder("pictures"), job));
    QCOMPARE(pairs_.kind, std::string("pairs"));
    QCOMPARE(pictures_.pictures.classes.size(), size_t{2});
    const fs::path folder = workspace.newTokenizerFolder("captions");
    TokenizerSettings tokenizer;
    tokenizer.type = "char";
    need(trainTokenizer(
        [](const std::function<bool(std::string_view)>& take) -> Status {
          take("number 0123456789 is dark bright\n");
          return {};
        },
        tokenizer, "captions", folder, {}, job));
    tokenizer_ = need(openTokenizer(folder));
  }

  void trainsShowsAnswersAndGoesOn_data() {
    QTest::addColumn<QString>("objective");
    for (const ObjectiveInfo& info : objectives())
      if (info.family != Family::text) QTest::newRow(info.id) << info.id;
  }
  void trainsShowsAnswersAndGoesOn() {
    QFETCH(const QString, objective);
    if (objective == "masked-tokens") makeCodes();
    const RunSpec whole = spec(objective.toStdString(), 6);
    const bool pairs = familyOf(whole) == Family::pairs;
    const fs::path run = fixture_.prepare(whole);
    WatchedSession session;
    session.start(run);
    QVERIFY(session.untilSettled());
    QVERIFY2(session.state() == RunState::finished, qPrintable(session.detail()));
    QCOMPARE(session.series("loss/train").size(), size_t{6});
    QCOMPARE(session.series("loss/validation").size(), size_t{3});
    QCOMPARE(session.series("pictures_per_second").size(), size_t{6});
    QVERIFY(session.unbroken());

    // The same two held-out pictures at each evaluation.
    QCOMPARE(session.all.samples.size(), size_t{6});
    QSet<int> heldOut;  // some of them: samples look among these alone
    for (size_t i = 0; i < session.all.samples.size(); ++i) {
      const SampleRecord& sample = session.all.samples[i];
      QCOMPARE(sample.step, static_cast<int64_t>(i / 2 * 3));
      QCOMPARE(sample.index, static_cast<int64_t>(i % 2));
      QCOMPARE(sample.prompt, session.all.samples[i % 2].prompt);
      const QJsonObject answer = answerOf(sample);
      QVERIFY(!pixelsOf(answer["picture"]).isEmpty());
      QCOMPARE(answer["picture"], answerOf(session.all.samples[i % 2])["picture"]);
      if (pairs) {
        QVERIFY(answer["caption"].toString().startsWith("number "));
        QCOMPARE(answer["captions"].toArray().size(), 5);
        QCOMPARE(answer["pictures"].toArray().size(), 5);
        QVERIFY(!pixelsOf(answer["pictures"].toArray()[0].toObject()["picture"]).isEmpty());
        for (const QJsonValue value : answer["pictures"].toArray()) {
          const QJsonObject one = value.toObject();
          QVERIFY(one["caption"].toString().startsWith("number "));
          QVERIFY(!one.contains("held_out"));
          heldOut.insert(one["index"].toInt());
          QCOMPARE(one["caption"] == answer["caption"], one["own"].toBool());
        }
      } else {
        QCOMPARE(answer["neighbours"].toArray().size(), 5);
        double last = 1 + 1e-6;
        for (const QJsonValue value : answer["neighbours"].toArray()) {
          const QJsonObject one = value.toObject();
          QVERIFY(QStringList({"dark", "bright"}).contains(one["class"].toString()));
          QVERIFY(one["similarity"].toDouble() <= last);
          last = one["similarity"].toDouble();
        }
      }
    }
    if (objective == "masked-pixels") visiblePixelsStay(answerOf(session.all.samples.back()));

    // A picture of the right size is answered, another is refused; so are words without captions.
    QSignalSpy answers(&session, &TrainingSession::answered);
    QSignalSpy failures(&session, &TrainingSession::askFailed);
    const QByteArray picture(viewOf(whole).size * viewOf(whole).size * 3, '\x40');
    session.ask({pairs ? QString("number 7 is dark") : QString(), picture});
    QVERIFY(answers.wait(30000));
    const QJsonObject answer = answers[0][1].toJsonObject();
    QCOMPARE(answer["step"].toInt(), 6);
    QCOMPARE(pixelsOf(answer["picture"]), picture);
    QCOMPARE(answer.contains("similarity"), pairs);
    session.ask({QString(), picture.chopped(1)});
    QVERIFY(failures.wait(30000));
    QVERIFY(failures[0][1].toString().contains("pixels"));
    session.ask(QStringLiteral("number 7 is dark"));
    if (pairs) {
      QVERIFY(answers.count() == 2 || answers.wait(30000));
      // The whole corpus is searched, and what no step trained on is marked.
      const QJsonObject found = answers[1][1].toJsonObject();
      QCOMPARE(found["pictures"].toArray().size(), 8);
      QCOMPARE(found["searched"].toInt(), int(pairs_.pictures.count));
      QCOMPARE(found["searchable"].toInt(), int(pairs_.pictures.count));
      bool trained = false;
      for (const QJsonValue value : found["pictures"].toArray()) {
        const QJsonObject one = value.toObject();
        const bool held = one["held_out"].toBool();
        if (heldOut.contains(one["index"].toInt())) QVERIFY(held);
        trained |= !held;
      }
      QVERIFY(trained);
      QCOMPARE(answer["searched"].toInt(), int(pairs_.pictures.count));
    } else {
      QVERIFY(failures.count() == 2 || failures.wait(30000));
      QVERIFY(failures[1][1].toString().contains("Give a picture"));
    }

    // Stopped after three steps and taken up again: the same weights and optimizer state.
    const fs::path halved = fixture_.prepare(spec(objective.toStdString(), 3));
    WatchedSession first;
    first.start(halved);
    QVERIFY(first.untilSettled());
    QCOMPARE(first.state(), RunState::finished);
    first.extend(6);
    QVERIFY(first.untilSettled());
    QCOMPARE(need(summarise(halved)).step, 6);
    QCOMPARE(weightsOf(halved, 6), weightsOf(run, 6));
  }

 private:
  // What was shown is pasted in as it is; what was hidden is the model's.
  static void visiblePixelsStay(const QJsonObject& answer) {
    const QByteArray picture = pixelsOf(answer["picture"]);
    const QString hidden = answer["hidden"].toString();
    QCOMPARE(hidden.size(), 16);
    QCOMPARE(hidden.count('1'), 12);
    for (const char* key : {"reconstruction", "informed"}) {
      const QByteArray made = pixelsOf(answer[key]);
      QCOMPARE(made.size(), picture.size());
      bool changed = false;
      for (int y = 0; y < kSide; ++y)
        for (int x = 0; x < kSide; ++x)
          for (int c = 0; c < 3; ++c) {
            const int at = (y * kSide + x) * 3 + c;
            const bool seen = hidden[y / 4 * 4 + x / 4] == '0';
            if (seen) QCOMPARE(made[at], picture[at]);
            changed |= !seen && made[at] != picture[at];
          }
      QVERIFY(changed);
    }
  }
};

QTEST_GUILESS_MAIN(PictureRunsTest)
#include "picture_runs_test.moc"
