// A frozen picture tokenizer as everybody but the engine knows it: what it was made for, which run
// and step it came from, and the hash by which runs of masked-tokens name it.
//
//   tokenizers/<slug>/unmask.json          this description, kind "picture"
//   tokenizers/<slug>/model.safetensors    encoder.*, decoder.* and codebook.codes, float32
//                                          (engine/vq_autoencoder.h names them)
#pragma once

#include <filesystem>
#include <string>

#include "core/base/result.h"
#include "core/spec/run_spec.h"

namespace unmask {

// What determines the tensors of a picture tokenizer.
struct PictureTokenizerShape {
  int64_t channels = 3, patch = 4;  // of pictures; pixels that one code stands for, each way
  int64_t codes = 0, codeWidth = 0;
  int64_t convolutionWidth = 0, residualBlocks = 0;
};
// Of a run of picture-tokenizer.
PictureTokenizerShape pictureTokenizerShape(const RunSpec&);

struct PictureTokenizerInfo {
  std::string slug, name;  // the slug is the folder's name
  std::string hash;        // over everything that determines codes
  int64_t size = 0;        // pixels: height and width of the views it was made with
  PictureTokenizerShape shape;
  std::string weights;  // SHA-256 of model.safetensors
  std::string run;      // the run's folder, for people
  int64_t step = 0;

  int64_t grid() const { return size / shape.patch; }
};

constexpr const char* kPictureTokenizerKind = "picture";
constexpr const char* kPictureTokenizerWeights = "model.safetensors";

std::string pictureTokenizerHash(const PictureTokenizerInfo&);
Status writePictureTokenizerInfo(const std::filesystem::path& folder, const PictureTokenizerInfo&);
// Refuses what is damaged, out of range, or whose hash is not its own; does not look at the
// weights.
Result<PictureTokenizerInfo> readPictureTokenizerInfo(const std::filesystem::path& folder);

// Why a description of a tokenizer of either kind, at `file`, is not believed (base/summed_json.h).
Error tokenizerChanged(const std::filesystem::path& file);

// The folder's unmask.json says that a picture tokenizer lies there.
bool holdsPictureTokenizer(const std::filesystem::path& folder);

// Numbers in its weights.
uint64_t numbersIn(const PictureTokenizerShape&);

// The run's patches have codes of a picture tokenizer: one that it makes, or whose codes it names.
inline bool hasCodes(const RunSpec& spec) {
  return usesPictureTokenizer(spec) ||
         std::holds_alternative<PictureTokenizerSettings>(spec.objectiveSettings);
}

// The views of a run of masked-tokens, or of picture-tokenizer, can be given to the tokenizer: same
// size, patches and channels. Says what to set.
Status fits(const RunSpec&, const PictureTokenizerInfo&);

}  // namespace unmask
