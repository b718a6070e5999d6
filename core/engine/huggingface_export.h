// A trained model as a folder that transformers loads: config.json and model.safetensors, by the
// names of huggingface_names.h; of pictures also preprocessor_config.json. What no public class
// expresses keeps our names; tensors that the class has no place for (the projection head of
// contrastive) are in rest.safetensors under ours.
#pragma once

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <map>
#include <string>

#include "core/base/result.h"
#include "core/spec/run_spec.h"

namespace unmask {

struct ExportedModel {
  std::string loadedBy;  // "GPT2LMHeadModel"; "" where no public class loads it
  Message reason;        // why not
  size_t tensors = 0;
  bool rest = false;  // rest.safetensors was written
};

// `parameters` by our names, float32 on the CPU, as readSafetensors gives them.
Result<ExportedModel> writeHuggingFaceModel(const RunSpec&,
                                            const std::map<std::string, at::Tensor>& parameters,
                                            const std::filesystem::path& folder);

}  // namespace unmask
