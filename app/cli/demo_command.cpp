// `demo`: the main job in a terminal, where there is no display: a sample, its examples, a model
// trained on them with live progress, and what that model then writes.
#include <QCoreApplication>
#include <QJsonDocument>
#include <nlohmann/json.hpp>

#include "app/cli/answers.h"
#include "app/cli/ask_run.h"
#include "app/cli/commands.h"
#include "app/cli/follow_run.h"
#include "app/cli/foreground_job.h"
#include "app/cli/run_options.h"
#include "core/runs/free_name.h"
#include "core/corpus/prepare.h"

namespace unmask {

namespace {

constexpr const char* kSample = "stories";

struct Options {
  std::string objective = "next-token";
  int64_t steps = 1000;
};

// The sample made by an earlier demo, or a new one.
Result<std::string> sampleCorpus(Terminal& terminal, const Workspace& workspace) {
  for (const auto& folder : workspace.corpusFolders()) {
    const auto corpus = Corpus::open(folder);
    if (corpus && corpus->info().sampleOf == kSample) return corpus->info().slug;
  }
  terminal.note(message(UNMASK_TEXT("core", "Making the sample text and its tokenizer.")));
  const PreparePlaces places{workspace.newCorpusFolder(kSample),
                             workspace.newTokenizerFolder(kSample),
                             QCoreApplication::applicationFilePath().toStdString()};
  UNMASK_ASSIGN(const PreparedCorpus made, runInForeground(terminal, [&](JobControl& control) {
                  return makeSampleAndPrepare(kSample, places, control);
                }));
  return made.info.slug;
}

Status writeSamples(Terminal& terminal, const std::filesystem::path& folder, const RunSpec& spec) {
  terminal.text("");
  terminal.line(message(UNMASK_TEXT("core", "What the trained model makes of:")));
  for (const std::string& prompt : spec.samples.prompts) {
    UNMASK_ASSIGN(const QJsonObject answer, askRun(folder, QString::fromStdString(prompt)));
    auto object = nlohmann::json::parse(
        QJsonDocument(answer).toJson(QJsonDocument::Compact).toStdString(), nullptr, false);
    object.update({{"type", "answer"}, {"prompt", prompt}});
    terminal.object(object);
    terminal.text("");
    terminal.text("> " + prompt);
    for (const std::string& line : answerLines(prompt, answer)) terminal.text(line);
  }
  return {};
}

int run(Terminal& terminal, const CommandLine& commandLine, const Options& options) {
  const std::string steps = std::to_string(options.steps);
  const std::string quarter = std::to_string(std::max<int64_t>(1, options.steps / 4));
  RunOptions runOptions;
  runOptions.objective = options.objective;
  runOptions.settings = {
      "train.steps=" + steps, "train.decay_steps=" + steps,
      "train.warmup_steps=" + std::to_string(std::min<int64_t>(100, options.steps / 2)),
      "train.eval_every=" + quarter, "train.checkpoint_every=" + quarter,
      // Looking at the whole validation part and writing long samples would take longer than the
      // training does.
      "train.eval_batches=20"};
  auto spec = specFrom(runOptions);
  if (!spec) return terminal.wrongUse(spec.error());
  spec->samples.length = 60;
  const auto workspace = commandLine.workspace();
  if (!workspace) return terminal.failed(workspace.error());
  const auto corpus = sampleCorpus(terminal, *workspace);
  if (!corpus) return terminal.failed(corpus.error());
  runOptions.corpus = *corpus;
  const auto prepared = prepareData(terminal, *workspace, runOptions, std::move(*spec));
  if (!prepared) return terminal.failed(prepared.error());
  const auto folder = prepareRun(*workspace, prepared->spec, freeName("demo", runNames(*workspace)));
  if (!folder) return terminal.failed(folder.error());
  terminal.note(message(UNMASK_TEXT("core",
                                    "Training a small model on it, %1 steps. Ctrl+C stops "
                                    "watching; the run goes on."),
                        options.steps));
  const Followed followed = followRun(terminal, *folder, Begin::launch);
  if (!followed.finished) return followed.exitCode;
  return terminal.ended(writeSamples(terminal, *folder, prepared->spec));
}

}  // namespace

void addDemoCommand(CLI::App& app, CommandLine& commandLine) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand(
      "demo",
      "The whole job on a built-in sample: make it, train on it, read what the model writes");
  command->add_option("--objective", options->objective, "Id of the pretext task (see objectives)")
      ->capture_default_str();
  command->add_option("--steps", options->steps, "Training steps")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command->footer(std::string(kFollowJson) + " Then {type: answer, prompt, text | fills}.");
  command->callback([&commandLine, options] {
    commandLine.action = [&commandLine, options](Terminal& terminal) {
      return run(terminal, commandLine, *options);
    };
  });
}

}  // namespace unmask
