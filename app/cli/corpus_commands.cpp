// `corpus`: import texts, make the built-in samples, list, show, remove.
#include <QCoreApplication>
#include <nlohmann/json.hpp>

#include "app/cli/commands.h"
#include "app/cli/confirm.h"
#include "app/cli/foreground_job.h"
#include "core/corpus/prepare.h"
#include "core/corpus/samples.h"

namespace unmask {

namespace {

namespace fs = std::filesystem;

struct Options {
  std::vector<std::string> paths;
  std::string corpus, name, kind = "text", sample;
  std::vector<std::string> settings;
  bool yes = false;
};

nlohmann::json infoJson(const CorpusInfo& info, const fs::path& folder) {
  const CorpusStatistics& s = info.statistics;
  nlohmann::json sources = nlohmann::json::array(), skipped = nlohmann::json::array();
  for (const SourceFile& source : info.sources)
    sources.push_back({{"path", source.path},
                       {"bytes", source.bytes},
                       {"sha256", source.sha256},
                       {"documents", source.documents}});
  for (const SkippedItem& item : s.skipped)
    skipped.push_back({{"file", item.file}, {"place", item.place}, {"reason", item.reason}});
  return {{"type", "corpus"},
          {"corpus", info.slug},
          {"name", info.name},
          {"kind", info.kind},
          {"folder", folder.string()},
          {"hash", info.hash},
          {"tokenizer", info.suggestedTokenizer},
          {"separator", info.separator},
          {"documents", s.documents},
          {"bytes", s.bytes},
          {"characters", s.characters},
          {"distinct_characters", s.distinctCharacters},
          {"shortest", s.shortest},
          {"longest", s.longest},
          {"exact_duplicates", s.exactDuplicates},
          {"replaced_bytes", s.replacedBytes},
          {"skipped_count", s.skippedCount},
          {"skipped", skipped},
          {"sources", sources}};
}

void print(Terminal& terminal, const CorpusInfo& info, const fs::path& folder) {
  const CorpusStatistics& s = info.statistics;
  terminal.object(infoJson(info, folder));
  terminal.line(message(UNMASK_TEXT("core", "%1: %2 documents, %3 characters (%4 distinct), %5"),
                        info.slug, withSeparators(s.documents), withSeparators(s.characters),
                        s.distinctCharacters, readableBytes(s.bytes)));
  terminal.line(message(UNMASK_TEXT("core",
                                    "  Documents of %1 to %2 characters; %3 exact "
                                    "duplicates"),
                        withSeparators(s.shortest), withSeparators(s.longest),
                        withSeparators(s.exactDuplicates)));
  if (!info.suggestedTokenizer.empty())
    terminal.line(message(UNMASK_TEXT("core", "  Tokenizer: %1"), info.suggestedTokenizer));
  if (s.replacedBytes > 0)
    terminal.line(message(UNMASK_TEXT("core", "  %1 invalid bytes were replaced"),
                          withSeparators(s.replacedBytes)));
  if (s.skippedCount > 0)
    terminal.line(message(UNMASK_TEXT("core", "  %1 skipped:"), withSeparators(s.skippedCount)));
  constexpr size_t kShown = 10;
  for (size_t i = 0; i < s.skipped.size() && i < kShown; ++i)
    terminal.text("    " + s.skipped[i].file +
                  (s.skipped[i].place.empty() ? "" : ", " + s.skipped[i].place) + ": " +
                  s.skipped[i].reason);
}

PreparePlaces placesFor(const Workspace& workspace, const std::string& name) {
  return {workspace.newCorpusFolder(name), workspace.newTokenizerFolder(name),
          QCoreApplication::applicationFilePath().toStdString()};
}

int import(Terminal& terminal, const CommandLine& commandLine, const Options& options) {
  if (options.kind != "text")
    return terminal.wrongUse(
        {message(UNMASK_TEXT("core", "--kind %1 is not there yet."), options.kind),
         message(UNMASK_TEXT("core", "Use --kind text."))});
  ImportSettings settings;
  TokenizerSettings tokenizer;
  bool tokenizerChosen = false;
  for (const std::string& assignment : options.settings) {
    const bool forTokenizer = assignment.starts_with("tokenizer.");
    tokenizerChosen |= forTokenizer;
    const Status set =
        setAssignment(forTokenizer ? fieldsOf(tokenizer) : fieldsOf(settings), assignment);
    if (!set) return terminal.wrongUse(set.error());
  }
  if (const Status valid = validate(tokenizer); !valid) return terminal.wrongUse(valid.error());
  const auto workspace = commandLine.workspace();
  if (!workspace) return terminal.failed(workspace.error());
  const std::vector<fs::path> paths(options.paths.begin(), options.paths.end());
  fs::path named = paths.front().lexically_normal();
  if (named.filename().empty()) named = named.parent_path();
  const std::string name = options.name.empty() ? named.stem().string() : options.name;
  const auto prepared = runInForeground(terminal, [&](JobControl& control) {
    return importAndPrepare(paths, name, settings, tokenizerChosen ? &tokenizer : nullptr,
                            placesFor(*workspace, name), control);
  });
  if (!prepared) return terminal.failed(prepared.error());
  print(terminal, prepared->info, prepared->corpus);
  return exitDone;
}

int sample(Terminal& terminal, const CommandLine& commandLine, const Options& options) {
  if (options.sample.empty()) {
    for (const SampleInfo& info : textSamples()) {
      terminal.object({{"type", "sample"},
                       {"sample", info.id},
                       {"label", info.label},
                       {"explanation", info.explanation}});
      terminal.text(std::string(info.id) + ": " + words(message(info.label)) + ". " +
                    words(message(info.explanation)));
    }
    return exitDone;
  }
  if (!findSample(options.sample)) {
    std::string known;
    for (const SampleInfo& info : textSamples())
      known += (known.empty() ? "" : ", ") + std::string(info.id);
    return terminal.wrongUse(
        {message(UNMASK_TEXT("core", "There is no sample %1."), options.sample),
         message(UNMASK_TEXT("core", "There are: %1."), known)});
  }
  const auto workspace = commandLine.workspace();
  if (!workspace) return terminal.failed(workspace.error());
  const auto prepared = runInForeground(terminal, [&](JobControl& control) {
    return makeSampleAndPrepare(options.sample, placesFor(*workspace, options.sample), control);
  });
  if (!prepared) return terminal.failed(prepared.error());
  print(terminal, prepared->info, prepared->corpus);
  return exitDone;
}

Status list(Terminal& terminal, const Workspace& workspace) {
  const auto folders = workspace.corpusFolders();
  for (const fs::path& folder : folders) {
    UNMASK_ASSIGN(const Corpus corpus, Corpus::open(folder));
    print(terminal, corpus.info(), folder);
  }
  if (folders.empty())
    terminal.line(message(
        UNMASK_TEXT("core",
                    "No corpora yet. Import one: unmask-cli corpus import PATH; or make a sample: "
                    "unmask-cli corpus sample stories")));
  return {};
}

Status show(Terminal& terminal, const Workspace& workspace, const std::string& wanted) {
  UNMASK_ASSIGN(const fs::path folder, workspace.findCorpus(wanted));
  UNMASK_ASSIGN(const Corpus corpus, Corpus::open(folder));
  print(terminal, corpus.info(), folder);
  if (corpus.documents() == 0) return {};
  UNMASK_ASSIGN(const std::string text, corpus.text(0, 0, 400));
  terminal.line(message(UNMASK_TEXT("core", "  Begins: %1"),
                        oneLine(text, static_cast<size_t>(terminal.columns()) - 12)));
  return {};
}

Status remove(Terminal& terminal, const Workspace& workspace, const Options& options) {
  UNMASK_ASSIGN(const fs::path folder, workspace.findCorpus(options.corpus));
  const std::string slug = folder.filename().string();
  UNMASK_TRY(confirmed(
      terminal,
      message(UNMASK_TEXT("core", "Remove the corpus %1 for good? Its runs cannot go on. [y/N]"),
              slug),
      options.yes));
  UNMASK_TRY(workspace.remove(folder));
  terminal.object({{"type", "removed"}, {"corpus", slug}});
  terminal.line(message(UNMASK_TEXT("core", "Removed %1"), slug));
  return {};
}

constexpr const char* kCorpusJson =
    "--json: {type: corpus, corpus, name, kind, folder, hash, tokenizer, separator, documents,\n"
    "bytes, characters, distinct_characters, shortest, longest, exact_duplicates, replaced_bytes,\n"
    "skipped_count, skipped: [{file, place, reason}], sources: [{path, bytes, sha256,\n"
    "documents}]}";

// The import and tokenizer settings as lines of help.
std::string settingsHelp() {
  ImportSettings settings;
  std::string help = "Settings (--set):\n";
  for (const FieldRef& field : fieldsOf(settings))
    help += "  " + std::string(field.info.key) + " = " + field.get().dump() + "  " +
            rangeText(field) + "\n";
  return help + "  tokenizer.*  as in tokenizer train\n";
}

}  // namespace

void addCorpusCommands(CLI::App& app, CommandLine& commandLine) {
  CLI::App* group = app.add_subcommand("corpus", "The texts that models learn from");
  group->require_subcommand(1);
  auto options = std::make_shared<Options>();
  const auto onWorkspace = [&commandLine](auto work) {
    return [&commandLine, work] {
      commandLine.action = [&commandLine, work](Terminal& terminal) {
        const auto workspace = commandLine.workspace();
        if (!workspace) return terminal.failed(workspace.error());
        return terminal.ended(work(terminal, *workspace));
      };
    };
  };

  CLI::App* imported = group->add_subcommand(
      "import",
      "Import .txt, .md, .json, .jsonl, .csv, .tsv (and .gz of each), or folders of them");
  imported->add_option("PATH", options->paths, "Files and folders")->required();
  imported->add_option("--name", options->name, "The corpus's name (default: the first path's)");
  imported->add_option("--kind", options->kind, "text")->capture_default_str();
  imported->add_option("--set", options->settings, "A setting, e.g. --set import.separator=line")
      ->type_name("KEY=VALUE")
      ->expected(1)
      ->take_all();
  imported->footer(settingsHelp() + kCorpusJson);
  imported->callback([&commandLine, options] {
    commandLine.action = [&commandLine, options](Terminal& terminal) {
      return import(terminal, commandLine, *options);
    };
  });

  CLI::App* sampled =
      group->add_subcommand("sample", "Make a built-in sample; without NAME: what there is");
  sampled->add_option("NAME", options->sample, "The sample");
  sampled->footer(kCorpusJson);
  sampled->callback([&commandLine, options] {
    commandLine.action = [&commandLine, options](Terminal& terminal) {
      return sample(terminal, commandLine, *options);
    };
  });

  CLI::App* listed = group->add_subcommand("list", "Every corpus with its figures");
  listed->footer(kCorpusJson);
  listed->callback(onWorkspace(list));

  CLI::App* shown = group->add_subcommand("show", "One corpus with its figures");
  shown->add_option("CORPUS", options->corpus, "The corpus's name, or its beginning")->required();
  shown->footer(kCorpusJson);
  shown->callback(onWorkspace([options](Terminal& terminal, const Workspace& workspace) {
    return show(terminal, workspace, options->corpus);
  }));

  CLI::App* removed = group->add_subcommand("remove", "Delete a corpus");
  removed->add_option("CORPUS", options->corpus, "The corpus's name, or its beginning")->required();
  removed->add_flag("--yes,-y", options->yes, "Do not ask");
  removed->footer("--json: {type: removed, corpus}");
  removed->callback(onWorkspace([options](Terminal& terminal, const Workspace& workspace) {
    return remove(terminal, workspace, *options);
  }));
}

}  // namespace unmask
