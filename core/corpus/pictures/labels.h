// Labels as arrays: IDX and .npy of whole numbers, CIFAR's lists of class names.
#pragma once

#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "core/base/npy_header.h"
#include "core/base/result.h"

namespace unmask {

// Bytes one after the other; fewer than asked for only at the end.
using ByteReader = std::function<Result<size_t>(std::span<char>)>;
// A file's, unpacked where it ends in .gz.
Result<ByteReader> openBytes(const std::filesystem::path&);

// Whole numbers from 0 to 99,999; at most 100 million of them. IDX of 1, 2 or 4 bytes; of two
// dimensions (QMNIST) the first column.
bool isIdxLabels(std::string_view beginning);
Result<std::vector<int32_t>> readIdxLabels(const ByteReader&);
// `reader` stands at the numbers. Shape [N] or [N, 1]; whole numbers of any type and byte order,
// floats that are whole among them. isLabels: of a type that has nothing else.
bool isLabels(const NpyHeader&);
Result<std::vector<int32_t>> readNpyLabels(const NpyHeader&, const ByteReader& reader);
// "[60000, 28, 28]"
std::string shapeText(const NpyHeader&);
// Reads the header, too.
Result<NpyHeader> readNpyHeader(const ByteReader&);
Result<std::vector<int32_t>> readLabelFile(const std::filesystem::path&);

// The classes that these labels name, as numbers in their order ("1", "2", "5"); the labels become
// places among them.
std::vector<std::string> numberedClasses(std::vector<int32_t>& labels);
// The lines of batches.meta.txt or fine_label_names.txt beside CIFAR's files, else numbers.
std::vector<std::string> cifarClasses(const std::filesystem::path& beside, bool hundred);

// What an array of labels is called that goes with this array or file name, likeliest first. In
// letters as large as the name's.
std::vector<std::string> labelNamesFor(const std::string& name);

}  // namespace unmask
