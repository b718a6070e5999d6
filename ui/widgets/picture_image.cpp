// Copying and scaling pixels.
#include "ui/widgets/picture_image.h"

namespace unmask {

namespace {

// Refers to the bytes.
QImage seen(std::span<const uint8_t> pixels, int64_t width, int64_t height, int64_t channels) {
  if (width < 1 || height < 1 || (channels != 1 && channels != 3) ||
      pixels.size() / static_cast<size_t>(width * channels) < static_cast<size_t>(height))
    return {};
  return QImage(pixels.data(), static_cast<int>(width), static_cast<int>(height),
                static_cast<qsizetype>(width * channels),
                channels == 1 ? QImage::Format_Grayscale8 : QImage::Format_RGB888);
}

}  // namespace

QImage imageOf(std::span<const uint8_t> pixels, int64_t width, int64_t height, int64_t channels) {
  return seen(pixels, width, height, channels).convertToFormat(QImage::Format_RGB32);  // a copy
}

QImage imageOf(std::span<const uint8_t> pixels, int64_t width, int64_t height, int64_t channels,
               int side) {
  const QImage whole = seen(pixels, width, height, channels);
  if (whole.isNull()) return {};
  const bool enlarged = side >= 2 * width;
  return whole
      .scaled(side, side, Qt::KeepAspectRatio,
              enlarged ? Qt::FastTransformation : Qt::SmoothTransformation)
      .convertToFormat(QImage::Format_RGB32);
}

}  // namespace unmask
