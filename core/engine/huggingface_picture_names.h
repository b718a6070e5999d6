// How our names of picture models map to Hugging Face's: ViTMAEForPreTraining for masked-pixels; the
// encoder of contrastive as ViTModel, or as ResNetModel with the standard stem.
#pragma once

#include "core/engine/huggingface_names.h"

namespace unmask {

std::vector<NameMapping> maskedAutoencoderNames(const RunSpec&);
// Refuses encoders that no public class expresses.
Result<std::vector<NameMapping>> contrastiveEncoderNames(const RunSpec&);

}  // namespace unmask
