// Looking at the beginning of a file.
#include "core/corpus/pictures/recognise.h"

#include <algorithm>

#include "core/base/files.h"
#include "core/corpus/file_names.h"
#include "core/corpus/known_formats.h"
#include "core/corpus/pictures/labels.h"

namespace unmask {

namespace {

bool isNpz(const fs::path& path, std::string_view beginning) {
  if (!beginning.starts_with("PK\3\4")) return false;
  // The name of the first thing in the archive stands behind 30 bytes.
  const size_t length = beginning.size() < 30 ? 0 : static_cast<uint8_t>(beginning[26]);
  const std::string_view first = beginning.substr(std::min<size_t>(30, beginning.size()), length);
  return endingOf(path) == ".npz" || first.ends_with(".npy");
}

}  // namespace

Recognised recognise(const fs::path& path, const std::string& beginning, bool mislabelled) {
  const auto promised = imageFormatNamed(path.filename().string());
  if (const auto image = imageFormatOf(beginning)) {
    if (promised && *promised != *image && !mislabelled)
      return {.meant = true,
              .reason = message(UNMASK_TEXT("core",
                                            "Mislabelled: by its name %1, by its content %2; "
                                            "import.mislabelled can take it in."),
                                name(*promised), name(*image))};
    return {.format = *image};
  }
  if (isIdxPictures(beginning)) return {.format = ArrayFormat::idx};
  if (isIdxLabels(beginning)) return {.labels = true};
  if (beginning.starts_with("\x93NUMPY")) return {.format = ArrayFormat::npy};
  if (isNpz(path, beginning)) return {.format = ArrayFormat::npz};
  if (isCifar(path, ArrayFormat::cifar10)) return {.format = ArrayFormat::cifar10};
  if (isCifar(path, ArrayFormat::cifar100)) return {.format = ArrayFormat::cifar100};
  if (const auto idx = otherIdx(beginning)) return {.meant = true, .reason = *idx};
  if (const KnownFormat* known = knownFormat(beginning))
    return {.meant = known->picture, .reason = refusal(*known)};
  if (isDrawing(beginning))
    return {.reason = message(UNMASK_TEXT(
                "core", "SVG drawing: PNG, JPEG, WebP, BMP and GIF are read; save it as PNG."))};
  if (promised)
    return {.reason = message(
                UNMASK_TEXT("core", "Mislabelled: by its name %1, by its content no picture."),
                name(*promised))};
  return {.reason = message(UNMASK_TEXT("core", "Not a picture."))};
}

}  // namespace unmask
