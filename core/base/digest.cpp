// SHA-256 through OpenSSL's EVP, CRC-32 through zlib.
#include "core/base/digest.h"

#include <openssl/evp.h>
#include <zlib.h>

#include <array>
#include <cerrno>
#include <cstdio>

#include "core/base/files.h"
#include "core/base/open_file.h"

namespace unmask {

struct Sha256::State {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  State() { EVP_DigestInit_ex(context, EVP_sha256(), nullptr); }
  ~State() { EVP_MD_CTX_free(context); }
};

Sha256::Sha256() : state_(std::make_unique<State>()) {}
Sha256::~Sha256() = default;

void Sha256::add(std::span<const std::byte> bytes) {
  EVP_DigestUpdate(state_->context, bytes.data(), bytes.size());
}

void Sha256::add(std::string_view text) {
  EVP_DigestUpdate(state_->context, text.data(), text.size());
}

std::string Sha256::hex() {
  std::array<unsigned char, 32> digest{};
  EVP_DigestFinal_ex(state_->context, digest.data(), nullptr);
  EVP_DigestInit_ex(state_->context, nullptr, nullptr);  // the same algorithm, without a look-up
  constexpr char digits[] = "0123456789abcdef";
  std::string text;
  for (const unsigned char byte : digest) {
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

std::string sha256(std::string_view text) {
  Sha256 digest;
  digest.add(text);
  return digest.hex();
}

std::array<uint64_t, 2> first128Bits(std::string_view hex) {
  std::array<uint64_t, 2> bits{};
  for (size_t i = 0; i < 32; ++i) {
    const char c = hex[i];
    bits[i / 16] = bits[i / 16] << 4 | static_cast<uint64_t>(c <= '9' ? c - '0' : c - 'a' + 10);
  }
  return bits;
}

Result<std::string> sha256OfFile(const std::filesystem::path& path) {
  const int fd = openToRead(path);
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(fd < 0 ? nullptr : ::fdopen(fd, "rb"),
                                                             &std::fclose);
  if (!file)
    return failure(
        systemError(message(UNMASK_TEXT("core", "Cannot read %1: %2."), path.string()), errno));
  Sha256 digest;
  std::vector<std::byte> buffer(1 << 20);
  while (const size_t count = std::fread(buffer.data(), 1, buffer.size(), file.get()))
    digest.add(std::span<const std::byte>(buffer.data(), count));
  if (std::ferror(file.get()))
    return failure(
        systemError(message(UNMASK_TEXT("core", "Cannot read %1: %2."), path.string()), errno));
  return digest.hex();
}

uint32_t crc32(std::span<const std::byte> bytes, uint32_t before) {
  return static_cast<uint32_t>(
      ::crc32_z(before, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

}  // namespace unmask
