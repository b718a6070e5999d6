// Opening the arrays of a picture corpus, which must agree with one another.
#include "core/dataset/picture_data.h"

#include <fstream>
#include <optional>

#include "core/base/npy_header.h"

namespace unmask {

namespace {

constexpr uint64_t kLongestName = 1 << 16;

Error damaged(const std::filesystem::path& file) {
  return {message(UNMASK_TEXT("core", "%1 does not belong to the files beside it."), file.string()),
          message(UNMASK_TEXT("core", "Import the pictures again."))};
}

Result<std::vector<uint64_t>> shapeOf(const std::filesystem::path& file) {
  std::string head(kNpyHeaderBytes, '\0');
  std::ifstream in(file, std::ios::binary);
  in.read(head.data(), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<size_t>(in.gcount()));
  const auto header = parseNpyHeader(head);
  if (!header || header->shape.size() != 4) return failure(damaged(file));
  return header->shape;
}

}  // namespace

struct PictureData::State {
  std::filesystem::path folder;
  uint64_t count = 0;
  int64_t height = 0, width = 0, channels = 0;
  uint64_t pictureBytes = 0;
  ArrayFile pixels, names, nameOffsets, sizes;
  std::optional<ArrayFile> labels, captions;

  // Two neighbouring offsets, which never fall.
  Result<std::pair<uint64_t, uint64_t>> range(const ArrayFile& offsets, uint64_t picture) const {
    if (picture >= count)
      return failure(message(
          UNMASK_TEXT("core", "There are %1 pictures; picture %2 was asked for."), count, picture));
    uint64_t ends[2];
    UNMASK_TRY(offsets.read(picture, std::span<uint64_t>(ends)));
    if (ends[0] > ends[1]) return failure(damaged(folder / "pixels.npy"));
    return std::pair(ends[0], ends[1]);
  }
};

PictureData::PictureData(std::unique_ptr<State> state) : state_(std::move(state)) {}
PictureData::PictureData(PictureData&&) noexcept = default;
PictureData& PictureData::operator=(PictureData&&) noexcept = default;
PictureData::~PictureData() = default;

Result<PictureData> PictureData::open(const std::filesystem::path& folder, Access access) {
  const auto pixelFile = folder / "pixels.npy";
  UNMASK_ASSIGN(const std::vector<uint64_t> shape, shapeOf(pixelFile));
  const std::vector<uint64_t> row(shape.begin() + 1, shape.end());
  UNMASK_ASSIGN(ArrayFile pixels, ArrayFile::open(pixelFile, DType::uint8, access, row));
  const auto small = [&](const char* name, DType dtype, const std::vector<uint64_t>& of = {}) {
    return ArrayFile::open(folder / name, dtype, access, of);
  };
  UNMASK_ASSIGN(ArrayFile names, small("names.npy", DType::uint8));
  UNMASK_ASSIGN(ArrayFile nameOffsets, small("name_offsets.npy", DType::uint64));
  UNMASK_ASSIGN(ArrayFile sizes, small("original_sizes.npy", DType::int32, {2}));
  std::optional<ArrayFile> labels, captions;
  std::error_code absent;
  if (std::filesystem::exists(folder / "labels.npy", absent)) {
    UNMASK_ASSIGN(labels, small("labels.npy", DType::int32));
  }
  if (std::filesystem::exists(folder / "captions.npy", absent)) {
    UNMASK_ASSIGN(captions, small("captions.npy", DType::uint64));
  }
  const uint64_t count = shape[0], pictureBytes = row[0] * row[1] * row[2];
  if (count == 0 || pictureBytes == 0 || (row[2] != 1 && row[2] != 3) ||
      nameOffsets.size() != count + 1 || sizes.size() != 2 * count ||
      (labels && labels->size() != count) || (captions && captions->size() != count + 1))
    return failure(damaged(pixelFile));
  return PictureData(std::unique_ptr<State>(
      new State{folder, count, static_cast<int64_t>(row[0]), static_cast<int64_t>(row[1]),
                static_cast<int64_t>(row[2]), pictureBytes, std::move(pixels), std::move(names),
                std::move(nameOffsets), std::move(sizes), std::move(labels), std::move(captions)}));
}

uint64_t PictureData::count() const {
  return state_->count;
}
int64_t PictureData::height() const {
  return state_->height;
}
int64_t PictureData::width() const {
  return state_->width;
}
int64_t PictureData::channels() const {
  return state_->channels;
}
uint64_t PictureData::pictureBytes() const {
  return state_->pictureBytes;
}
bool PictureData::labelled() const {
  return state_->labels.has_value();
}
bool PictureData::captioned() const {
  return state_->captions.has_value();
}

Status PictureData::pixels(uint64_t first, std::span<uint8_t> out) const {
  return state_->pixels.read(first * state_->pictureBytes, out);
}

Status PictureData::labels(uint64_t first, std::span<int32_t> out) const {
  if (labelled()) return state_->labels->read(first, out);
  std::fill(out.begin(), out.end(), -1);
  return {};
}

Result<std::pair<uint64_t, uint64_t>> PictureData::captions(uint64_t picture) const {
  if (!captioned()) return std::pair<uint64_t, uint64_t>(0, 0);
  return state_->range(*state_->captions, picture);
}

Status PictureData::captionOffsets(uint64_t first, std::span<uint64_t> out) const {
  if (captioned()) return state_->captions->read(first, out);
  std::fill(out.begin(), out.end(), 0);
  return {};
}

Result<std::string> PictureData::name(uint64_t picture) const {
  UNMASK_ASSIGN(const auto range, state_->range(state_->nameOffsets, picture));
  if (range.second - range.first > kLongestName)
    return failure(damaged(state_->folder / "names.npy"));
  std::string name(range.second - range.first, '\0');
  UNMASK_TRY(state_->names.readBytes(range.first, std::as_writable_bytes(std::span(name))));
  return name;
}

Result<std::pair<int32_t, int32_t>> PictureData::originalSize(uint64_t picture) const {
  int32_t size[2];
  UNMASK_TRY(state_->sizes.read(2 * picture, std::span<int32_t>(size)));
  return std::pair(size[0], size[1]);
}

}  // namespace unmask
