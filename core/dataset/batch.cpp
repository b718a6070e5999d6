// The hash by which a batch is recognised.
#include "core/dataset/batch.h"

#include <bit>

#include "core/base/digest.h"

namespace unmask {

// Array bytes and the numbers of the hash are little-endian as they lie in memory.
static_assert(std::endian::native == std::endian::little);

const Array* Batch::find(const std::string& name) const {
  for (const Array& array : arrays)
    if (array.name == name) return &array;
  return nullptr;
}

std::string hashOf(const Batch& batch) {
  Sha256 digest;
  for (const Array& array : batch.arrays) {
    digest.add(array.name);
    digest.add(std::string_view("\0", 1));
    digest.add(name(array.dtype));
    digest.add(std::string_view("\0", 1));
    const auto rank = static_cast<int64_t>(array.shape.size());
    digest.add(std::as_bytes(std::span(&rank, 1)));
    digest.add(std::as_bytes(std::span(array.shape)));
    digest.add(std::span<const std::byte>(array.bytes));
  }
  return digest.hex().substr(0, 32);
}

}  // namespace unmask
