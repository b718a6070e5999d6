// IDX, CIFAR, .npy and .npz files: the first byte says as which one the rest is read.
#include "core/corpus/pictures/picture_array.h"

#include "tests/fuzz/fuzz.h"

using namespace unmask;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 1) return 0;
  constexpr ArrayFormat kFormats[] = {ArrayFormat::idx, ArrayFormat::cifar10, ArrayFormat::cifar100,
                                      ArrayFormat::npy, ArrayFormat::npz};
  constexpr const char* kNames[] = {"images-idx3-ubyte", "a.bin", "b.bin", "a.npy", "a.npz"};
  const std::string_view bytes = textOf(data + 1, size - 1);
  const size_t which = data[0] % std::size(kFormats);
  isIdxPictures(bytes);
  isIdxLabels(bytes);
  const auto file = asFile(bytes, kNames[which]);
  isCifar(file, kFormats[which]);
  auto arrays = PictureArray::open(file, kFormats[which], [](Message, Message) {});
  if (!arrays) return 0;
  for (PictureArray& array : *arrays) {
    ArrayPicture picture;
    for (int i = 0; i < 100; ++i) {
      const auto more = array.next(picture);
      if (!more || !*more) break;
      UNMASK_CLAIM(picture.label < static_cast<int64_t>(array.info().classes.size()));
    }
  }
  return 0;
}
