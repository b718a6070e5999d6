// Real workers seen through TrainingSession: from start to end, commands, questions, crashes.
#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QProcess>

#include "core/base/message_value.h"
#include "tests/worker/worker_fixture.h"

using namespace unmask;

class TrainSessionTest : public QObject {
  Q_OBJECT
  std::unique_ptr<WorkerFixture> fixture_;

 private Q_SLOTS:
  void initTestCase() { fixture_ = std::make_unique<WorkerFixture>(); }
  void cleanupTestCase() { fixture_.reset(); }

  void aRunFromStartToEnd() {
    const fs::path run = fixture_->prepare(fixture_->spec(120));
    WatchedSession session;
    QSignalSpy history(&session, &TrainingSession::historyComplete);
    session.start(run);
    QVERIFY(session.untilSettled());
    QCOMPARE(session.detail(), QString());
    QCOMPARE(session.state(), RunState::finished);
    QCOMPARE(history.size(), 1);
    QVERIFY(session.unbroken());
    QCOMPARE(session.step(), 120);
    QCOMPARE(session.totalSteps(), 120);

    const std::vector<Point> losses = session.series("loss/train");
    QCOMPARE(losses.size(), size_t{120});
    for (size_t i = 0; i < losses.size(); ++i) QCOMPARE(losses[i].step, static_cast<int64_t>(i));
    QVERIFY(losses.back().value < 0.8 * losses.front().value);
    for (const char* series : {"gradient_norm", "learning_rate", "tokens_per_second"}) {
      QCOMPARE(session.series(series).size(), size_t{120});
    }
    QCOMPARE(session.all.hashes.size(), size_t{120});
    std::vector<int64_t> evaluated, sampled, kept;
    for (const Point& point : session.series("loss/validation")) evaluated.push_back(point.step);
    for (const SampleRecord& sample : session.all.samples) sampled.push_back(sample.step);
    QCOMPARE(evaluated, (std::vector<int64_t>{0, 50, 100, 120}));
    QCOMPARE(sampled, evaluated);
    const QByteArray json = QByteArray::fromStdString(session.all.samples[0].json);
    QVERIFY(
        !QJsonDocument::fromJson(json).object().value(QStringLiteral("text")).toString().isEmpty());

    // Kept: the last two; the best is among them, as the loss still falls.
    for (const auto& entry : fs::directory_iterator(run / "checkpoints")) {
      kept.push_back(std::stoll(entry.path().filename().string().substr(5)));
    }
    std::sort(kept.begin(), kept.end());
    QCOMPARE(kept, (std::vector<int64_t>{100, 120}));

    // Somebody who comes later sees the same.
    WatchedSession later;
    later.attach(run);
    QVERIFY(later.untilSettled());
    QCOMPARE(later.state(), RunState::finished);
    QVERIFY(later.unbroken());
    QCOMPARE(later.seqs, session.seqs);
    QCOMPARE(need(summarise(run)).step, 120);
    QCOMPARE(need(summarise(run)).name, std::string("test"));
  }

