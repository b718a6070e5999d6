// What was drawn for the pictures of a batch.
#include "app/cli/preview_pictures.h"

#include <cmath>
#include <nlohmann/json.hpp>

namespace unmask {

const char* const kPictureExampleJson =
    "{picture, name, views: [{top, left, height, width, attempts, in_the_middle, flipped,\n"
    "jitter: [{change, amount}] in its order, grey, sigma, size}], hidden: [patch],\n"
    "noise: [draw of each patch], blocks: [{top, left, height, width, added, attempts}],\n"
    "caption: {document, ids, pieces, cut}}";

namespace {

const char* changeName(ColourChange change) {
  switch (change) {
    case ColourChange::brightness:
      return "brightness";
    case ColourChange::contrast:
      return "contrast";
    case ColourChange::saturation:
      return "saturation";
    case ColourChange::hue:
      return "hue";
  }
  return "";
}

std::string nameOf(const PictureExample& example, const PictureBatches& batches) {
  return batches.data().name(example.picture).value_or("");
}

nlohmann::json viewJson(const ViewDraws& view) {
  nlohmann::json jitter = nlohmann::json::array();
  if (view.jittered)
    for (const ColourChange change : view.order)
      jitter.push_back({{"change", changeName(change)}, {"amount", view.amount(change)}});
  return {{"top", view.crop.top},
          {"left", view.crop.left},
          {"height", view.crop.height},
          {"width", view.crop.width},
          {"attempts", view.attempts},
          {"in_the_middle", view.inTheMiddle},
          {"flipped", view.flipped},
          {"jitter", jitter},
          {"grey", view.grey},
          {"sigma", view.sigma},
          {"size", view.size}};
}

void printView(Terminal& terminal, const ViewDraws& view) {
  std::string text;
  const auto add = [&](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
  add(words(message(UNMASK_TEXT("core", "crop of %1 x %2 from column %3, row %4"), view.crop.width,
                    view.crop.height, view.crop.left, view.crop.top)));
  if (view.flipped) add(words(message(UNMASK_TEXT("core", "mirrored"))));
  if (view.jittered)
    for (const ColourChange change : view.order)
      add(std::string(changeName(change)) + " " + formatted(view.amount(change)));
  if (view.grey) add(words(message(UNMASK_TEXT("core", "grey"))));
  if (view.sigma > 0)
    add(words(message(UNMASK_TEXT("core", "blurred, sigma %1"), formatted(view.sigma))));
  terminal.text("  " + text);
}

}  // namespace

nlohmann::json pictureExampleJson(const PictureExample& example, const PictureBatches& batches,
                                   const Tokenizer* tokenizer) {
  nlohmann::json views = nlohmann::json::array();
  for (const ViewDraws& view : example.views) views.push_back(viewJson(view));
  nlohmann::json json = {
      {"picture", example.picture}, {"name", nameOf(example, batches)}, {"views", views}};
  if (!example.caption.ids.empty() && tokenizer) {
    nlohmann::json pieces = nlohmann::json::array();
    for (const int64_t id : example.caption.ids) pieces.push_back(displayPiece(*tokenizer, id));
    json["caption"] = {{"document", example.caption.document},
                       {"ids", example.caption.ids},
                       {"pieces", pieces},
                       {"cut", example.caption.cut}};
  }
  const std::vector<uint8_t>& mask = maskOf(example);
  if (mask.empty()) return json;
  nlohmann::json hidden = nlohmann::json::array();
  for (size_t patch = 0; patch < mask.size(); ++patch)
    if (mask[patch]) hidden.push_back(patch);
  json["hidden"] = hidden;
  if (!example.patches.noise.empty()) json["noise"] = example.patches.noise;
  for (const MaskBlock& block : example.blocks.blocks)
    json["blocks"].push_back({{"top", block.top},
                              {"left", block.left},
                              {"height", block.height},
                              {"width", block.width},
                              {"added", block.added},
                              {"attempts", block.attempts}});
  return json;
}

void printPictureExample(Terminal& terminal, const PictureExample& example,
                         const PictureBatches& batches, const Tokenizer* tokenizer) {
  terminal.line(message(UNMASK_TEXT("core", "Picture %1: %2"), example.picture,
                        nameOf(example, batches)));
  for (const ViewDraws& view : example.views) printView(terminal, view);
  if (!example.caption.ids.empty() && tokenizer) {
    std::string caption;
    for (const int64_t id : example.caption.ids) caption += displayPiece(*tokenizer, id);
    terminal.text("  " + caption);
  }
  for (const MaskBlock& block : example.blocks.blocks)
    terminal.text("  " +
                  words(message(UNMASK_TEXT("core",
                                            "block of %1 x %2 patches from column "
                                            "%3, row %4: %5 more hidden"),
                                block.width, block.height, block.left, block.top, block.added)));
  const std::vector<uint8_t>& mask = maskOf(example);
  const auto side = static_cast<size_t>(std::llround(std::sqrt(static_cast<double>(mask.size()))));
  for (size_t row = 0; row < side; ++row) {
    std::string line = "  ";
    for (size_t column = 0; column < side; ++column)
      line += mask[row * side + column] ? " ." : " #";
    terminal.text(line);
  }
}

}  // namespace unmask
