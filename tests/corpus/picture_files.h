// Files of pictures for the tests, written without the code that reads them.
#pragma once

#include <zlib.h>

#include <QBuffer>
#include <QImage>
#include <QImageWriter>
#include <algorithm>
#include <string>
#include <vector>

#include "tests/corpus/deflated.h"

namespace picture_files {

using unmask::deflated;
using unmask::gzipped;

inline std::string big32(uint64_t n) {
  std::string out;
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(n >> shift & 255);
  return out;
}
inline std::string little(uint64_t n, int bytes) {
  std::string out;
  for (int i = 0; i < bytes; ++i, n >>= 8) out += static_cast<char>(n & 255);
  return out;
}

// `head` and so many MiB of zeros, without ever holding them.
inline std::string deflatedZeros(const std::string& head, int mebibytes, int windowBits) {
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, windowBits, 8, Z_DEFAULT_STRATEGY);
  std::string out, room(1 << 20, '\0');
  const std::string zeros(1 << 20, '\0');
  for (int i = -1; i < mebibytes; ++i) {
    const std::string& part = i < 0 ? head : zeros;
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(part.data()));
    stream.avail_in = static_cast<uInt>(part.size());
    do {
      stream.next_out = reinterpret_cast<Bytef*>(room.data());
      stream.avail_out = static_cast<uInt>(room.size());
      deflate(&stream, i + 1 == mebibytes ? Z_FINISH : Z_NO_FLUSH);
      out.append(room.data(), room.size() - stream.avail_out);
    } while (stream.avail_out == 0);
  }
  deflateEnd(&stream);
  return out;
}
inline uint64_t crc(const std::string& bytes) {
  return ::crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size()));
}

inline std::string pngChunk(const std::string& type, const std::string& data) {
  return big32(data.size()) + type + data + big32(crc(type + data));
}
// 8 bits a channel; channels 1, 3 or 4. width and height may lie about `pixels`.
inline std::string png(uint64_t width, uint64_t height, int channels, const std::string& pixels,
                       const std::string& chunks = "") {
  std::string rows;
  const size_t row = width * static_cast<size_t>(channels);
  for (size_t i = 0; i + row <= pixels.size() && row > 0; i += row)
    rows += '\0' + pixels.substr(i, row);
  const char colour = channels == 1 ? 0 : channels == 3 ? 2 : 6;
  return "\x89PNG\r\n\x1a\n" +
         pngChunk("IHDR", big32(width) + big32(height) + std::string{8, colour, 0, 0, 0}) + chunks +
         pngChunk("IDAT", deflated(rows, MAX_WBITS)) + pngChunk("IEND", "");
}

// With a palette of 4 colours (black, red, green, blue); the codes are never compressed.
inline std::string gif(uint64_t width, uint64_t height, const std::string& indices,
                       int frames = 1) {
  std::string out = "GIF89a" + little(width, 2) + little(height, 2) + std::string("\x81\0\0", 3);
  out += std::string("\0\0\0\xff\0\0\0\xff\0\0\0\xff", 12);
  for (int frame = 0; frame < frames; ++frame) {
    out += std::string("\x21\xf9\x04\0\x0a\0\0\0", 8);  // how long it is shown
    out += ',' + std::string(4, '\0') + little(width, 2) + little(height, 2) + '\0' + '\x02';
    std::string bits;
    const auto code = [&](unsigned value) {  // 3 bits, the least first
      for (int i = 0; i < 3; ++i) bits += static_cast<char>(value >> i & 1);
    };
    for (size_t i = 0; i < indices.size(); ++i) {
      if (i % 2 == 0) code(4);  // clear: codes stay at 3 bits
      code(static_cast<unsigned>((indices[i] + frame) % 4));
    }
    code(5);
    std::string data((bits.size() + 7) / 8, '\0');
    for (size_t i = 0; i < bits.size(); ++i)
      data[i / 8] = static_cast<char>(data[i / 8] | bits[i] << (i % 8));
    for (size_t i = 0; i < data.size(); i += 255)
      out += static_cast<char>(std::min<size_t>(255, data.size() - i)) + data.substr(i, 255);
    out += '\0';
  }
  return out + ';';
}

