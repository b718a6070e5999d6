// .npy arrays with a CRC-32 for every MiB of data, read through a map or pread.
#include "core/base/npy.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <functional>
#include <numeric>
#include <vector>

#include "core/base/digest.h"
#include "core/base/files.h"
#include "core/base/open_file.h"

namespace unmask {

namespace {

constexpr size_t kHeaderBytes = 128;  // magic, version, dictionary, padding, newline
constexpr uint64_t kBlockBytes = uint64_t{1} << 20;

const char* description(DType dtype) {
  switch (dtype) {
    case DType::boolean:
      return "|b1";
    case DType::uint8:
      return "|u1";
    case DType::uint16:
      return "<u2";
    case DType::int32:
      return "<i4";
    case DType::int64:
      return "<i8";
    case DType::uint64:
      return "<u8";
    case DType::float32:
      return "<f4";
    case DType::float64:
      return "<f8";
  }
  return "";
}

// Numbers in one entry of this shape.
uint64_t rowSize(const std::vector<uint64_t>& row) {
  return std::accumulate(row.begin(), row.end(), uint64_t{1}, std::multiplies<>());
}

// NumPy format 1.0: \x93NUMPY, 1, 0, header length (u16), dictionary padded with spaces, \n.
std::string header(DType dtype, uint64_t count, const std::vector<uint64_t>& row) {
  std::string text("\x93NUMPY\x01\x00", 8);
  const uint16_t length = kHeaderBytes - 10;
  text += static_cast<char>(length & 255);
  text += static_cast<char>(length >> 8);
  std::string shape = std::to_string(count / rowSize(row));
  for (const uint64_t n : row) shape.append(", ").append(std::to_string(n));
  if (row.empty()) shape += ',';  // as NumPy writes it: (5,) but (5, 28, 28)
  text += std::string("{'descr': '") + description(dtype) +
          "', 'fortran_order': False, 'shape': (" + shape + "), }";
  text.resize(kHeaderBytes - 1, ' ');
  return text + '\n';
}

std::filesystem::path sidecar(const std::filesystem::path& path) {
  return path.string() + ".crc";
}

Error unreadable(const std::filesystem::path& path) {
  return systemError(message(UNMASK_TEXT("core", "Cannot read %1: %2."), path.string()), errno);
}

Error damaged(const std::filesystem::path& path, const std::string& place) {
  return {message(UNMASK_TEXT("core", "%1 is damaged (%2)."), path.string(), place),
          message(UNMASK_TEXT("core", "Import or encode it again, or restore it from a copy."))};
}

}  // namespace

struct NpyWriter::State {
  std::filesystem::path path;
  DType dtype;
  std::vector<uint64_t> row;
  std::FILE* file = nullptr;
  uint64_t bytes = 0;
  uint32_t sum = 0;  // of the current MiB so far
  std::vector<uint32_t> sums;

  ~State() {
    if (file) std::fclose(file);
  }
  Error failed() const {
    return systemError(message(UNMASK_TEXT("core", "Cannot write %1: %2."), path.string()), errno);
  }
};

NpyWriter::NpyWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
NpyWriter::NpyWriter(NpyWriter&&) noexcept = default;
NpyWriter& NpyWriter::operator=(NpyWriter&&) noexcept = default;
NpyWriter::~NpyWriter() = default;

Result<NpyWriter> NpyWriter::create(const std::filesystem::path& path, DType dtype,
                                    std::vector<uint64_t> row) {
  auto state = std::make_unique<State>();
  state->path = path;
  state->dtype = dtype;
  state->row = std::move(row);
  state->file = std::fopen(path.c_str(), "wbe");
  if (!state->file) return failure(state->failed());
  const std::string placeholder = header(dtype, 0, state->row);
  if (std::fwrite(placeholder.data(), 1, placeholder.size(), state->file) != placeholder.size())
    return failure(state->failed());
  return NpyWriter(std::move(state));
}

Status NpyWriter::append(std::span<const std::byte> bytes) {
  if (bytes.empty()) return {};  // there may be no address either
  if (std::fwrite(bytes.data(), 1, bytes.size(), state_->file) != bytes.size())
    return failure(state_->failed());
  while (!bytes.empty()) {
    const auto take = std::min<size_t>(bytes.size(), kBlockBytes - state_->bytes % kBlockBytes);
    state_->sum = crc32(bytes.first(take), state_->sum);
    bytes = bytes.subspan(take);
    state_->bytes += take;
    if (state_->bytes % kBlockBytes == 0) state_->sums.push_back(std::exchange(state_->sum, 0));
  }
  return {};
}

Status NpyWriter::finish() {
  State& s = *state_;
  if (s.bytes % kBlockBytes != 0) s.sums.push_back(s.sum);
  const std::string text = header(s.dtype, s.bytes / byteSize(s.dtype), s.row);
  if (std::fseek(s.file, 0, SEEK_SET) != 0 ||
      std::fwrite(text.data(), 1, text.size(), s.file) != text.size() || std::fflush(s.file) != 0 ||
      ::fsync(::fileno(s.file)) != 0)
    return failure(s.failed());
  return writeFileWhole(sidecar(s.path), {reinterpret_cast<const char*>(s.sums.data()),
                                          s.sums.size() * sizeof(uint32_t)});
}

struct ArrayFile::State {
  std::filesystem::path path;
  DType dtype;
  int fd = -1;
  uint64_t count = 0;
  uint64_t dataBytes = 0;
  const std::byte* map = nullptr;  // of the whole file, header included
  std::vector<uint32_t> sums;
  std::vector<std::atomic<bool>> checked;  // by block

