// `objectives`: the catalogue, with every setting's default and range.
#include <nlohmann/json.hpp>

#include "app/cli/commands.h"
#include "core/spec/catalogue.h"
#include "core/spec/documentation.h"
#include "core/spec/field_text.h"
#include "core/spec/run_spec.h"

namespace unmask {

namespace {

nlohmann::json settingJson(const FieldRef& field) {
  return {{"key", field.info.key},     {"label", field.info.label},
          {"unit", field.info.unit},   {"default", field.get()},
          {"range", rangeText(field)}, {"explanation", field.info.explanation}};
}

nlohmann::json objectiveJson(const ObjectiveInfo& info, const std::vector<FieldRef>& fields) {
  nlohmann::json presets = nlohmann::json::array(), settings = nlohmann::json::array();
  for (const Preset& preset : info.presets)
    presets.push_back({{"id", preset.id},
                       {"label", preset.label},
                       {"explanation", preset.explanation},
                       {"settings", preset.assignments}});
  for (const FieldRef& field : fields) settings.push_back(settingJson(field));
  return {{"type", "objective"},      {"id", info.id},
          {"label", info.label},      {"system", info.system},
          {"paper", info.paper},      {"task", info.task},
          {"look_for", info.lookFor}, {"chance", info.chanceName},
          {"presets", presets},       {"settings", settings}};
}

std::string padded(std::string text, size_t width) {
  const size_t has = displayWidth(text);
  return text + std::string(has < width ? width - has : 1, ' ');
}

void printSetting(Terminal& terminal, const FieldRef& field) {
  const std::string value = typedText(field);
  const std::string range = rangeText(field);
  terminal.text("    " + padded(field.info.key, 26) + padded(value, 12) +
                (range.empty() ? "" : "(" + range + ") ") + words(message(field.info.explanation)));
}

Status printObjectives(Terminal& terminal, const std::string& only) {
  for (const ObjectiveInfo& info : objectives()) {
    if (!only.empty() && only != info.id) continue;
    UNMASK_ASSIGN(RunSpec spec, defaultSpec(info.id));
    const std::vector<FieldRef> fields = fieldsOf(spec);
    terminal.object(objectiveJson(info, fields));
    terminal.text(std::string(info.id) + ": " + words(message(info.label)) + " (" + info.system +
                  ", " + info.paper + ")");
    terminal.text("  " + words(message(info.task)));
    terminal.text("  " + words(message(info.lookFor)));
    terminal.line(message(UNMASK_TEXT("core", "  Loss at chance: %1."), info.chanceName));
    terminal.line(message(UNMASK_TEXT("core", "  Presets (--preset; the first is the default):")));
    for (const Preset& preset : info.presets)
      terminal.text("    " + padded(preset.id, 12) + words(message(preset.label)) + ". " +
                    words(message(preset.explanation)));
    terminal.line(message(UNMASK_TEXT("core", "  Settings (--set key=value), default, range:")));
    for (const FieldRef& field : fields) printSetting(terminal, field);
    terminal.text("");
  }
  return {};
}

}  // namespace

void addObjectivesCommand(CLI::App& app, CommandLine& commandLine) {
  auto only = std::make_shared<std::string>();
  auto markdown = std::make_shared<bool>(false);
  CLI::App* command =
      app.add_subcommand("objectives", "The pretext tasks: presets, settings, defaults, ranges");
  command->add_option("ID", *only, "Only this objective");
  command->add_flag("--markdown", *markdown, "All settings and measures, as in docs/settings.md");
  command->footer(
      "--json: {type: objective, id, label, system, paper, task, look_for, chance,\n"
      "presets: [{id, label, explanation, settings}], settings: [{key, label, unit,\n"
      "default, range, explanation}]}");
  command->callback([only, markdown, &commandLine] {
    commandLine.action = [only, markdown](Terminal& terminal) {
      if (*markdown) {
        terminal.text(settingsMarkdown() + measuresMarkdown());
        return static_cast<int>(exitDone);
      }
      if (!only->empty() && !findObjective(*only))
        return terminal.wrongUse(defaultSpec(*only).error());
      return terminal.ended(printObjectives(terminal, *only));
    };
  });
}

}  // namespace unmask
