// The workspace: found over its roots, never lost, never of a version we do not know.
#include <sys/stat.h>
#include <QDateTime>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <ctime>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "core/base/files.h"
#include "core/base/message_value.h"
#include "core/base/platform.h"
#include "core/runs/run_folder.h"
#include "core/runs/run_store.h"
#include "core/runs/worker_server.h"
#include "core/runs/workspace.h"

using namespace unmask;

class WorkspaceTest : public QObject {
  Q_OBJECT
  std::unique_ptr<QTemporaryDir> temporary_;
  fs::path here() const { return temporary_->path().toStdString(); }
  static void touch(const fs::path& file, const std::string& text = "{}") {
    fs::create_directories(file.parent_path());
    std::ofstream(file) << text;
  }
  Workspace open(const fs::path& root, std::vector<fs::path> others = {}) {
    auto opened = Workspace::open(root, std::move(others));
    if (!opened) qFatal("%s", inEnglish(opened.error()).c_str());
    return std::move(*opened);
  }
  static RunSpec spec() {
    RunSpec spec = *defaultSpec("next-token");
    spec.corpus = {"small", "0"};
    spec.tokenizer = {"letters", "0"};
    spec.pieces = 30;
    return spec;
  }
  // A run as a worker leaves it whose last events are `kinds`.
  fs::path runWith(const Workspace& workspace, const std::vector<std::string>& kinds) {
    const auto run = prepareRun(workspace, spec(), "");
    if (!run) qFatal("%s", inEnglish(run.error()).c_str());
    auto writer = RunStoreWriter::open(*run, [](bool) {});
    for (const std::string& kind : kinds) {
      RecordBatch records;
      EventRecord event;
      event.kind = kind;
      event.step = 7;
      event.text = "Because of %1.";
      event.values = {"it"};
      records.events.push_back(event);
      (*writer)->append(records);
    }
    return *run;
  }

 private Q_SLOTS:
  void init() { temporary_ = std::make_unique<QTemporaryDir>(); }

  void aNewWorkspaceIsMadeAndFoundAgain() {
    const Workspace workspace = open(here() / "w");
    QCOMPARE(workspace.root(), here() / "w");
    QVERIFY(workspace.corpusFolders().empty());
    QCOMPARE(workspace.newCorpusFolder("Tiny Shakespeare!").filename(), "tiny-shakespeare");
    touch(workspace.newCorpusFolder("Tiny Shakespeare!") / "corpus.json");
    QCOMPARE(workspace.newCorpusFolder("Tiny Shakespeare!").filename(), "tiny-shakespeare-2");
    QCOMPARE(workspace.newTokenizerFolder("../../etc").filename(), "etc");
    QCOMPARE(workspace.newTokenizerFolder("...").filename(), "untitled");
    QCOMPARE(open(here() / "w").corpusFolders().size(), size_t{1});
    qputenv("UNMASK_WORKSPACE", QByteArray::fromStdString((here() / "e").string()));
    QCOMPARE(open({}).root(), here() / "e");
    qunsetenv("UNMASK_WORKSPACE");
  }

  void whatTheKilledLeftHalfMadeGoesWithTheNextOpening() {
    const Workspace workspace = open(here() / "lab");
    const fs::path left = here() / "lab" / "corpora" / ".killed.partial-a1b2c3";
    touch(left / "text.bin", "half");
    auto living = PartialFolder::create(here() / "lab" / "tokenizers" / "living");
    QVERIFY(living.has_value());
    const Workspace again = open(here() / "lab");
    QVERIFY(!fs::exists(left));
    QVERIFY(fs::exists(living->path()));
  }
  void aNewerOneIsRefusedByName() {
    touch(here() / "w" / "workspace.json", "{\"version\": 2}");
    const auto opened = Workspace::open(here() / "w");
    QVERIFY(!opened.has_value());
    QVERIFY(inEnglish(opened.error()).find((here() / "w").string()) != std::string::npos);
    QVERIFY(!fs::exists(here() / "w" / "runs"));
    touch(here() / "v" / "workspace.json", "nonsense");
    QVERIFY(!Workspace::open(here() / "v").has_value());
    QCOMPARE(*readFile(here() / "v" / "workspace.json"), std::string("nonsense"));
    const auto checked = open(here() / "ok", {here() / "w", here() / "unplugged"}).checkRoots();
    QVERIFY(!checked.has_value());
    QVERIFY(inEnglish(checked.error()).find((here() / "w").string()) != std::string::npos);
    QVERIFY(open(here() / "ok", {here() / "unplugged"}).checkRoots().has_value());
  }