// EXIF that says how the stored pixels are to be turned, in either byte order.
inline std::string exif(int orientation, bool bigEndian = false) {
  const auto number = [&](uint64_t n, int bytes) {
    std::string out = little(n, bytes);
    if (bigEndian) std::reverse(out.begin(), out.end());
    return out;
  };
  const auto entry = [&](uint64_t tag, uint64_t value) {
    return number(tag, 2) + number(3, 2) + number(1, 4) + number(value, 2) + number(0, 2);
  };
  return (bigEndian ? std::string("MM\0*", 4) : std::string("II*\0", 4)) + number(8, 4) +
         number(2, 2) + entry(0x100, 24) + entry(0x112, static_cast<uint64_t>(orientation)) +
         number(0, 4);
}
// A JPEG with a segment more, behind its beginning.
inline std::string withSegment(const std::string& jpeg, char marker, const std::string& data) {
  const std::string length = big32(data.size() + 2).substr(2);
  return jpeg.substr(0, 2) + '\xff' + marker + length + data + jpeg.substr(2);
}
// A WebP with a chunk more, at its end; `flag` is the chunk's in VP8X.
inline std::string withChunk(const std::string& webp, int width, int height, const char* type,
                             char flag, const std::string& data) {
  std::string body = webp.substr(12);
  if (!body.starts_with("VP8X"))
    body = "VP8X" + little(10, 4) + little(0, 4) + little(static_cast<uint64_t>(width - 1), 3) +
           little(static_cast<uint64_t>(height - 1), 3) + body;
  body[8] = static_cast<char>(body[8] | flag);
  body += type + little(data.size(), 4) + data + std::string(data.size() & 1, '\0');
  return "RIFF" + little(4 + body.size(), 4) + "WEBP" + body;
}

// By Qt's own writers: "jpg", "webp", "bmp", "tiff".
inline std::string written(const QImage& image, const char* format, int quality = -1) {
  QByteArray bytes;
  QBuffer buffer(&bytes);
  buffer.open(QIODevice::WriteOnly);
  QImageWriter writer(&buffer, format);
  writer.setQuality(quality);
  if (!writer.write(image)) qFatal("%s: %s", format, qPrintable(writer.errorString()));
  return bytes.toStdString();
}

// A smooth picture without symmetry, so that a mistaken row, column or channel shows.
inline std::string smooth(int width, int height, int channels, int shift = 0) {
  std::string out;
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      for (int c = 0; c < channels; ++c)
        out += static_cast<char>((x * 3 + y * 2 + c * 40 + shift * 29) % 220 + 10);
  return out;
}
inline QImage imageOf(int width, int height, const std::string& rgb) {
  QImage image(width, height, QImage::Format_RGB888);
  for (int y = 0; y < height; ++y)
    std::copy_n(rgb.data() + static_cast<size_t>(y * width) * 3, static_cast<size_t>(width) * 3,
                image.scanLine(y));
  return image;
}

inline std::string idxPictures(uint64_t count, uint64_t height, uint64_t width,
                               const std::string& pixels) {
  return std::string("\0\0\x8\x3", 4) + big32(count) + big32(height) + big32(width) + pixels;
}
inline std::string idxLabels(const std::string& labels) {
  return std::string("\0\0\x8\x1", 4) + big32(labels.size()) + labels;
}

inline std::string npy(const std::string& type, const std::string& shape,
                       const std::string& numbers, bool fortran = false) {
  std::string dictionary = "{'descr': '" + type +
                           "', 'fortran_order': " + (fortran ? "True" : "False") + ", 'shape': (" +
                           shape + "), }";
  dictionary.resize((dictionary.size() + 10 + 64) / 64 * 64 - 11, ' ');
  dictionary += '\n';
  return std::string("\x93NUMPY\x01\0", 8) + little(dictionary.size(), 2) + dictionary + numbers;
}

struct Member {
  std::string name, bytes;
  bool packed = true;
  uint64_t claimed = 0;  // size in the directory; 0: the true one
  bool ready = false;    // bytes are packed already
};
inline std::string zip(const std::vector<Member>& members) {
  std::string out, directory;
  for (const Member& m : members) {
    const std::string data = m.packed && !m.ready ? deflated(m.bytes, -MAX_WBITS, 9) : m.bytes;
    const std::string common = little(20, 2) + little(0, 2) + little(m.packed ? 8 : 0, 2) +
                               little(0, 4) + little(crc(m.bytes), 4) + little(data.size(), 4) +
                               little(m.claimed ? m.claimed : m.bytes.size(), 4) +
                               little(m.name.size(), 2) + little(0, 2);
    directory += "PK\1\2" + little(20, 2) + common + little(0, 10) + little(out.size(), 4) + m.name;
    out += "PK\3\4" + common + m.name + data;
  }
  return out + directory + "PK\5\6" + little(0, 4) + little(members.size(), 2) +
         little(members.size(), 2) + little(directory.size(), 4) + little(out.size(), 4) +
         little(0, 2);
}

}  // namespace picture_files
