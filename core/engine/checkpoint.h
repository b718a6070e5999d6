// A checkpoint's folder: everything a run needs to go on exactly, written whole or not at all.
//
//   model.safetensors      float32 master weights, our names (huggingface_names.h)
//   optimizer.safetensors  first_moment.NAME and second_moment.NAME of every parameter
//   state.json             CheckpointState
//   manifest.json          SHA-256 of each of the other three
#pragma once

#include <filesystem>
#include <map>
#include <optional>

#include "core/base/result.h"
#include "core/engine/parameters.h"

namespace unmask {

// Random streams need no entry: they are functions of the spec's seed and the step.
struct CheckpointState {
  int64_t step = 0;              // steps done
  int64_t updates = 0;           // of the optimizer
  double learningRateScale = 1;  // after changes by hand
  std::string objective;
  std::optional<int64_t> rateSetAt = {};  // the step of the last change by hand (spec/schedule.h)
};

Status writeCheckpoint(const std::filesystem::path& folder, const std::vector<Parameter>& model,
                       const std::vector<Parameter>& optimizer, const CheckpointState&);

// Checks every file against the manifest, then copies into the tensors given. On failure they are
// as they were, and the message names the file.
Result<CheckpointState> readCheckpoint(const std::filesystem::path& folder,
                                       const std::vector<Parameter>& model,
                                       const std::vector<Parameter>& optimizer,
                                       const std::string& objective);

// The model's tensors by our names, on the CPU; the folder is checked against its manifest first.
Result<std::map<std::string, at::Tensor>> readCheckpointModel(const std::filesystem::path& folder);

}  // namespace unmask