  void thingsAreFoundOverAllRootsByNameOrBeginning() {
    for (const char* slug : {"shakespeare", "shaw", ".half.partial"}) {
      touch(here() / "w" / "corpora" / slug / "corpus.json");
    }
    fs::create_directories(here() / "w" / "corpora" / "not-whole");
    touch(here() / "share" / "corpora" / "stories" / "corpus.json");
    touch(here() / "share" / "tokenizers" / "letters" / "unmask.json");
    const Workspace workspace = open(here() / "w", {here() / "share", here() / "unplugged"});
    QCOMPARE(workspace.corpusFolders().size(), size_t{3});
    QCOMPARE(*workspace.findCorpus("shaw"), here() / "w" / "corpora" / "shaw");
    QCOMPARE(*workspace.findCorpus("shak"), here() / "w" / "corpora" / "shakespeare");
    QCOMPARE(*workspace.findCorpus("st"), here() / "share" / "corpora" / "stories");
    QCOMPARE(*workspace.findTokenizer("letters"), here() / "share" / "tokenizers" / "letters");
    QVERIFY(!workspace.findCorpus("sha").has_value());
    const auto absent = workspace.findCorpus("none");
    QVERIFY(!absent.has_value());
    QVERIFY(inEnglish(absent.error()).find("shakespeare, shaw, stories") != std::string::npos);
    QVERIFY(!workspace.findRun("").has_value());
  }

  void furtherRootsAreRemembered() {
    touch(here() / "share" / "corpora" / "stories" / "corpus.json");
    Workspace workspace = open(here() / "w");
    QVERIFY(workspace.corpusFolders().empty());
    const auto changed = workspace.withPlaces({here() / "share", here() / "gone"});
    QVERIFY(changed.has_value());
    QCOMPARE(changed->corpusFolders().size(), size_t{1});
    const Workspace again = open(here() / "w");
    QCOMPARE(again.remembered(), (std::vector<fs::path>{here() / "share", here() / "gone"}));
    QCOMPARE(*again.findCorpus("stories"), here() / "share" / "corpora" / "stories");
    QVERIFY(again.checkRoots().has_value());
    // Given as well as remembered: looked over once.
    QCOMPARE(open(here() / "w", {here() / "share"}).corpusFolders().size(), size_t{1});
    const auto gone = contentsOf(here() / "gone");
    QVERIFY(!gone.has_value());
    QVERIFY(inEnglish(gone.error()).find((here() / "gone").string()) != std::string::npos);
    QVERIFY(again.withPlaces({}).has_value());
    QVERIFY(open(here() / "w").remembered().empty());
    // What another version wrote beside the list stays.
    touch(here() / "w" / "workspace.json", "{\"version\": 1, \"colour\": \"red\"}");
    QVERIFY(open(here() / "w").withPlaces({here() / "share"}).has_value());
    QVERIFY(readFile(here() / "w" / "workspace.json")->find("red") != std::string::npos);
  }

  void aRunIsFoundByTheNameItsPersonGaveIt() {
    const Workspace workspace = open(here() / "w");
    const auto first = prepareRun(workspace, spec(), "gpt 1337");
    const auto second = prepareRun(workspace, spec(), "gpt 1");
    QVERIFY(first && second);
    QCOMPARE(*workspace.findRun("gpt 1"), *second);
    QCOMPARE(*workspace.findRun(first->filename().string()), *first);
    QVERIFY(saveNotes(*first, "gpt 1", "", {}).has_value());
    const auto several = workspace.findRun("gpt 1");
    QVERIFY(!several);
    QVERIFY(inEnglish(several.error()).find(first->filename().string()) != std::string::npos);
  }

  void onlyThingsOfThisWorkspaceAreRemoved() {
    touch(here() / "w" / "corpora" / "mine" / "corpus.json");
    touch(here() / "share" / "corpora" / "theirs" / "corpus.json");
    const Workspace workspace = open(here() / "w", {here() / "share"});
    QVERIFY(workspace.remove(here() / "w" / "corpora" / "mine").has_value());
    QVERIFY(!fs::exists(here() / "w" / "corpora" / "mine"));
    for (const fs::path& other :
         {here() / "share" / "corpora" / "theirs", here() / "w" / "corpora", here() / "w",
          here() / "w" / "corpora" / ".." / ".." / "share" / "corpora" / "theirs"}) {
      QVERIFY(!workspace.remove(other).has_value());
      QVERIFY(fs::exists(other));
    }
    fs::create_directory_symlink(here() / "share" / "corpora" / "theirs",
                                 here() / "w" / "corpora" / "link");
    QVERIFY(!workspace.remove(here() / "w" / "corpora" / "link").has_value());
    QVERIFY(fs::exists(here() / "share" / "corpora" / "theirs" / "corpus.json"));
    const fs::path run = runWith(workspace, {"started"});
    const auto lock = FileLock::acquire(run / "lock");
    QVERIFY(!workspace.remove(run).has_value());
  }

