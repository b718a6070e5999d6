// Runs as lists show them, and making new ones.
#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <tuple>

#include "core/base/files.h"
#include "core/base/message_value.h"
#include "core/runs/run_folder.h"
#include "core/runs/workspace.h"

namespace unmask {
namespace {

struct StateName {
  RunState state;
  const char* id;
};
constexpr StateName kStates[] = {
    {RunState::prepared, "prepared"},
    {RunState::starting, "starting"},
    {RunState::running, "running"},
    {RunState::paused, "paused"},
    {RunState::waitingForDisk, "waiting-for-disk"},
    {RunState::stopped, "stopped"},
    {RunState::finished, "finished"},
    {RunState::failed, "failed"},
    {RunState::interrupted, "interrupted"},
    {RunState::failedToStart, "failed-to-start"},
    {RunState::unknown, "unknown"},
};

// When a run without stored times began: its folder's name begins with that, in UTC.
int64_t timeOfSlug(const std::string& slug) {
  QDateTime when = QDateTime::fromString(QString::fromStdString(slug.substr(0, 15)),
                                         QStringLiteral("yyyyMMdd-HHmmss"));
  when.setTimeSpec(Qt::UTC);
  return when.isValid() ? when.toMSecsSinceEpoch() : 0;
}

}  // namespace

const char* id(RunState state) {
  for (const StateName& known : kStates) {
    if (known.state == state) return known.id;
  }
  return "";
}

RunState runStateFrom(const std::string& id) {
  for (const StateName& known : kStates) {
    if (id == known.id) return known.state;
  }
  return RunState::prepared;
}

bool isLive(RunState state) {
  return state == RunState::starting || state == RunState::running || state == RunState::paused ||
         state == RunState::waitingForDisk;
}

Result<RunSummary> summarise(const fs::path& runFolder) {
  RunSummary summary;
  summary.folder = runFolder;
  summary.slug = runFolder.filename().string();
  UNMASK_ASSIGN(RunProgress progress, progressOf(runFolder));
  summary.state = progress.state;
  summary.step = progress.step;
  summary.totalSteps = progress.totalSteps;
  summary.bestValidationLoss = progress.bestValidationLoss;
  summary.startedMs = progress.startedMs;
  summary.trainedSeconds = progress.trainedSeconds;
  summary.detail = progress.detail;
  summary.problems = std::move(progress.problems);
  auto file = readSpecFile(runFolder);
  if (file) {
    summary.spec = std::move(file->spec);
    summary.createdMs = file->createdMs;
    if (!file->asWritten) summary.problems.push_back(specChanged(runFolder));
  } else {
    summary.detail = asValue(file.error());
  }
  if (summary.createdMs == 0) summary.createdMs = summary.startedMs;
  if (summary.createdMs == 0) summary.createdMs = timeOfSlug(summary.slug);
  RunNotes notes = readNotes(runFolder);
  if (notes.problem) summary.problems.push_back(std::move(*notes.problem));
  summary.name = std::move(notes.name);
  summary.note = std::move(notes.note);
  summary.tags = std::move(notes.tags);
  return summary;
}

bool newerThan(const RunSummary& a, const RunSummary& b) {
  return std::tie(a.createdMs, a.slug) > std::tie(b.createdMs, b.slug);
}

Result<fs::path> prepareRun(const Workspace& workspace, const RunSpec& spec,
                            const std::string& name) {
  UNMASK_TRY(validate(spec));
  const QDateTime now = QDateTime::currentDateTimeUtc();
  // In UTC: local time runs backwards once a year, and after every flight to the west.
  const std::string time = now.toString(QStringLiteral("yyyyMMdd-HHmmss")).toStdString();
  UNMASK_ASSIGN(PartialFolder partial,
                PartialFolder::create(
                    workspace.newRunFolder(time + "-" + spec.objective + "-" + spec.corpus.slug),
                    PartialFolder::Name::orNextFree));
  UNMASK_TRY(writeSpecFile(partial.path(), spec, now.toMSecsSinceEpoch()));
  if (!name.empty()) UNMASK_TRY(saveNotes(partial.path(), name, "", {}));
  const std::vector<fs::path> roots = workspace.roots();
  if (roots.size() > 1) {
    QJsonArray list;
    for (size_t i = 1; i < roots.size(); ++i)
      list.append(QString::fromStdString(roots[i].string()));
    const QJsonObject json{{QStringLiteral("roots"), list}};
    UNMASK_TRY(
        writeFileWhole(partial.path() / "roots.json", QJsonDocument(json).toJson().toStdString()));
  }
  UNMASK_TRY(partial.commit());
  return partial.finalPath();
}

}  // namespace unmask
