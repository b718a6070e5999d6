// IDX, CIFAR, .npy and .npz files, and labels that lie beside them: the first byte says as which
// one the rest is read.
#include "core/corpus/pictures/labels.h"
#include "core/corpus/pictures/picture_array.h"
#include "tests/fuzz/fuzz.h"

using namespace unmask;

namespace {

// A header may promise 256 MiB a picture: clearing as much for every input would leave time for
// little else.
constexpr int64_t kLargest = int64_t{1} << 20;

void claimLabels(const std::filesystem::path& file) {
  auto labels = readLabelFile(file);
  if (!labels) return;
  const size_t count = labels->size();
  const auto classes = numberedClasses(*labels);
  UNMASK_CLAIM(labels->size() == count);
  for (const int32_t label : *labels)
    UNMASK_CLAIM(label >= 0 && static_cast<size_t>(label) < classes.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 1) return 0;
  constexpr ArrayFormat kFormats[] = {ArrayFormat::idx, ArrayFormat::cifar10, ArrayFormat::cifar100,
                                      ArrayFormat::npy, ArrayFormat::npz};
  constexpr const char* kNames[] = {"images-idx3-ubyte", "a.bin", "b.bin", "a.npy", "a.npz"};
  constexpr const char* kLabelNames[] = {"marks.idx", "marks.npy"};
  const std::string_view bytes = textOf(data + 1, size - 1);
  const size_t which = data[0] % std::size(kFormats);
  isIdxPictures(bytes);
  isIdxLabels(bytes);
  if (data[0] >= 128) {
    claimLabels(asFile(bytes, kLabelNames[data[0] % std::size(kLabelNames)]));
    return 0;
  }
  const auto file = asFile(bytes, kNames[which]);
  isCifar(file, kFormats[which]);
  auto arrays = PictureArray::open(file, kFormats[which], [](Message, Message) {});
  if (!arrays) return 0;
  for (PictureArray& array : *arrays) {
    const PictureArrayInfo& info = array.info();
    UNMASK_CLAIM(info.count > 0 && info.width > 0 && info.height > 0 && info.channels > 0);
    if (info.width * info.height * info.channels > kLargest) continue;
    ArrayPicture picture;
    for (int i = 0; i < 100; ++i) {
      const auto more = array.next(picture);
      if (!more || !*more) break;
      UNMASK_CLAIM(picture.label < static_cast<int64_t>(info.classes.size()));
    }
  }
  return 0;
}
