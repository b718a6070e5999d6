// `corpus look`: the first records of files as an import would read them.
#include <nlohmann/json.hpp>

#include "app/cli/foreground_job.h"
#include "app/cli/reading_lines.h"
#include "core/base/message_value.h"
#include "core/corpus/first_look.h"
#include "core/corpus/pictures/picture_files.h"

namespace unmask {

namespace {

namespace fs = std::filesystem;

nlohmann::json fileJson(const FileLook& file) {
  nlohmann::json records = nlohmann::json::array(), skipped = nlohmann::json::array();
  for (const LookedRecord& record : file.records)
    records.push_back({{"place", inEnglish(record.place)},
                       {"picture", record.picture},
                       {"text", record.text},
                       {"bytes", record.bytes}});
  for (const auto& [place, reason] : file.skipped)
    skipped.push_back({{"place", inEnglish(place)}, {"reason", inEnglish(reason)}});
  return {{"type", "look"},
          {"file", file.path.string()},
          {"reading", toJson(file.reading)},
          {"whole", file.whole},
          {"records", records},
          {"skipped", skipped},
          {"problem", inEnglish(file.problem)}};
}

void print(Terminal& terminal, const FileLook& file) {
  terminal.object(fileJson(file));
  terminal.text(file.path.string() + ":");
  if (!file.problem.empty()) terminal.text("  " + words(file.problem));
  printReading(terminal, file.reading, "  ");
  if (!file.whole && file.problem.empty())
    terminal.line(message(UNMASK_TEXT("core", "  Of its beginning:")));
  for (const LookedRecord& record : file.records)
    terminal.text("  | " + (record.picture.empty() ? "" : record.picture + ": ") +
                  oneLine(record.text, static_cast<size_t>(terminal.columns()) - 4));
  for (const auto& [place, reason] : file.skipped)
    terminal.text("  - " + (place.empty() ? "" : words(place) + ": ") + words(reason));
}

template <class Settings>
int lookWith(Terminal& terminal, const LookOptions& options, Settings settings) {
  for (const std::string& assignment : options.settings)
    if (const Status set = setAssignment(fieldsOf(settings), assignment); !set)
      return terminal.wrongUse(set.error());
  if (const Status known = checkReading(settings.reading); !known)
    return terminal.wrongUse(known.error());
  const std::vector<fs::path> paths(options.paths.begin(), options.paths.end());
  const auto seen = runInForeground(
      terminal, [&](JobControl& control) { return lookAt(paths, settings, control); });
  if (!seen) return terminal.failed(seen.error());
  for (const FileLook& file : seen->files) print(terminal, file);
  if (seen->files.empty())
    terminal.line(message(UNMASK_TEXT("core", "There is no text in these files to look at.")));
  if (seen->moreFiles > 0)
    terminal.line(message(UNMASK_TEXT("core", "Further files of this kind: %1."), seen->moreFiles));
  return exitDone;
}

}  // namespace

int look(Terminal& terminal, const LookOptions& options) {
  const bool pictures = options.kind == "auto"
                            ? holdPictures({options.paths.begin(), options.paths.end()})
                            : options.kind == "images" || options.kind == "pairs";
  return pictures ? lookWith(terminal, options, PictureImportSettings{})
                  : lookWith(terminal, options, ImportSettings{});
}

}  // namespace unmask
