// notes.json: the person's own words about a run, with a checksum over them.
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include "core/base/digest.h"
#include "core/base/files.h"
#include "core/runs/workspace.h"

namespace unmask {
namespace {

const QString kChecksum = QStringLiteral("sha256");

fs::path fileIn(const fs::path& runFolder) {
  return runFolder / "notes.json";
}

// Over the compact form of all other entries, whose keys are sorted.
QString checksumOf(QJsonObject object) {
  object.remove(kChecksum);
  return QString::fromStdString(
      sha256(QJsonDocument(object).toJson(QJsonDocument::Compact).toStdString()));
}

// Words that cannot be read are still the person's: they are put aside, not written over.
void keepAside(const fs::path& file) {
  const auto text = readFile(file, 1 << 20);
  if (text ? QJsonDocument::fromJson(QByteArray::fromStdString(*text)).isObject()
           : text.error().kind == ErrorKind::absent)
    return;
  std::error_code ignored;  // writing the new ones says what is wrong with the disk
  fs::rename(file, firstFree(fs::path(file) += ".unreadable"), ignored);
}

}  // namespace

RunNotes readNotes(const fs::path& runFolder) {
  RunNotes notes;
  const fs::path file = fileIn(runFolder);
  const auto text = readFile(file, 1 << 20);
  if (!text) {
    if (text.error().kind != ErrorKind::absent) notes.problem = text.error();
    return notes;
  }
  const QJsonDocument document = QJsonDocument::fromJson(QByteArray::fromStdString(*text));
  const QJsonObject object = document.object();
  if (!document.isObject()) {
    notes.problem = Error{
        message(UNMASK_TEXT("core", "%1 is damaged: name, note and tags of this run are missing."),
                file.string()),
        message(UNMASK_TEXT("core", "Restore it, or write them anew.")),
        {},
        ErrorKind::damaged};
  } else if (object.contains(kChecksum) && object.value(kChecksum) != checksumOf(object)) {
    notes.problem =
        Error{message(UNMASK_TEXT("core", "%1 is not as Unmask wrote it."), file.string()),
              message(UNMASK_TEXT("core", "Look over name, note and tags, and save them anew.")),
              {},
              ErrorKind::damaged};
  }
  notes.name = object.value(QStringLiteral("name")).toString().toStdString();
  notes.note = object.value(QStringLiteral("note")).toString().toStdString();
  for (const QJsonValue tag : object.value(QStringLiteral("tags")).toArray())
    notes.tags.push_back(tag.toString().toStdString());
  return notes;
}

Status saveNotes(const fs::path& runFolder, const std::string& name, const std::string& note,
                 const std::vector<std::string>& tags) {
  QJsonArray list;
  for (const std::string& tag : tags) list.append(QString::fromStdString(tag));
  QJsonObject object{{QStringLiteral("name"), QString::fromStdString(name)},
                     {QStringLiteral("note"), QString::fromStdString(note)},
                     {QStringLiteral("tags"), list}};
  object[kChecksum] = checksumOf(object);
  keepAside(fileIn(runFolder));
  return writeFileWhole(fileIn(runFolder), QJsonDocument(object).toJson().toStdString());
}

}  // namespace unmask
