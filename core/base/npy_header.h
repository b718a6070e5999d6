// The header of any .npy file, also of those that others wrote (npy.h reads only our own).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace unmask {

struct NpyHeader {
  std::string type;  // as NumPy writes it: "|u1", "<i8"
  bool fortranOrder = false;
  std::vector<uint64_t> shape;
  uint64_t dataOffset = 0;  // bytes before the numbers
  uint64_t count = 0;       // product of shape
  uint64_t elementBytes = 0;
};

// "uint8", "float32", "bool": as NumPy calls it.
std::string typeName(const NpyHeader&);

// As much of a file as any header that is read here takes.
constexpr size_t kNpyHeaderBytes = 4096;

// `beginning`: the file's first kNpyHeaderBytes, or all of a shorter file. Versions 1 to 3; refuses
// what is no plain array of numbers, naming what it holds, more than 8 dimensions, and counts that do not fit.
Result<NpyHeader> parseNpyHeader(std::string_view beginning);

}  // namespace unmask
