// `tokenizer`: train one on a corpus, open a SentencePiece .model, list, try, remove.
#include <QCoreApplication>
#include <nlohmann/json.hpp>

#include "app/cli/ask_worker.h"
#include "app/cli/commands.h"
#include "app/cli/confirm.h"
#include "app/cli/each_sound.h"
#include "app/cli/foreground_job.h"
#include "app/cli/names.h"
#include "core/corpus/encode.h"
#include "core/corpus/fit.h"
#include "core/spec/field_text.h"
#include "core/spec/picture_tokenizer_info.h"
#include "core/tokenizers/inspection.h"
#include "core/tokenizers/tokenizer_file.h"

namespace unmask {

namespace {

namespace fs = std::filesystem;

struct Options {
  std::string corpus, tokenizer, file, name, text, run;
  int64_t checkpoint = -1;
  std::string type;
  int64_t vocabularySize = 0;  // 0: not given
  std::vector<std::string> settings;
  bool yes = false;
};

void print(Terminal& terminal, const Tokenizer& tokenizer, const fs::path& folder) {
  terminal.object({{"type", "tokenizer"},
                   {"tokenizer", tokenizer.slug},
                   {"name", tokenizer.name},
                   {"kind", id(tokenizer.kind())},
                   {"pieces", tokenizer.pieces()},
                   {"lossless", tokenizer.lossless()},
                   {"hash", tokenizer.hash},
                   {"folder", folder.string()}});
  sayNames(terminal, tokenizer.slug, tokenizer.name);
  terminal.line(message(UNMASK_TEXT("core", "%1: %2, %3 pieces"), tokenizer.slug,
                        id(tokenizer.kind()),
                        withSeparators(static_cast<uint64_t>(tokenizer.pieces()))));
  if (!tokenizer.lossless())
    terminal.line(message(
        UNMASK_TEXT("core", "  It changes the text: not everything comes back from its pieces.")));
}

void print(Terminal& terminal, const PictureTokenizerInfo& info, const fs::path& folder) {
  terminal.object({{"type", "tokenizer"},
                   {"tokenizer", info.slug},
                   {"name", info.name},
                   {"kind", kPictureTokenizerKind},
                   {"codes", info.shape.codes},
                   {"size", info.size},
                   {"patch", info.shape.patch},
                   {"channels", info.shape.channels},
                   {"run", info.run},
                   {"step", info.step},
                   {"hash", info.hash},
                   {"folder", folder.string()}});
  sayNames(terminal, info.slug, info.name);
  terminal.line(message(UNMASK_TEXT("core",
                                    "%1: picture, %2 codes, views of %3 pixels in patches of %4, "
                                    "%5 channels, from step %6 of %7"),
                        info.slug, info.shape.codes, info.size, info.shape.patch,
                        info.shape.channels, info.step, info.run));
}

Status open(Terminal& terminal, const fs::path& folder) {
  if (holdsPictureTokenizer(folder)) {
    UNMASK_ASSIGN(const PictureTokenizerInfo info, readPictureTokenizerInfo(folder));
    print(terminal, info, folder);
    return {};
  }
  UNMASK_ASSIGN(const auto tokenizer, openTokenizer(folder));
  print(terminal, *tokenizer, folder);
  return {};
}

Result<TokenizerSettings> settingsFrom(const Options& options) {
  TokenizerSettings settings;
  const std::vector<FieldRef> fields = fieldsOf(settings);
  if (!options.type.empty()) UNMASK_TRY(setAssignment(fields, "tokenizer.type=" + options.type));
  if (options.vocabularySize != 0) {
    UNMASK_TRY(setAssignment(
        fields, "tokenizer.vocabulary_size=" + std::to_string(options.vocabularySize)));
  }
  for (const std::string& assignment : options.settings)
    UNMASK_TRY(setAssignment(fields, assignment));
  UNMASK_TRY(validate(settings));
  return settings;
}

int train(Terminal& terminal, const CommandLine& commandLine, const Options& options) {
  const auto settings = settingsFrom(options);
  if (!settings) return terminal.wrongUse(settings.error());
  const auto workspace = commandLine.workspace();
  if (!workspace) return terminal.failed(workspace.error());
  const auto corpusFolder = workspace->findCorpus(options.corpus);
  if (!corpusFolder) return terminal.failed(corpusFolder.error());
  const auto corpus = Corpus::open(*corpusFolder);
  if (!corpus) return terminal.failed(corpus.error());
  if (const Status text = hasText(corpus->info()); !text) return terminal.failed(text.error());
  const std::string name =
      options.name.empty() ? corpus->info().slug + "-" + settings->type : options.name;
  const fs::path folder = workspace->newTokenizerFolder(name);
  const Status trained = runInForeground(terminal, [&](JobControl& control) {
    return trainTokenizer(textOf(*corpus), *settings, name, folder,
                          QCoreApplication::applicationFilePath().toStdString(), control);
  });
  return terminal.ended(trained ? open(terminal, folder) : trained);
}

Status importFile(Terminal& terminal, const Workspace& workspace, const Options& options) {
  const std::string name =
      options.name.empty() ? fs::path(options.file).stem().string() : options.name;
  const fs::path folder = workspace.newTokenizerFolder(name);
  UNMASK_TRY(importModel(options.file, name, folder));
  return open(terminal, folder);
}

Status freeze(Terminal& terminal, const Workspace& workspace, const Options& options) {
  UNMASK_ASSIGN(const fs::path run, workspace.findRun(options.run));
  UNMASK_ASSIGN(const RunSummary summary, summarise(run));
  const std::string name =
      options.name.empty() ? summary.spec.corpus.slug + "-codes" : options.name;
  UNMASK_TRY(checkName(name));
  const fs::path folder = workspace.newTokenizerFolder(name);
  QStringList arguments{QStringLiteral("freeze"), QString::fromStdString(run.string()),
                        QString::fromStdString(folder.string()),
                        QString::fromStdString("--name=" + name)};
  if (options.checkpoint >= 0)
    arguments << QStringLiteral("--checkpoint") << QString::number(options.checkpoint);
  UNMASK_TRY(askWorker(arguments, [](const nlohmann::json&) {}));
  return open(terminal, folder);
}

Status list(Terminal& terminal, const Workspace& workspace) {
  const auto folders = workspace.tokenizerFolders();
  UNMASK_TRY(eachSound(terminal, folders, "tokenizer",
                       [&](const fs::path& folder) { return open(terminal, folder); }));
  if (folders.empty())
    terminal.line(message(UNMASK_TEXT(
        "core",
        "No tokenizers yet. Importing a corpus makes one; or: unmask-cli tokenizer train "
        "CORPUS")));
  return {};
}

// The pieces of a text with their ids: how the tokenizer sees it.
Status show(Terminal& terminal, const Workspace& workspace, const Options& options) {
  UNMASK_ASSIGN(const fs::path folder, workspace.findTokenizer(options.tokenizer));
  if (options.text.empty() && holdsPictureTokenizer(folder)) return open(terminal, folder);
  UNMASK_ASSIGN(const auto tokenizer, openTokenizer(folder));
  if (options.text.empty()) {
    print(terminal, *tokenizer, folder);
    return {};
  }
  const std::vector<int64_t> ids = encodeWithReserved(*tokenizer, options.text);
  nlohmann::json pieces = nlohmann::json::array();
  std::string line;
  for (const int64_t id : ids) {
    pieces.push_back(displayPiece(*tokenizer, id));
    line += displayPiece(*tokenizer, id) + "/" + std::to_string(id) + " ";
  }
  nlohmann::json shown = {
      {"type", "pieces"}, {"text", options.text}, {"ids", ids}, {"pieces", pieces}};
  const WithoutPiece lacking = withoutPiece(*tokenizer, options.text);
  if (!lacking.none()) shown["without_piece"] = toJson(lacking);
  terminal.object(shown);
  terminal.text(line);
  if (!lacking.none()) terminal.note(described(lacking));
  return {};
}

Status remove(Terminal& terminal, const Workspace& workspace, const Options& options) {
  UNMASK_ASSIGN(const fs::path folder, workspace.findTokenizer(options.tokenizer));
  const std::string slug = folder.filename().string();
  UNMASK_TRY(confirmed(
      terminal,
      message(UNMASK_TEXT("core", "Remove the tokenizer %1 for good? Its runs cannot go on. [y/N]"),
              slug),
      options.yes, {options.tokenizer, slug, nameIn(folder, "unmask.json")}));
  UNMASK_TRY(workspace.remove(folder));
  terminal.object({{"type", "removed"}, {"tokenizer", slug}});
  terminal.line(message(UNMASK_TEXT("core", "Removed %1"), slug));
  return {};
}

constexpr const char* kTokenizerJson =
    "--json: {type: tokenizer, tokenizer, name, kind, pieces, lossless, hash, folder}; of "
    "pictures\n"
    "{type: tokenizer, tokenizer, name, kind: picture, codes, size, patch, channels, run, step,\n"
    "hash, folder}";

std::string settingsHelp() {
  TokenizerSettings settings;
  std::string help = "Settings (--set):\n";
  for (const FieldRef& field : fieldsOf(settings))
    help += "  " + std::string(field.info.key) + " = " + typedText(field) + "  " +
            rangeText(field) + "\n";
  return help;
}

}  // namespace

void addTokenizerCommands(CLI::App& app, CommandLine& commandLine) {
  CLI::App* group =
      app.add_subcommand("tokenizer", "How texts are cut into pieces, and pictures into codes");
  group->require_subcommand(1);
  auto options = std::make_shared<Options>();
  using Work = Status (*)(Terminal&, const Workspace&, const Options&);
  const auto onWorkspace = [&commandLine, options](Work work) {
    return [&commandLine, options, work] {
      commandLine.action = [&commandLine, options, work](Terminal& terminal) {
        const auto workspace = commandLine.workspace();
        if (!workspace) return terminal.failed(workspace.error());
        return terminal.ended(work(terminal, *workspace, *options));
      };
    };
  };

  CLI::App* trained = group->add_subcommand("train", "Train a tokenizer on a corpus");
  trained->add_option("CORPUS", options->corpus, "The corpus's name, or its beginning")->required();
  trained->add_option("--type", options->type, "unigram, bpe, char or byte");
  trained->add_option("--vocab-size", options->vocabularySize, "Pieces to learn (unigram, bpe)");
  trained->add_option("--name", options->name, "The tokenizer's name (default: corpus-type)");
  trained
      ->add_option("--set", options->settings,
                   "A setting, e.g. --set tokenizer.character_coverage=1")
      ->type_name("KEY=VALUE")
      ->expected(1)
      ->take_all();
  trained->footer(settingsHelp() + kTokenizerJson);
  trained->callback([&commandLine, options] {
    commandLine.action = [&commandLine, options](Terminal& terminal) {
      return train(terminal, commandLine, *options);
    };
  });

  CLI::App* imported = group->add_subcommand("open", "Copy an existing SentencePiece .model in");
  imported->add_option("FILE", options->file, "The .model file")->required();
  imported->add_option("--name", options->name, "The tokenizer's name (default: the file's)");
  imported->footer(kTokenizerJson);
  imported->callback(onWorkspace(importFile));

  CLI::App* frozen = group->add_subcommand(
      "freeze", "Make a picture tokenizer of a picture-tokenizer run's checkpoint");
  frozen->add_option("RUN", options->run, "The run's name, or its beginning")->required();
  frozen->add_option("--checkpoint", options->checkpoint, "Step of the checkpoint (the newest)")
      ->check(CLI::NonNegativeNumber);
  frozen->add_option("--name", options->name, "The tokenizer's name (default: corpus-codes)");
  frozen->footer(kTokenizerJson);
  frozen->callback(onWorkspace(freeze));

  CLI::App* listed = group->add_subcommand("list", "Every tokenizer");
  listed->footer(kTokenizerJson);
  listed->callback(
      onWorkspace([](Terminal& t, const Workspace& w, const Options&) { return list(t, w); }));

  CLI::App* shown = group->add_subcommand("show", "One tokenizer, or the pieces of a text in it");
  shown->add_option("TOKENIZER", options->tokenizer, "Its name, or its beginning")->required();
  shown->add_option("TEXT", options->text, "A text to cut into pieces");
  shown->footer(std::string(kTokenizerJson) +
                "; with TEXT {type: pieces, text, ids, pieces,\n"
                "without_piece: {count, distinct, characters, read_as}}, the last with characters\n"
                "that no piece stands for");
  shown->callback(onWorkspace(show));

  CLI::App* removed = group->add_subcommand("remove", "Delete a tokenizer");
  removed->add_option("TOKENIZER", options->tokenizer, "Its name, or its beginning")->required();
  removed->add_flag("--yes,-y", options->yes, "Do not ask");
  removed->footer("--json: {type: removed, tokenizer}");
  removed->callback(onWorkspace(remove));
}

}  // namespace unmask
