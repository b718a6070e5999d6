// Reading files and inflating gzip (all members) with zlib.
#include "core/corpus/byte_source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <vector>

#include "core/base/digest.h"
#include "core/base/files.h"
#include "core/base/open_file.h"

namespace unmask {

namespace {
constexpr uint64_t kUnfoldAlways = uint64_t{256} << 20;
constexpr uint64_t kUnfoldFactor = 200;

// Of thousands of small files, such as captions beside pictures, each takes no more than it needs:
// its size, and a byte at which its end is seen.
size_t bufferBytes(int fd, size_t chunk) {
  struct stat info {};
  if (::fstat(fd, &info) != 0 || !S_ISREG(info.st_mode) || info.st_size == 0) return chunk;
  return static_cast<size_t>(std::min<uint64_t>(chunk, static_cast<uint64_t>(info.st_size) + 1));
}

}  // namespace

struct ByteSource::State {
  fs::path path;
  int fd = -1;
  uint64_t read = 0, unfolded = 0;
  Sha256 digest;
  std::vector<char> input;
  size_t inputSize = 0;
  bool fileEnded = false;
  // gzip
  bool packed = false, inMember = false, ended = false;
  z_stream stream{};
  std::vector<char> output;
  Message damage;

  ~State() {
    if (packed) inflateEnd(&stream);
    if (fd >= 0) ::close(fd);
  }

  Status fill() {
    inputSize = 0;
    while (inputSize < input.size() && !fileEnded) {
      const ssize_t count = ::read(fd, input.data() + inputSize, input.size() - inputSize);
      if (count < 0 && errno == EINTR) continue;
      if (count < 0)
        return failure(
            systemError(message(UNMASK_TEXT("core", "Cannot read %1: %2."), path.string()), errno));
      fileEnded = count == 0;
      inputSize += static_cast<size_t>(count);
    }
    read += inputSize;
    digest.add(std::as_bytes(std::span(input.data(), inputSize)));
    return {};
  }

  Result<std::string_view> unpack() {
    while (!ended) {
      if (stream.avail_in == 0 && !fileEnded) {
        UNMASK_TRY(fill());
        stream.next_in = reinterpret_cast<Bytef*>(input.data());
        stream.avail_in = static_cast<uInt>(inputSize);
      }
      const bool more = inMember && stream.avail_out == 0;  // the output was full
      if (stream.avail_in == 0 && !more) {  // the file's end: good only between two members
        ended = true;
        if (inMember) damage = message(UNMASK_TEXT("core", "The gzip data is cut off."));
        break;
      }
      inMember = true;
      stream.next_out = reinterpret_cast<Bytef*>(output.data());
      stream.avail_out = static_cast<uInt>(output.size());
      const int status = inflate(&stream, Z_NO_FLUSH);
      const size_t made = output.size() - stream.avail_out;
      unfolded += made;
      if (status == Z_STREAM_END) {
        inMember = false;
        inflateReset(&stream);
        // Zeros after the last member are padding, as gzip itself treats them.
        while (stream.avail_in > 0 && *stream.next_in == 0) {
          ++stream.next_in;
          --stream.avail_in;
        }
      } else if (status != Z_OK && status != Z_BUF_ERROR) {
        ended = true;
        damage = message(UNMASK_TEXT("core", "The gzip data is damaged: %1."),
                         stream.msg ? stream.msg : zError(status));
      }
      if (unfolded > std::max(kUnfoldAlways, kUnfoldFactor * read))
        return failure(
            message(
                UNMASK_TEXT("core", "%1 unfolds to over %2 bytes, more than %3 times its size."),
                path.string(), unfolded, kUnfoldFactor),
            message(UNMASK_TEXT(
                "core", "If it is no decompression bomb, unpack it and import the result.")));
      if (made > 0) return std::string_view(output.data(), made);
    }
    return std::string_view();
  }
};

ByteSource::ByteSource(std::unique_ptr<State> state) : state_(std::move(state)) {}
ByteSource::ByteSource(ByteSource&&) noexcept = default;
ByteSource& ByteSource::operator=(ByteSource&&) noexcept = default;
ByteSource::~ByteSource() = default;

Result<ByteSource> ByteSource::open(const fs::path& path, size_t chunk) {
  auto state = std::make_unique<State>();
  state->path = path;
  state->fd = openToRead(path);
  if (state->fd < 0)
    return failure(
        systemError(message(UNMASK_TEXT("core", "Cannot read %1: %2."), path.string()), errno));
  ::posix_fadvise(state->fd, 0, 0, POSIX_FADV_SEQUENTIAL);
  state->input.resize(bufferBytes(state->fd, chunk));
  const fs::path ending = path.extension();
  if (ending == ".gz" || ending == ".GZ") {
    constexpr int kGzip = 16 + MAX_WBITS;
    if (inflateInit2(&state->stream, kGzip) != Z_OK)
      return failure(
          message(UNMASK_TEXT("core", "Not enough memory to unpack %1."), path.string()));
    state->packed = true;
    state->output.resize(chunk);
  }
  return ByteSource(std::move(state));
}

Result<std::string_view> ByteSource::next() {
  if (state_->packed) return state_->unpack();
  UNMASK_TRY(state_->fill());
  return std::string_view(state_->input.data(), state_->inputSize);
}

uint64_t ByteSource::sourceBytes() const {
  return state_->read;
}
const Message& ByteSource::damage() const {
  return state_->damage;
}
std::string ByteSource::sha256() {
  return state_->digest.hex();
}

}  // namespace unmask
