// Reading and writing the small files of a run; its state as its files tell it.
#include "core/runs/run_folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <QDateTime>
#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSysInfo>
#include <fstream>
#include <limits>

#include "core/base/digest.h"
#include "core/base/files.h"
#include "core/base/message_value.h"
#include "core/base/platform.h"
#include "core/runs/checkpoint_folders.h"
#include "core/runs/run_store.h"

namespace unmask {
namespace {

constexpr auto kStartTime = std::chrono::seconds(10);
constexpr auto kClockSkew = std::chrono::seconds(2);  // of a network disk's server

Result<QJsonObject> readJson(const fs::path& file) {
  UNMASK_ASSIGN(const std::string text, readFile(file, 1 << 20));
  const QJsonDocument document = QJsonDocument::fromJson(QByteArray::fromStdString(text));
  if (!document.isObject()) {
    return failure(message(UNMASK_TEXT("core", "%1 is not valid JSON."), file.string()));
  }
  return document.object();
}

// A folder that only this user can use, made when absent.
Status ownFolder(const fs::path& folder) {
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) {
    return failure(systemError(
        message(UNMASK_TEXT("core", "Cannot create the folder %1: %2."), folder.string()), errno));
  }
  struct stat info {};
  if (::lstat(folder.c_str(), &info) != 0 || !S_ISDIR(info.st_mode) || info.st_uid != ::geteuid() ||
      (info.st_mode & 077) != 0) {
    return failure(
        message(UNMASK_TEXT("core", "The folder %1 is not this user's alone."), folder.string()),
        message(UNMASK_TEXT("core", "Remove it, or set XDG_RUNTIME_DIR to a folder of your own.")));
  }
  return {};
}

RunState stateAfter(const std::vector<EventRecord>& events, bool live) {
  RunState state = RunState::prepared;
  for (const EventRecord& event : events) {
    if (event.kind == "finished") state = RunState::finished;
    if (event.kind == "stopped") state = RunState::stopped;
    if (event.kind == "failed") state = RunState::failed;
    if (event.kind == "started" || event.kind == "resumed" || event.kind == "disk_back") {
      state = RunState::running;
    }
    if (event.kind == "paused") state = RunState::paused;
    if (event.kind == "waiting_for_disk") state = RunState::waitingForDisk;
  }
  const bool final = events.empty() || state == RunState::finished || state == RunState::stopped ||
                     state == RunState::failed;
  if (live) return final ? RunState::starting : state;
  // Without events: a worker had begun and was killed before its first word.
  return final && !events.empty() ? state : RunState::interrupted;
}

// A run without any record: never launched, being launched, or launched in vain.
RunState stateBeforeFirstRecord(const fs::path& runFolder) {
  std::error_code error;
  const auto written = fs::last_write_time(runFolder / "worker.log", error);
  if (error) return RunState::prepared;
  // A time to come is that of a clock that was set back since: nobody starts it any more.
  const auto age = fs::file_time_type::clock::now() - written;
  return age >= -kClockSkew && age < kStartTime ? RunState::starting : RunState::failedToStart;
}

}  // namespace

QString thisHost() {
  return QString::fromLatin1(QSysInfo::machineUniqueId()) + QSysInfo::machineHostName();
}

Result<Contact> readContact(const fs::path& file) {
  UNMASK_ASSIGN(const QJsonObject json, readJson(file));
  Contact contact;
  contact.pid = json.value(QStringLiteral("pid")).toInteger();
  contact.host = json.value(QStringLiteral("host")).toString();
  contact.socket = json.value(QStringLiteral("socket")).toString();
  contact.nonce = json.value(QStringLiteral("nonce")).toString();
  return contact;
}