  void aWorkerThatTakesItsLeaveIsAwaited() {
    const Workspace workspace = open(here() / "lab");
    const fs::path training = runWith(workspace, {"started"});
    const fs::path stopped = runWith(workspace, {"started", "stopped"});
    const auto lock = FileLock::acquire(training / "lock");
    QVERIFY(lock.has_value());
    const Status refused = workspace.remove(training);
    QVERIFY(!refused && fs::exists(training));
    auto leaving = FileLock::acquire(stopped / "lock");
    QVERIFY(leaving.has_value());
    std::thread worker([held = std::move(*leaving)]() mutable {
      std::this_thread::sleep_for(std::chrono::milliseconds(300));
      const FileLock released = std::move(held);
    });
    const Status removed = workspace.remove(stopped);
    worker.join();
    QVERIFY2(removed.has_value(), removed ? "" : inEnglish(removed.error()).c_str());
    QVERIFY(!fs::exists(stopped));
  }

  void aRunIsPreparedWithAllItNeeds() {
    const Workspace workspace = open(here() / "w", {here() / "share"});
    const auto run = prepareRun(workspace, spec(), "First try");
    QVERIFY(run.has_value());
    QVERIFY(run->filename().string().ends_with("-next-token-small"));
    QVERIFY(toJson(*readSpec(*run)) == toJson(spec()));
    QCOMPARE(savedRoots(*run), std::vector<fs::path>{here() / "share"});
    auto summary = summarise(*run);
    QCOMPARE(summary->state, RunState::prepared);
    QCOMPARE(summary->name, std::string("First try"));
    QVERIFY(saveNotes(*run, "Second \"name\"", "A note\nof two lines", {"a", "b"}).has_value());
    summary = summarise(*run);
    QCOMPARE(summary->name, std::string("Second \"name\""));
    QCOMPARE(summary->note, std::string("A note\nof two lines"));
    QCOMPARE(summary->tags.size(), size_t{2});
    QCOMPARE(workspace.runFolders().size(), size_t{1});
    RunSpec wrong = spec();
    wrong.model.heads = 3;
    QVERIFY(!prepareRun(workspace, wrong, "").has_value());
    QCOMPARE(workspace.runFolders().size(), size_t{1});
  }

  void theStateOfARunIsWhatItsFilesSay_data() {
    QTest::addColumn<QStringList>("events");
    QTest::addColumn<bool>("locked");
    QTest::addColumn<QString>("state");
    const auto row = [](const char* name, const QStringList& events, bool locked,
                        const char* state) {
      QTest::newRow(name) << events << locked << QString::fromLatin1(state);
    };
    const QString started = QStringLiteral("started"), stopped = QStringLiteral("stopped");
    row("killed before its first word", {}, false, "interrupted");
    row("locked first", {}, true, "starting");
    row("running", {started}, true, "running");
    row("paused", {started, QStringLiteral("paused")}, true, "paused");
    row("gone on", {started, QStringLiteral("paused"), QStringLiteral("resumed")}, true, "running");
    row("disk", {started, QStringLiteral("waiting_for_disk")}, true, "waiting-for-disk");
    row("finished", {started, QStringLiteral("finished")}, false, "finished");
    row("failed", {started, QStringLiteral("failed")}, false, "failed");
    row("stopped", {started, stopped}, false, "stopped");
    row("again", {started, stopped}, true, "starting");
    row("again, running", {started, stopped, started}, true, "running");
    row("killed", {started, QStringLiteral("evaluated")}, false, "interrupted");
    row("killed in pause", {started, QStringLiteral("paused")}, false, "interrupted");
  }
  void theStateOfARunIsWhatItsFilesSay() {
    QFETCH(QStringList, events);
    QFETCH(bool, locked);
    QFETCH(QString, state);
    const Workspace workspace = open(here() / "w");
    std::vector<std::string> kinds;
    for (const QString& kind : events) kinds.push_back(kind.toStdString());
    const fs::path run = runWith(workspace, kinds);
    std::optional<FileLock> lock;
    if (locked) lock = *FileLock::acquire(run / "lock");
    const auto summary = summarise(run);
    QCOMPARE(QString::fromLatin1(id(summary->state)), state);
    QCOMPARE(summary->step, events.isEmpty() ? 0 : 7);
    QVERIFY(std::isnan(summary->bestValidationLoss));
    if (summary->state == RunState::failed) {
      QCOMPARE(inEnglish(summary->detail), std::string("Because of it."));
    }
    QCOMPARE(runStateFrom(id(summary->state)), summary->state);
  }

