// Sizes and names of array element types.
#include "core/base/array.h"

namespace unmask {

size_t byteSize(DType dtype) {
  switch (dtype) {
    case DType::boolean:
    case DType::uint8:
      return 1;
    case DType::uint16:
      return 2;
    case DType::int32:
    case DType::float32:
      return 4;
    case DType::int64:
    case DType::uint64:
    case DType::float64:
      return 8;
  }
  return 0;
}

const char* name(DType dtype) {
  switch (dtype) {
    case DType::boolean:
      return "bool";
    case DType::uint8:
      return "uint8";
    case DType::uint16:
      return "uint16";
    case DType::int32:
      return "int32";
    case DType::int64:
      return "int64";
    case DType::uint64:
      return "uint64";
    case DType::float32:
      return "float32";
    case DType::float64:
      return "float64";
  }
  return "";
}

std::string described(const Array& array) {
  std::string text = array.name + " " + name(array.dtype) + " [";
  for (size_t i = 0; i < array.shape.size(); ++i)
    text += (i ? ", " : "") + std::to_string(array.shape[i]);
  return text + "]";
}

}  // namespace unmask
