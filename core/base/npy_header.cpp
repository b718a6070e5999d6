// Parsing the Python dictionary at the beginning of a .npy file, of which only three keys matter.
#include "core/base/npy_header.h"

#include <cctype>
#include <charconv>

#include "core/base/message_value.h"

namespace unmask {

namespace {

tl::unexpected<Error> broken() {
  return failure(message(UNMASK_TEXT("core", "The header of the .npy data is broken.")));
}

// What follows 'key': in the dictionary, without spaces before it; empty: no such key.
std::string_view valueOf(std::string_view dictionary, std::string_view key) {
  for (const char quote : {'\'', '"'}) {
    const std::string wanted = std::string(1, quote).append(key).append(1, quote);
    const size_t at = dictionary.find(wanted);
    if (at == std::string_view::npos) continue;
    std::string_view rest = dictionary.substr(at + wanted.size());
    while (!rest.empty() && (rest.front() == ' ' || rest.front() == ':')) rest.remove_prefix(1);
    return rest;
  }
  return {};
}

// What a kind of numpy.dtype is called where it is none of numbers; empty: it is.
const char* otherKind(char kind) {
  switch (kind) {
    case 'O':
      return UNMASK_TEXT("core", "Python objects");
    case 'S':
    case 'a':
    case 'U':
      return UNMASK_TEXT("core", "words");
    case 'M':
    case 'm':
      return UNMASK_TEXT("core", "dates or times");
    case 'V':
      return UNMASK_TEXT("core", "records");
    default:
      return "";
  }
}

tl::unexpected<Error> noNumbers(const char* what, std::string_view type) {
  return failure(message(UNMASK_TEXT("core", "It holds %1 (%2); arrays of numbers are read."),
                         asValue(message(what)), std::string(type)));
}

}  // namespace

std::string typeName(const NpyHeader& header) {
  const char kind = header.type.size() > 1 ? header.type[1] : '?';
  const std::string bits = std::to_string(header.elementBytes * 8);
  switch (kind) {
    case 'b':
      return "bool";
    case 'u':
      return "uint" + bits;
    case 'i':
      return "int" + bits;
    case 'f':
      return "float" + bits;
    case 'c':
      return "complex" + bits;
    default:
      return header.type;
  }
}

Result<NpyHeader> parseNpyHeader(std::string_view bytes) {
  if (bytes.size() < 12 || !bytes.starts_with("\x93NUMPY")) return broken();
  const auto byte = [&](size_t i) { return static_cast<uint64_t>(static_cast<uint8_t>(bytes[i])); };
  const uint64_t version = byte(6);
  if (version < 1 || version > 3) return broken();
  const size_t begin = version == 1 ? 10 : 12;
  const uint64_t length =
      byte(8) | byte(9) << 8 | (version == 1 ? 0 : byte(10) << 16 | byte(11) << 24);
  if (length > bytes.size() - begin) return broken();
  const std::string_view dictionary = bytes.substr(begin, length);

  NpyHeader header;
  header.dataOffset = begin + length;
  const std::string_view type = valueOf(dictionary, "descr");
  if (type.starts_with("[")) return noNumbers(UNMASK_TEXT("core", "records"), "dtype");
  if (type.size() < 2 || (type[0] != '\'' && type[0] != '"')) return broken();
  const size_t end = type.find(type[0], 1);
  if (end == std::string_view::npos) return broken();
  header.type = type.substr(1, end - 1);
  if (const char* other = otherKind(header.type.size() > 1 ? header.type[1] : ' '); *other)
    return noNumbers(other, header.type);
  if (header.type.size() < 3 || header.type.size() > 4) return broken();
  for (const char c : header.type.substr(2)) {
    if (!std::isdigit(static_cast<unsigned char>(c))) return broken();
    header.elementBytes = header.elementBytes * 10 + static_cast<uint64_t>(c - '0');
  }
  if (header.elementBytes == 0) return broken();
  const std::string_view order = valueOf(dictionary, "fortran_order");
  header.fortranOrder = order.starts_with("True");
  if (!header.fortranOrder && !order.starts_with("False")) return broken();

  std::string_view shape = valueOf(dictionary, "shape");
  if (!shape.starts_with("(")) return broken();
  shape.remove_prefix(1);
  header.count = 1;
  while (true) {
    while (!shape.empty() && (shape.front() == ' ' || shape.front() == ',')) shape.remove_prefix(1);
    if (shape.starts_with(")")) break;
    uint64_t n = 0;
    const auto [stop, error] = std::from_chars(shape.data(), shape.data() + shape.size(), n);
    if (error != std::errc() || header.shape.size() == 8) return broken();
    if (__builtin_mul_overflow(header.count, n, &header.count)) return broken();
    header.shape.push_back(n);
    shape.remove_prefix(static_cast<size_t>(stop - shape.data()));
  }
  uint64_t total = 0;
  if (__builtin_mul_overflow(header.count, header.elementBytes, &total)) return broken();
  return header;
}

}  // namespace unmask
