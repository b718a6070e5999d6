// Streaming pictures out of IDX, CIFAR, .npy and .npz files.
#include "core/corpus/pictures/picture_array.h"

#include <algorithm>

#include "core/base/digest.h"
#include "core/base/files.h"
#include "core/corpus/file_names.h"
#include "core/corpus/pictures/image_header.h"
#include "core/corpus/pictures/labels.h"
#include "core/corpus/pictures/zip_file.h"

namespace unmask {

namespace {

constexpr int64_t kCifarSide = 32;
constexpr size_t kCifarPixels = 3 * 32 * 32;
constexpr size_t kMostArrays = 64;  // in one archive

size_t cifarLabels(ArrayFormat format) {
  return format == ArrayFormat::cifar100 ? 2 : 1;
}

}  // namespace

struct PictureArray::State {
  PictureArrayInfo info;
  ByteReader read;
  std::vector<int32_t> labels;  // empty: none, or CIFAR's, which lie among the pixels
  size_t labelBytes = 0;        // CIFAR
  bool planes = false;          // [C, H, W] in the file
  uint64_t at = 0;
  std::vector<char> buffer;
};

namespace {

using State = PictureArray::State;

Status setShape(PictureArrayInfo& info, uint64_t count, uint64_t height, uint64_t width,
                uint64_t channels) {
  if (channels != 1 && channels != 3 && channels != 4)
    return failure(message(
        UNMASK_TEXT("core", "Its pictures have %1 channels; 1, 3 and 4 are read."), channels));
  if (count == 0 || width == 0 || height == 0)
    return failure(message(UNMASK_TEXT("core", "There are no pictures in it.")));
  UNMASK_TRY(checkSize(width, height));
  info.count = count;
  info.height = static_cast<int64_t>(height);
  info.width = static_cast<int64_t>(width);
  info.channels = static_cast<int64_t>(channels);
  return {};
}

void setLabels(State& state, Result<std::vector<int32_t>> labels, const std::string& from,
               const Notice& notice) {
  if (!labels) return notice(message(UNMASK_TEXT("core", "labels %1"), from), labels.error().what);
  if (labels->size() != state.info.count)
    return notice(message(UNMASK_TEXT("core", "labels %1"), from),
                  message(UNMASK_TEXT("core", "It has %1 labels for %2 pictures: not used."),
                          labels->size(), state.info.count));
  state.info.classes = numberedClasses(*labels);
  state.labels = std::move(*labels);
}

void findLabels(State& state, const fs::path& path, const Notice& notice) {
  for (const fs::path& beside : labelFilesFor(path)) {
    std::error_code ignored;  // then it is not there
    if (!fs::is_regular_file(beside, ignored)) continue;
    setLabels(state, readLabelFile(beside), beside.filename().string(), notice);
    return;
  }
}

Status openIdx(State& state, const fs::path& path, const Notice& notice) {
  char head[20] = {};
  UNMASK_ASSIGN(const size_t got, state.read({head, 4}));
  const size_t dimensions = static_cast<size_t>(head[3]);
  if (got != 4 || !isIdxPictures({head, 4}))
    return failure(message(UNMASK_TEXT("core", "It is no IDX file of pictures.")));
  UNMASK_ASSIGN(const size_t more, state.read({head + 4, dimensions * 4}));
  if (more != dimensions * 4) return failure(message(UNMASK_TEXT("core", "The file is cut off.")));
  uint64_t shape[4] = {0, 0, 0, 1};
  for (size_t i = 0; i < dimensions * 4; ++i)
    shape[i / 4] = (i % 4 ? shape[i / 4] << 8 : 0) | static_cast<uint8_t>(head[4 + i]);
  UNMASK_TRY(setShape(state.info, shape[0], shape[1], shape[2], shape[3]));
  findLabels(state, path, notice);
  return {};
}

Status openCifar(State& state, const fs::path& path, ArrayFormat format) {
  std::error_code error;
  const uint64_t bytes = fs::file_size(path, error);
  state.labelBytes = cifarLabels(format);
  state.planes = true;
  state.info.classes = cifarClasses(path, format == ArrayFormat::cifar100);
  return setShape(state.info, error ? 0 : bytes / (state.labelBytes + kCifarPixels), kCifarSide,
                  kCifarSide, 3);
}

bool isPictures(const NpyHeader& header) {
  return header.type.substr(1) == "u1" && header.shape.size() >= 3;
}

bool isChannels(uint64_t n) {
  return n == 1 || n == 3 || n == 4;
}

// [N, H, W], [N, H, W, C], [N, C, H, W], or one picture: [H, W, C].
Status setNpyShape(State& state, const NpyHeader& header) {
  const auto& shape = header.shape;
  if (header.type.substr(1) != "u1")
    return failure(
        message(UNMASK_TEXT("core",
                            "Its numbers are %1; pictures are read of uint8, 0 black and 255 "
                            "white: save it with astype('uint8')."),
                typeName(header)));
  if (shape.size() != 3 && shape.size() != 4)
    return failure(message(UNMASK_TEXT("core",
                                       "Its shape is %1; pictures have [count, height, width] or "
                                       "[count, height, width, channels]."),
                           shapeText(header)));
  if (header.fortranOrder)
    return failure(message(UNMASK_TEXT("core", "It is in Fortran order, which is not read.")));
  if (shape.size() == 3)
    return isChannels(shape[2]) ? setShape(state.info, 1, shape[0], shape[1], shape[2])
                                : setShape(state.info, shape[0], shape[1], shape[2], 1);
  state.planes = !isChannels(shape[3]) && isChannels(shape[1]);
  return state.planes ? setShape(state.info, shape[0], shape[2], shape[3], shape[1])
                      : setShape(state.info, shape[0], shape[1], shape[2], shape[3]);
}

Status openNpy(State& state, const fs::path& path, const Notice& notice) {
  UNMASK_ASSIGN(const NpyHeader header, readNpyHeader(state.read));
  UNMASK_TRY(setNpyShape(state, header));
  findLabels(state, path, notice);
  return {};
}

Result<ByteReader> openMember(const fs::path& path, const ZipMember& member) {
  UNMASK_ASSIGN(ZipStream opened, ZipStream::open(path, member));
  auto stream = std::make_shared<ZipStream>(std::move(opened));
  return ByteReader([stream](std::span<char> out) { return stream->read(out); });
}

Result<std::vector<std::unique_ptr<State>>> openNpz(const fs::path& path, const Notice& notice) {
  UNMASK_ASSIGN(const std::vector<ZipMember> members, zipMembers(path));
  std::vector<std::unique_ptr<State>> arrays;
  const auto plain = [](const ZipMember& member) {
    return member.name.ends_with(".npy") ? member.name.substr(0, member.name.size() - 4)
                                         : member.name;
  };
  for (const ZipMember& member : members) {
    if (!member.name.ends_with(".npy")) continue;
    auto state = std::make_unique<State>();
    state->info.name = plain(member);
    const auto open = [&]() -> Status {
      UNMASK_ASSIGN(state->read, openMember(path, member));
      UNMASK_ASSIGN(const NpyHeader header, readNpyHeader(state->read));
      if (!isPictures(header)) {
        if (!isLabels(header))
          notice(message(UNMASK_TEXT("core", "array %1"), member.name),
                 message(UNMASK_TEXT("core", "It holds no uint8 pictures.")));
        state.reset();
        return {};
      }
      return setNpyShape(*state, header);
    };
    if (const Status opened = open(); !opened) {
      notice(message(UNMASK_TEXT("core", "array %1"), member.name), opened.error().what);
      continue;
    }
    if (!state || arrays.size() == kMostArrays) continue;
    for (const std::string& name : labelNamesFor(state->info.name)) {
      const auto labels = std::find_if(members.begin(), members.end(),
                                       [&](const ZipMember& m) { return plain(m) == name; });
      if (labels == members.end()) continue;
      const auto read = [&]() -> Result<std::vector<int32_t>> {
        UNMASK_ASSIGN(const ByteReader reader, openMember(path, *labels));
        UNMASK_ASSIGN(const NpyHeader header, readNpyHeader(reader));
        return readNpyLabels(header, reader);
      };
      setLabels(*state, read(), labels->name, notice);
      break;
    }
    arrays.push_back(std::move(state));
  }
  if (arrays.empty())
    return failure(message(UNMASK_TEXT("core", "There is no array of uint8 pictures in it.")));
  return arrays;
}

}  // namespace

PictureArray::PictureArray(std::unique_ptr<State> state) : state_(std::move(state)) {}
PictureArray::PictureArray(PictureArray&&) noexcept = default;
PictureArray& PictureArray::operator=(PictureArray&&) noexcept = default;
PictureArray::~PictureArray() = default;

Result<std::vector<PictureArray>> PictureArray::open(const fs::path& path, ArrayFormat format,
                                                     const Notice& notice) {
  std::vector<PictureArray> arrays;
  if (format == ArrayFormat::npz) {
    UNMASK_ASSIGN(auto states, openNpz(path, notice));
    for (auto& state : states) arrays.push_back(PictureArray(std::move(state)));
    return arrays;
  }
  auto state = std::make_unique<State>();
  UNMASK_ASSIGN(state->read, openBytes(path));
  if (format == ArrayFormat::idx)
    UNMASK_TRY(openIdx(*state, path, notice));
  else if (format == ArrayFormat::npy)
    UNMASK_TRY(openNpy(*state, path, notice));
  else
    UNMASK_TRY(openCifar(*state, path, format));
  arrays.push_back(PictureArray(std::move(state)));
  return arrays;
}

const PictureArrayInfo& PictureArray::info() const {
  return state_->info;
}

Result<bool> PictureArray::next(ArrayPicture& picture) {
  State& s = *state_;
  if (s.at == s.info.count) return false;
  const auto pixels = static_cast<size_t>(s.info.width * s.info.height);
  const auto channels = static_cast<size_t>(s.info.channels);
  s.buffer.resize(s.labelBytes + pixels * channels);
  UNMASK_ASSIGN(const size_t got, s.read(s.buffer));
  if (got != s.buffer.size())
    return failure(
        message(UNMASK_TEXT("core", "The data is cut off or damaged after %1 of %2 pictures."),
                s.at, s.info.count));
  picture.label = -1;
  if (s.labelBytes > 0)  // the last is the finer class
    picture.label = static_cast<uint8_t>(s.buffer[s.labelBytes - 1]);
  else if (!s.labels.empty())
    picture.label = s.labels[s.at];
  if (picture.label >= static_cast<int64_t>(s.info.classes.size())) picture.label = -1;
  Bitmap& bitmap = picture.bitmap;
  bitmap.width = s.info.width;
  bitmap.height = s.info.height;
  bitmap.channels = s.info.channels;
  bitmap.pixels.resize(pixels * channels);
  const auto* from = reinterpret_cast<const uint8_t*>(s.buffer.data()) + s.labelBytes;
  if (s.planes)
    for (size_t c = 0; c < channels; ++c)
      for (size_t i = 0; i < pixels; ++i) bitmap.pixels[i * channels + c] = from[c * pixels + i];
  else
    std::copy_n(from, bitmap.pixels.size(), bitmap.pixels.begin());
  ++s.at;
  return true;
}

bool isIdxPictures(std::string_view b) {
  return b.size() >= 4 && b[0] == 0 && b[1] == 0 && b[2] == 8 && (b[3] == 3 || b[3] == 4);
}

std::optional<Message> otherIdx(std::string_view b) {
  if (b.size() < 8 || b[0] != 0 || b[1] != 0 || b[3] < 1 || b[3] > 8) return std::nullopt;
  const auto type = [&]() -> const char* {
    switch (b[2]) {
      case 0x8:
        return "uint8";
      case 0x9:
        return "int8";
      case 0xb:
        return "int16";
      case 0xc:
        return "int32";
      case 0xd:
        return "float32";
      case 0xe:
        return "float64";
      default:
        return nullptr;
    }
  }();
  if (!type) return std::nullopt;
  if (b[3] == 1)
    return message(UNMASK_TEXT("core", "IDX of %1, 1 dimension: labels are read of whole numbers."),
                   type);
  return message(UNMASK_TEXT("core",
                             "IDX of %1, %2 dimensions: pictures are read of uint8, 3 or 4 "
                             "dimensions; save them so."),
                 type, int{b[3]});
}

bool isCifar(const fs::path& path, ArrayFormat which) {
  std::error_code error;
  const uint64_t bytes = fs::file_size(path, error);
  const size_t record = cifarLabels(which) + kCifarPixels;
  if (error || lowerCase(path.extension().string()) != ".bin" || bytes == 0 || bytes % record != 0)
    return false;
  const auto reader = openBytes(path);
  if (!reader) return false;
  std::vector<char> buffer(record);
  for (uint64_t i = 0; i < bytes / record; ++i) {
    const auto got = (*reader)(buffer);
    if (!got || *got != record) return false;
    const auto first = static_cast<uint8_t>(buffer[0]), second = static_cast<uint8_t>(buffer[1]);
    if (which == ArrayFormat::cifar10 ? first > 9 : first > 19 || second > 99) return false;
  }
  return true;
}

std::vector<fs::path> labelFilesFor(const fs::path& path) {
  std::vector<fs::path> files;
  const std::string name = path.filename().string();
  const bool gz = lowerCase(name).ends_with(".gz");
  for (const std::string& other : labelNamesFor(name)) {
    files.push_back(path.parent_path() / other);
    files.push_back(path.parent_path() / (gz ? other.substr(0, other.size() - 3) : other + ".gz"));
  }
  return files;
}

}  // namespace unmask
