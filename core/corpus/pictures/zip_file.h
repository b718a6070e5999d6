// The members of a .zip archive (as .npz is one), stored or deflated, read as streams.
//
// A member may unfold to at most 200 times its packed size, and to 256 MiB in any case: beyond that
// it is taken for a decompression bomb.
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/base/result.h"

namespace unmask {

struct ZipMember {
  std::string name;
  uint64_t offset = 0;  // of its local header
  uint64_t packedBytes = 0, bytes = 0;
  uint32_t checksum = 0;
  bool deflated = false;
};

// From the central directory; at most 10,000 members, zip64 included. Refuses encrypted archives
// and other packings.
Result<std::vector<ZipMember>> zipMembers(const std::filesystem::path&);

class ZipStream {
 public:
  static Result<ZipStream> open(const std::filesystem::path&, const ZipMember&);
  ZipStream(ZipStream&&) noexcept;
  ~ZipStream();
  // The next bytes, as many as there are; fewer than asked for only at the end, whose checksum is
  // then checked.
  Result<size_t> read(std::span<char> out);

 private:
  struct State;
  explicit ZipStream(std::unique_ptr<State>);
  std::unique_ptr<State> state_;
};

}  // namespace unmask
