// Reading and writing the description of a picture tokenizer.
#include "core/spec/picture_tokenizer_info.h"

#include <bit>
#include <nlohmann/json.hpp>

#include "core/base/digest.h"
#include "core/base/files.h"
#include "core/base/summed_json.h"

namespace unmask {

using nlohmann::json;

namespace {

constexpr int kFormat = 1;
constexpr uint64_t kFileCap = uint64_t{1} << 20;

tl::unexpected<Error> damaged(const fs::path& path, const char* key) {
  return failure(
      message(UNMASK_TEXT("core", "%1 is damaged: %2 is missing or impossible."), path.string(),
              key),
      message(UNMASK_TEXT("core", "Make the picture tokenizer again, or restore it from a copy.")));
}

Result<json> readObject(const fs::path& path) {
  UNMASK_ASSIGN(const std::string text, readFile(path, kFileCap));
  const auto shallow = [](int depth, json::parse_event_t, json&) { return depth <= 4; };
  json object = json::parse(text, shallow, false);
  if (!object.is_object()) return damaged(path, "{}");
  return object;
}

bool isDigest(const std::string& text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

}  // namespace

PictureTokenizerShape pictureTokenizerShape(const RunSpec& spec) {
  const auto& settings = std::get<PictureTokenizerSettings>(spec.objectiveSettings);
  const PictureModelSettings& model = spec.pictureModel;
  return {spec.channels,   settings.patch,         settings.codes,
          model.codeWidth, model.convolutionWidth, model.residualBlocks};
}

std::string pictureTokenizerHash(const PictureTokenizerInfo& info) {
  const PictureTokenizerShape& shape = info.shape;
  std::string content = kPictureTokenizerKind;
  for (const int64_t number : {info.size, shape.channels, shape.patch, shape.codes, shape.codeWidth,
                               shape.convolutionWidth, shape.residualBlocks})
    content += " " + std::to_string(number);
  return sha256(content + " " + info.weights);
}

Error tokenizerChanged(const fs::path& file) {
  return {message(UNMASK_TEXT("core", "%1 is not as Unmask wrote it."), file.string()),
          message(UNMASK_TEXT("core",
                              "Make the tokenizer again, or restore it from a copy. If you changed "
                              "the file on purpose, take out its line \"sha256\".")),
          {},
          ErrorKind::damaged};
}

Status writePictureTokenizerInfo(const fs::path& folder, const PictureTokenizerInfo& info) {
  const PictureTokenizerShape& shape = info.shape;
  json object = {{"format", kFormat},
                 {"kind", kPictureTokenizerKind},
                 {"name", info.name},
                 {"hash", pictureTokenizerHash(info)},
                 {"size", info.size},
                 {"channels", shape.channels},
                 {"patch", shape.patch},
                 {"codes", shape.codes},
                 {"code_width", shape.codeWidth},
                 {"convolution_width", shape.convolutionWidth},
                 {"residual_blocks", shape.residualBlocks},
                 {"weights", info.weights},
                 {"run", info.run},
                 {"step", info.step}};
  addSum(object);
  return writeFileWhole(folder / "unmask.json",
                        object.dump(1, ' ', false, json::error_handler_t::replace) + "\n");
}

Result<PictureTokenizerInfo> readPictureTokenizerInfo(const fs::path& folder) {
  const fs::path path = folder / "unmask.json";
  UNMASK_ASSIGN(const json object, readObject(path));
  const char* wrong = nullptr;
  const auto number = [&](const char* key, int64_t least, int64_t most) -> int64_t {
    const auto found = object.find(key);
    const bool good = found != object.end() && found->is_number_integer() &&
                      found->get<double>() >= static_cast<double>(least) &&
                      found->get<double>() <= static_cast<double>(most);
    if (!good && !wrong) wrong = key;
    return good ? found->get<int64_t>() : 0;
  };
  const auto text = [&](const char* key) {
    const auto found = object.find(key);
    const bool good = found != object.end() && found->is_string();
    if (!good && !wrong) wrong = key;
    return good ? found->get<std::string>() : std::string();
  };
  if (object.value("format", json()) != kFormat)
    return failure(
        message(UNMASK_TEXT("core", "%1 was written by another version of Unmask."), path.string()),
        message(UNMASK_TEXT("core", "Open it with that version, or make the tokenizer again.")));
  if (!asSummed(object)) return failure(tokenizerChanged(path));
  if (text("kind") != kPictureTokenizerKind) return damaged(path, "kind");
  PictureTokenizerInfo info;
  info.slug = folder.filename().string();
  info.name = text("name");
  info.hash = text("hash");
  info.weights = text("weights");
  info.run = text("run");
  info.step = number("step", 0, int64_t{1} << 40);
  info.size = number("size", 8, 512);
  info.shape = {number("channels", 1, 3),
                number("patch", 2, 64),
                number("codes", 2, 65536),
                number("code_width", 1, 4096),
                number("convolution_width", 1, 4096),
                number("residual_blocks", 0, 64)};
  if (wrong) return damaged(path, wrong);
  const PictureTokenizerShape& shape = info.shape;
  if (shape.channels == 2) return damaged(path, "channels");
  if (!std::has_single_bit(static_cast<uint64_t>(shape.patch)) || info.size % shape.patch != 0)
    return damaged(path, "patch");
  if (!isDigest(info.weights)) return damaged(path, "weights");
  if (info.hash != pictureTokenizerHash(info)) return damaged(path, "hash");
  return info;
}

bool holdsPictureTokenizer(const fs::path& folder) {
  const auto object = readObject(folder / "unmask.json");
  return object && object->value("kind", json()) == kPictureTokenizerKind;
}

uint64_t numbersIn(const PictureTokenizerShape& shape) {
  const auto width = static_cast<uint64_t>(shape.convolutionWidth);
  const auto channels = static_cast<uint64_t>(shape.channels);
  const auto code = static_cast<uint64_t>(shape.codeWidth);
  uint64_t count = static_cast<uint64_t>(shape.codes) * code;
  for (int64_t size = shape.patch; size > 1; size /= 2) {
    const uint64_t end = size == shape.patch ? channels : width;
    count += 2 * 16 * width * end + width + end;  // a halving, and the doubling that undoes it
  }
  count += 2 * static_cast<uint64_t>(shape.residualBlocks) * (10 * width * width + 2 * width);
  return count + code * width + code + 9 * code * width + width;
}

Status fits(const RunSpec& spec, const PictureTokenizerInfo& info) {
  const auto* masked = std::get_if<MaskedTokensSettings>(&spec.objectiveSettings);
  const int64_t size = viewOf(spec).size;
  const int64_t patch =
      masked ? masked->patch : std::get<PictureTokenizerSettings>(spec.objectiveSettings).patch;
  if (spec.channels != info.shape.channels)
    return failure(message(UNMASK_TEXT("core",
                                       "The picture tokenizer %1 was made for pictures of %2 "
                                       "channels; these have %3."),
                           info.slug, info.shape.channels, spec.channels),
                   message(UNMASK_TEXT("core", "Train one on this corpus.")));
  if (size == info.size && patch == info.shape.patch) return {};
  return failure(
      message(UNMASK_TEXT("core",
                          "The picture tokenizer %1 was made for views of %2 pixels in patches of "
                          "%3; the run has views of %4 in patches of %5."),
              info.slug, info.size, info.shape.patch, size, patch),
      message(UNMASK_TEXT("core", "Set objective.view_size=%1 and objective.patch=%2."), info.size,
              info.shape.patch));
}

}  // namespace unmask
