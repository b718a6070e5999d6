// `corpus`: import texts and pictures, make the built-in samples, list, show, remove.
#include <QCoreApplication>
#include <nlohmann/json.hpp>

#include "app/cli/commands.h"
#include "app/cli/confirm.h"
#include "app/cli/each_sound.h"
#include "app/cli/foreground_job.h"
#include "app/cli/names.h"
#include "app/cli/picture_lines.h"
#include "app/cli/reading_lines.h"
#include "core/base/message_value.h"
#include "core/corpus/known_formats.h"
#include "core/corpus/pictures/caption_tokens.h"
#include "core/corpus/pictures/picture_files.h"
#include "core/corpus/prepare.h"
#include "core/corpus/samples.h"
#include "core/dataset/caption_data.h"
#include "core/spec/field_text.h"

namespace unmask {

namespace {

namespace fs = std::filesystem;

struct Options {
  std::vector<std::string> paths;
  std::string corpus, name, kind = "auto", sample;
  std::vector<std::string> settings;
  bool yes = false;
  int64_t context = 77;  // CLIP's
};

nlohmann::json infoJson(const CorpusInfo& info, const fs::path& folder) {
  const CorpusStatistics& s = info.statistics;
  nlohmann::json sources = nlohmann::json::array();
  for (const SourceFile& source : info.sources)
    sources.push_back({{"path", source.path},
                       {"bytes", source.bytes},
                       {"sha256", source.sha256},
                       {"documents", source.documents}});
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
          {"skipped", itemsJson(s.skipped)},
          {"left_out", toJson(s.leftOut)},
          {"noted_count", s.notedCount},
          {"noted", itemsJson(s.noted)},
          {"readings", readingsJson(info.readings)},
          {"sources", sources},
          {"pictures", picturesJson(info.pictures)}};
}

void printText(Terminal& terminal, const CorpusInfo& info) {
  const CorpusStatistics& s = info.statistics;
  terminal.line(message(UNMASK_TEXT("core", "%1: %2, %3 (%4 distinct), %5"), info.slug,
                        counted(s.documents, UNMASK_TEXT("core", "1 document"),
                                UNMASK_TEXT("core", "%1 documents")),
                        counted(s.characters, UNMASK_TEXT("core", "1 character"),
                                UNMASK_TEXT("core", "%1 characters")),
                        s.distinctCharacters, readableBytes(s.bytes)));
  terminal.line(message(UNMASK_TEXT("core", "  Documents of %1 to %2 characters; %3"),
                        withSeparators(s.shortest), withSeparators(s.longest),
                        counted(s.exactDuplicates, UNMASK_TEXT("core", "1 exact duplicate"),
                                UNMASK_TEXT("core", "%1 exact duplicates"))));
}

void print(Terminal& terminal, const CorpusInfo& info, const fs::path& folder) {
  const CorpusStatistics& s = info.statistics;
  terminal.object(infoJson(info, folder));
  sayNames(terminal, info.slug, info.name);
  if (info.pictures.count > 0)
    printPictures(terminal, info);
  else
    printText(terminal, info);
  if (!info.suggestedTokenizer.empty())
    terminal.line(message(UNMASK_TEXT("core", "  Tokenizer: %1"), info.suggestedTokenizer));
  if (s.replacedBytes > 0)
    terminal.text("  " + words(counted(s.replacedBytes,
                                       UNMASK_TEXT("core", "1 invalid byte was replaced"),
                                       UNMASK_TEXT("core", "%1 invalid bytes were replaced"))));
  if (s.leftOut.count > 0) terminal.text("  " + words(said(s.leftOut)));
  printReadings(terminal, info);
  printItems(terminal, UNMASK_TEXT("core", "  %1 to look at:"), s.notedCount, s.noted);
  printItems(terminal, UNMASK_TEXT("core", "  %1 skipped:"), s.skippedCount, s.skipped);
}

PreparePlaces placesFor(const Workspace& workspace, const std::string& name) {
  return {workspace.newCorpusFolder(name), workspace.newTokenizerFolder(name),
          QCoreApplication::applicationFilePath().toStdString()};
}

// What every import is told besides its settings.
struct ImportTarget {
  std::vector<fs::path> paths;
  std::string name;
};

// `settings` are those of the kind of corpus before --set, `make` its import (prepare.h).
template <class Settings, class Import>
int importFiles(Terminal& terminal, const CommandLine& commandLine, const Options& options,
                const ImportTarget& target, Settings settings, const Import& make) {
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
  if (const Status known = checkReading(settings.reading); !known)
    return terminal.wrongUse(known.error());
  const auto workspace = commandLine.workspace();
  if (!workspace) return terminal.failed(workspace.error());
  const auto prepared = runInForeground(terminal, [&](JobControl& control) {
    return make(target.paths, target.name, settings, tokenizerChosen ? &tokenizer : nullptr,
                placesFor(*workspace, target.name), control);
  });
  if (!prepared) return terminal.failed(prepared.error());
  if (prepared->info.name != target.name)
    terminal.note(message(UNMASK_TEXT("core", "There is a corpus called %1; this one is %2."),
                          target.name, prepared->info.name));
  print(terminal, prepared->info, prepared->corpus);
  return exitDone;
}

int import(Terminal& terminal, const CommandLine& commandLine, const Options& options) {
  ImportTarget target{{options.paths.begin(), options.paths.end()}, options.name};
  if (target.name.empty()) {
    fs::path named = target.paths.front().lexically_normal();
    if (named.filename().empty()) named = named.parent_path();
    if (named.extension() == ".gz") named.replace_extension();
    target.name = named.stem().string();
  }
  std::string kind = options.kind;
  if (kind == "auto") {
    // Before settings are held against those of the kind that it would be taken for.
    if (const Status known = refuseKnownFormats(target.paths); !known)
      return terminal.failed(known.error());
    kind = holdPictures(target.paths) ? "pictures" : "text";
  }
  if (kind == "text")
    return importFiles(terminal, commandLine, options, target, ImportSettings{}, importAndPrepare);
  if (kind == "pictures" || kind == "images" || kind == "pairs") {
    PictureImportSettings settings;
    if (kind == "images") settings.captions = "none";
    if (kind == "pairs") settings.captions = "needed";
    return importFiles(terminal, commandLine, options, target, settings, importPicturesAndPrepare);
  }
  return terminal.wrongUse({message(UNMASK_TEXT("core", "There is no --kind %1."), options.kind),
                            message(UNMASK_TEXT("core", "There are: auto, text, images, pairs."))});
}

int sample(Terminal& terminal, const CommandLine& commandLine, const Options& options) {
  if (options.sample.empty()) {
    for (const SampleInfo& info : builtInSamples()) {
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
    for (const SampleInfo& info : builtInSamples())
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
  UNMASK_TRY(eachSound(terminal, folders, "corpus", [&](const fs::path& folder) -> Status {
    UNMASK_ASSIGN(const Corpus corpus, Corpus::open(folder));
    print(terminal, corpus.info(), folder);
    return {};
  }));
  if (folders.empty())
    terminal.line(message(
        UNMASK_TEXT("core",
                    "No corpora yet. Import one: unmask-cli corpus import PATH; or make a sample: "
                    "unmask-cli corpus sample stories")));
  return {};
}

// Of pairs: captions in tokens, and how many of them the context cuts.
Status showCaptions(Terminal& terminal, const Workspace& workspace, const Corpus& corpus,
                    int64_t context) {
  const CorpusInfo& info = corpus.info();
  UNMASK_ASSIGN(const fs::path made, workspace.tokenizerFolder(info.suggestedTokenizer));
  UNMASK_ASSIGN(const auto tokenizer, openTokenizer(made));
  UNMASK_ASSIGN(const TokenData data,
                TokenData::open(tokenFolder(workspace.root(), corpus.folder(), info, *tokenizer),
                                Access::pread));
  UNMASK_ASSIGN(const CaptionTokens found,
                captionTokens(data, captionRoom(context), JobControl()));
  terminal.object({{"type", "captions"},
                   {"corpus", info.slug},
                   {"tokenizer", tokenizer->slug},
                   {"captions", found.captions},
                   {"tokens", found.tokens},
                   {"shortest", found.shortest},
                   {"longest", found.longest},
                   {"context", context},
                   {"cut", found.cut},
                   {"listed", found.listed}});
  terminal.line(message(UNMASK_TEXT("core",
                                    "  Captions of %1 to %2 tokens; at a context of %3 tokens %4 "
                                    "are cut"),
                        found.shortest, found.longest, context, withSeparators(found.cut)));
  return {};
}

Status show(Terminal& terminal, const Workspace& workspace, const Options& options) {
  UNMASK_ASSIGN(const fs::path folder, workspace.findCorpus(options.corpus));
  UNMASK_ASSIGN(const Corpus corpus, Corpus::open(folder));
  print(terminal, corpus.info(), folder);
  if (corpus.info().kind == "pairs" && !corpus.info().suggestedTokenizer.empty())
    UNMASK_TRY(showCaptions(terminal, workspace, corpus, options.context));
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
      options.yes, {options.corpus, slug, nameIn(folder, "corpus.json")}));
  UNMASK_TRY(workspace.remove(folder));
  terminal.object({{"type", "removed"}, {"corpus", slug}});
  terminal.line(message(UNMASK_TEXT("core", "Removed %1"), slug));
  return {};
}

constexpr const char* kCorpusJson =
    "--json: {type: corpus, corpus, name, kind, folder, hash, tokenizer, separator, documents,\n"
    "bytes, characters, distinct_characters, shortest, longest, exact_duplicates, replaced_bytes,\n"
    "skipped_count, skipped: [{file, place, reason}], noted_count, noted (as skipped),\n"
    "left_out: {count, names: [{name, count}]},\n"
    "readings: [{file, files, reader, layout, encoding, encoding_by, encoding_certainty,\n"
    "delimiter, quoting, header, columns, column, picture_column, column_by, other_columns, chat, "
    "records,\n"
    "skipped, surplus_rows, short_rows, joined_lists, replaced_bytes}], sources: [{path, bytes,\n"
    "sha256, documents}], pictures}; with list, of what cannot be read, {type: broken, corpus, folder,\n"
    "problem}\n";

std::string jsonHelp() {
  return std::string(kCorpusJson) + kPicturesJson;
}

std::string settingLines(const std::vector<FieldRef>& fields) {
  std::string lines;
  for (const FieldRef& field : fields)
    lines += "  " + std::string(field.info.key) + " = " + typedText(field) + "  " +
             rangeText(field) + "\n";
  return lines;
}

// The import and tokenizer settings as lines of help.
std::string settingsHelp() {
  ImportSettings text;
  PictureImportSettings pictures;
  return "Settings (--set) of text:\n" + settingLines(fieldsOf(text)) +
         "  tokenizer.*  as in tokenizer train\nOf pictures:\n" + settingLines(fieldsOf(pictures));
}

}  // namespace

