// The weights of checkpoints.
#include "core/engine/safetensors.h"

#include "tests/fuzz/fuzz.h"

using namespace unmask;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto tensors = readSafetensors(asFile(textOf(data, size), "model.safetensors"));
  if (!tensors) return 0;
  for (const auto& [name, tensor] : *tensors)
    UNMASK_CLAIM(static_cast<uint64_t>(tensor.numel()) * 4 <= size);
  return 0;
}