  ~State() {
    if (map) ::munmap(const_cast<std::byte*>(map), dataBytes + kHeaderBytes);
    if (fd >= 0) ::close(fd);
  }

  Status readRaw(uint64_t offset, std::span<std::byte> out) const {
    if (map) {
      std::memcpy(out.data(), map + kHeaderBytes + offset, out.size());
      return {};
    }
    while (!out.empty()) {
      const ssize_t got =
          ::pread(fd, out.data(), out.size(), static_cast<off_t>(kHeaderBytes + offset));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return failure(unreadable(path));
      if (got == 0) return failure(damaged(path, "shorter than when it was opened"));
      out = out.subspan(static_cast<size_t>(got));
      offset += static_cast<uint64_t>(got);
    }
    return {};
  }

  Status checkBlock(uint64_t block) {
    if (checked[block].load(std::memory_order_acquire)) return {};
    const uint64_t begin = block * kBlockBytes;
    const uint64_t size = std::min(kBlockBytes, dataBytes - begin);
    uint32_t sum = 0;
    if (map) {
      sum = crc32({map + kHeaderBytes + begin, size});
    } else {
      std::vector<std::byte> buffer(size);
      UNMASK_TRY(readRaw(begin, buffer));
      sum = crc32(buffer);
    }
    if (sum != sums[block]) return failure(damaged(path, "MiB " + std::to_string(block)));
    checked[block].store(true, std::memory_order_release);
    return {};
  }
};

ArrayFile::ArrayFile(std::unique_ptr<State> state) : state_(std::move(state)) {}
ArrayFile::ArrayFile(ArrayFile&&) noexcept = default;
ArrayFile& ArrayFile::operator=(ArrayFile&&) noexcept = default;
ArrayFile::~ArrayFile() = default;

Result<ArrayFile> ArrayFile::open(const std::filesystem::path& path, DType dtype, Access access,
                                  const std::vector<uint64_t>& row) {
  auto state = std::make_unique<State>();
  state->path = path;
  state->dtype = dtype;
  state->fd = openToRead(path);
  struct stat info {};
  if (state->fd < 0 || ::fstat(state->fd, &info) != 0) return failure(unreadable(path));

  std::string head(kHeaderBytes, '\0');
  if (::pread(state->fd, head.data(), head.size(), 0) != static_cast<ssize_t>(head.size()))
    return failure(damaged(path, "header"));
  state->dataBytes = static_cast<uint64_t>(info.st_size) - kHeaderBytes;
  state->count = state->dataBytes / byteSize(dtype);
  if (head != header(dtype, state->count, row) ||
      state->dataBytes % (byteSize(dtype) * rowSize(row)) != 0)
    return failure(damaged(path, "header"));

  UNMASK_ASSIGN(const std::string sums, readFile(sidecar(path), uint64_t{1} << 30));
  const uint64_t blocks = (state->dataBytes + kBlockBytes - 1) / kBlockBytes;
  if (sums.size() != blocks * sizeof(uint32_t)) return failure(damaged(sidecar(path), "size"));
  state->sums.resize(blocks);
  if (blocks > 0) std::memcpy(state->sums.data(), sums.data(), sums.size());
  state->checked = std::vector<std::atomic<bool>>(blocks);

  if (access == Access::mapped && state->dataBytes > 0) {
    void* map =
        ::mmap(nullptr, state->dataBytes + kHeaderBytes, PROT_READ, MAP_SHARED, state->fd, 0);
    if (map == MAP_FAILED) return failure(unreadable(path));
    state->map = static_cast<const std::byte*>(map);
  }
  return ArrayFile(std::move(state));
}

uint64_t ArrayFile::size() const {
  return state_->count;
}

Status ArrayFile::readBytes(uint64_t firstElement, std::span<std::byte> out) const {
  if (out.empty()) return {};
  const uint64_t width = byteSize(state_->dtype);
  if (out.size() % width != 0 || firstElement > state_->count ||
      out.size() / width > state_->count - firstElement)
    return failure(damaged(state_->path, "element " + std::to_string(firstElement) +
                                             " asked for of " + std::to_string(state_->count)));
  const uint64_t begin = firstElement * width;
  for (uint64_t block = begin / kBlockBytes; block <= (begin + out.size() - 1) / kBlockBytes;
       ++block)
    UNMASK_TRY(state_->checkBlock(block));
  return state_->readRaw(begin, out);
}

}  // namespace unmask
