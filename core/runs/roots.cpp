// Reading and writing workspace.json; what lies under a root.
#include "core/runs/roots.h"

#include <unistd.h>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>

#include "core/base/files.h"

namespace unmask {

namespace {

constexpr int kWorkspaceVersion = 1;

Result<QJsonObject> readMark(const fs::path& root) {
  const fs::path file = root / "workspace.json";
  UNMASK_ASSIGN(const std::string text, readFile(file, 1 << 16));
  QJsonObject json = QJsonDocument::fromJson(QByteArray::fromStdString(text)).object();
  const int version = json.value(QStringLiteral("version")).toInt(-1);
  if (version < 0) {
    return failure(
        message(UNMASK_TEXT("core", "%1 does not say the workspace's version."), file.string()),
        message(UNMASK_TEXT("core", "Remove this file if the folder is a workspace.")));
  }
  if (version > kWorkspaceVersion) {
    return failure(message(UNMASK_TEXT("core",
                                       "The workspace %1 has version %2; this Unmask knows "
                                       "version %3."),
                           root.string(), version, kWorkspaceVersion),
                   message(UNMASK_TEXT("core", "Use a newer Unmask, or another workspace.")));
  }
  return json;
}

// Folders of root/kind that hold `mark`, which tells a whole one.
std::vector<fs::path> wholeFolders(const fs::path& root, const char* kind, const char* mark) {
  std::vector<fs::path> folders;
  std::error_code error;  // a room that is not there has nothing
  for (fs::directory_iterator entry(root / kind, error), end; !error && entry != end;
       entry.increment(error)) {
    const fs::path folder = entry->path();
    std::error_code ignored;
    if (folder.filename().string().starts_with(".")) continue;
    if (fs::exists(folder / mark, ignored)) folders.push_back(folder);
  }
  std::sort(folders.begin(), folders.end());
  return folders;
}

}  // namespace

Result<RootContents> contentsOf(const fs::path& root) {
  std::error_code error;
  const fs::directory_iterator reached(root, error);
  if (error) {
    return failure(systemError(message(UNMASK_TEXT("core", "The place %1 is out of reach: %2."),
                                       root.string()),
                               error.value())
                       .what,
                   message(UNMASK_TEXT("core", "Connect it, or take it off the list of places.")));
  }
  if (fs::exists(root / "workspace.json", error)) {
    UNMASK_TRY(readMark(root));
  }
  return RootContents{wholeFolders(root, "corpora", "corpus.json"),
                      wholeFolders(root, "tokenizers", "unmask.json"),
                      wholeFolders(root, "runs", "spec.json"), ::access(root.c_str(), W_OK) == 0};
}

Result<std::vector<fs::path>> rememberedRoots(const fs::path& root) {
  UNMASK_ASSIGN(const QJsonObject json, readMark(root));
  std::vector<fs::path> roots;
  for (const QJsonValue further : json.value(QStringLiteral("roots")).toArray()) {
    const std::string path = further.toString().toStdString();
    if (!path.empty()) roots.emplace_back(path);
  }
  return roots;
}

Status rememberRoots(const fs::path& root, const std::vector<fs::path>& further) {
  QJsonObject json{{QStringLiteral("version"), kWorkspaceVersion}};
  std::error_code ignored;  // an unreadable file shows when it is read
  if (fs::exists(root / "workspace.json", ignored)) {
    UNMASK_ASSIGN(json, readMark(root));
  }
  QJsonArray list;
  for (const fs::path& path : further) list.append(QString::fromStdString(path.string()));
  json[QStringLiteral("roots")] = list;
  return writeFileWhole(root / "workspace.json", QJsonDocument(json).toJson().toStdString());
}

}  // namespace unmask
