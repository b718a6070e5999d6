// Prepared arrays on disk: NumPy's .npy with a sidecar .crc of one CRC-32 per MiB.
//
// NpyWriter streams rows of one growing dimension, in 4 bytes of memory for every MiB. ArrayFile
// reads through a memory map for the worker, with pread for the window, which must survive a file
// that vanishes. It checks a block's CRC at its first touch and refuses damaged data, naming the
// file and the block.
#pragma once

#include <cstdio>
#include <filesystem>
#include <memory>
#include <mutex>
#include <vector>

#include "core/base/array.h"
#include "core/base/result.h"

namespace unmask {

// Writes a .npy of unknown length in one pass; finish() patches the header.
class NpyWriter {
 public:
  // `row`: the shape of one entry, as [H, W, C] for pictures; empty: one-dimensional.
  static Result<NpyWriter> create(const std::filesystem::path&, DType,
                                  std::vector<uint64_t> row = {});
  NpyWriter(NpyWriter&&) noexcept;
  NpyWriter& operator=(NpyWriter&&) noexcept;
  ~NpyWriter();
  Status append(std::span<const std::byte> bytes);
  template <class T>
  Status append(std::span<const T> values) {
    return append(std::as_bytes(values));
  }
  Status finish();  // header, sidecar, fsync

 private:
  struct State;
  explicit NpyWriter(std::unique_ptr<State>);
  std::unique_ptr<State> state_;
};

// How the bytes of an array file are reached.
enum class Access { mapped, pread };

// A .npy of NpyWriter opened for reading. Thread-safe. read() copies [first, first+count) into
// `out`; checks CRCs on first touch.
class ArrayFile {
 public:
  static Result<ArrayFile> open(const std::filesystem::path&, DType, Access,
                                const std::vector<uint64_t>& row = {});
  ArrayFile(ArrayFile&&) noexcept;
  ArrayFile& operator=(ArrayFile&&) noexcept;
  ~ArrayFile();

  uint64_t size() const;  // elements: numbers, whatever the shape
  Status readBytes(uint64_t firstElement, std::span<std::byte> out) const;
  template <class T>
  Status read(uint64_t first, std::span<T> out) const {
    return readBytes(first, std::as_writable_bytes(out));
  }

 private:
  struct State;
  explicit ArrayFile(std::unique_ptr<State>);
  std::unique_ptr<State> state_;
};

}  // namespace unmask
