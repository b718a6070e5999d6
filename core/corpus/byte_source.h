// The bytes of one input file, chunk by chunk: plain or unpacked from gzip.
//
// A .gz may unfold to at most 200 times its size, and to 256 MiB in any case: beyond that it is
// taken for a decompression bomb and refused.
#pragma once

#include <filesystem>
#include <memory>
#include <string_view>

#include "core/base/result.h"

namespace unmask {

constexpr size_t kChunkBytes = size_t{1} << 20;

class ByteSource {
 public:
  // `chunk`: how much is read, and unpacked, at once.
  static Result<ByteSource> open(const std::filesystem::path&, size_t chunk = kChunkBytes);
  ByteSource(ByteSource&&) noexcept;
  ByteSource& operator=(ByteSource&&) noexcept;
  ~ByteSource();

  // The next bytes, valid until the next call; empty at the end. After an error in the gzip data
  // (damage(), not empty) it behaves as at the end.
  Result<std::string_view> next();
  uint64_t sourceBytes() const;   // read from the file so far
  const Message& damage() const;  // why the rest of a .gz could not be unpacked
  std::string sha256();           // of the file's bytes; ends the digest

 private:
  struct State;
  explicit ByteSource(std::unique_ptr<State>);
  std::unique_ptr<State> state_;
};

}  // namespace unmask
