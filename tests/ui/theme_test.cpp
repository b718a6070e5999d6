// Light, dark and system; one scale for every measure; no text under 11 px.
#include <QApplication>
#include <QRegularExpression>
#include <QtTest>

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

using namespace unmask;

class ThemeTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void init() {
    theme().setScalePercent(100);
    theme().setMode(ThemeMode::light);
  }

  void forcedModesPickTheirPalette() {
    QSignalSpy changed(&theme(), &Theme::changed);
    theme().setMode(ThemeMode::dark);
    QVERIFY(theme().palette().dark);
    QCOMPARE(QApplication::palette().color(QPalette::Window), darkPalette().background);
    theme().setMode(ThemeMode::light);
    QVERIFY(!theme().palette().dark);
    QCOMPARE(QApplication::palette().color(QPalette::Window), lightPalette().background);
    QCOMPARE(changed.count(), 2);
  }

  void scaleIsClampedAndMovesEveryMeasure() {
    theme().setScalePercent(200);
    QCOMPARE(theme().px(14), 28);
    QCOMPARE(theme().font(13).pixelSize(), 26);
    theme().setScalePercent(1000);
    QCOMPARE(theme().scalePercent(), 250);
    theme().setScalePercent(1);
    QCOMPARE(theme().scalePercent(), 80);
    QVERIFY(theme().px(1) >= 1);
  }

  void noTextUnderElevenPixels() {
    QCOMPARE(theme().font(6).pixelSize(), 11);
    static const QRegularExpression size(R"(font-size: (\d+)px)");
    auto it = size.globalMatch(styleSheet(theme()));
    QVERIFY(it.hasNext());
    while (it.hasNext()) QVERIFY(it.next().captured(1).toInt() >= 11);
  }

  void sheetHasNoUnfilledSlot() {
    for (const ThemeMode mode : {ThemeMode::light, ThemeMode::dark}) {
      theme().setMode(mode);
      const QString sheet = styleSheet(theme());
      QVERIFY(!sheet.contains(QRegularExpression(R"(\{[A-Za-z0-9]+\})")));
      QVERIFY(!sheet.contains(": ;"));
      QVERIFY(!sheet.contains(": px"));
    }
  }

  // Every icon takes the palette's colour at the moment it is painted.
  void iconsFollowThePalette() {
    const QIcon train = icon("train");
    const auto strongest = [&] {
      const QImage image = train.pixmap(48, 48).toImage();
      QColor best;
      for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
          if (image.pixelColor(x, y).alpha() == 255) best = image.pixelColor(x, y);
      return best;
    };
    QCOMPARE(strongest(), lightPalette().text);
    theme().setMode(ThemeMode::dark);
    QCOMPARE(strongest(), darkPalette().text);
  }
};

QTEST_MAIN(ThemeTest)
#include "theme_test.moc"