  // The curve of much data is not waited for: the first evaluation is of a sample, and says so.
  void theFirstEvaluationOfMuchIsASample() {
    RunSpec spec = fixture_->spec(1);
    spec.corpus = fixture_->longText(200'000);
    spec.data.trainFraction = 0.1;
    spec.model.context = 64;
    spec.train.batchSize = 64;
    spec.train.evalBatches = 0;
    const fs::path run = fixture_->prepare(spec);
    WatchedSession session;
    session.start(run);
    QVERIFY(session.untilSettled());
    QCOMPARE(session.state(), RunState::finished);
    std::vector<std::vector<std::string>> scored;
    for (const EventRecord& event : session.all.events)
      if (event.kind == "evaluated") scored.push_back(event.values);
    QCOMPARE(scored.size(), size_t{2});
    // 65,536 tokens are 16 batches of 64 windows, the last of them what is left; then all that is
    // held out.
    QCOMPARE(scored[0].size(), size_t{2});
    QCOMPARE(std::stoi(scored[0][0]), 15 * 64 + std::stoi(scored[0][1]) % 64);
    QCOMPARE(scored[1], std::vector<std::string>{scored[0][1]});
    QCOMPARE(session.series("loss/validation").size(), size_t{2});
  }

  void maskedLmAnswersWithFills() {
    const fs::path run = fixture_->prepare(fixture_->spec(60, "masked-lm"));
    WatchedSession session;
    session.start(run);
    QVERIFY(session.untilSettled());
    QCOMPARE(session.state(), RunState::finished);
    const QByteArray json = QByteArray::fromStdString(session.all.samples.back().json);
    const QJsonArray fills =
        QJsonDocument::fromJson(json).object().value(QStringLiteral("fills")).toArray();
    QCOMPARE(fills.size(), 1);
    QCOMPARE(fills[0].toArray().size(), 5);
    double last = 1;
    for (const QJsonValue candidate : fills[0].toArray()) {
      QVERIFY(!candidate.toArray()[0].toString().isEmpty());
      const double probability = candidate.toArray()[1].toDouble();
      QVERIFY(probability > 0 && probability <= last);
      last = probability;
    }

    // Nobody works on it: a serving worker answers, for any kept checkpoint.
    QSignalSpy answers(&session, &TrainingSession::answered);
    QSignalSpy failures(&session, &TrainingSession::askFailed);
    session.ask(QStringLiteral("The d[MASK]g ran"));
    QVERIFY(answers.wait(30000));
    QCOMPARE(answers[0][1].toJsonObject().value(QStringLiteral("step")).toInt(), 60);
    session.ask(QStringLiteral("The d[MASK]g ran"), 50);
    QVERIFY(answers.wait(30000));
    QCOMPARE(answers[1][1].toJsonObject().value(QStringLiteral("step")).toInt(), 50);
    session.ask(QStringLiteral("The dog ran"), 50);
    QVERIFY(failures.wait(30000));
    QVERIFY(failures[0][1].toString().contains(QStringLiteral("[MASK]")));
    session.ask(QStringLiteral("The d[MASK]g"), 33);
    QVERIFY(failures.wait(30000));
    QVERIFY(failures[1][1].toString().contains(QStringLiteral("50, 60")));
  }

  // Both encoder-decoders train, show samples and restore what they are asked.
  void encoderDecodersTrainAndAnswer() {
    for (const char* objective : {"span-corruption", "denoising"}) {
      const bool gaps = objective == std::string("span-corruption");
      const fs::path run = fixture_->prepare(fixture_->spec(20, objective));
      WatchedSession session;
      session.start(run);
      QVERIFY(session.untilSettled());
      QCOMPARE(session.series("loss/train").size(), size_t{20});
      QVERIFY(!session.series("hidden_loss/validation").empty());
      QCOMPARE(!session.series("exact_spans/validation").empty(), gaps);
      QVERIFY(!session.all.samples.empty());
      const QJsonObject sample =
          QJsonDocument::fromJson(QByteArray::fromStdString(session.all.samples[0].json)).object();
      QVERIFY(sample.contains(QStringLiteral("restored")));
      QCOMPARE(sample.value(QStringLiteral("gaps")).toArray().size(), gaps ? 1 : 0);

      QSignalSpy answers(&session, &TrainingSession::answered);
      QSignalSpy failures(&session, &TrainingSession::askFailed);
      session.ask(QStringLiteral("The [MASK] sat[MASK]"));
      QVERIFY(answers.wait(30000));
      const QJsonObject answer = answers[0][1].toJsonObject();
      QCOMPARE(answer.value(QStringLiteral("step")).toInt(), 20);
      QCOMPARE(answer.value(QStringLiteral("gaps")).toArray().size(), gaps ? 2 : 0);
      if (gaps) QVERIFY(answer.value(QStringLiteral("restored")).toString().startsWith("The "));
      session.ask(QStringLiteral("The dog ran and ran and ran and ran"));
      QVERIFY(failures.wait(30000));
      QVERIFY(!failures[0][1].toString().isEmpty());
    }
  }

  void commandsReachALiveRun() {
    RunSpec spec = fixture_->spec(1000000);
    spec.train.evalEvery = spec.train.checkpointEvery = 1000000;
    const fs::path run = fixture_->prepare(spec);
    WatchedSession session;
    QSignalSpy answers(&session, &TrainingSession::answered);
    session.start(run);
    QVERIFY(session.untilStep(10));

    session.pause();
    QVERIFY(session.untilState(RunState::paused));
    QVERIFY(session.until([&] { return session.has("paused"); }));
    session.evaluateNow();
    QVERIFY(session.until([&] { return session.series("loss/validation").size() == 2; }));
    session.checkpointNow();
    QVERIFY(session.until([&] { return session.all.checkpoints.size() == 1; }));
    const int64_t step = session.all.checkpoints[0].step;
    QCOMPARE(session.series("loss/train").back().step, step - 1);
    QVERIFY(fs::exists(run / "checkpoints" / ("step-" + std::to_string(step)) / "manifest.json"));
    session.ask(QStringLiteral("The"));  // a paused run answers, too
    QVERIFY(answers.wait(20000));
    QCOMPARE(answers[0][1].toJsonObject().value(QStringLiteral("step")).toInteger(), step);
    QCOMPARE(session.series("loss/train").back().step, step - 1);
    QCOMPARE(need(summarise(run)).state, RunState::paused);

    session.setLearningRate(0.25);
    QVERIFY(session.until([&] { return session.has("learning_rate"); }));
    QCOMPARE(session.find("learning_rate")->step, step);
    session.resume();
    QVERIFY(session.untilStep(step + 5));
    QCOMPARE(session.state(), RunState::running);
    for (const Point& point : session.series("learning_rate")) {
      if (point.step == step) QVERIFY(std::abs(point.value - 0.25) < 1e-9);
      if (point.step == step - 1) QVERIFY(point.value < 0.01);
    }
    session.extend(1000);
    QVERIFY(session.until([&] { return session.refusals.size() == 1; }));
    session.extend(1000001);
    QVERIFY(session.until([&] { return session.totalSteps() == 1000001; }));
    session.setLearningRate(-1);
    QVERIFY(session.until([&] { return session.refusals.size() == 2; }));

    session.stop();
    QVERIFY(session.untilSettled());
    QCOMPARE(session.state(), RunState::stopped);
    QVERIFY(session.unbroken());
    const int64_t end = session.step();
    QVERIFY(fs::exists(run / "checkpoints" / ("step-" + std::to_string(end))));
    QVERIFY(!*FileLock::held(run / "lock"));

    // Stopped: goes on from there; commands find nobody, except those that start it.
    session.pause();
    QVERIFY(session.until([&] { return session.refusals.size() == 3; }));
    session.resume();
    QVERIFY(session.untilStep(end + 3));
    QVERIFY(session.unbroken());
    QCOMPARE(session.totalSteps(), 1000001);
    session.stop();
    QVERIFY(session.untilSettled());
  }

  // W16: "Nobody is working on this run." was all that a dialog left open said.
  void aCommandAfterTheEndIsToldHowTheRunEnded() {
    const fs::path run = fixture_->prepare(fixture_->spec(20));
    WatchedSession session;
    QString said;
    QObject::connect(&session, &TrainingSession::commandFailed, &session,
                     [&](const QString& why) { said = why; });
    session.start(run);
    QVERIFY(session.untilSettled());
    session.setLearningRate(0.001);
    QTRY_COMPARE(QString::fromStdString(inEnglish(said.toStdString())),
                 QString("The run had finished before that."));
  }

  void aFinishedRunIsExtended() {
    const fs::path run = fixture_->prepare(fixture_->spec(20));
    WatchedSession session;
    session.start(run);
    QVERIFY(session.untilSettled());
    QCOMPARE(session.state(), RunState::finished);
    session.extend(30);
    QVERIFY(session.untilSettled());
    QCOMPARE(session.state(), RunState::finished);
    QCOMPARE(session.step(), 30);
    QVERIFY(session.unbroken());
    QCOMPARE(session.series("loss/train").size(), size_t{30});
    QCOMPARE(need(summarise(run)).totalSteps, 30);
    // As if it had been 30 steps long from the beginning: extending never alters the schedule.
    const fs::path straight = fixture_->prepare(fixture_->spec(30));
    WatchedSession other;
    other.start(straight);
    QVERIFY(other.untilSettled());
    QCOMPARE(weightsOf(run, 30), weightsOf(straight, 30));
  }

  // What is trained on at a rate of zero would be waited for in vain; a rate set there is taken.
  void aScheduleThatEndsAtZeroIsToldAndRaised() {
    RunSpec spec = fixture_->spec(12);
    spec.train.schedule = "linear";
    spec.train.minLearningRate = 0;
    spec.train.warmupSteps = 2;
    spec.train.decaySteps = 12;
    const fs::path run = fixture_->prepare(spec);
    WatchedSession session;
    session.start(run);
    QVERIFY(session.untilSettled());
    QVERIFY(!session.has("warning"));
    session.extend(1'000'000);
    QVERIFY(session.untilStep(20));
    QVERIFY(session.has("warning"));
    QVERIFY(session.find("warning")->text.find("ends at zero") != std::string::npos);
    QCOMPARE(session.series("learning_rate").back().value, 0.0);
    session.setLearningRate(0.001);
    QVERIFY(session.until([&] { return session.has("learning_rate"); }));
    const int64_t set = session.find("learning_rate")->step;
    QVERIFY(session.untilStep(set + 3));
    for (const Point& point : session.series("learning_rate"))
      if (point.step >= set) QCOMPARE(point.value, 0.001);
    session.stop();
    QVERIFY(session.untilSettled());
  }

  void resumeAfterAKillIsBitEqual() {
    // However long the kill takes to arrive: the run would go on for ever, and the straight one is
    // as long as the killed one became.
    RunSpec spec = fixture_->spec(1000000);
    spec.train.checkpointEvery = 100;
    spec.train.keepLast = 10000;
    const fs::path run = fixture_->prepare(spec);
    WatchedSession session;
    session.start(run);
    QVERIFY(session.until([&] { return !session.all.checkpoints.empty(); }));
    killWorker(run);
    QElapsedTimer clock;
    clock.start();
    QVERIFY(session.untilState(RunState::interrupted));
    QVERIFY2(clock.elapsed() < 2000, qPrintable(QString::number(clock.elapsed())));
    QVERIFY(session.unbroken());
    const auto stored = need(need(RunStoreReader::open(run)).after(0));
    QCOMPARE(stored.lastSeq, session.all.lastSeq);
    QCOMPARE(need(summarise(run)).state, RunState::interrupted);

    // A checkpoint may have been saved and not yet told of: the one after that is made by the
    // resumed.
    const int64_t end = session.all.checkpoints.back().step + 200;
    session.resume();
    QVERIFY(session.until([&] { return session.all.checkpoints.back().step >= end; }));
    session.stop();
    QVERIFY(session.untilSettled());
    QVERIFY(session.unbroken());
    QCOMPARE(session.all.points.back().segment, 2);

    spec.train.steps = end;
    const fs::path straight = fixture_->prepare(spec);
    WatchedSession first;
    first.start(straight);
    QVERIFY(first.untilSettled());
    QCOMPARE(weightsOf(run, end), weightsOf(straight, end));
    // The curve of both, newest segment first, is the same to the last bit.
    const auto curve = [end](const WatchedSession& s) {
      std::map<int64_t, double> values;
      for (const Point& p : newestSegments(s.series("loss/train")))
        if (p.step < end) values[p.step] = p.value;
      return values;
    };
    QCOMPARE(curve(session), curve(first));
    const auto hashes = [end](const WatchedSession& s) {
      std::set<std::pair<int64_t, std::string>> all;
      for (const auto& hash : s.all.hashes)
        if (hash.step < end) all.emplace(hash.step, hash.hash);
      return all;
    };
    QCOMPARE(hashes(session), hashes(first));
    QCOMPARE(hashes(first).size(), static_cast<size_t>(end));
  }

  void killsAtAnyMomentLeaveOnlyWholeCheckpoints() {
    RunSpec spec = fixture_->spec(1000000);
    spec.train.checkpointEvery = 5;
    spec.train.evalEvery = 1000000;
    const fs::path run = fixture_->prepare(spec);
    WatchedSession session;
    for (int kill = 1; kill <= 6; ++kill) {
      if (kill == 1)
        session.start(run);
      else
        session.resume();
      const int64_t goal = session.step() + 11 * kill % 37 + 5;
      QVERIFY(session.until([&] { return session.step() >= goal; }));
      killWorker(run);
      QVERIFY(session.untilState(RunState::interrupted));
      for (const auto& entry : fs::directory_iterator(run / "checkpoints")) {
        if (entry.path().filename().string().starts_with(".")) continue;
        const auto manifest = nlohmann::json::parse(need(readFile(entry.path() / "manifest.json")));
        for (const auto& [file, digest] : manifest.at("files").items()) {
          QCOMPARE(need(sha256OfFile(entry.path() / file)), digest.get<std::string>());
        }
      }
    }
    session.resume();
    QVERIFY(session.untilState(RunState::running));
    session.stop();
    QVERIFY(session.untilSettled());
    QCOMPARE(session.state(), RunState::stopped);
    QVERIFY(session.unbroken());

    spec.train.steps = session.step();
    spec.train.checkpointEvery = 1000000;
    const fs::path straight = fixture_->prepare(spec);
    WatchedSession other;
    other.start(straight);
    QVERIFY(other.untilSettled());
    QCOMPARE(weightsOf(run, session.step()), weightsOf(straight, session.step()));
  }

  void askingChangesNothing() {
    RunSpec spec = fixture_->spec(300);
    spec.train.evalEvery = 20;
    const fs::path quiet = fixture_->prepare(spec);
    WatchedSession first;
    first.start(quiet);
    QVERIFY(first.untilSettled());

    const fs::path run = fixture_->prepare(spec);
    WatchedSession session;
    int answered = 0, fromLive = 0;
    connect(&session, &TrainingSession::answered, this, [&](qint64, const QJsonObject& answer) {
      ++answered;
      if (answer.value(QStringLiteral("step")).toInt() < 300) ++fromLive;
    });
    for (int i = 0; i < 50; ++i) session.ask(QStringLiteral("The %1").arg(i));
    session.start(run);
    for (int i = 0; i < 50; ++i) session.ask(QStringLiteral("The cat %1").arg(i));
    QVERIFY(session.until([&] { return answered >= 50; }));
    QVERIFY2(fromLive >= 50, qPrintable(QString::number(fromLive)));
    QVERIFY(session.state() == RunState::finished || session.untilSettled());
    QCOMPARE(weightsOf(run, 300), weightsOf(quiet, 300));
    std::vector<std::string> samples, quietSamples;
    for (const auto& sample : session.all.samples) samples.push_back(sample.json);
    for (const auto& sample : first.all.samples) quietSamples.push_back(sample.json);
    QCOMPARE(samples, quietSamples);
  }

  void aLearningRateSetByHandIsRepeatedAfterAKill() {
    RunSpec spec = fixture_->spec(1000000);
    spec.train.checkpointEvery = 1000000;
    spec.train.evalEvery = 1000000;
    const fs::path run = fixture_->prepare(spec);
    WatchedSession session;
    session.start(run);
    QVERIFY(session.untilStep(20));
    session.pause();
    QVERIFY(session.untilState(RunState::paused));
    session.checkpointNow();  // the only one: resume will go on from here
    QVERIFY(session.until([&] { return !session.all.checkpoints.empty(); }));
    session.resume();
    QVERIFY(session.untilStep(session.step() + 2));
    session.setLearningRate(0.125);
    QVERIFY(session.until([&] { return session.has("learning_rate"); }));
    const int64_t set = session.find("learning_rate")->step;
    QVERIFY(session.untilStep(set + 1));
    killWorker(run);
    QVERIFY(session.untilState(RunState::interrupted));
    const auto rates = [&](int64_t segment) {
      std::map<int64_t, double> values;
      for (const Point& p : session.series("learning_rate")) {
        if (p.segment == segment) values[p.step] = p.value;
      }
      return values;
    };
    session.resume();
    QVERIFY(session.until([&] { return rates(2).count(set + 1) > 0; }));
    for (const auto& [step, rate] : rates(2)) {
      if (rates(1).count(step)) QCOMPARE(rate, rates(1).at(step));
    }
    session.stop();
    QVERIFY(session.untilSettled());
  }
};

QTEST_GUILESS_MAIN(TrainSessionTest)
#include "train_session_test.moc"
