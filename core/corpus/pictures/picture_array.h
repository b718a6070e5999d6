// Pictures that lie in one file as an array: IDX (MNIST and its kin), CIFAR-10 and -100 in binary,
// .npy and .npz of uint8. An array of three dimensions of which the last is 1, 3 or 4 long is one
// picture.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/corpus/pictures/bitmap.h"

namespace unmask {

enum class ArrayFormat : uint8_t { idx, cifar10, cifar100, npy, npz };

struct PictureArrayInfo {
  std::string name;  // of the array in an archive; else empty
  uint64_t count = 0;
  int64_t width = 0, height = 0, channels = 0;
  std::vector<std::string> classes;  // empty: no labels
};

struct ArrayPicture {
  Bitmap bitmap;
  int64_t label = -1;  // index in classes
};

// What is noticed without being an error: where, and what.
using Notice = std::function<void(Message place, Message reason)>;

class PictureArray {
 public:
  // The arrays of a file, with the labels that belong to them: another array of the archive, or the
  // file beside it (labelFilesFor()). A file without pictures is an error.
  static Result<std::vector<PictureArray>> open(const std::filesystem::path&, ArrayFormat,
                                                const Notice&);
  PictureArray(PictureArray&&) noexcept;
  PictureArray& operator=(PictureArray&&) noexcept;
  ~PictureArray();

  const PictureArrayInfo& info() const;
  // False: there are no more. An error where the file ends, or is damaged, before the last one.
  Result<bool> next(ArrayPicture&);

  struct State;

 private:
  explicit PictureArray(std::unique_ptr<State>);
  std::unique_ptr<State> state_;
};

// The format by content: `beginning` is unpacked where the file is a .gz. CIFAR has no mark of its
// own: a .bin file whose size and every label fit.
bool isIdxPictures(std::string_view beginning);
// What is said of an IDX array that holds neither pictures nor labels that are read; nothing: it is
// no IDX.
std::optional<Message> otherIdx(std::string_view beginning);
bool isCifar(const std::filesystem::path&, ArrayFormat which);

// Where labels of this file would lie: "train-labels-idx1-ubyte(.gz)", "y_train.npy", ...
std::vector<std::filesystem::path> labelFilesFor(const std::filesystem::path&);

}  // namespace unmask
