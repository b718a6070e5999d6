// `ask`: a question to a run, live or finished.
#include <QJsonDocument>
#include <nlohmann/json.hpp>

#include "app/cli/answers.h"
#include "app/cli/ask_run.h"
#include "app/cli/commands.h"
#include "core/corpus/pictures/decode.h"
#include "core/runs/answer_note.h"
#include "core/runs/run_folder.h"

namespace unmask {

namespace {

struct Options {
  std::string run;
  std::vector<std::string> text;
  std::string picture;
  int64_t checkpoint = -1;
};

// A picture is cut to what the run's model reads.
Result<Question> questionOf(const std::filesystem::path& run, const std::string& text,
                            const std::string& picture) {
  Question question(QString::fromStdString(text));
  if (picture.empty()) return question;
  UNMASK_ASSIGN(const RunSpec spec, readSpec(run));
  if (familyOf(spec) == Family::text)
    return failure(message(UNMASK_TEXT("core", "A model of text cannot be asked a picture.")));
  UNMASK_ASSIGN(const std::vector<uint8_t> pixels,
                decodedFile(picture, viewOf(spec).size, spec.channels));
  question.picture = QByteArray(reinterpret_cast<const char*>(pixels.data()),
                                static_cast<qsizetype>(pixels.size()));
  return question;
}

int run(Terminal& terminal, const CommandLine& commandLine, const Options& options) {
  std::string text;
  for (const std::string& word : options.text) text += (text.empty() ? "" : " ") + word;
  const auto workspace = commandLine.workspace();
  if (!workspace) return terminal.failed(workspace.error());
  const auto folder = workspace->findRun(options.run);
  if (!folder) return terminal.failed(folder.error());
  const auto question = questionOf(*folder, text, options.picture);
  if (!question) return terminal.failed(question.error());
  const auto answer = askRun(*folder, *question, options.checkpoint);
  if (!answer) return terminal.failed(answer.error());
  auto object = nlohmann::json::parse(
      QJsonDocument(*answer).toJson(QJsonDocument::Compact).toStdString(), nullptr, false);
  object.update({{"type", "answer"}, {"run", folder->filename().string()}, {"prompt", text}});
  terminal.object(object);
  for (const std::string& line : answerLines(text, *answer)) terminal.text(line);
  if (const Message note = answerNote(*answer); !note.empty()) terminal.note(note);
  return exitDone;
}

}  // namespace

void addAskCommand(CLI::App& app, CommandLine& commandLine) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand(
      "ask",
      "Ask a run, live or finished: next-token goes on with the text, masked-lm fills [MASK], "
      "span-corruption fills gaps of any length, denoising restores the text; a model of pictures "
      "reconstructs one and finds its neighbours, a model of pairs finds captions or pictures");
  command->add_option("RUN", options->run, "The run's name, or its beginning")->required();
  command->add_option("TEXT", options->text,
                      "The beginning of a text, a sentence with [MASK], or a caption");
  command->add_option("--picture", options->picture, "A picture file");
  command
      ->add_option("--checkpoint", options->checkpoint,
                   "Ask the checkpoint of this step (default: the weights of now, or the newest)")
      ->check(CLI::NonNegativeNumber);
  command->footer(
      "--json: {type: answer, run, prompt, step, text} or {..., fills: [[[piece,\n"
      "probability], ...], ...]} or {..., restored, gaps: [text, ...]}; of pictures {...,\n"
      "picture, hidden, reconstruction, neighbours: [{index, similarity, class}], captions:\n"
      "[{text, similarity}], pictures: [{index, similarity, caption}], similarity, match}; pixels\n"
      "are base64 of zlib of bytes [size, size, channels], after four bytes of their number; "
      "with\n"
      "characters that the tokenizer lacks {..., without_piece: {count, distinct, characters,\n"
      "read_as}}, of which at most 20 are named");
  command->callback([&commandLine, options] {
    commandLine.action = [&commandLine, options](Terminal& terminal) {
      return run(terminal, commandLine, *options);
    };
  });
}

}  // namespace unmask
