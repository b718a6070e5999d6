// A named, contiguous, row-major array of numbers: the parts of a Batch and of prepared data.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <vector>

namespace unmask {

enum class DType : uint8_t { boolean, uint8, uint16, int32, int64, uint64, float32, float64 };

size_t byteSize(DType);
const char* name(DType);  // "int64", as NumPy and PyTorch say it

template <class T>
constexpr DType dtypeOf();
template <>
constexpr DType dtypeOf<bool>() {
  return DType::boolean;
}
template <>
constexpr DType dtypeOf<uint8_t>() {
  return DType::uint8;
}
template <>
constexpr DType dtypeOf<uint16_t>() {
  return DType::uint16;
}
template <>
constexpr DType dtypeOf<int32_t>() {
  return DType::int32;
}
template <>
constexpr DType dtypeOf<int64_t>() {
  return DType::int64;
}
template <>
constexpr DType dtypeOf<uint64_t>() {
  return DType::uint64;
}
template <>
constexpr DType dtypeOf<float>() {
  return DType::float32;
}
template <>
constexpr DType dtypeOf<double>() {
  return DType::float64;
}

struct Array {
  std::string name;
  DType dtype = DType::int64;
  std::vector<int64_t> shape;
  std::vector<std::byte> bytes;  // product(shape) * byteSize(dtype)

  template <class T>
  static Array zeros(std::string name, std::vector<int64_t> shape) {
    size_t count = 1;
    for (int64_t n : shape) count *= static_cast<size_t>(n);
    return {std::move(name), dtypeOf<T>(), std::move(shape),
            std::vector<std::byte>(count * sizeof(T))};
  }
  template <class T>
  std::span<T> values() {
    return {reinterpret_cast<T*>(bytes.data()), bytes.size() / sizeof(T)};
  }
  template <class T>
  std::span<const T> values() const {
    return {reinterpret_cast<const T*>(bytes.data()), bytes.size() / sizeof(T)};
  }
};

// "input_ids int64 [12, 64]"
std::string described(const Array&);

}  // namespace unmask
