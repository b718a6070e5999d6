// A small workspace with a corpus, a tokenizer and tiny runs, and what tests ask of real workers.
#pragma once

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <csignal>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "core/base/digest.h"
#include "core/base/files.h"
#include "core/base/platform.h"
#include "core/corpus/import.h"
#include "core/runs/run_folder.h"
#include "core/runs/run_store.h"
#include "core/runs/training_session.h"
#include "core/tokenizers/train_tokenizer.h"

namespace unmask {

template <class T>
T need(Result<T> result) {
  if (!result) qFatal("%s", inEnglish(result.error()).c_str());
  return std::move(*result);
}
inline void need(Status result) {
  if (!result) qFatal("%s", inEnglish(result.error()).c_str());
}

class WorkerFixture {
 public:
  explicit WorkerFixture(const fs::path& root = {})
      : root_(root.empty() ? fs::path(folder_.path().toStdString()) / "workspace" : root),
        workspace_(need(Workspace::open(root_))) {
    // Sockets of these tests alone, on a short path.
    qputenv("XDG_RUNTIME_DIR", runtime_.path().toUtf8());
    const fs::path text = fs::path(folder_.path().toStdString()) / "text.txt";
    std::ofstream file(text);
    const char* who[] = {"cat", "dog", "hen", "fox"};
    const char* what[] = {"sat", "ran", "slept", "sang"};
    for (int i = 0; i < 600; ++i) {
      file << "The " << who[i * 7 % 4] << " " << what[i * 5 % 3] << " on the " << who[i * 3 % 4]
           << (i % 10 == 9 ? ".\n" : ". ");
    }
    file.close();
    JobControl job;
    corpus_ = need(
        importText({text}, "small", ImportSettings{}, workspace_.newCorpusFolder("small"), job));
    TokenizerSettings settings;
    settings.type = "char";
    const std::string everything = need(readFile(text));
    const fs::path tokenizer = workspace_.newTokenizerFolder("letters");
    need(trainTokenizer(
        [&](const std::function<bool(std::string_view)>& take) -> Status {
          take(everything);
          return {};
        },
        settings, "letters", tokenizer, {}, job));
    tokenizer_ = need(openTokenizer(tokenizer));
  }

  // A test that failed half-way leaves its run training; nobody would ever stop it.
  ~WorkerFixture() {
    for (const fs::path& run : workspace_.runFolders()) {
      const auto contact = readContact(run / "worker.json");
      if (contact && *FileLock::held(run / "lock"))
        ::kill(static_cast<pid_t>(contact->pid), SIGKILL);
    }
  }

  const Workspace& workspace() const { return workspace_; }
  const fs::path& root() const { return root_; }

  // One layer of width 32, dropout on, on one CPU thread.
  RunSpec spec(int64_t steps, const std::string& objective = "next-token") const {
    RunSpec spec = need(defaultSpec(objective));
    spec.corpus = {corpus_.slug, corpus_.hash};
    spec.tokenizer = {tokenizer_->slug, tokenizer_->hash};
    spec.pieces = tokenizer_->pieces();
    spec.device = "cpu";
    const std::vector<std::string> assignments = {
        "model.layers=1",         "model.heads=2",
        "model.width=32",         "model.feed_forward=64",
        "model.context=16",       "model.dropout=0.1",
        "train.batch_size=4",     "train.precision=fp32",
        "train.threads=1",        "train.warmup_steps=10",
        "train.decay_steps=1000", "train.eval_every=50",
        "train.eval_batches=2",   "train.checkpoint_every=50"};
    for (const std::string& assignment : assignments) {
      need(setAssignment(fieldsOf(spec), assignment));
    }
    spec.train.steps = steps;
    spec.samples.length = 8;
    spec.samples.prompts = {objective == "next-token" ? "The cat" : "The c[MASK]t sat"};
    return spec;
  }
  // A corpus of `characters` letters that the tokenizer knows.
  DataRef longText(size_t characters) const {
    const fs::path text = fs::path(folder_.path().toStdString()) / "long.txt";
    std::ofstream file(text);
    const std::string line = "The cat sat on the hen. The fox ran on the dog.\n";
    for (size_t written = 0; written < characters; written += line.size()) file << line;
    file.close();
    JobControl job;
    const CorpusInfo info = need(
        importText({text}, "long", ImportSettings{}, workspace_.newCorpusFolder("long"), job));
    return {info.slug, info.hash};
  }
  fs::path prepare(const RunSpec& spec) const { return need(prepareRun(workspace_, spec, "test")); }

 private:
  QTemporaryDir folder_, runtime_;
  fs::path root_;
  Workspace workspace_;
  CorpusInfo corpus_;
  std::shared_ptr<const Tokenizer> tokenizer_;
};

// A session that keeps all it was told and checks that no seq comes twice or is left out.
class WatchedSession : public TrainingSession {
 public:
  WatchedSession() {
    QObject::connect(this, &TrainingSession::recordsArrived, this, [this](const RecordBatch& r) {
      const auto take = [&](auto& into, const auto& from) {
        for (const auto& record : from) {
          if (!seqs.insert(record.seq).second) doubled = true;
          into.push_back(record);
        }
      };
      take(all.points, r.points);
      take(all.events, r.events);
      take(all.samples, r.samples);
      take(all.checkpoints, r.checkpoints);
      take(all.hashes, r.hashes);
      all.lastSeq = r.lastSeq;
    });
    QObject::connect(this, &TrainingSession::settled, this, [this] { settledCount++; });
    QObject::connect(this, &TrainingSession::commandFailed, this,
                     [this](const QString& reason) { refusals << reason; });
  }
  bool unbroken() const {
    return !doubled && static_cast<int64_t>(seqs.size()) == all.lastSeq &&
           (seqs.empty() || (*seqs.begin() == 1 && *seqs.rbegin() == all.lastSeq));
  }
  std::vector<Point> series(const std::string& name) const {
    std::vector<Point> points;
    for (const Point& point : all.points) {
      if (point.series == name) points.push_back(point);
    }
    return points;
  }
  bool has(const std::string& kind) const { return find(kind).has_value(); }
  std::optional<EventRecord> find(const std::string& kind) const {
    for (const EventRecord& event : all.events) {
      if (event.kind == kind) return event;
    }
    return {};
  }
  // Waits for the event loop to bring about `condition`.
  template <class Condition>
  bool until(Condition condition, int milliseconds = 30000) {
    return QTest::qWaitFor(condition, milliseconds);
  }
  bool untilStep(int64_t step) {
    return until(
        [&] { return !series("loss/train").empty() && series("loss/train").back().step >= step; });
  }
  bool untilSettled() {
    const int before = settledCount;
    return until([&] { return settledCount > before; }, 60000);
  }
  bool untilState(RunState wanted) {
    return until([&] { return state() == wanted; });
  }

  RecordBatch all;
  std::set<int64_t> seqs;
  bool doubled = false;
  int settledCount = 0;
  QStringList refusals;
};

inline void killWorker(const fs::path& run) {
  ::kill(static_cast<pid_t>(need(readContact(run / "worker.json")).pid), SIGKILL);
}

// The bytes of a checkpoint's weights and optimizer state.
inline std::string weightsOf(const fs::path& run, int64_t step) {
  const fs::path folder = run / "checkpoints" / ("step-" + std::to_string(step));
  return need(sha256OfFile(folder / "model.safetensors")) +
         need(sha256OfFile(folder / "optimizer.safetensors"));
}

}  // namespace unmask
