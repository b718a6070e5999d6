// Reading and writing safetensors files.
#include "core/engine/safetensors.h"

#include <torch/torch.h>

#include <bit>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "core/base/digest.h"
#include "core/base/files.h"
#include "core/base/open_file.h"

namespace unmask {

using nlohmann::json;

namespace {

static_assert(std::endian::native == std::endian::little, "safetensors is little-endian");
constexpr uint64_t kHeaderCap = uint64_t{16} << 20;

struct Closer {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, Closer>;

tl::unexpected<Error> damaged(const fs::path& path) {
  return failure(message(UNMASK_TEXT("core", "%1 is damaged."), path.string()),
                 message(UNMASK_TEXT("core", "Use another checkpoint of the run.")));
}

tl::unexpected<Error> cannotRead(const fs::path& path) {
  return failure(
      systemError(message(UNMASK_TEXT("core", "Cannot read %1: %2."), path.string()), errno));
}

tl::unexpected<Error> cannotWrite(const fs::path& path) {
  return failure(
      systemError(message(UNMASK_TEXT("core", "Cannot write %1: %2."), path.string()), errno));
}

}  // namespace

Result<std::string> writeSafetensors(const fs::path& path, const std::vector<Parameter>& tensors,
                                     const std::map<std::string, std::string>& metadata) {
  json header = json::object();
  if (!metadata.empty()) header["__metadata__"] = metadata;
  uint64_t offset = 0;
  for (const Parameter& tensor : tensors) {
    const uint64_t end = offset + static_cast<uint64_t>(tensor.value.numel()) * sizeof(float);
    header[tensor.name] = {
        {"dtype", "F32"}, {"shape", tensor.value.sizes().vec()}, {"data_offsets", {offset, end}}};
    offset = end;
  }
  std::string text = header.dump();
  text.resize((text.size() + 7) / 8 * 8, ' ');
  const uint64_t length = text.size();

  File file(std::fopen(path.c_str(), "wb"));
  if (!file) return cannotWrite(path);
  Sha256 digest;
  const auto put = [&](const void* bytes, size_t count) {
    digest.add({static_cast<const std::byte*>(bytes), count});
    return std::fwrite(bytes, 1, count, file.get()) == count;
  };
  if (!put(&length, sizeof length) || !put(text.data(), text.size())) return cannotWrite(path);
  for (const Parameter& tensor : tensors) {
    const at::Tensor value = tensor.value.detach().to(at::kCPU, at::kFloat).contiguous();
    if (!put(value.const_data_ptr(), value.nbytes())) return cannotWrite(path);
  }
  if (std::fflush(file.get()) != 0) return cannotWrite(path);
  return digest.hex();
}

Result<std::map<std::string, at::Tensor>> readSafetensors(const fs::path& path) {
  std::error_code error;
  const uint64_t size = fs::file_size(path, error);
  if (error) {
    errno = error.value();
    return cannotRead(path);
  }
  const int fd = openToRead(path);
  File file(fd < 0 ? nullptr : ::fdopen(fd, "rb"));
  if (!file) return cannotRead(path);
  const auto get = [&](void* bytes, size_t count) {
    return std::fread(bytes, 1, count, file.get()) == count;
  };
  uint64_t length = 0;
  if (size < sizeof length || !get(&length, sizeof length)) return damaged(path);
  if (length > kHeaderCap || length > size - sizeof length) return damaged(path);
  std::string text(length, '\0');
  if (!get(text.data(), length)) return damaged(path);
  const uint64_t dataBegin = sizeof length + length;

  const auto shallow = [](int depth, json::parse_event_t, json&) { return depth <= 4; };
  const json header = json::parse(text, shallow, false);
  if (!header.is_object()) return damaged(path);
  std::map<std::string, at::Tensor> tensors;
  uint64_t room = size - dataBegin;
  for (const auto& [name, entry] : header.items()) {
    if (name == "__metadata__") continue;
    if (!entry.is_object() || entry.value("dtype", json()) != "F32") return damaged(path);
    const json shape = entry.value("shape", json());
    const json offsets = entry.value("data_offsets", json());
    if (!shape.is_array() || !offsets.is_array() || offsets.size() != 2 ||
        !offsets[0].is_number_unsigned() || !offsets[1].is_number_unsigned())
      return damaged(path);
    const uint64_t begin = offsets[0].get<uint64_t>(), end = offsets[1].get<uint64_t>();
    if (begin > end || end > size - dataBegin) return damaged(path);
    // No two lie over one another: a short file would take any amount of memory.
    if (end - begin > room) return damaged(path);
    room -= end - begin;
    std::vector<int64_t> dimensions;
    uint64_t count = 1;
    for (const json& dimension : shape) {
      if (!dimension.is_number_unsigned() || dimension.get<uint64_t>() > size) return damaged(path);
      dimensions.push_back(dimension.get<int64_t>());
      if (__builtin_mul_overflow(count, dimension.get<uint64_t>(), &count)) return damaged(path);
    }
    if (count > size || count * sizeof(float) != end - begin) return damaged(path);
    at::Tensor value = at::empty(dimensions, at::kFloat);
    if (::fseeko(file.get(), static_cast<off_t>(dataBegin + begin), SEEK_SET) != 0 ||
        !get(value.mutable_data_ptr(), value.nbytes()))
      return damaged(path);
    tensors.emplace(name, std::move(value));
  }
  return tensors;
}

}  // namespace unmask