  void beforeTheFirstRecordTimeTells_data() {
    QTest::addColumn<int>("launched");  // seconds ago; 0: never
    QTest::addColumn<bool>("blank");    // run.db made, nothing in it
    QTest::addColumn<QString>("state");
    QTest::newRow("never launched") << 0 << false << QStringLiteral("prepared");
    QTest::newRow("just launched") << 3 << false << QStringLiteral("starting");
    QTest::newRow("in vain") << 60 << false << QStringLiteral("failed-to-start");
    QTest::newRow("before the clock was set back") << -3600 << false
                                                   << QStringLiteral("failed-to-start");
    QTest::newRow("killed while run.db was made") << 60 << true
                                                  << QStringLiteral("failed-to-start");
  }
  void beforeTheFirstRecordTimeTells() {
    QFETCH(int, launched);
    QFETCH(bool, blank);
    QFETCH(QString, state);
    const auto run = prepareRun(open(here() / "w"), spec(), "");
    if (launched != 0) {
      touch(*run / "worker.log", "launched\n");
      fs::last_write_time(*run / "worker.log",
                          fs::file_time_type::clock::now() - std::chrono::seconds(launched));
    }
    if (blank) touch(*run / "run.db", "");
    const auto summary = summarise(*run);
    QVERIFY2(summary.has_value(), summary ? "" : inEnglish(summary.error()).c_str());
    QCOMPARE(QString::fromLatin1(id(summary->state)), state);
    if (blank) QCOMPARE(inEnglish(summary->detail), std::string("launched"));
  }

  void whatCannotBeSeenIsNotKnown() {
    const Workspace workspace = open(here() / "w");
    const fs::path run = runWith(workspace, {"started"});
    fs::create_symlink("lock", run / "lock");  // a loop: the disk answers with an error
    const auto summary = summarise(run);
    QVERIFY(summary.has_value());
    QCOMPARE(id(summary->state), "unknown");
    QVERIFY(!isLive(summary->state));
    QVERIFY2(inEnglish(summary->detail).find("cannot be seen") != std::string::npos,
             summary->detail.c_str());
    QVERIFY(!workspace.remove(run).has_value());
  }

