// Bytes of a picture as an image: which byte is which pixel, and what is refused.
#include "ui/widgets/picture_image.h"

#include <QtTest>
#include <numeric>

using namespace unmask;

class PictureImageTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void pixelsKeepTheirPlacesAndColours() {
    std::vector<uint8_t> bytes(3 * 2 * 3);  // height, width, channels
    std::iota(bytes.begin(), bytes.end(), uint8_t{0});
    QImage image = imageOf(bytes, 2, 3, 3);
    bytes.assign(bytes.size(), 255);  // the image is its own
    QCOMPARE(image.size(), QSize(2, 3));
    QCOMPARE(image.pixelColor(0, 0), QColor(0, 1, 2));
    QCOMPARE(image.pixelColor(1, 0), QColor(3, 4, 5));
    QCOMPARE(image.pixelColor(1, 2), QColor(15, 16, 17));
    // Rows of grey need no padding.
    const std::vector<uint8_t> grey{10, 20, 30, 40, 50, 60};
    image = imageOf(grey, 3, 2, 1);
    QCOMPARE(image.pixelColor(2, 0), QColor(30, 30, 30));
    QCOMPARE(image.pixelColor(0, 1), QColor(40, 40, 40));
  }

  void enlargedPixelsKeepTheirEdges() {
    const std::vector<uint8_t> bytes{0, 255};
    const QImage large = imageOf(bytes, 2, 1, 1, 40);
    QCOMPARE(large.size(), QSize(40, 20));
    QCOMPARE(large.pixelColor(19, 10), QColor(0, 0, 0));
    QCOMPARE(large.pixelColor(20, 10), QColor(255, 255, 255));
    const std::vector<uint8_t> wide(100 * 50, 7);
    QCOMPARE(imageOf(wide, 100, 50, 1, 10).size(), QSize(10, 5));
  }

  void tooFewBytesGiveNone() {
    const std::vector<uint8_t> bytes(11);
    QVERIFY(!imageOf(bytes, 11, 1, 1).isNull());
    QVERIFY(imageOf(bytes, 2, 2, 3).isNull());
    QVERIFY(imageOf(bytes, 2, 2, 3, 8).isNull());
    QVERIFY(imageOf(bytes, 0, 2, 1).isNull());
    QVERIFY(imageOf(bytes, 2, -1, 1).isNull());
    QVERIFY(imageOf(bytes, 2, 2, 2).isNull());
  }
};

QTEST_MAIN(PictureImageTest)
#include "picture_image_test.moc"
