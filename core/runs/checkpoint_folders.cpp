// Listing checkpoints and looking whether they are whole.
#include "core/runs/checkpoint_folders.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <charconv>
#include <set>
#include <string_view>

#include "core/base/digest.h"
#include "core/base/files.h"

namespace unmask {

std::vector<int64_t> checkpointSteps(const fs::path& runFolder) {
  std::set<int64_t> steps;
  // No folder: no checkpoints.
  static_cast<void>(
      eachEntry(runFolder / "checkpoints", [&](const fs::directory_entry& entry) -> Result<Walk> {
        const std::string file = entry.path().filename().string();
        std::string_view name = file;
        // What a crash left while step-N was replaced counts as step-N (PartialFolder).
        if (name.starts_with('.') && name.ends_with(".replaced"))
          name = name.substr(1, name.rfind('.') - 1);
        if (!name.starts_with("step-")) return Walk::on;
        name.remove_prefix(5);
        int64_t step = -1;
        const auto [last, problem] = std::from_chars(name.data(), name.data() + name.size(), step);
        if (problem == std::errc() && last == name.data() + name.size()) steps.insert(step);
        return Walk::on;
      }));
  return {steps.begin(), steps.end()};
}

fs::path checkpointFolder(const fs::path& runFolder, int64_t step) {
  return whereIsWhole(runFolder / "checkpoints" / ("step-" + std::to_string(step)));
}

bool checkpointIsWhole(const fs::path& checkpoint) {
  const auto text = readFile(checkpoint / "manifest.json", 1 << 20);
  if (!text) return false;
  const QJsonObject files = QJsonDocument::fromJson(QByteArray::fromStdString(*text))
                                .object()
                                .value(QStringLiteral("files"))
                                .toObject();
  for (auto file = files.begin(); file != files.end(); ++file) {
    const auto digest = sha256OfFile(checkpoint / file.key().toStdString());
    if (!digest || QString::fromStdString(*digest) != file.value().toString()) return false;
  }
  return !files.isEmpty();
}

}  // namespace unmask