void addCorpusCommands(CLI::App& app, CommandLine& commandLine) {
  CLI::App* group = app.add_subcommand("corpus", "The texts and pictures that models learn from");
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
      "Import .txt, .md, .json, .jsonl, .csv, .tsv (and .gz of each), or folders of them; or "
      "pictures: PNG, JPEG, WebP, BMP, GIF, IDX (MNIST), CIFAR in binary, .npy, .npz");
  imported->add_option("PATH", options->paths, "Files and folders")->required();
  imported->add_option("--name", options->name, "The corpus's name (default: the first path's)");
  imported
      ->add_option("--kind", options->kind,
                   "text, images, or pairs (of pictures and captions); auto: what the files hold")
      ->capture_default_str();
  imported->add_option("--set", options->settings, "A setting, e.g. --set import.separator=line")
      ->type_name("KEY=VALUE")
      ->expected(1)
      ->take_all();
  imported->footer(settingsHelp() + jsonHelp());
  imported->callback([&commandLine, options] {
    commandLine.action = [&commandLine, options](Terminal& terminal) {
      return import(terminal, commandLine, *options);
    };
  });

  CLI::App* looked = group->add_subcommand(
      "look", "How an import would read these files, and their first records; imports nothing");
  auto looking = std::make_shared<LookOptions>();
  looked->add_option("PATH", looking->paths, "Files and folders")->required();
  looked->add_option("--kind", looking->kind, "text, images, pairs, or auto, as of import")
      ->capture_default_str()
      ->check(CLI::IsMember({"auto", "text", "images", "pairs"}));
  looked->add_option("--set", looking->settings, "A setting of import")
      ->type_name("KEY=VALUE")
      ->expected(1)
      ->take_all();
  looked->footer(
      "--json, for each file: {type: look, file, reading (as in import's readings), whole,\n"
      "records: [{place, picture, text, bytes}], skipped: [{place, reason}], problem}");
  looked->callback([&commandLine, looking] {
    commandLine.action = [looking](Terminal& terminal) { return look(terminal, *looking); };
  });

  CLI::App* sampled =
      group->add_subcommand("sample", "Make a built-in sample; without NAME: what there is");
  sampled->add_option("NAME", options->sample, "The sample");
  sampled->footer(jsonHelp());
  sampled->callback([&commandLine, options] {
    commandLine.action = [&commandLine, options](Terminal& terminal) {
      return sample(terminal, commandLine, *options);
    };
  });

  CLI::App* listed = group->add_subcommand("list", "Every corpus with its figures");
  listed->footer(jsonHelp());
  listed->callback(onWorkspace(list));

  CLI::App* shown = group->add_subcommand("show", "One corpus with its figures");
  shown->add_option("CORPUS", options->corpus, "The corpus's name, or its beginning")->required();
  shown
      ->add_option("--context", options->context,
                   "Of captions: tokens that a model reads, the marks of begin and end among "
                   "them; longer ones are counted")
      ->capture_default_str()
      ->check(CLI::Range(int64_t{3}, int64_t{1} << 20));
  shown->footer(
      jsonHelp() +
      "\nOf pairs, another: {type: captions, corpus, tokenizer, captions, tokens, shortest,"
      "\nlongest, context, cut, listed: [caption]}");
  shown->callback(onWorkspace([options](Terminal& terminal, const Workspace& workspace) {
    return show(terminal, workspace, *options);
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
