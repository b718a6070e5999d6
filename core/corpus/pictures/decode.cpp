// Decoding through Qt Gui's readers, each by name: none is chosen by guessing.
#include "core/corpus/pictures/decode.h"

#ifdef UNMASK_HAS_QT_GUI
#include <QBuffer>
#include <QImage>
#include <QImageReader>
#endif
#include <exception>
#include <mutex>
#include <utility>

#include "core/base/files.h"
#include "core/base/message_value.h"

namespace unmask {

#ifdef UNMASK_HAS_QT_GUI

namespace {

constexpr int64_t kLarge = int64_t{4} << 20;  // pixels
constexpr int kMostMegabytes = 512;           // of one decoded picture: 8 bytes for each pixel

const char* decoderOf(ImageFormat format) {
  switch (format) {
    case ImageFormat::png:
      return "png";
    case ImageFormat::jpeg:
      return "jpeg";
    case ImageFormat::webp:
      return "webp";
    case ImageFormat::bmp:
      return "bmp";
    case ImageFormat::gif:
      return "gif";
  }
  return "";
}

// The chunks that carry pixels. The others (texts, profiles, frames of an animation) can unfold to
// any size, and colour corrections would make the pixels depend on the decoder.
QByteArray pixelChunks(std::string_view png) {
  QByteArray out(png.data(), 8);
  for (size_t i = 8; i < png.size();) {
    const auto byte = [&](size_t k) { return static_cast<size_t>(static_cast<uint8_t>(png[k])); };
    const size_t size = 12 + (byte(i) << 24 | byte(i + 1) << 16 | byte(i + 2) << 8 | byte(i + 3));
    const std::string_view type = png.substr(i + 4, 4);
    if (type == "IHDR" || type == "PLTE" || type == "tRNS" || type == "IDAT" || type == "IEND")
      out.append(png.data() + i, static_cast<qsizetype>(size));
    if (type == "IEND") break;
    i += size;
  }
  return out;
}

Bitmap bitmapOf(QImage image) {
  const bool grey =
      image.format() == QImage::Format_Grayscale8 || image.format() == QImage::Format_Grayscale16;
  const int channels = grey ? 1 : image.hasAlphaChannel() ? 4 : 3;
  image.convertTo(grey            ? QImage::Format_Grayscale8
                  : channels == 4 ? QImage::Format_RGBA8888
                                  : QImage::Format_RGB888);
  Bitmap out{image.width(), image.height(), channels, {}};
  const auto row = static_cast<size_t>(image.width()) * static_cast<size_t>(channels);
  out.pixels.resize(row * static_cast<size_t>(image.height()));
  for (int y = 0; y < image.height(); ++y)
    std::copy_n(image.constScanLine(y), row, out.pixels.data() + static_cast<size_t>(y) * row);
  return out;
}

Result<Bitmap> decodeAs(const ImageHeader& header, std::string_view bytes) {
  static std::mutex large;
  std::unique_lock<std::mutex> turn;
  if (header.width * header.height > kLarge) turn = std::unique_lock(large);

  QByteArray data =
      header.format == ImageFormat::png
          ? pixelChunks(bytes)
          : QByteArray::fromRawData(bytes.data(), static_cast<qsizetype>(bytes.size()));
  QBuffer buffer(&data);
  buffer.open(QIODevice::ReadOnly);
  QImageReader reader(&buffer, decoderOf(header.format));
  reader.setAutoDetectImageFormat(false);
  reader.setAutoTransform(false);  // turned below, whichever decoder it was
  QImage image = reader.read();
  if (image.isNull()) {
    if (reader.error() == QImageReader::UnsupportedFormatError)
      return failure(
          message(UNMASK_TEXT("core", "This system lacks the decoder for %1."),
                  name(header.format)),
          message(UNMASK_TEXT("core", "Install the package qt6-image-formats-plugins.")));
    return failure(message(UNMASK_TEXT("core", "It cannot be decoded: %1."),
                           reader.errorString().toStdString()));
  }
  return turned(bitmapOf(std::exchange(image, {})), header.orientation);
}

}  // namespace

bool canDecodePictures() {
  return true;
}

Result<Bitmap> decodePicture(const ImageHeader& header, std::string_view bytes) {
  static const bool bounded = (QImageReader::setAllocationLimit(kMostMegabytes), true);
  (void)bounded;
  try {
    return decodeAs(header, bytes);
  } catch (const std::exception& error) {  // no memory left
    return failure(message(UNMASK_TEXT("core", "It cannot be decoded: %1."), error.what()));
  }
}

#else

bool canDecodePictures() {
  return false;
}

Result<Bitmap> decodePicture(const ImageHeader&, std::string_view) {
  return failure(
      message(UNMASK_TEXT("core", "This build of Unmask has no decoder for picture files.")),
      message(UNMASK_TEXT("core",
                          "Import them as an array (IDX, CIFAR, .npy, .npz), or on a "
                          "machine with Unmask's window.")));
}

#endif

Result<Bitmap> decodePicture(std::string_view bytes) {
  if (!canDecodePictures()) return decodePicture(ImageHeader{}, bytes);
  UNMASK_ASSIGN(const ImageHeader header, inspectImage(bytes));
  return decodePicture(header, bytes);
}

Result<std::vector<uint8_t>> decodedFile(const std::filesystem::path& path, int64_t size,
                                         int64_t channels) {
  constexpr uint8_t kWhite = 255;
  UNMASK_ASSIGN(const std::string bytes, readFile(path, kLargestImageFile));
  const auto bitmap = decodePicture(bytes);
  if (!bitmap)
    return failure(message(UNMASK_TEXT("core", "%1 cannot be read: %2"), path.string(),
                           asValue(bitmap.error())),
                   message(UNMASK_TEXT("core", "Give a PNG, JPEG, WebP, BMP or GIF picture.")));
  std::vector<uint8_t> pixels(static_cast<size_t>(size * size * channels));
  resizedAndCropped(withChannels(*bitmap, channels, kWhite), size, pixels);
  return pixels;
}

}  // namespace unmask