Status writeContact(const fs::path& file, const Contact& contact) {
  const QJsonObject json{{QStringLiteral("pid"), qint64{contact.pid}},
                         {QStringLiteral("host"), contact.host},
                         {QStringLiteral("socket"), contact.socket},
                         {QStringLiteral("nonce"), contact.nonce}};
  // The nonce is the key to the run: nobody else may read it, at no moment.
  return writeFileWhole(file, QJsonDocument(json).toJson(QJsonDocument::Compact).toStdString(),
                        Readers::ownerAlone);
}

Result<fs::path> runtimeFolder() {
  const QByteArray runtime = qgetenv("XDG_RUNTIME_DIR");
  struct stat info {};
  const bool usable = !runtime.isEmpty() && ::stat(runtime.constData(), &info) == 0 &&
                      S_ISDIR(info.st_mode) && info.st_uid == ::geteuid();
  const fs::path folder =
      usable ? fs::path(runtime.toStdString()) / "unmask"
             : fs::path(QDir::tempPath().toStdString()) / ("unmask-" + std::to_string(::geteuid()));
  UNMASK_TRY(ownFolder(folder));
  return folder;
}

Result<ServingFiles> servingFiles(const fs::path& runFolder) {
  UNMASK_ASSIGN(const fs::path folder, runtimeFolder());
  std::error_code error;
  const fs::path real = fs::weakly_canonical(runFolder, error);
  const std::string name = "serve-" + sha256((error ? runFolder : real).string()).substr(0, 16);
  return ServingFiles{folder / (name + ".json"), folder / (name + ".lock"),
                      folder / (name + ".log")};
}

std::vector<fs::path> savedRoots(const fs::path& runFolder) {
  std::vector<fs::path> roots;
  // Absent in most runs: then there are no further roots.
  if (const auto json = readJson(runFolder / "roots.json")) {
    for (const QJsonValue root : json->value(QStringLiteral("roots")).toArray()) {
      roots.emplace_back(root.toString().toStdString());
    }
  }
  return roots;
}

