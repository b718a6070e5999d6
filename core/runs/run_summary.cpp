// Runs as lists show them, their notes, and making new ones.
#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <nlohmann/json.hpp>

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
};

std::string notesJson(const std::string& name, const std::string& note,
                      const std::vector<std::string>& tags) {
  QJsonArray list;
  for (const std::string& tag : tags) list.append(QString::fromStdString(tag));
  const QJsonObject json{{QStringLiteral("name"), QString::fromStdString(name)},
                         {QStringLiteral("note"), QString::fromStdString(note)},
                         {QStringLiteral("tags"), list}};
  return QJsonDocument(json).toJson().toStdString();
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
  UNMASK_ASSIGN(const RunProgress progress, progressOf(runFolder));
  summary.state = progress.state;
  summary.step = progress.step;
  summary.totalSteps = progress.totalSteps;
  summary.bestValidationLoss = progress.bestValidationLoss;
  summary.startedMs = progress.startedMs;
  summary.trainedSeconds = progress.trainedSeconds;
  summary.detail = progress.detail;
  auto spec = readSpec(runFolder);
  if (spec) {
    summary.spec = std::move(*spec);
  } else {
    summary.detail = asValue(spec.error());
  }
  RunNotes notes = readNotes(runFolder);
  summary.name = std::move(notes.name);
  summary.note = std::move(notes.note);
  summary.tags = std::move(notes.tags);
  return summary;
}

RunNotes readNotes(const fs::path& runFolder) {
  RunNotes notes;
  const auto text = readFile(runFolder / "notes.json", 1 << 20);
  if (!text) return notes;
  const QJsonObject object = QJsonDocument::fromJson(QByteArray::fromStdString(*text)).object();
  notes.name = object.value(QStringLiteral("name")).toString().toStdString();
  notes.note = object.value(QStringLiteral("note")).toString().toStdString();
  for (const QJsonValue tag : object.value(QStringLiteral("tags")).toArray())
    notes.tags.push_back(tag.toString().toStdString());
  return notes;
}

Status saveNotes(const fs::path& runFolder, const std::string& name, const std::string& note,
                 const std::vector<std::string>& tags) {
  return writeFileWhole(runFolder / "notes.json", notesJson(name, note, tags));
}

Result<fs::path> prepareRun(const Workspace& workspace, const RunSpec& spec,
                            const std::string& name) {
  UNMASK_TRY(validate(spec));
  const std::string time =
      QDateTime::currentDateTime().toString(QStringLiteral("yyyyMMdd-HHmmss")).toStdString();
  const fs::path folder =
      workspace.newRunFolder(time + "-" + spec.objective + "-" + spec.corpus.slug);
  UNMASK_ASSIGN(PartialFolder partial, PartialFolder::create(folder));
  UNMASK_TRY(writeFileWhole(partial.path() / "spec.json", toJson(spec).dump(2) + "\n"));
  if (!name.empty()) {
    UNMASK_TRY(writeFileWhole(partial.path() / "notes.json", notesJson(name, "", {})));
  }
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
  return folder;
}

}  // namespace unmask
