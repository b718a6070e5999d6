// Opening, using and writing frozen picture tokenizers.
#include "core/engine/picture_tokenizer.h"

#include <torch/torch.h>

#include "core/base/digest.h"
#include "core/base/files.h"
#include "core/engine/guarded.h"
#include "core/engine/safetensors.h"

namespace unmask {

namespace {

tl::unexpected<Error> notTheOneMade(const fs::path& folder) {
  return failure(
      message(
          UNMASK_TEXT("core", "The picture tokenizer in %1 is not the one that was made there."),
          folder.string()),
      message(UNMASK_TEXT("core", "Make it again, or restore the folder from a copy.")));
}

// What determines codes and pixels: without what the codebook keeps only to learn.
std::vector<Parameter> weightsOf(const VqAutoencoder& model) {
  std::vector<Parameter> weights = model.parameters().all();
  for (const Parameter& buffer : model.parameters().buffers())
    if (buffer.name == "codebook.codes") weights.push_back(buffer);
  return weights;
}

}  // namespace

PictureTokenizer::PictureTokenizer(PictureTokenizerInfo info, std::unique_ptr<VqAutoencoder> model)
    : info_(std::move(info)), model_(std::move(model)), weights_(weightsOf(*model_)) {
  for (const Parameter& weight : weights_) weight.value.requires_grad_(false);
}

Result<std::shared_ptr<const PictureTokenizer>> PictureTokenizer::open(const fs::path& folder,
                                                                       at::Device device) {
  return guarded([&]() -> Result<std::shared_ptr<const PictureTokenizer>> {
    UNMASK_ASSIGN(PictureTokenizerInfo info, readPictureTokenizerInfo(folder));
    const fs::path file = folder / kPictureTokenizerWeights;
    std::error_code error;
    const uint64_t bytes = fs::file_size(file, error);
    if (error)
      return failure(systemError(message(UNMASK_TEXT("core", "Cannot read %1: %2."), file.string()),
                                 error.value()));
    // The description's sizes are believed only as far as the file has numbers for them.
    if (bytes / sizeof(float) < numbersIn(info.shape)) return notTheOneMade(folder);
    UNMASK_ASSIGN(const std::string digest, sha256OfFile(file));
    if (digest != info.weights) return notTheOneMade(folder);
    UNMASK_ASSIGN(const auto tensors, readSafetensors(file));
    auto model = std::make_unique<VqAutoencoder>(info.shape, 0, 0, device);
    const at::NoGradGuard noGrad;
    for (const Parameter& weight : weightsOf(*model)) {
      const auto found = tensors.find(weight.name);
      if (found == tensors.end() || found->second.sizes() != weight.value.sizes())
        return notTheOneMade(folder);
      weight.value.copy_(found->second);
    }
    return std::shared_ptr<const PictureTokenizer>(
        new PictureTokenizer(std::move(info), std::move(model)));
  });
}

at::Tensor PictureTokenizer::codes(const at::Tensor& pixels) const {
  const at::NoGradGuard noGrad;
  return model_->codebook().nearest(model_->encode(pixels, Pass{})).view({pixels.size(0), -1});
}

at::Tensor PictureTokenizer::paint(const at::Tensor& codes) const {
  const at::NoGradGuard noGrad;
  const at::Tensor vectors = model_->codebook().vectorsOf(codes.reshape({-1}));
  return model_->decode(vectors, info_.grid(), Pass{}).clamp(-1, 1);
}

Result<PictureTokenizerInfo> writePictureTokenizer(
    const fs::path& folder, PictureTokenizerInfo info,
    const std::map<std::string, at::Tensor>& tensors) {
  return guarded([&]() -> Result<PictureTokenizerInfo> {
    // The names and shapes that opening will ask for.
    const VqAutoencoder model(info.shape, 0, 0, at::kCPU);
    std::vector<Parameter> weights;
    for (const Parameter& weight : weightsOf(model)) {
      const auto found = tensors.find(weight.name);
      if (found == tensors.end() || found->second.sizes() != weight.value.sizes())
        return failure(
            message(UNMASK_TEXT("core", "The checkpoint has no tensor %1."), weight.name),
            message(UNMASK_TEXT("core", "Use another checkpoint of the run.")));
      weights.push_back({weight.name, found->second});
    }
    UNMASK_ASSIGN(PartialFolder partial, PartialFolder::create(folder));
    UNMASK_ASSIGN(info.weights, writeSafetensors(partial.path() / kPictureTokenizerWeights, weights,
                                                 {{"format", "pt"}}));
    info.slug = folder.filename().string();
    info.hash = pictureTokenizerHash(info);
    UNMASK_TRY(writePictureTokenizerInfo(partial.path(), info));
    UNMASK_TRY(partial.commit());
    return info;
  });
}

}  // namespace unmask
