// How our names of picture models map to Hugging Face's: ViTMAEForPreTraining for masked-pixels;
// the encoder of contrastive as ViTModel, or as ResNetModel with the standard stem; CLIPModel for
// image-text-contrast with a vision transformer; BeitForMaskedImageModeling for masked-tokens.
#pragma once

#include "core/engine/huggingface_names.h"

namespace unmask {

std::vector<NameMapping> maskedAutoencoderNames(const RunSpec&);
std::vector<NameMapping> beitNames(const RunSpec&);
// Refuses encoders that no public class expresses.
Result<std::vector<NameMapping>> contrastiveEncoderNames(const RunSpec&);
Result<std::vector<NameMapping>> clipNames(const RunSpec&);

}  // namespace unmask
