// Reading .zip: end record, central directory, local headers, raw deflate with zlib.
#include "core/corpus/pictures/zip_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>

#include "core/base/files.h"
#include "core/base/open_file.h"

namespace unmask {

namespace {

constexpr uint64_t kUnfoldAlways = uint64_t{256} << 20;
constexpr uint64_t kUnfoldFactor = 200;
constexpr uint64_t kMostMembers = 10'000;
constexpr size_t kChunk = size_t{1} << 18;

tl::unexpected<Error> broken() {
  return failure(message(UNMASK_TEXT("core", "The zip archive is broken or cut off.")));
}

class File {
 public:
  explicit File(const fs::path& path) : fd_(openToRead(path)) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (fd_ >= 0) ::close(fd_);
  }
  bool open() const { return fd_ >= 0; }
  uint64_t size() const {
    struct stat info {};
    return ::fstat(fd_, &info) == 0 ? static_cast<uint64_t>(info.st_size) : 0;
  }
  // Fewer bytes than asked for: the file's end, or an error.
  size_t read(uint64_t offset, std::span<char> out) const {
    size_t done = 0;
    while (done < out.size()) {
      const ssize_t got =
          ::pread(fd_, out.data() + done, out.size() - done, static_cast<off_t>(offset + done));
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) break;
      done += static_cast<size_t>(got);
    }
    return done;
  }
  Result<std::string> text(uint64_t offset, uint64_t count) const {
    std::string bytes(count, '\0');
    if (read(offset, bytes) != count) return broken();
    return bytes;
  }

 private:
  int fd_;
};

uint64_t little(std::string_view bytes, size_t i, size_t count) {
  uint64_t value = 0;
  for (size_t k = count; k-- > 0;) value = value << 8 | static_cast<uint8_t>(bytes[i + k]);
  return value;
}

// Sizes and offset that do not fit in 32 bits stand in the extra field of kind 1.
bool readZip64(std::string_view extra, ZipMember& member) {
  while (extra.size() >= 4) {
    const size_t size = little(extra, 2, 2);
    if (size > extra.size() - 4) return false;
    if (little(extra, 0, 2) == 1) {
      size_t i = 4;
      for (uint64_t* value : {&member.bytes, &member.packedBytes, &member.offset}) {
        if (*value != 0xffffffff) continue;
        if (i + 8 > size + 4) return false;
        *value = little(extra, i, 8);
        i += 8;
      }
    }
    extra.remove_prefix(size + 4);
  }
  return true;
}

}  // namespace

Result<std::vector<ZipMember>> zipMembers(const fs::path& path) {
  const File file(path);
  if (!file.open())
    return failure(
        systemError(message(UNMASK_TEXT("core", "Cannot read %1: %2."), path.string()), errno));
  const uint64_t size = file.size();
  const uint64_t tailBytes = std::min<uint64_t>(size, 22 + 65535 + 20);
  UNMASK_ASSIGN(const std::string tail, file.text(size - tailBytes, tailBytes));
  const size_t end = tail.rfind("PK\5\6");
  if (end == std::string::npos || tail.size() - end < 22) return broken();
  uint64_t count = little(tail, end + 10, 2), bytes = little(tail, end + 12, 4),
           begin = little(tail, end + 16, 4);
  if (end >= 20 && tail.compare(end - 20, 4, "PK\6\7") == 0) {
    UNMASK_ASSIGN(const std::string big, file.text(little(tail, end - 12, 8), 56));
    if (!big.starts_with("PK\6\6")) return broken();
    count = little(big, 32, 8);
    bytes = little(big, 40, 8);
    begin = little(big, 48, 8);
  }
  if (count > kMostMembers || bytes > (uint64_t{16} << 20) || begin > size || bytes > size - begin)
    return broken();
  UNMASK_ASSIGN(const std::string directory, file.text(begin, bytes));
  std::vector<ZipMember> members;
  for (size_t i = 0; members.size() < count;) {
    if (directory.size() - i < 46 || directory.compare(i, 4, "PK\1\2") != 0) return broken();
    const uint64_t flags = little(directory, i + 8, 2), packing = little(directory, i + 10, 2);
    const size_t nameBytes = little(directory, i + 28, 2),
                 extraBytes = little(directory, i + 30, 2);
    const size_t all = 46 + nameBytes + extraBytes + little(directory, i + 32, 2);
    if (all > directory.size() - i) return broken();
    ZipMember member;
    member.checksum = static_cast<uint32_t>(little(directory, i + 16, 4));
    member.packedBytes = little(directory, i + 20, 4);
    member.bytes = little(directory, i + 24, 4);
    member.offset = little(directory, i + 42, 4);
    member.name = directory.substr(i + 46, nameBytes);
    member.deflated = packing == 8;
    if (!readZip64(std::string_view(directory).substr(i + 46 + nameBytes, extraBytes), member))
      return broken();
    if ((flags & 1) || (packing != 0 && packing != 8))
      return failure(message(UNMASK_TEXT(
          "core", "The zip archive is encrypted, or packed in a way that is not read.")));
    members.push_back(std::move(member));
    i += all;
  }
  return members;
}

