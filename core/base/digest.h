// SHA-256 (OpenSSL) for identities and CRC-32 (zlib) for detecting damage.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace unmask {

class Sha256 {
 public:
  Sha256();
  ~Sha256();
  void add(std::span<const std::byte> bytes);
  void add(std::string_view text);
  std::string hex();  // 64 digits; ends the digest, add() begins the next

 private:
  struct State;
  std::unique_ptr<State> state_;
};

std::string sha256(std::string_view text);
// Of a digest in hex: enough to find what is the same, in a fourth of the room.
std::array<uint64_t, 2> first128Bits(std::string_view hex);
Result<std::string> sha256OfFile(const std::filesystem::path&);
// Of bytes that follow others, whose sum is `before`.
uint32_t crc32(std::span<const std::byte> bytes, uint32_t before = 0);

}  // namespace unmask