std::string endOfLog(const fs::path& log) {
  std::ifstream file(log, std::ios::binary);
  if (!file) return {};
  constexpr std::streamoff kBytes = 2000;
  file.seekg(0, std::ios::end);
  const std::streamoff size = file.tellg();
  file.seekg(std::max<std::streamoff>(0, size - kBytes));
  std::string text((std::istreambuf_iterator<char>(file)), {});
  if (size > kBytes) text.erase(0, text.find('\n') + 1);
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

int64_t totalSteps(int64_t specSteps, const std::vector<EventRecord>& events) {
  for (const EventRecord& event : events) {
    if (event.kind == "extended" && !event.values.empty()) {
      specSteps = std::max<int64_t>(specSteps, std::strtoll(event.values[0].c_str(), nullptr, 10));
    }
  }
  return specSteps;
}

double trainedSeconds(const std::vector<EventRecord>& events, bool live, int64_t nowMs) {
  int64_t sum = 0, since = 0, last = 0;
  const auto end = [&](int64_t at) {
    if (since > 0) sum += std::max<int64_t>(0, at - since);
    since = 0;
  };
  for (const EventRecord& event : events) {
    if (event.kind == "started") end(last);  // the part before was cut off
    if (event.kind == "started" || event.kind == "resumed" || event.kind == "disk_back")
      since = event.timeMs;
    if (event.kind == "paused" || event.kind == "waiting_for_disk" || event.kind == "stopped" ||
        event.kind == "finished" || event.kind == "failed")
      end(event.timeMs);
    last = event.timeMs;
  }
  end(live ? nowMs : last);
  return static_cast<double>(sum) / 1000;
}

namespace {

// Nobody has recorded anything: never launched, being launched, or launched in vain.
void fillBeforeFirstRecord(const fs::path& runFolder, RunProgress& progress) {
  progress.state = progress.live ? RunState::starting : stateBeforeFirstRecord(runFolder);
  if (progress.state == RunState::failedToStart)
    progress.detail = endOfLog(runFolder / "worker.log");
}

// The records up to a checkpoint are on disk before it: one that they do not reach has lost some.
Status addLostRecords(const fs::path& runFolder, const RunStoreReader& reader,
                      RunProgress& progress) {
  const std::vector<int64_t> kept = checkpointSteps(runFolder);
  if (kept.empty() || kept.back() <= progress.step) return {};
  UNMASK_ASSIGN(const auto recorded, reader.checkpoints());
  for (const CheckpointRecord& checkpoint : recorded)
    if (checkpoint.step == kept.back()) return {};  // of a branch that was left
  progress.problems.push_back(
      {message(UNMASK_TEXT("core",
                           "The records of %1 end at step %2, though it has a checkpoint of step "
                           "%3: the records between are lost."),
               runFolder.filename().string(), progress.step, kept.back()),
       message(UNMASK_TEXT("core", "The checkpoint can be used; the curves have a gap.")),
       {},
       ErrorKind::damaged});
  return {};
}

Status readProgress(const fs::path& runFolder, RunProgress& progress) {
  UNMASK_ASSIGN(const RunStoreReader reader, RunStoreReader::open(runFolder));
  UNMASK_ASSIGN(const std::vector<EventRecord> events, reader.events());
  UNMASK_ASSIGN(progress.segments, reader.segments());
  if (progress.segments == 0) {
    fillBeforeFirstRecord(runFolder, progress);
    return {};
  }
  UNMASK_ASSIGN(progress.step, reader.stepsDone());
  UNMASK_ASSIGN(progress.bestValidationLoss, reader.bestValidationLoss());
  progress.totalSteps = totalSteps(progress.totalSteps, events);
  progress.state = stateAfter(events, progress.live);
  if (progress.live)
    if (const auto told = toldState(runFolder)) progress.state = *told;
  if (!events.empty()) progress.startedMs = events.front().timeMs;
  progress.trainedSeconds =
      trainedSeconds(events, progress.live, QDateTime::currentMSecsSinceEpoch());
  if (progress.state == RunState::interrupted)
    progress.detail = endOfLog(runFolder / "worker.log");
  for (const EventRecord& event : events)
    if (progress.state == RunState::failed && event.kind == "failed")
      progress.detail =
          asValue(Error{{event.text, event.values}, {event.advice, event.adviceValues}});
  for (const EventRecord& left : reader.damage())
    progress.problems.push_back({{left.text, left.values}, {}, {}, ErrorKind::damaged});
  return progress.live ? Status() : addLostRecords(runFolder, reader, progress);
}

}  // namespace

fs::path stateFile(const fs::path& socket) {
  return fs::path(socket) += ".state";
}

std::optional<RunState> toldState(const fs::path& runFolder) {
  const auto contact = readContact(runFolder / "worker.json");
  if (!contact || contact->host != thisHost()) return {};
  const auto told = readFile(stateFile(contact->socket.toStdString()), 64);
  if (!told) return {};
  const RunState state = runStateFrom(told->substr(0, told->find(' ')));
  return isLive(state) ? std::optional(state) : std::nullopt;
}

Result<RunProgress> progressOf(const fs::path& runFolder) {
  RunProgress progress;
  progress.bestValidationLoss = std::numeric_limits<double>::quiet_NaN();
  if (const auto file = readSpecFile(runFolder)) progress.totalSteps = file->spec.train.steps;
  const auto live = FileLock::held(runFolder / "lock");
  progress.live = live && *live;
  UNMASK_ASSIGN(const bool recorded, pathExists(runFolder / "run.db"));
  if (recorded) {
    UNMASK_TRY(readProgress(runFolder, progress));
  } else {
    UNMASK_TRY(historyIsThere(runFolder));
    fillBeforeFirstRecord(runFolder, progress);
  }
  if (!live) {
    progress.state = RunState::unknown;
    progress.detail = asValue(live.error());
  }
  return progress;
}

}  // namespace unmask
