// `unmask-worker export`: a checkpoint for other programs.
#include <cstdio>
#include <nlohmann/json.hpp>

#include "core/base/files.h"
#include "core/engine/checkpoint.h"
#include "core/engine/huggingface_export.h"
#include "core/engine/safetensors.h"
#include "core/runs/run_folder.h"
#include "core/spec/picture_tokenizer_info.h"
#include "core/tokenizers/huggingface_tokenizer.h"
#include "core/worker/checkpoints.h"
#include "core/worker/commands.h"
#include "core/worker/run_inputs.h"

namespace unmask {
namespace {

using Json = nlohmann::ordered_json;

// How the objective's model reads a text (pretext/), in transformers' words.
HuggingFaceForm formOf(const RunSpec& spec) {
  const TokenIds ids = spec.tokenIds();
  HuggingFaceForm form;
  form.vocabulary = vocabularySize(spec);
  form.context = spec.model.context;
  if (spec.objective == "next-token") {
    form.bos = form.eos = ids.endOfDocument();
  } else if (spec.objective == "masked-lm") {
    form.mask = ids.mask();
    form.pad = ids.pad();
    if (std::get<MaskedLmSettings>(spec.objectiveSettings).clsSep) {
      form.before = {form.cls = ids.cls()};
      form.after = {form.sep = ids.sep()};
    }
  } else if (spec.objective == "span-corruption") {
    form.pad = ids.pad();
    form.after = {form.eos = ids.endOfDocument()};
  } else if (spec.objective == "denoising" || familyOf(spec) == Family::pairs) {
    form.mask = ids.mask();
    form.pad = ids.pad();
    form.before = {form.bos = form.cls = ids.cls()};
    form.after = {form.eos = form.sep = ids.sep()};
  }
  return form;
}

std::string shapeText(const at::Tensor& tensor) {
  std::string text = "[";
  for (const int64_t size : tensor.sizes()) {
    if (text.size() > 1) text += ", ";
    text += std::to_string(size);
  }
  return text + "]";
}

constexpr const char* kPictureTokenizerFile = "picture_tokenizer.safetensors";

std::string tableOf(const std::map<std::string, at::Tensor>& tensors) {
  std::string text = "| name | shape |\n|---|---|\n";
  for (const auto& [name, value] : tensors) text += "| " + name + " | " + shapeText(value) + " |\n";
  return text;
}

// The picture tokenizer goes along with its description. Says how to read it.
Result<std::string> exportPictureTokenizer(const fs::path& runFolder, const RunSpec& spec,
                                           const fs::path& target) {
  UNMASK_ASSIGN(const fs::path folder, findRunPictureTokenizer(runFolder, spec));
  UNMASK_ASSIGN(const auto tensors, readSafetensors(folder / kPictureTokenizerWeights));
  std::vector<Parameter> weights;
  for (const auto& [name, value] : tensors) weights.push_back({name, value});
  UNMASK_TRY(writeSafetensors(target / kPictureTokenizerFile, weights, {{"format", "pt"}}));
  UNMASK_ASSIGN(const std::string description, readFile(folder / "unmask.json"));
  UNMASK_TRY(writeFileWhole(target / "picture_tokenizer.json", description));
  return std::string("\nThe labels are the codes of the picture tokenizer ") + spec.tokenizer.slug +
         ", in " + kPictureTokenizerFile +
         ", described in picture_tokenizer.json. Pixels go in as (x / 255 - 0.5) / 0.5, channels "
         "first. Encoder: each encoder.down is a convolution with stride 2 and padding 1, then "
         "ReLU; "
         "each encoder.blocks adds second(relu(first(relu(x)))) to x, padding 1 in first; ReLU; "
         "encoder.out. The code of a place is the row of codebook.codes nearest to its vector. "
         "Decoder: decoder.in (padding 1), ReLU, decoder.blocks alike, ReLU, then each decoder.up "
         "as "
         "a transposed convolution with stride 2 and padding 1, ReLU between them.\n\n" +
         tableOf(tensors);
}

// What the folder is, for whoever finds it.
std::string readmeOf(const RunSpec& spec, int64_t step, const ExportedModel& model,
                     const Message& withoutTokenizer,
                     const std::map<std::string, at::Tensor>& parameters) {
  std::string text = "# A model trained with Unmask\n\nObjective " + spec.objective + ", corpus " +
                     spec.corpus.slug + ", step " + std::to_string(step) +
                     ". All settings are in unmask-run.json.\n\n";
  if (!model.loadedBy.empty()) {
    const char* reader = picturesAlone(spec) ? "AutoImageProcessor" : "AutoTokenizer";
    text += std::string("```python\nfrom transformers import ") + reader + ", " + model.loadedBy;
    text += "\n\nmodel = " + model.loadedBy + ".from_pretrained(\"FOLDER\")\n";
    if (withoutTokenizer.empty())
      text += std::string("reader = ") + reader + ".from_pretrained(\"FOLDER\")\n";
    text += "```\n";
    if (model.rest)
      text += "\nrest.safetensors has the tensors that this class has no place for, under Unmask's "
              "names.\n";
  }
  if (!withoutTokenizer.empty()) text += "\n" + inEnglish(withoutTokenizer) + "\n";
  if (!model.loadedBy.empty()) return text;
  text +=
      "\n" + inEnglish(model.reason) +
      " model.safetensors therefore has Unmask's own names (float32, row-major; a linear layer's "
      "weight is [outputs, inputs]; attention.qkv holds query, key and value one below the "
      "other):\n\n" +
      tableOf(parameters);
  return text;
}

Result<Json> exported(const fs::path& runFolder, int64_t checkpoint, const fs::path& target) {
  UNMASK_ASSIGN(const bool there, pathExists(target));
  if (there)
    return failure(message(UNMASK_TEXT("core", "%1 exists already."), target.string()),
                   message(UNMASK_TEXT("core", "Choose a new folder.")));
  UNMASK_ASSIGN(const RunSpec spec, readSpec(runFolder));
  UNMASK_ASSIGN(const int64_t step, findCheckpoint(runFolder, checkpoint));
  std::shared_ptr<const Tokenizer> tokenizer;
  if (!picturesAlone(spec)) {
    UNMASK_ASSIGN(tokenizer, openRunTokenizer(runFolder, spec));
  }
  UNMASK_ASSIGN(const auto parameters, readCheckpointModel(checkpointFolder(runFolder, step)));
  UNMASK_ASSIGN(const fs::path whole, absolutePath(target));
  UNMASK_ASSIGN(PartialFolder partial, PartialFolder::create(whole));
  UNMASK_ASSIGN(const ExportedModel model, writeHuggingFaceModel(spec, parameters, partial.path()));
  Message withoutTokenizer;
  if (tokenizer)
    if (const Status status =
            writeHuggingFaceTokenizer(*tokenizer, formOf(spec), partial.path());
        !status) {
      if (tokenizer->lossless()) return failure(status.error());
      withoutTokenizer = status.error().what;
    }
  std::string pictureTokenizer;
  if (usesPictureTokenizer(spec)) {
    UNMASK_ASSIGN(pictureTokenizer, exportPictureTokenizer(runFolder, spec, partial.path()));
  }
  UNMASK_TRY(writeFileWhole(partial.path() / "unmask-run.json", toJson(spec).dump(2) + "\n"));
  UNMASK_TRY(
      writeFileWhole(partial.path() / "README.md",
                     readmeOf(spec, step, model, withoutTokenizer, parameters) + pictureTokenizer));
  const uint64_t bytes = bytesOf(partial.path());
  UNMASK_TRY(partial.commit());
  return Json{{"type", "exported"},
              {"folder", target.string()},
              {"step", step},
              {"loaded_by", model.loadedBy},
              {"reason", inEnglish(model.reason)},
              {"tensors", model.tensors},
              {"tokenizer", (tokenizer && withoutTokenizer.empty()) || !pictureTokenizer.empty()},
              {"tokenizer_reason", inEnglish(withoutTokenizer)},
              {"bytes", bytes}};
}

}  // namespace

int exportCommand(const fs::path& runFolder, int64_t checkpoint, const fs::path& target,
                  bool json) {
  const auto done = exported(runFolder, checkpoint, target);
  if (!done) {
    std::fprintf(stderr, "%s\n", inEnglish(done.error()).c_str());
    return 1;
  }
  if (json)
    std::printf("%s\n", done->dump().c_str());
  else
    for (const auto& [name, value] : done->items())
      std::printf("%-10s %s\n", name.c_str(),
                  value.is_string() ? value.get<std::string>().c_str() : value.dump().c_str());
  return 0;
}

}  // namespace unmask
