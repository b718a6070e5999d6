// Reading labels and class names.
#include "core/corpus/pictures/labels.h"

#include <algorithm>
#include <memory>

#include "core/base/files.h"
#include "core/corpus/byte_source.h"

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

Result<std::vector<int32_t>> readIdxLabels(const ByteReader& reader) {
  char head[8];
  UNMASK_TRY(readAll(reader, head));
  uint64_t count = 0;
  for (int i = 4; i < 8; ++i) count = count << 8 | static_cast<uint8_t>(head[i]);
  if (std::string_view(head, 4) != std::string_view("\0\0\x8\1", 4) || count > kMostLabels)
    return failure(message(UNMASK_TEXT("core", "It is no IDX file of labels.")));
  std::vector<int32_t> labels;
  char chunk[4096];
  while (labels.size() < count) {
    const size_t wanted = std::min<uint64_t>(sizeof(chunk), count - labels.size());
    UNMASK_TRY(readAll(reader, {chunk, wanted}));
    for (size_t i = 0; i < wanted; ++i) labels.push_back(static_cast<uint8_t>(chunk[i]));
  }
  return labels;
}

bool isLabels(const NpyHeader& header) {
  const bool whole = header.type[1] == 'u' || header.type[1] == 'i';
  const bool order = header.type[0] != '>' && !(header.fortranOrder && header.shape.size() > 1);
  const bool flat = header.shape.size() == 1 || (header.shape.size() == 2 && header.shape[1] == 1);
  return whole && order && flat && header.elementBytes <= 8 && header.count <= kMostLabels;
}

Result<std::vector<int32_t>> readNpyLabels(const NpyHeader& header, const ByteReader& reader) {
  if (!isLabels(header))
    return failure(message(UNMASK_TEXT("core", "The array beside it holds no labels.")));
  std::vector<int32_t> labels;
  std::vector<char> chunk(4096 * header.elementBytes);
  while (labels.size() < header.count) {
    const size_t count = std::min<uint64_t>(4096, header.count - labels.size());
    UNMASK_TRY(readAll(reader, {chunk.data(), count * header.elementBytes}));
    for (size_t i = 0; i < count; ++i) {
      uint64_t bits = 0;
      for (size_t k = header.elementBytes; k-- > 0;)
        bits = bits << 8 | static_cast<uint8_t>(chunk[i * header.elementBytes + k]);
      const size_t spare = 64 - 8 * header.elementBytes;
      const int64_t label = header.type[1] == 'i' ? static_cast<int64_t>(bits << spare) >> spare
                                                  : static_cast<int64_t>(bits);
      UNMASK_TRY(checkLabel(label));
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
  if (path.extension() == ".npy") {
    UNMASK_ASSIGN(const NpyHeader header, readNpyHeader(reader));
    return readNpyLabels(header, reader);
  }
  return readIdxLabels(reader);
}

std::vector<std::string> numberedClasses(const std::vector<int32_t>& labels) {
  std::vector<std::string> classes;
  if (labels.empty()) return classes;
  const int32_t last = *std::max_element(labels.begin(), labels.end());
  for (int32_t i = 0; i <= last; ++i) classes.push_back(std::to_string(i));
  return classes;
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
  const auto replaced = [&](std::initializer_list<std::pair<const char*, const char*>> parts) {
    std::string other = name;
    for (const auto& [from, to] : parts)
      if (const size_t at = other.find(from); at != std::string::npos)
        other.replace(at, std::string_view(from).size(), to);
    if (other != name) names.push_back(other);
  };
  replaced({{"images", "labels"}, {"idx3", "idx1"}, {"idx4", "idx1"}});
  replaced({{"pictures", "labels"}});
  replaced({{"data", "labels"}});
  if (!name.empty() && (name[0] == 'x' || name[0] == 'X')) {
    names.push_back((name[0] == 'x' ? "y" : "Y") + name.substr(1));
    if (name[0] == 'X') names.push_back("y" + name.substr(1));
  }
  return names;
}

}  // namespace unmask
