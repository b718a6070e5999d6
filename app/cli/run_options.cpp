// From options to a run's settings and its data.
#include "app/cli/run_options.h"

#include <nlohmann/json.hpp>

#include "app/cli/foreground_job.h"
#include "core/base/message_value.h"
#include "core/corpus/default_prompts.h"
#include "core/corpus/encode.h"
#include "core/corpus/fit.h"
#include "core/dataset/token_data.h"
#include "core/dataset/word_shortage.h"
#include "core/spec/catalogue.h"
#include "core/spec/picture_tokenizer_info.h"
#include "core/tokenizers/inspection.h"

namespace unmask {

namespace {

// The picture tokenizer that was named, or the only one that fits. None and only to be looked at:
// an empty folder.
Result<std::filesystem::path> choosePictureTokenizer(const Workspace& workspace,
                                                     const RunOptions& options, RunSpec& spec) {
  std::vector<std::filesystem::path> fitting;
  if (!options.tokenizer.empty()) {
    UNMASK_ASSIGN(const auto folder, workspace.findTokenizer(options.tokenizer));
    if (!holdsPictureTokenizer(folder))
      return failure(
          message(UNMASK_TEXT("core", "%1 is a tokenizer of texts."), folder.filename().string()),
          message(UNMASK_TEXT("core", "%1 needs a picture tokenizer."), spec.objective));
    fitting.push_back(folder);
  } else {
    for (const auto& folder : workspace.tokenizerFolders())
      if (holdsPictureTokenizer(folder))
        if (const auto info = readPictureTokenizerInfo(folder); info && fits(spec, *info))
          fitting.push_back(folder);
  }
  if (fitting.size() == 1) {
    UNMASK_ASSIGN(const PictureTokenizerInfo info, readPictureTokenizerInfo(fitting.front()));
    UNMASK_TRY(fits(spec, info));
    spec.tokenizer = {info.slug, info.hash};
    spec.pieces = info.shape.codes;
    return fitting.front();
  }
  if (options.onlyLook) return std::filesystem::path();
  if (fitting.size() > 1)
    return failure(message(UNMASK_TEXT("core", "Several picture tokenizers fit.")),
                   message(UNMASK_TEXT("core",
                                       "Name one with --tokenizer; tokenizer list shows "
                                       "them.")));
  return failure(
      message(UNMASK_TEXT("core",
                          "No picture tokenizer for views of %1 pixels in patches of %2, %3 "
                          "channels."),
              viewOf(spec).size, std::get<MaskedTokensSettings>(spec.objectiveSettings).patch,
              spec.channels),
      message(UNMASK_TEXT("core",
                          "Train one: unmask-cli train %1 --objective picture-tokenizer; then: "
                          "unmask-cli tokenizer freeze RUN"),
              options.corpus));
}

// Keys of --set: "model.width=256" sets "model.width".
OwnKeys ownKeys(const RunOptions& options) {
  OwnKeys own;
  for (const std::string& assignment : options.settings)
    own.insert(assignment.substr(0, assignment.find('=')));
  return own;
}

}  // namespace

void addRunOptions(CLI::App& command, RunOptions& options) {
  command.add_option("CORPUS", options.corpus, "The corpus's name, or its beginning")->required();
  command.add_option("--objective", options.objective, "Id of the pretext task (see objectives)")
      ->capture_default_str();
  command.add_option("--tokenizer", options.tokenizer,
                     "The tokenizer's name (default: the one made with the corpus)");
  command.add_option("--preset", options.preset, "A preset of the objective (see objectives)");
  command
      .add_option("--set", options.settings, "A setting, e.g. --set model.width=256; repeatable")
      ->type_name("KEY=VALUE")
      ->expected(1)
      ->take_all();
}

Result<RunSpec> specFrom(const RunOptions& options) {
  UNMASK_ASSIGN(RunSpec spec, defaultSpec(options.objective));
  if (!options.preset.empty()) UNMASK_TRY(applyPreset(spec, options.preset));
  for (const std::string& assignment : options.settings)
    UNMASK_TRY(setAssignment(fieldsOf(spec), assignment));
  return spec;
}

namespace {

// Characters of the corpus and of the prompts that the tokenizer has no piece for; returns the
// corpus's.
WithoutPiece sayWhatHasNoPiece(Terminal& terminal, const Tokenizer& tokenizer,
                               const std::filesystem::path& tokens, const RunSpec& spec) {
  std::string prompts;
  for (const std::string& prompt : spec.samples.prompts) prompts += prompt;
  if (const WithoutPiece asked = withoutPiece(tokenizer, prompts); !asked.none())
    terminal.note(message(UNMASK_TEXT("core", "samples.prompts: %1"), asValue(described(asked))));
  const auto data = TokenData::open(tokens, Access::pread);
  if (!data) return {};  // said when the batches are made
  if (!data->info().withoutPiece.none()) terminal.note(described(data->info().withoutPiece));
  return data->info().withoutPiece;
}

}  // namespace

Result<PreparedRun> prepareData(Terminal& terminal, const Workspace& workspace,
                                const RunOptions& options, RunSpec spec) {
  UNMASK_ASSIGN(const auto corpusFolder, workspace.findCorpus(options.corpus));
  UNMASK_ASSIGN(Corpus corpus, Corpus::open(corpusFolder));
  if (const Message wrong = wrongKind(*findObjective(spec.objective), corpus.info());
      !wrong.empty())
    return failure(message(UNMASK_TEXT("core", "%1 does not fit the corpus %2."), spec.objective,
                           corpus.info().slug),
                   wrong);
  spec.corpus = {corpus.info().slug, corpus.info().hash};
  if (familyOf(spec) != Family::text) spec.channels = corpus.info().pictures.channels;
  const PictureFacts& pictures = corpus.info().pictures;
  DataSize size{familyOf(spec) == Family::pairs ? pictures.captioned : pictures.count, 0};
  if (picturesAlone(spec)) {
    DataFolders data{{}, corpus.folder()};
    if (usesPictureTokenizer(spec)) {
      UNMASK_ASSIGN(data.pictureTokenizer, choosePictureTokenizer(workspace, options, spec));
    }
    auto fitted = fitPreset(spec, size, ownKeys(options));
    return PreparedRun{std::move(spec), std::move(corpus), nullptr, std::move(data), {},
                       std::move(fitted)};
  }
  const std::string wanted =
      options.tokenizer.empty() ? corpus.info().suggestedTokenizer : options.tokenizer;
  if (wanted.empty())
    return failure(
        message(UNMASK_TEXT("core", "The corpus %1 has no tokenizer of its own."),
                corpus.info().slug),
        message(UNMASK_TEXT("core",
                            "Train one: unmask-cli tokenizer train %1; then name it with "
                            "--tokenizer."),
                corpus.info().slug));
  UNMASK_ASSIGN(const auto tokenizerFolder, options.tokenizer.empty()
                                                ? workspace.tokenizerFolder(wanted)
                                                : workspace.findTokenizer(wanted));
  UNMASK_ASSIGN(std::shared_ptr<const Tokenizer> tokenizer, openTokenizer(tokenizerFolder));
  UNMASK_ASSIGN(const auto tokenFolder, runInForeground(terminal, [&](JobControl& control) {
                  return encodeCorpus(corpus, *tokenizer, workspace.root(), control);
                }));
  spec.tokenizer = {tokenizer->slug, tokenizer->hash};
  spec.pieces = tokenizer->pieces();
  if (familyOf(spec) == Family::text && spec.samples.prompts.empty()) {
    UNMASK_ASSIGN(spec.samples.prompts, defaultPrompts(corpus, *tokenizer, spec.objective));
  }
  if (familyOf(spec) == Family::text) {
    UNMASK_ASSIGN(const TokenData tokens, TokenData::open(tokenFolder, Access::pread));
    size = {0, tokens.info().tokens};
  }
  auto fitted = fitPreset(spec, size, ownKeys(options));
  DataFolders data{tokenFolder, corpus.folder()};
  WithoutPiece lacking = sayWhatHasNoPiece(terminal, *tokenizer, tokenFolder, spec);
  return PreparedRun{std::move(spec), std::move(corpus), std::move(tokenizer), std::move(data),
                     std::move(lacking), std::move(fitted)};
}

void sayWordShortage(Terminal& terminal, const RunSpec& spec, const Batches& batches) {
  if (familyOf(spec) != Family::text) return;
  if (const Message shortage = wordShortage(spec, batches.text()); !shortage.empty())
    terminal.note(shortage);
}

std::vector<std::string> runNames(const Workspace& workspace) {
  std::vector<std::string> names;
  for (const auto& folder : workspace.runFolders())
    if (std::string name = readNotes(folder).name; !name.empty()) names.push_back(std::move(name));
  return names;
}

void sayFitted(Terminal& terminal, const std::vector<FittedSetting>& fitted) {
  for (const FittedSetting& setting : fitted)
    terminal.note(message(UNMASK_TEXT("core", "%1: %2 instead of %3. %4"), setting.key,
                          setting.now, setting.preset, words(setting.reason)));
}

std::vector<nlohmann::json> fittedJson(const std::vector<FittedSetting>& fitted) {
  std::vector<nlohmann::json> objects;
  for (const FittedSetting& setting : fitted)
    objects.push_back({{"type", "fitted"},
                       {"key", setting.key},
                       {"preset", setting.preset},
                       {"value", setting.now},
                       {"reason", inEnglish(setting.reason)}});
  return objects;
}

}  // namespace unmask
