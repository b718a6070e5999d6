// Hugging Face's safetensors files: an 8-byte little-endian header length, a JSON header with each
// tensor's dtype, shape and byte range, then the bytes. float32 only.
#pragma once

#include <filesystem>
#include <map>

#include "core/base/result.h"
#include "core/engine/parameters.h"

namespace unmask {

// Returns the SHA-256 of the file.
Result<std::string> writeSafetensors(const std::filesystem::path&,
                                     const std::vector<Parameter>& tensors,
                                     const std::map<std::string, std::string>& metadata);

// All tensors by name, on the CPU. Refuses a damaged or hostile header, naming the file.
Result<std::map<std::string, at::Tensor>> readSafetensors(const std::filesystem::path&);

}  // namespace unmask
