// Reading labels and class names.
#include "core/corpus/pictures/labels.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <memory>

#include "core/base/files.h"
#include "core/corpus/byte_source.h"
#include "core/corpus/file_names.h"

namespace unmask {

namespace {

constexpr uint64_t kMostLabels = 100'000'000;
constexpr int64_t kMostClasses = 100'000;

tl::unexpected<Error> shortLabels() {
  return failure(message(UNMASK_TEXT("core", "The labels are cut off.")));
}

Status readAll(const ByteReader& reader, std::span<char> out) {
  UNMASK_ASSIGN(const size_t got, reader(out));
  if (got != out.size()) return shortLabels();
  return {};
}

Status checkLabel(int64_t label) {
  if (label >= 0 && label < kMostClasses) return {};
  return failure(message(UNMASK_TEXT("core", "The label %1 is no class: 0 to %2 are."), label,
                         kMostClasses - 1));
}

uint64_t bigEndian(std::string_view bytes) {
  uint64_t n = 0;
  for (const char c : bytes) n = n << 8 | static_cast<uint8_t>(c);
  return n;
}

// [N] or [N, 1].
bool isFlat(const NpyHeader& header) {
  const bool flat = header.shape.size() == 1 || (header.shape.size() == 2 && header.shape[1] == 1);
  return flat && header.elementBytes <= 8 && header.count <= kMostLabels;
}

// One number of the array.
Result<int64_t> labelOf(const NpyHeader& header, std::string bytes) {
  if (header.type[0] != '>') std::reverse(bytes.begin(), bytes.end());
  const uint64_t bits = bigEndian(bytes);
  const size_t spare = 64 - 8 * header.elementBytes;
  int64_t label = static_cast<int64_t>(bits);
  if (header.type[1] == 'i') label = static_cast<int64_t>(bits << spare) >> spare;
  if (header.type[1] == 'f') {
    const double value = header.elementBytes == 8
                             ? std::bit_cast<double>(bits)
                             : double{std::bit_cast<float>(static_cast<uint32_t>(bits))};
    if (!(value >= 0 && value < kMostClasses && value == std::floor(value)))
      return failure(message(UNMASK_TEXT("core", "The label %1 is no class: 0 to %2 are."), value,
                             kMostClasses - 1));
    label = static_cast<int64_t>(value);
  }
  UNMASK_TRY(checkLabel(label));
  return label;
}

}  // namespace

Result<ByteReader> openBytes(const fs::path& path) {
  UNMASK_ASSIGN(ByteSource opened, ByteSource::open(path));
  struct Buffered {
    ByteSource source;
    std::string_view rest;
  };
  auto state = std::make_shared<Buffered>(Buffered{std::move(opened), {}});
  return ByteReader([state](std::span<char> out) -> Result<size_t> {
    size_t done = 0;
    while (done < out.size()) {
      if (state->rest.empty()) {
        UNMASK_ASSIGN(state->rest, state->source.next());
        if (state->rest.empty()) break;
      }
      const size_t take = std::min(out.size() - done, state->rest.size());
      std::copy_n(state->rest.data(), take, out.data() + done);
      state->rest.remove_prefix(take);
      done += take;
    }
    return done;
  });
}

bool isIdxLabels(std::string_view b) {
  if (b.size() < 4 || b[0] != 0 || b[1] != 0) return false;
  const char type = b[2];
  return (type == 8 || type == 9 || type == 0xb || type == 0xc) &&
         (b[3] == 1 || (b[3] == 2 && type == 0xc));
}

Result<std::vector<int32_t>> readIdxLabels(const ByteReader& reader) {
  char head[12] = {};
  UNMASK_TRY(readAll(reader, {head, 4}));
  const auto dimensions = static_cast<size_t>(head[3]);
  if (isIdxLabels({head, 4})) UNMASK_TRY(readAll(reader, {head + 4, 4 * dimensions}));
  const uint64_t count = bigEndian({head + 4, 4});
  const uint64_t columns = dimensions == 2 ? bigEndian({head + 8, 4}) : 1;
  if (!isIdxLabels({head, 4}) || count > kMostLabels || columns == 0 || columns > 1024)
    return failure(message(UNMASK_TEXT("core", "It is no IDX file of labels.")));
  const size_t bytes = head[2] <= 9 ? 1 : head[2] == 0xb ? 2 : 4;
  std::vector<int32_t> labels;
  std::vector<char> row(bytes * columns);
  while (labels.size() < count) {
    UNMASK_TRY(readAll(reader, row));
    const uint64_t bits = bigEndian({row.data(), bytes});
    const size_t spare = head[2] == 8 ? 0 : 64 - 8 * bytes;  // 8: without a sign
    const int64_t label = static_cast<int64_t>(bits << spare) >> spare;
    UNMASK_TRY(checkLabel(label));
    labels.push_back(static_cast<int32_t>(label));
  }
  return labels;
}

bool isLabels(const NpyHeader& header) {
  const char kind = header.type[1];
  return (kind == 'u' || kind == 'i' || kind == 'b') && isFlat(header);
}

Result<std::vector<int32_t>> readNpyLabels(const NpyHeader& header, const ByteReader& reader) {
  const char kind = header.type[1];
  const bool fraction = kind == 'f' && (header.elementBytes == 4 || header.elementBytes == 8);
  if (!isFlat(header) || (!isLabels(header) && !fraction))
    return failure(message(UNMASK_TEXT("core",
                                       "It holds no labels but %1 of shape %2; labels are whole "
                                       "numbers of shape [count]."),
                           typeName(header), shapeText(header)));
  std::vector<int32_t> labels;
  std::vector<char> chunk(4096 * header.elementBytes);
  while (labels.size() < header.count) {
    const size_t count = std::min<uint64_t>(4096, header.count - labels.size());
    UNMASK_TRY(readAll(reader, {chunk.data(), count * header.elementBytes}));
    for (size_t i = 0; i < count; ++i) {
      UNMASK_ASSIGN(const int64_t label,
                    labelOf(header, {chunk.data() + i * header.elementBytes, header.elementBytes}));
      labels.push_back(static_cast<int32_t>(label));
    }
  }
  return labels;
}

Result<NpyHeader> readNpyHeader(const ByteReader& reader) {
  // The fixed beginning says how long the header is.
  std::string bytes(12, '\0');
  UNMASK_ASSIGN(const size_t got, reader(bytes));
  const auto byte = [&](size_t i) { return static_cast<size_t>(static_cast<uint8_t>(bytes[i])); };
  const bool first = got == bytes.size() && byte(6) == 1;
  const size_t length = byte(8) | byte(9) << 8 | (first ? 0 : byte(10) << 16 | byte(11) << 24);
  const size_t begin = first ? 10 : 12;
  if (got == bytes.size() && bytes.starts_with("\x93NUMPY") && begin + length >= bytes.size() &&
      begin + length <= kNpyHeaderBytes) {
    bytes.resize(begin + length);
    UNMASK_ASSIGN(const size_t more, reader(std::span(bytes).subspan(12)));
    bytes.resize(12 + more);
  }
  return parseNpyHeader(bytes);
}

Result<std::vector<int32_t>> readLabelFile(const fs::path& path) {
  UNMASK_ASSIGN(const ByteReader reader, openBytes(path));
  if (endingOf(path) == ".npy") {
    UNMASK_ASSIGN(const NpyHeader header, readNpyHeader(reader));
    return readNpyLabels(header, reader);
  }
  return readIdxLabels(reader);
}

std::vector<std::string> numberedClasses(std::vector<int32_t>& labels) {
  std::vector<std::string> classes;
  if (labels.empty()) return classes;
  const auto last = static_cast<size_t>(*std::max_element(labels.begin(), labels.end()));
  std::vector<int32_t> places(last + 1, -1);
  for (const int32_t label : labels) places[static_cast<size_t>(label)] = 0;
  for (size_t label = 0; label <= last; ++label) {
    if (places[label] < 0) continue;
    places[label] = static_cast<int32_t>(classes.size());
    classes.push_back(std::to_string(label));
  }
  for (int32_t& label : labels) label = places[static_cast<size_t>(label)];
  return classes;
}

std::string shapeText(const NpyHeader& header) {
  std::string text;
  for (const uint64_t n : header.shape) text += (text.empty() ? "" : ", ") + std::to_string(n);
  return "[" + text + "]";
}

std::vector<std::string> cifarClasses(const fs::path& file, bool hundred) {
  const size_t count = hundred ? 100 : 10;
  std::vector<std::string> classes;
  const auto text = readFile(
      file.parent_path() / (hundred ? "fine_label_names.txt" : "batches.meta.txt"), 1 << 16);
  std::string line;
  for (const char c : text.value_or("") + "\n") {
    if (c != '\n') {
      if (static_cast<unsigned char>(c) >= ' ') line += c;
    } else if (!line.empty()) {
      classes.push_back(std::exchange(line, {}));
    }
  }
  if (classes.size() == count) return classes;  // else the file is absent, or another one
  classes.clear();
  for (size_t i = 0; i < count; ++i) classes.push_back(std::to_string(i));
  return classes;
}

std::vector<std::string> labelNamesFor(const std::string& name) {
  std::vector<std::string> names;
  const std::string lower = lowerCase(name);
  // `to` in the place of `from`, in large letters where the name has them.
  const auto replaced = [&](std::initializer_list<std::pair<const char*, std::string>> parts) {
    std::string other = name;
    for (const auto& [from, to] : parts) {
      const size_t length = std::string_view(from).size(), at = lowerCase(other).find(from);
      if (at == std::string::npos) continue;
      std::string written = to;
      const auto large = [&](size_t i) { return other[i] >= 'A' && other[i] <= 'Z'; };
      for (size_t i = 0; i < written.size(); ++i)
        if (large(at) && (i == 0 || large(at + 1)) && written[i] >= 'a' && written[i] <= 'z')
          written[i] = static_cast<char>(written[i] - 'a' + 'A');
      other.replace(at, length, written);
    }
    if (other != name) names.push_back(other);
  };
  replaced({{"images", "labels"}, {"idx3", "idx1"}, {"idx4", "idx1"}});
  if (lower.find("idx3-ubyte") != std::string::npos) {  // QMNIST, and labels of other types
    replaced({{"images", "labels"}, {"idx3-ubyte", "idx2-int"}});
    replaced({{"images", "labels"}, {"idx3-ubyte", "idx1-int"}});
  }
  replaced({{"pictures", "labels"}});
  replaced({{"data", "labels"}});
  if (lower.starts_with('x')) {
    names.push_back((name[0] == 'x' ? "y" : "Y") + name.substr(1));
    if (name[0] == 'X') names.push_back("y" + name.substr(1));
  }
  return names;
}

}  // namespace unmask
