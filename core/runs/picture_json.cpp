// Packing and unpacking pixels.
#include "core/runs/picture_json.h"

#include <QtEndian>
#include <algorithm>

namespace unmask {

QJsonObject pictureJson(int64_t size, int64_t channels, std::span<const uint8_t> pixels) {
  const QByteArray raw(reinterpret_cast<const char*>(pixels.data()),
                       static_cast<qsizetype>(pixels.size()));
  return {{QStringLiteral("size"), qint64{size}},
          {QStringLiteral("channels"), qint64{channels}},
          {QStringLiteral("pixels"), QString::fromLatin1(qCompress(raw).toBase64())}};
}

Status readPictureJson(const QJsonObject& json, int64_t size, int64_t channels,
                       std::span<uint8_t> pixels) {
  const auto wrong = [&] {
    return failure(message(UNMASK_TEXT("core",
                                       "A picture of %1 x %1 pixels in %2 channels was "
                                       "expected."),
                           size, channels));
  };
  if (json[QStringLiteral("size")].toInteger() != size ||
      json[QStringLiteral("channels")].toInteger() != channels)
    return wrong();
  const QByteArray packed =
      QByteArray::fromBase64(json[QStringLiteral("pixels")].toString().toLatin1());
  // qUncompress() makes as much room as its first four bytes ask for.
  if (packed.size() < 4 || qFromBigEndian<quint32>(packed.constData()) != pixels.size())
    return wrong();
  const QByteArray raw = qUncompress(packed);
  if (static_cast<size_t>(raw.size()) != pixels.size()) return wrong();
  std::copy(raw.begin(), raw.end(), reinterpret_cast<char*>(pixels.data()));
  return {};
}

}  // namespace unmask
