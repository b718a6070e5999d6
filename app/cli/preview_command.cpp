// `preview`: the examples of one step's batch, exactly as training will consume them.
#include <nlohmann/json.hpp>

#include "app/cli/aligned_rows.h"
#include "app/cli/commands.h"
#include "app/cli/preview_pictures.h"
#include "app/cli/run_options.h"
#include "core/dataset/batches.h"

namespace unmask {

namespace {

// CLI11 takes -1 for the largest number, and what is larger than that for it, too.
const CLI::Range kWholeNumber(uint64_t{0}, uint64_t{1} << 53);

struct Options {
  RunOptions run;
  uint64_t step = 0, micro = 0;
  uint64_t count = 2;
};

const char* decisionName(Decision decision) {
  switch (decision) {
    case Decision::none:
      return "none";
    case Decision::target:
      return "target";
    case Decision::masked:
      return "masked";
    case Decision::random:
      return "random";
    case Decision::kept:
      return "kept";
    case Decision::special:
      return "special";
    case Decision::deleted:
      return "deleted";
  }
  return "";
}

// What an encoder-decoder's example has besides; null for "no piece".
nlohmann::json decoderJson(const DecoderSide& decoder) {
  const auto place = [](size_t at) {
    return at == DecoderSide::kNowhere ? nlohmann::json() : nlohmann::json(at);
  };
  const auto places = [&](const std::vector<size_t>& all) {
    nlohmann::json list = nlohmann::json::array();
    for (const size_t at : all) list.push_back(place(at));
    return list;
  };
  nlohmann::json spans = nlohmann::json::array(), sentences = nlohmann::json::array();
  for (const HiddenSpan& span : decoder.spans)
    spans.push_back({{"pieces", span.pieces},
                     {"input", place(span.input)},
                     {"target", place(span.target)},
                     {"length", span.length}});
  for (const Sentence& sentence : decoder.sentences)
    sentences.push_back(
        {{"begin", sentence.begin}, {"length", sentence.length}, {"place", sentence.place}});
  return {{"input_ids", decoder.inputIds},
          {"input_sources", places(decoder.inputSources)},
          {"target_sources", places(decoder.targetSources)},
          {"spans", spans},
          {"sentences", sentences},
          {"rotation", decoder.rotation}};
}

nlohmann::json exampleJson(const Example& example, const Tokenizer& tokenizer) {
  nlohmann::json pieces = nlohmann::json::array(), trace = nlohmann::json::array(),
                 spans = nlohmann::json::array();
  for (const int64_t id : example.pieces) pieces.push_back(displayPiece(tokenizer, id));
  for (const PositionTrace& position : example.trace) {
    nlohmann::json entry = {{"decision", decisionName(position.decision)}};
    if (position.chooseDraw >= 0) entry["choose_draw"] = position.chooseDraw;
    if (position.replaceDraw >= 0) entry["replace_draw"] = position.replaceDraw;
    trace.push_back(std::move(entry));
  }
  for (const SourceSpan& span : example.spans)
    spans.push_back({{"document", span.document},
                     {"byte_begin", span.byteBegin},
                     {"byte_end", span.byteEnd},
                     {"position", span.position},
                     {"tokens", span.tokens}});
  nlohmann::json json = {{"pieces", pieces},
                         {"piece_ids", example.pieces},
                         {"input_ids", example.inputIds},
                         {"labels", example.labels},
                         {"trace", trace},
                         {"provenance",
                          {{"document", example.provenance.document},
                           {"byte_begin", example.provenance.byteBegin},
                           {"byte_end", example.provenance.byteEnd},
                           {"token_begin", example.provenance.tokenBegin},
                           {"token_count", example.provenance.tokenCount}}},
                         {"spans", spans}};
  if (!example.decoder.inputIds.empty()) json["decoder"] = decoderJson(example.decoder);
  return json;
}

nlohmann::json valuesOf(const Array& array) {
  nlohmann::json values = nlohmann::json::array();
  const auto add = [&](const auto& all) {
    for (const auto value : all) values.push_back(value);
  };
  switch (array.dtype) {
    case DType::boolean:
      add(array.values<bool>());
      break;
    case DType::uint8:
      add(array.values<uint8_t>());
      break;
    case DType::float64:
      add(array.values<double>());
      break;
    default:
      add(array.values<int64_t>());
  }
  return values;
}

nlohmann::json batchJson(const Batch& batch, const Batches& batches, const Tokenizer* tokenizer,
                         const Options& options) {
  nlohmann::json arrays = nlohmann::json::array(), examples = nlohmann::json::array();
  for (const Array& array : batch.arrays)
    arrays.push_back({{"name", array.name},
                      {"dtype", name(array.dtype)},
                      {"shape", array.shape},
                      {"values", valuesOf(array)}});
  for (size_t i = 0; i < batch.examples.size() && i < options.count; ++i)
    examples.push_back(exampleJson(batch.examples[i], *tokenizer));
  for (size_t i = 0; i < batch.pictures.size() && i < options.count; ++i)
    examples.push_back(pictureExampleJson(batch.pictures[i], batches.pictures(), tokenizer));
  return {{"type", "batch"},       {"step", options.step}, {"micro", options.micro},
          {"hash", hashOf(batch)}, {"arrays", arrays},     {"examples", examples}};
}

// Under each position what happened to it, in words short enough for a column.
const char* mark(Decision decision) {
  switch (decision) {
    case Decision::none:
      return ".";
    case Decision::target:
      return "^";
    case Decision::masked:
      return "mask";
    case Decision::random:
      return "rand";
    case Decision::kept:
      return "keep";
    case Decision::special:
      return "-";
    case Decision::deleted:
      return "gone";
  }
  return "";
}

// Pieces with the number of the span that hides each, the input with its marks' numbers, and the
// target under what the decoder reads.
void printBothSides(Terminal& terminal, const Example& example, const Tokenizer& tokenizer) {
  const DecoderSide& decoder = example.decoder;
  const auto print = [&](const std::vector<AlignedRow>& rows) {
    for (const std::string& line : alignedLines(rows, static_cast<size_t>(terminal.columns())))
      terminal.text(line);
  };
  AlignedRow pieces{"piece", {}}, fate{"span", {}};
  for (size_t i = 0; i < example.pieces.size(); ++i) {
    pieces.cells.push_back(displayPiece(tokenizer, example.pieces[i]));
    fate.cells.push_back(mark(example.trace[i].decision));
  }
  AlignedRow input{"input", {}}, number{"span", {}};
  for (size_t i = 0; i < example.inputIds.size(); ++i) {
    input.cells.push_back(displayPiece(tokenizer, example.inputIds[i]));
    number.cells.push_back(decoder.inputSources[i] == DecoderSide::kNowhere ? "-" : ".");
  }
  for (size_t span = 0; span < decoder.spans.size(); ++span) {
    for (const size_t piece : decoder.spans[span].pieces)
      fate.cells[piece] = std::to_string(span + 1);
    if (decoder.spans[span].input != HiddenSpan::kGone)
      number.cells[decoder.spans[span].input] = std::to_string(span + 1);
  }
  AlignedRow reads{"reads", {}}, target{"target", {}};
  for (size_t i = 0; i < example.labels.size(); ++i) {
    if (example.labels[i] == kNoLoss) continue;
    reads.cells.push_back(displayPiece(tokenizer, decoder.inputIds[i]));
    target.cells.push_back(displayPiece(tokenizer, example.labels[i]));
  }
  print({pieces, fate});
  print({input, number});
  print({reads, target});
  if (decoder.sentences.size() > 1) {
    std::vector<size_t> order(decoder.sentences.size());
    for (size_t i = 0; i < order.size(); ++i) order[decoder.sentences[i].place] = i + 1;
    std::string numbers;
    for (const size_t sentence : order) numbers += " " + std::to_string(sentence);
    terminal.line(message(UNMASK_TEXT("core", "Order of the sentences in the input:%1"), numbers));
  }
  if (decoder.rotation > 0)
    terminal.line(message(UNMASK_TEXT("core", "Rotated: the input begins with its token %1."),
                          decoder.rotation + 1));
}

void printExample(Terminal& terminal, const Example& example, const Tokenizer& tokenizer) {
  if (!example.decoder.inputIds.empty()) return printBothSides(terminal, example, tokenizer);
  AlignedRow pieces{"piece", {}}, input{"input", {}}, target{"target", {}}, loss{"loss", {}};
  for (size_t i = 0; i < example.inputIds.size(); ++i) {
    pieces.cells.push_back(displayPiece(tokenizer, example.pieces[i]));
    input.cells.push_back(displayPiece(tokenizer, example.inputIds[i]));
    target.cells.push_back(
        example.labels[i] == kNoLoss ? "." : displayPiece(tokenizer, example.labels[i]));
    loss.cells.push_back(example.labels[i] == kNoLoss &&
                                 example.trace[i].decision != Decision::special
                             ? "."
                             : mark(example.trace[i].decision));
  }
  for (const std::string& line :
       alignedLines({pieces, input, target, loss}, static_cast<size_t>(terminal.columns())))
    terminal.text(line);
}

void printPictures(Terminal& terminal, const Batch& batch, const PictureBatches& batches,
                   const Tokenizer* tokenizer, const Options& options) {
  if (batch.find("hidden"))
    terminal.line(message(UNMASK_TEXT("core", "Of the patches # is shown, a dot is hidden.")));
  if (batch.find("negative_draws"))
    terminal.line(
        message(UNMASK_TEXT("core",
                            "With which wrong partner each is shown is decided by negative_draws "
                            "among the partners as a "
                            "model sees them; \"unmask-worker derive\" says it of a run.")));
  if (!batch.pictures.empty() && !batch.pictures.front().blocks.mask.empty())
    terminal.line(message(UNMASK_TEXT(
        "core", "The targets are the codes that the picture tokenizer gives the hidden ones.")));
  for (size_t i = 0; i < batch.pictures.size() && i < options.count; ++i)
    printPictureExample(terminal, batch.pictures[i], batches, tokenizer);
}

void printTexts(Terminal& terminal, const Batch& batch, const Tokenizer& tokenizer,
                const Options& options) {
  terminal.line(batch.find("decoder_input_ids")
                    ? message(UNMASK_TEXT(
                          "core",
                          "The rows span: numbers join hidden pieces to their mark in the input; "
                          "gone: deleted; a dot is shown as it is, a dash is a reserved token. The "
                          "decoder reads the upper row and is to write the lower one."))
                    : message(UNMASK_TEXT(
                          "core",
                          "The row loss: ^ predicted; mask, rand, keep: predicted, and shown as "
                          "[MASK], as a random "
                          "piece, as it was; a dot has no loss, a dash is a reserved token.")));
  for (size_t i = 0; i < batch.examples.size() && i < options.count; ++i) {
    const Provenance& where = batch.examples[i].provenance;
    terminal.text("");
    terminal.line(message(UNMASK_TEXT("core", "Example %1 of %2: document %3, from byte %4"), i + 1,
                          batch.examples.size(), where.document, where.byteBegin));
    printExample(terminal, batch.examples[i], tokenizer);
  }
}

int run(Terminal& terminal, const CommandLine& commandLine, const Options& options) {
  auto spec = specFrom(options.run);
  if (!spec) return terminal.wrongUse(spec.error());
  const auto workspace = commandLine.workspace();
  if (!workspace) return terminal.failed(workspace.error());
  RunOptions onlyLook = options.run;
  onlyLook.onlyLook = true;
  const auto prepared = prepareData(terminal, *workspace, onlyLook, std::move(*spec));
  if (!prepared) return terminal.failed(prepared.error());
  if (const Status valid = validate(prepared->spec); !valid)
    return terminal.wrongUse(valid.error());
  const auto batches = Batches::open(prepared->spec, prepared->data, Access::pread);
  if (!batches) return terminal.failed(batches.error());
  const auto batch = batches->training(options.step, options.micro);
  if (!batch) return terminal.failed(batch.error());
  if (terminal.json()) {
    nlohmann::json json = batchJson(*batch, *batches, prepared->tokenizer.get(), options);
    if (!prepared->lacking.none()) json["without_piece"] = toJson(prepared->lacking);
    json["fitted"] = fittedJson(prepared->fitted);
    terminal.object(json);
    return exitDone;
  }
  sayFitted(terminal, prepared->fitted);
  sayWordShortage(terminal, prepared->spec, *batches);
  terminal.line(
      message(UNMASK_TEXT("core", "Batch of step %1, hash %2"), options.step, hashOf(*batch)));
  for (const Array& array : batch->arrays) terminal.text("  " + described(array));
  if (!batch->pictures.empty())
    printPictures(terminal, *batch, batches->pictures(), prepared->tokenizer.get(), options);
  else
    printTexts(terminal, *batch, *prepared->tokenizer, options);
  return exitDone;
}

}  // namespace

void addPreviewCommand(CLI::App& app, CommandLine& commandLine) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand(
      "preview", "The training examples of a step, bit for bit as training consumes them");
  addRunOptions(*command, options->run);
  command->add_option("--step", options->step, "The step")
      ->check(kWholeNumber)
      ->capture_default_str();
  command->add_option("--micro", options->micro, "The micro-batch, with train.accumulate above 1")
      ->check(kWholeNumber)
      ->capture_default_str();
  command->add_option("--count", options->count, "How many of the batch's examples to show")
      ->check(kWholeNumber)
      ->capture_default_str();
  command->footer(
      "--json: {type: batch, step, micro, hash, arrays: [{name, dtype, shape, values}], examples:\n"
      "[{pieces, piece_ids, input_ids, labels, trace: [{decision, choose_draw, replace_draw}],\n"
      "provenance: {document, byte_begin, byte_end, token_begin, token_count}, spans}], fitted:\n"
      "[{key, preset, value, reason}], what data or steps changed in the preset}; with an\n"
      "encoder-decoder each example also has decoder: {input_ids, input_sources,\n"
      "target_sources, spans: [{pieces, input, target, length}], sentences, rotation}. Of "
      "pictures\n"
      "each example is " +
      std::string(kPictureExampleJson));
  command->callback([&commandLine, options] {
    commandLine.action = [&commandLine, options](Terminal& terminal) {
      return run(terminal, commandLine, *options);
    };
  });
}

}  // namespace unmask
