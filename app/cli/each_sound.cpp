// Going on past what is broken.
#include "app/cli/each_sound.h"

#include <nlohmann/json.hpp>

namespace unmask {

Status eachSound(Terminal& terminal, const std::vector<std::filesystem::path>& folders,
                 const char* kind,
                 const std::function<Status(const std::filesystem::path&)>& show) {
  Status last;
  for (const std::filesystem::path& folder : folders) {
    Status shown = show(folder);
    if (shown) continue;
    terminal.object({{"type", "broken"},
                     {kind, folder.filename().string()},
                     {"folder", folder.string()},
                     {"problem", inEnglish(shown.error())}});
    if (!last) terminal.failed(last.error());  // the last one ends the command
    last = std::move(shown);
  }
  return last;
}

}  // namespace unmask