struct ZipStream::State {
  State(const fs::path& path, ZipMember m) : file(path), member(std::move(m)) {}
  ~State() {
    if (member.deflated) inflateEnd(&stream);
  }
  File file;
  ZipMember member;
  uint64_t at = 0, left = 0;  // of the packed bytes
  uint64_t unfolded = 0;
  bool ended = false;
  uLong checksum = 0;
  z_stream stream{};
  std::vector<char> input = std::vector<char>(kChunk);

  bool fill() {
    const size_t wanted = static_cast<size_t>(std::min<uint64_t>(left, input.size()));
    if (file.read(at, {input.data(), wanted}) != wanted) return false;
    at += wanted;
    left -= wanted;
    stream.next_in = reinterpret_cast<Bytef*>(input.data());
    stream.avail_in = static_cast<uInt>(wanted);
    return true;
  }
  Result<size_t> some(std::span<char> out) {
    if (!member.deflated) {
      const size_t wanted = static_cast<size_t>(std::min<uint64_t>(left, out.size()));
      if (file.read(at, out.first(wanted)) != wanted) return broken();
      at += wanted;
      left -= wanted;
      ended = left == 0;
      return wanted;
    }
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(std::min<size_t>(out.size(), kChunk));
    const uInt room = stream.avail_out;
    while (stream.avail_out == room && !ended) {
      if (stream.avail_in == 0 && (left == 0 || !fill())) return broken();
      const int status = inflate(&stream, Z_NO_FLUSH);
      ended = status == Z_STREAM_END;
      if (!ended && status != Z_OK && status != Z_BUF_ERROR) return broken();
    }
    return static_cast<size_t>(room - stream.avail_out);
  }
};

ZipStream::ZipStream(std::unique_ptr<State> state) : state_(std::move(state)) {}
ZipStream::ZipStream(ZipStream&&) noexcept = default;
ZipStream::~ZipStream() = default;

Result<ZipStream> ZipStream::open(const fs::path& path, const ZipMember& member) {
  auto state = std::make_unique<State>(path, member);
  if (!state->file.open())
    return failure(
        systemError(message(UNMASK_TEXT("core", "Cannot read %1: %2."), path.string()), errno));
  UNMASK_ASSIGN(const std::string head, state->file.text(member.offset, 30));
  if (!head.starts_with("PK\3\4")) return broken();
  state->at = member.offset + 30 + little(head, 26, 2) + little(head, 28, 2);
  state->left = member.packedBytes;
  if (state->at > state->file.size() || state->left > state->file.size() - state->at)
    return broken();
  if (!member.deflated && member.bytes != member.packedBytes) return broken();
  if (member.deflated && inflateInit2(&state->stream, -MAX_WBITS) != Z_OK)
    return failure(message(UNMASK_TEXT("core", "Not enough memory to unpack %1."), path.string()));
  state->ended = member.packedBytes == 0;
  return ZipStream(std::move(state));
}

Result<size_t> ZipStream::read(std::span<char> out) {
  State& s = *state_;
  size_t done = 0;
  while (done < out.size() && !s.ended) {
    UNMASK_ASSIGN(const size_t got, s.some(out.subspan(done)));
    s.checksum = ::crc32(s.checksum, reinterpret_cast<const Bytef*>(out.data() + done),
                         static_cast<uInt>(got));
    done += got;
    s.unfolded += got;
    if (s.unfolded > s.member.bytes) return broken();
    if (s.unfolded > std::max(kUnfoldAlways, kUnfoldFactor * s.member.packedBytes))
      return failure(
          message(UNMASK_TEXT("core", "%1 unfolds to over %2 bytes, more than %3 times its size."),
                  s.member.name, s.unfolded, kUnfoldFactor),
          message(UNMASK_TEXT("core",
                              "If it is no decompression bomb, unpack it and import the result.")));
    if (s.ended && (s.unfolded != s.member.bytes || s.checksum != s.member.checksum))
      return broken();
  }
  return done;
}

}  // namespace unmask
