// Zip archives: their directory, and members as streams.
#include "core/corpus/pictures/zip_file.h"

#include "tests/fuzz/fuzz.h"

using namespace unmask;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto file = asFile(textOf(data, size), "a.zip");
  const auto members = zipMembers(file);
  if (!members) return 0;
  for (size_t i = 0; i < std::min<size_t>(members->size(), 20); ++i) {
    auto stream = ZipStream::open(file, (*members)[i]);
    char buffer[4096];
    uint64_t unpacked = 0;
    for (int blocks = 0; stream && blocks < 64; ++blocks) {
      const auto count = stream->read(buffer);
      if (!count) break;
      unpacked += *count;
      if (*count < sizeof buffer) break;
    }
    UNMASK_CLAIM(unpacked <= (*members)[i].bytes);
  }
  return 0;
}
