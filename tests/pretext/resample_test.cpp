// Bicubic resizing against Pillow 13 (Image.resize(BICUBIC) of float pictures), growing, shrinking
// and both at once.
#include "core/pretext/resample.h"

#include <QTest>
#include <cmath>

using namespace unmask;

class ResampleTest : public QObject {
  Q_OBJECT

  static std::vector<uint8_t> picture(size_t height, size_t width) {
    std::vector<uint8_t> bytes;
    for (size_t y = 0; y < height; ++y)
      for (size_t x = 0; x < width; ++x)
        bytes.push_back(static_cast<uint8_t>(37 * y * y + 11 * x * x + 23 * x * y + 5 * x));
    return bytes;
  }

  static std::vector<float> resized(int64_t height, int64_t width, const Crop& crop, int64_t size,
                                    bool mirrored = false) {
    std::vector<float> out(static_cast<size_t>(size * size));
    resample(picture(static_cast<size_t>(height), static_cast<size_t>(width)), {height, width, 1},
             crop, size, mirrored, out);
    return out;
  }

  static void compare(const std::vector<float>& made, const std::vector<double>& pillow) {
    QCOMPARE(made.size(), pillow.size());
    for (size_t i = 0; i < made.size(); ++i)
      QVERIFY2(std::abs(made[i] - pillow[i]) < .002,
               qPrintable(QString("%1: %2 for %3").arg(i).arg(made[i]).arg(pillow[i])));
  }

 private Q_SLOTS:
  void growsAsPillow() {
    compare(resized(4, 4, {0, 0, 4, 4}, 6),
            {0,       2.237,   16.606,  40.931, 81.649,  110.874, 9.207,   19.190,  44.550,
             87.630,  139.339, 172.923, 50.506, 71.480,  101.726, 121.552, 178.148, 222.722,
             135.349, 175.079, 182.070, 64.541, 97.882,  161.212, 111.972, 162.692, 174.570,
             33.786,  72.014,  146.334, 66.637, 121.717, 144.585, 22.557,  71.775,  150.455});
  }

  void shrinksAsPillow() {
    compare(resized(9, 11, {1, 2, 8, 7}, 4),
            {118.108, 113.014, 104.392, 122.617, 100.224, 113.077, 105.872, 60.412, 125.450, 44.866,
             81.091, 46.691, 171.244, 118.594, 82.746, 138.757});
  }

  void growsOneWayAndShrinksTheOther() {
    compare(resized(9, 11, {3, 4, 2, 5}, 3),
            {112.149, 168.867, 102.060, 110.338, 98.412, 58.415, 108.528, 27.956, 14.771});
  }

  void channelsAreAloneAndMirrorsAreReversed() {
    const std::vector<uint8_t> grey = picture(9, 11);
    std::vector<uint8_t> colours;
    for (const uint8_t value : grey)
      colours.insert(colours.end(), {value, static_cast<uint8_t>(255 - value), 7});
    std::vector<float> planes(3 * 25);
    resample(colours, {9, 11, 3}, {1, 2, 8, 7}, 5, true, planes);
    const std::vector<float> plain = resized(9, 11, {1, 2, 8, 7}, 5);
    for (size_t y = 0; y < 5; ++y)
      for (size_t x = 0; x < 5; ++x) {
        const float value = plain[y * 5 + x];
        QVERIFY(std::abs(planes[y * 5 + 4 - x] - value) < 1e-3);
        QVERIFY(std::abs(planes[25 + y * 5 + 4 - x] - (255 - value)) < 1e-3);
        QVERIFY(std::abs(planes[50 + y * 5 + 4 - x] - 7) < 1e-3);
      }
  }

  void onePixelFillsAnything() {
    for (const float value : resized(4, 4, {2, 1, 1, 1}, 8))
      QCOMPARE(value, float(picture(4, 4)[2 * 4 + 1]));
  }
};

QTEST_GUILESS_MAIN(ResampleTest)
#include "resample_test.moc"
