// Pictures as JSON: {"size", "channels", "pixels": base64 of zlib of uint8 [size,size,channels]}.
#pragma once

#include <QJsonObject>
#include <cstdint>
#include <span>

#include "core/base/result.h"

namespace unmask {

QJsonObject pictureJson(int64_t size, int64_t channels, std::span<const uint8_t> pixels);

// Reads one of this size into `pixels`; refuses any other, and what is damaged.
Status readPictureJson(const QJsonObject&, int64_t size, int64_t channels,
                       std::span<uint8_t> pixels);

}  // namespace unmask
