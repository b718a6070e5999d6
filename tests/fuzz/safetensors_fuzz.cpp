// The weights of checkpoints: they take no more memory than the file is long.
#include "core/engine/safetensors.h"

#include "tests/fuzz/fuzz.h"

using namespace unmask;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto tensors = readSafetensors(asFile(textOf(data, size), "model.safetensors"));
  if (!tensors) return 0;
  uint64_t bytes = 0;
  for (const auto& [name, tensor] : *tensors) bytes += tensor.nbytes();
  UNMASK_CLAIM(bytes <= size);
  return 0;
}
