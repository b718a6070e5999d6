// Scaling, cutting, channels; decoding the five formats; and what is refused before it is decoded.
#include "core/corpus/pictures/bitmap.h"

#include <QtTest>

#include "core/base/digest.h"
#include "core/corpus/pictures/decode.h"
#include "core/corpus/pictures/image_header.h"
#include "core/corpus/pictures/image_metadata.h"
#include "tests/corpus/picture_files.h"

using namespace unmask;
using namespace picture_files;

namespace {

Bitmap bitmapOf(int64_t width, int64_t height, int64_t channels, const std::string& pixels) {
  return {width, height, channels, {pixels.begin(), pixels.end()}};
}

std::vector<uint8_t> squared(const Bitmap& bitmap, int64_t size) {
  std::vector<uint8_t> out(static_cast<size_t>(size * size * bitmap.channels));
  resizedAndCropped(bitmap, size, out);
  return out;
}

std::string reason(const Result<Bitmap>& decoded) {
  return decoded ? "" : inEnglish(decoded.error());
}

struct File {
  const char* format;
  std::string bytes;
  int tolerance;
};
const std::string kColours = smooth(24, 16, 3);

std::vector<File> everyFormat() {
  std::string indices, fromPalette;
  for (int i = 0; i < 24 * 16; ++i) indices += static_cast<char>((i / 5 + i / 24) % 4);
  const QImage image = imageOf(24, 16, kColours);
  return {{"PNG", png(24, 16, 3, kColours), 0},
          {"BMP", written(image, "bmp"), 0},
          {"WebP", written(image, "webp", 100), 4},
          {"JPEG", written(image, "jpg", 100), 6},
          {"GIF", gif(24, 16, indices), 255}};
}

}  // namespace

class BitmapTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  // The hashes were printed by reference_pictures.py beside this file, which has Pillow scale.
  void scalesAsPillowDoes_data() {
    QTest::addColumn<int>("width");
    QTest::addColumn<int>("height");
    QTest::addColumn<int>("channels");
    QTest::addColumn<int>("size");
    QTest::addColumn<QByteArray>("hash");
    QTest::newRow("a photograph's shape")
        << 64 << 48 << 3 << 32
        << QByteArray("1da0654c628f32b8b85562eb6bd6daf87447d42b770ed7455e2c001e7107787d");
    QTest::newRow("wide")
        << 100 << 37 << 3 << 16
        << QByteArray("77f9f3799a858e5cd32372d783ad1fc3813133606c5937bb5798fc47e60305f3");
    QTest::newRow("high, grey")
        << 33 << 90 << 1 << 24
        << QByteArray("f5697d669b6afc4501afbe06c50f9e3ca81c236c8858a9dbcd21a6b04c16a25b");
    QTest::newRow("enlarged")
        << 10 << 12 << 3 << 28
        << QByteArray("0fb3d33894bef38ed77533c43b0096bcb9a6a50db346389598d574847895e653");
    QTest::newRow("four channels")
        << 301 << 200 << 4 << 64
        << QByteArray("ed9028d15f0601cf0f3e8749b0bdc523091432a3797bdd1af617172656ffc26f");
    QTest::newRow("as it is")
        << 28 << 28 << 1 << 28
        << QByteArray("98a1305cc89bdc811638eaf6244d8a456f4a82fda3d71fdfc440b4c5ae29d216");
  }

  void scalesAsPillowDoes() {
    QFETCH(int, width);
    QFETCH(int, height);
    QFETCH(int, channels);
    QFETCH(int, size);
    QFETCH(QByteArray, hash);
    std::string pixels;
    for (int y = 0; y < height; ++y)
      for (int x = 0; x < width; ++x)
        for (int c = 0; c < channels; ++c)
          pixels += static_cast<char>((x * x * 7 + y * 13 + c * 50 + x * y * 3) & 255);
    const auto out = squared(bitmapOf(width, height, channels, pixels), size);
    QCOMPARE(sha256({reinterpret_cast<const char*>(out.data()), out.size()}), hash.toStdString());
  }

  void aChequerboardBecomesGreyAndNotStripes() {
    std::string board;
    for (int i = 0; i < 64 * 64; ++i) board += (i / 64 + i) % 2 ? '\xff' : '\0';
    const auto out = squared(bitmapOf(64, 64, 1, board), 8);
    for (const uint8_t p : out) QVERIFY2(p >= 120 && p <= 135, std::to_string(p).c_str());
  }

  void greyAndBackground() {
    const Bitmap colours = bitmapOf(3, 1, 3, std::string("\xff\0\0\0\xff\0\0\0\xff", 9));
    QCOMPARE(withChannels(colours, 1, 0).pixels, (std::vector<uint8_t>{76, 150, 29}));
    const Bitmap glass = bitmapOf(3, 1, 4, std::string("\xff\0\0\xff\xff\0\0\0\xff\0\0\x80", 12));
    QCOMPARE(withChannels(glass, 3, 255).pixels,
             (std::vector<uint8_t>{255, 0, 0, 255, 255, 255, 255, 127, 127}));
    QCOMPARE(withChannels(glass, 3, 0).pixels,
             (std::vector<uint8_t>{255, 0, 0, 0, 0, 0, 128, 0, 0}));
    QCOMPARE(withChannels(bitmapOf(2, 1, 1, "ab"), 3, 0).pixels,
             (std::vector<uint8_t>{'a', 'a', 'a', 'b', 'b', 'b'}));
  }

  void decodesEveryFormat() {
    for (const File& file : everyFormat()) {
      const auto header = inspectImage(file.bytes);
      QVERIFY2(header, header ? "" : inEnglish(header.error()).c_str());
      QCOMPARE(name(header->format), file.format);
      QCOMPARE(header->width, int64_t{24});
      QCOMPARE(header->height, int64_t{16});
      const auto decoded = decodePicture(file.bytes);
      QVERIFY2(decoded, (file.format + (": " + reason(decoded))).c_str());
      const Bitmap bitmap = withChannels(*decoded, 3, 255);
      QCOMPARE(bitmap.pixels.size(), kColours.size());
      for (size_t i = 0; i < kColours.size(); ++i)
        QVERIFY2(std::abs(bitmap.pixels[i] - static_cast<uint8_t>(kColours[i])) <= file.tolerance,
                 file.format);
    }
  }

  void onlyTheFirstFrameOfAGif() {
    const std::string indices = {0, 1, 2, 3};
    const auto decoded = decodePicture(gif(2, 2, indices, 3));
    QVERIFY2(decoded, reason(decoded).c_str());
    QCOMPARE(withChannels(*decoded, 3, 0).pixels,
             (std::vector<uint8_t>{0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 255}));
  }

  void opacityAndGreyStayWhatTheyAre() {
    const auto glass = decodePicture(png(2, 1, 4, std::string("\xff\0\0\x40\0\xff\0\0", 8)));
    QVERIFY(glass);
    QCOMPARE(glass->channels, int64_t{4});
    QCOMPARE(glass->pixels, (std::vector<uint8_t>{255, 0, 0, 64, 0, 255, 0, 0}));
    const auto grey = decodePicture(png(3, 1, 1, "abc"));
    QVERIFY(grey);
    QCOMPARE(grey->channels, int64_t{1});
    QCOMPARE(grey->pixels, (std::vector<uint8_t>{'a', 'b', 'c'}));
  }

  // The walk over the file's structure sees it: decoders would fill the rest with grey.
  void aFileCutOffAnywhereIsRefused() {
    for (const File& file : everyFormat())
      for (size_t k = 0; k < 16; ++k) {
        const size_t left = file.bytes.size() * k / 16;
        const auto decoded = decodePicture(file.bytes.substr(0, left));
        QVERIFY2(!decoded, (std::string(file.format) + " " + std::to_string(k)).c_str());
        if (left >= 64)  // what recognises each of them
          QVERIFY2(reason(decoded).find("cut off") != std::string::npos, reason(decoded).c_str());
      }
  }

  // No byte may make it crash; whatever comes out has the size that the header says.
  void anyByteMayBeWrong() {
    for (const File& file : everyFormat())
      for (size_t i = 0; i<file.bytes.size(); i += file.bytes.size()> 900 ? 7 : 1)
        for (const char flip : {'\x01', '\x80', '\xff'}) {
          std::string bytes = file.bytes;
          bytes[i] = static_cast<char>(bytes[i] ^ flip);
          const auto header = inspectImage(bytes);
          const auto decoded = decodePicture(bytes);
          QVERIFY(header || !decoded);
          if (decoded)
            QCOMPARE(decoded->pixels.size(),
                     static_cast<size_t>(decoded->width * decoded->height * decoded->channels));
        }
  }

  void hugeOnesAreRefusedByTheirHeader_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("side");  // is what is too long
    const auto row = [](const char* name, const std::string& bytes, bool side = false) {
      QTest::newRow(name) << QByteArray::fromStdString(bytes) << side;
    };
    row("PNG, wide", png(70000, 1, 1, std::string(70000, 'x')), true);
    row("PNG, many pixels", png(60000, 60000, 3, ""));
    row("PNG, 4 thousand million", png(0x7fffffff, 0x7fffffff, 1, ""), true);
    std::string jpeg = written(imageOf(24, 16, kColours), "jpg");
    const size_t frame = jpeg.find("\xff\xc0");
    jpeg.replace(frame + 5, 4, "\xff\xff\xff\xff");
    row("JPEG", jpeg);
    std::string bmp = written(imageOf(24, 16, kColours), "bmp");
    bmp.replace(18, 8, little(65000, 4) + little(65000, 4));
    row("BMP", bmp);
    bmp.replace(18, 8, little(65000, 4) + little(uint64_t{0} - 65000, 4));
    row("BMP, from the top down", bmp);
    std::string frameOutside = gif(2, 2, {0, 1, 2, 3});
    frameOutside.replace(frameOutside.find(',') + 1, 8, std::string(8, '\xff'));
    row("GIF, a frame outside", frameOutside, true);
    row("GIF", gif(65535, 65535, {0}));
    std::string webp = "RIFF" + little(4 + 18 + 8 + 5 + 1, 4) + "WEBPVP8X" + little(10, 4) +
                       little(0, 4) + little(0xffffff, 3) + little(0xffffff, 3) + "VP8L" +
                       little(5, 4) + "\x2f" + little(0, 4) + "    ";
    row("WebP", webp, true);
  }

  void hugeOnesAreRefusedByTheirHeader() {
    QFETCH(QByteArray, bytes);
    QFETCH(bool, side);
    const auto decoded = decodePicture(bytes.toStdString());
    QVERIFY(!decoded);
    const char* why = side ? "no side may be longer than 65535" : "more than the 67108864";
    QVERIFY2(reason(decoded).find(why) != std::string::npos, reason(decoded).c_str());
  }

  void bombsAreRefused() {
    // Pixels that unfold to more than the header says are never unfolded; texts are not even read.
    const std::string bomb = deflated(std::string(64 << 20, 'x'), MAX_WBITS, 9);
    const auto decoded =
        decodePicture(png(2, 2, 1, "abcd", pngChunk("zTXt", std::string("k\0\0", 3) + bomb)));
    QVERIFY2(decoded, reason(decoded).c_str());
    QCOMPARE(decoded->pixels, (std::vector<uint8_t>{'a', 'b', 'c', 'd'}));

    std::string jpeg = written(imageOf(24, 16, kColours), "jpg");
    const size_t scan = jpeg.find("\xff\xda");
    const std::string scans = jpeg.substr(scan, jpeg.size() - 2 - scan);
    jpeg.resize(jpeg.size() - 2);
    for (int i = 0; i < 1000; ++i) jpeg += scans;
    const auto many = decodePicture(jpeg + "\xff\xd9");
    QVERIFY(!many);
    QVERIFY2(reason(many).find("scans") != std::string::npos, reason(many).c_str());
  }

  void otherFormatsAreNeverDecoded() {
    const std::string svg = "<svg xmlns='http://www.w3.org/2000/svg'/>";
    const std::string pnm = "P3 1 1 255 1 2 3";
    const std::string ico = std::string("\0\0\1\0\1\0\1\1", 8) + std::string(60, '\0');
    for (const std::string& bytes :
         {svg, pnm, ico, std::string("#define x_width 1"), std::string(), std::string(100, '\0')})
      QVERIFY(!decodePicture(bytes));
    QVERIFY(isDrawing(svg));
    QVERIFY(isDrawing("<?xml version='1.0'?>\n" + svg));
    QVERIFY(!isDrawing("plain text about <svg"));
  }

  // EXIF 2.3, tag 0x112: where the first stored row and column are to be seen.
  void turnsAsExifSays() {
    const Bitmap stored = bitmapOf(3, 2, 1, "abcdef");
    const std::vector<std::pair<int, std::string>> upright = {
        {1, "abcdef"}, {2, "cbafed"}, {3, "fedcba"}, {4, "defabc"}, {5, "adbecf"},
        {6, "daebfc"}, {7, "fcebda"}, {8, "cfbead"}, {0, "abcdef"}, {9, "abcdef"}};
    for (const auto& [orientation, pixels] : upright) {
      const Bitmap out = turned(stored, orientation);
      QCOMPARE(std::string(out.pixels.begin(), out.pixels.end()), pixels);
      QCOMPARE(out.width, int64_t{orientation >= 5 && orientation <= 8 ? 2 : 3});
      QCOMPARE(out.width * out.height, int64_t{6});
    }
    const Bitmap colours = turned(bitmapOf(2, 1, 3, "abcdef"), 6);  // whole pixels move
    QCOMPARE(std::string(colours.pixels.begin(), colours.pixels.end()), std::string("abcdef"));
    QCOMPARE(colours.height, int64_t{2});
  }

  // Each format keeps it in a place of its own.
  void everyFormatIsTurned() {
    const QImage image = imageOf(24, 16, kColours);
    const std::string jpeg = written(image, "jpg", 100), webp = written(image, "webp", 100);
    const std::string name("Exif\0\0", 6);
    for (const bool big : {false, true})
      for (const auto& [format, bytes] : std::vector<std::pair<const char*, std::string>>{
               {"PNG", png(24, 16, 3, kColours, pngChunk("eXIf", exif(6, big)))},
               {"JPEG", withSegment(jpeg, '\xe1', name + exif(6, big))},
               {"WebP", withChunk(webp, 24, 16, "EXIF", 8, exif(6, big))},
               {"WebP, named", withChunk(webp, 24, 16, "EXIF", 8, name + exif(6, big))}}) {
        const auto header = inspectImage(bytes);
        QVERIFY2(header, format);
        QVERIFY2(header->orientation == 6, format);
        const auto decoded = decodePicture(bytes);
        QVERIFY2(decoded, (format + (": " + reason(decoded))).c_str());
        QCOMPARE(decoded->width, int64_t{16});
        QCOMPARE(decoded->height, int64_t{24});
        const Bitmap flat = withChannels(*decoded, 3, 255);
        for (int y = 0; y < 24; ++y)
          for (int x = 0; x < 16; ++x)
            for (int c = 0; c < 3; ++c) {
              const int is = flat.pixels[static_cast<size_t>((y * 16 + x) * 3 + c)];
              const int was =
                  static_cast<uint8_t>(kColours[static_cast<size_t>(((15 - x) * 24 + y) * 3 + c)]);
              QVERIFY2(std::abs(is - was) <= 6, format);
            }
      }
  }

  void brokenExifTurnsNothing() {
    const std::string right = exif(6);
    QCOMPARE(exifOrientation(right), 6);
    for (size_t left = 0; left < right.size() - 6; ++left)
      QCOMPARE(exifOrientation(right.substr(0, left)), 1);
    for (size_t i = 0; i < right.size(); ++i)
      for (const char wrong : {'\0', '\x7f', '\xff'}) {
        std::string bytes = right;
        bytes[i] = wrong;
        const int orientation = exifOrientation(bytes);
        QVERIFY(orientation >= 1 && orientation <= 8);
      }
    QCOMPARE(exifOrientation(exif(0)), 1);
    QCOMPARE(exifOrientation(exif(9)), 1);
  }

  void whatDecodersDropIsSeenBefore() {
    QCOMPARE(inspectImage(gif(2, 2, {0, 1, 2, 3}, 3))->frames, uint64_t{3});
    QCOMPARE(inspectImage(gif(2, 2, {0, 1, 2, 3}))->frames, uint64_t{1});
    const std::string animation = pngChunk("acTL", big32(5) + big32(0));
    QCOMPARE(inspectImage(png(2, 1, 1, "ab", animation))->frames, uint64_t{5});
    QCOMPARE(inspectImage(png(2, 1, 1, "ab"))->bits, 8);
    QImage sixteen(4, 4, QImage::Format_Grayscale16);
    sixteen.fill(Qt::gray);
    QCOMPARE(inspectImage(written(sixteen, "png"))->bits, 16);

    const std::string profile = "....mluc sRGB IEC61966-2.1", other = "....mluc Display P3";
    const auto packed = [](const std::string& name, const std::string& bytes) {
      return pngChunk("iCCP", name + std::string("\0\0", 2) + deflated(bytes, MAX_WBITS, 9));
    };
    QVERIFY(!inspectImage(png(2, 1, 1, "ab"))->otherColours);
    QVERIFY(!inspectImage(png(2, 1, 1, "ab", packed("sRGB", "")))->otherColours);
    QVERIFY(!inspectImage(png(2, 1, 1, "ab", packed("ICC profile", profile)))->otherColours);
    QVERIFY(inspectImage(png(2, 1, 1, "ab", packed("ICC profile", other)))->otherColours);
    const QImage image = imageOf(24, 16, kColours);
    const std::string jpeg = written(image, "jpg"), webp = written(image, "webp");
    const std::string begin("ICC_PROFILE\0\1\1", 14);
    QVERIFY(inspectImage(withSegment(jpeg, '\xe2', begin + other))->otherColours);
    QVERIFY(!inspectImage(withSegment(jpeg, '\xe2', begin + profile))->otherColours);
    QVERIFY(inspectImage(withChunk(webp, 24, 16, "ICCP", 32, other))->otherColours);
    const std::string wide = std::string("s\0R\0G\0B\0", 8);  // as UTF-16
    QVERIFY(!inspectImage(withChunk(webp, 24, 16, "ICCP", 32, wide))->otherColours);
    QVERIFY(isSeeThrough(bitmapOf(1, 1, 4, "abcd")));
    QVERIFY(!isSeeThrough(bitmapOf(1, 1, 4, "abc\xff")));
    QVERIFY(!isSeeThrough(bitmapOf(1, 1, 3, "abc")));
  }
};

QTEST_GUILESS_MAIN(BitmapTest)
#include "bitmap_test.moc"
