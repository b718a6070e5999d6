// What the fuzzers share: bytes as a file where a reader takes a path, and a claim that ends the
// program when it does not hold.
#pragma once

#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#define UNMASK_CLAIM(holds)                                                        \
  do {                                                                             \
    if (!(holds)) {                                                                \
      std::fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #holds); \
      std::abort();                                                                \
    }                                                                              \
  } while (false)

namespace unmask {

inline std::string_view textOf(const uint8_t* data, size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// `bytes` as the file `name` in this process' own folder; in memory where the machine has /dev/shm.
inline std::filesystem::path asFile(std::string_view bytes, const std::string& name) {
  static const std::filesystem::path folder = [] {
    std::error_code error;
    const bool memory = std::filesystem::is_directory("/dev/shm", error);
    const std::filesystem::path made =
        (memory ? std::filesystem::path("/dev/shm") : std::filesystem::temp_directory_path(error)) /
        ("unmask-fuzz-" + std::to_string(::getpid()));
    std::filesystem::create_directories(made, error);
    std::atexit([] {
      std::error_code ignored;
      for (const char* root : {"/dev/shm", "/tmp"})
        std::filesystem::remove_all(
            std::filesystem::path(root) / ("unmask-fuzz-" + std::to_string(::getpid())), ignored);
    });
    return made;
  }();
  const std::filesystem::path file = folder / name;
  std::ofstream(file, std::ios::binary | std::ios::trunc)
      .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return file;
}

}  // namespace unmask

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);