  void theNewestIsFirstInAnyZone() {
    const Workspace workspace = open(here() / "w");
    const auto prepared = [&](const char* zone, const char* objective) {
      qputenv("TZ", zone);
      ::tzset();
      RunSpec made = *defaultSpec(objective);
      made.corpus = {"small", "0"};
      made.tokenizer = {"letters", "0"};
      made.pieces = 300;
      return *summarise(*prepareRun(workspace, made, zone));
    };
    const int64_t before = QDateTime::currentMSecsSinceEpoch();
    const RunSummary older = prepared("Pacific/Kiritimati", "span-corruption");
    const RunSummary newer = prepared("Pacific/Pago_Pago", "masked-lm");
    qunsetenv("TZ");
    ::tzset();
    QVERIFY(older.createdMs >= before);
    QVERIFY(newerThan(newer, older) || newer.createdMs == older.createdMs);
    QVERIFY(!newerThan(older, newer) || newer.createdMs == older.createdMs);
    const QString slug = QString::fromStdString(older.slug);
    QDateTime named = QDateTime::fromString(slug.left(15), "yyyyMMdd-HHmmss");
    named.setTimeSpec(Qt::UTC);
    QVERIFY2(std::abs(named.toMSecsSinceEpoch() - before) < 60'000, qPrintable(slug));
    // A run of an older version: by its first start, or by its name.
    RunSummary old = older;
    old.createdMs = 5;
    QVERIFY(newerThan(older, old));
  }

  // Versions that stored no time in spec.json: the first start, or else the name, which is in UTC.
  void olderRunsAreAsOldAsTheirStartOrTheirName() {
    const Workspace workspace = open(here() / "lab");
    const auto prepared = prepareRun(workspace, spec(), "");
    QVERIFY(prepared);
    const fs::path run = prepared->parent_path() / "20240229-010203-next-token-small";
    fs::rename(*prepared, run);
    auto object = nlohmann::json::parse(*readFile(run / "spec.json"));
    object.erase("created_ms");
    object.erase("sha256");
    QVERIFY(writeFileWhole(run / "spec.json", object.dump()).has_value());
    for (const char* zone : {"UTC", "Pacific/Auckland"}) {
      qputenv("TZ", zone);
      ::tzset();
      QCOMPARE(summarise(run)->createdMs, int64_t{1709168523000});  // date -u -d ... +%s000
    }
    qunsetenv("TZ");
    ::tzset();
    auto writer = RunStoreWriter::open(run, [](bool) {});
    RecordBatch records;
    EventRecord event;
    event.kind = "started";
    event.timeMs = 1'700'000'000'000;
    records.events.push_back(event);
    (*writer)->append(records);
    QVERIFY((*writer)->flush(10'000).has_value());
    QCOMPARE(summarise(run)->createdMs, int64_t{1'700'000'000'000});
  }

  void recordsThatEndBeforeACheckpointAreLost() {
    const fs::path run = runWith(open(here() / "w"), {"started", "stopped"});  // at step 7
    fs::create_directories(run / "checkpoints" / "step-7");
    QVERIFY(summarise(run)->problems.empty());
    fs::create_directories(run / "checkpoints" / "step-20");
    const auto summary = summarise(run);
    QCOMPARE(summary->problems.size(), size_t{1});
    const std::string text = inEnglish(summary->problems.front());
    QVERIFY2(text.find("step 7") != std::string::npos && text.find("step 20") != std::string::npos,
             text.c_str());
  }

  void aWorkerSaysWhatItsDiskDoesNotTake() {
    qputenv("XDG_RUNTIME_DIR", temporary_->path().toUtf8());
    const fs::path run = runWith(open(here() / "w"), {"started"});
    const auto lock = FileLock::acquire(run / "lock");
    auto server = WorkerServer::listen(QStringLiteral("train"), run, run / "worker.json");
    QVERIFY(server.has_value());
    QCOMPARE(id(summarise(run)->state), "starting");
    for (const RunState state : {RunState::running, RunState::waitingForDisk, RunState::paused}) {
      (*server)->setStatus({state, 7, 10, 1, {}});
      QCOMPARE(id(summarise(run)->state), id(state));
    }
    server->reset();
    QCOMPARE(id(summarise(run)->state), "running");  // as its records say
    qunsetenv("XDG_RUNTIME_DIR");
  }

  void timeIsThatOfTheWorkers() {
    const auto event = [](const char* kind, int64_t second) {
      EventRecord made;
      made.kind = kind;
      made.timeMs = 1000 * second;
      return made;
    };
    const std::vector<EventRecord> events{event("started", 100),  event("paused", 110),
                                          event("resumed", 500),  event("evaluated", 505),
                                          event("stopped", 520),  event("started", 1000),
                                          event("evaluated", 1004)};
    // 10 s, 20 s, and of the last part up to its last word, or up to now.
    QCOMPARE(trainedSeconds(events, false, 2'000'000), 34.0);
    QCOMPARE(trainedSeconds(events, true, 1'030'000), 60.0);
    QCOMPARE(trainedSeconds({}, false, 5), 0.0);
    // Cut off and begun anew: the time in between was nobody's.
    QCOMPARE(trainedSeconds({event("started", 1), event("evaluated", 3), event("started", 100),
                             event("finished", 104)},
                            false, 0),
             6.0);
  }

  void theRuntimeFolderIsThisUsersAlone() {
    const fs::path folder = here() / "unmask";
    qputenv("XDG_RUNTIME_DIR", temporary_->path().toUtf8());
    QCOMPARE(*runtimeFolder(), folder);
    struct stat info {};
    QCOMPARE(::stat(folder.c_str(), &info), 0);
    QCOMPARE(info.st_mode & 0777u, 0700u);
    ::chmod(folder.c_str(), 0777);
    QVERIFY(!runtimeFolder().has_value());
    fs::remove(folder);
    fs::create_directory_symlink(here(), folder);
    QVERIFY(!runtimeFolder().has_value());
    qunsetenv("XDG_RUNTIME_DIR");
  }
};

QTEST_GUILESS_MAIN(WorkspaceTest)
#include "workspace_test.moc"
