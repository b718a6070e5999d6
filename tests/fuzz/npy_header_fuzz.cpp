// Headers of .npy files that others wrote.
#include "core/base/npy_header.h"

#include "tests/fuzz/fuzz.h"

using namespace unmask;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto header = parseNpyHeader(textOf(data, std::min(size, kNpyHeaderBytes)));
  if (!header) return 0;
  UNMASK_CLAIM(header->dataOffset <= kNpyHeaderBytes && header->shape.size() <= 8);
  uint64_t count = 1;
  for (const uint64_t side : header->shape) count *= side;
  UNMASK_CLAIM(count == header->count);
  return 0;
}
