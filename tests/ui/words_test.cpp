// Numbers as the window writes them.
#include "ui/widgets/words.h"

#include <QLocale>
#include <QTest>
#include <cmath>
#include <limits>

#include "ui/train/estimate_rows.h"

using namespace unmask;

class WordsTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

  void values() {
    const std::pair<double, const char*> golden[] = {
        {0, "0.000"},       {0.0123, "0.012"},   {0.00123, "0.00123"}, {1.23456, "1.235"},
        {9.9994, "9.999"},  {12.3456, "12.35"},  {99.994, "99.99"},    {123.456, "123"},
        {-12.3456, "-12.35"}, {1234567, "1,234,567"}, {1.5e7, "1.5E+07"},
        {std::nan(""), "not a number"},
        {std::numeric_limits<double>::infinity(), "infinite"},
        {-std::numeric_limits<double>::infinity(), "minus infinite"}};
    for (const auto& [value, text] : golden) QCOMPARE(valueText(value), QString(text));
  }

  void bytes() {
    const std::pair<double, const char*> golden[] = {{0, "0 bytes"},
                                                     {999, "999 bytes"},
                                                     {9'900, "10 kB"},
                                                     {12'345, "12.3 kB"},
                                                     {1'234'567, "1.2 MB"},
                                                     {9'876'543'210, "9.9 GB"}};
    for (const auto& [value, text] : golden) QCOMPARE(bytesText(value), QString(text));
    QCOMPARE(roughBytes(0), QString("0 bytes"));
    QCOMPARE(roughBytes(491'234'567), QString("490 MB"));
    QCOMPARE(roughBytes(2'345'678'901), QString("2.3 GB"));
    QCOMPARE(roughBytes(23'456'789'012), QString("23 GB"));
  }

  void parameters() {
    const std::pair<double, const char*> golden[] = {
        {99'999, "99,999"},     {797'824, "0.80 M"},        {9'990'000, "9.99 M"},
        {12'345'678, "12.3 M"}, {124'439'808, "124 M"},     {999'400'000, "999 M"},
        {1.5e9, "1.5 billion"}, {175e9, "175.0 billion"}};
    for (const auto& [value, text] : golden) QCOMPARE(parametersText(value), QString(text));
  }

  void durations() {
    const std::pair<double, const char*> rough[] = {
        {0.2, "1 s"},    {19.4, "19 s"},   {33, "35 s"},       {99, "100 s"},       {130, "2 min"},
        {5'940, "99 min"}, {7'200, "2 h"}, {172'900, "2 days"}, {3e8, "10 years"}};
    for (const auto& [seconds, text] : rough) QCOMPARE(roughDuration(seconds), QString(text));
    const std::pair<double, const char*> exact[] = {
        {59.4, "59 s"}, {59.6, "1 min 0 s"}, {3'599, "59 min 59 s"}, {4'500, "1 h 15 min"}};
    for (const auto& [seconds, text] : exact) QCOMPARE(durationText(seconds), QString(text));
    QVERIFY(durationText(-1).isEmpty());
    QVERIFY(durationText(std::nan("")).isEmpty());
  }

  void counts() {
    QCOMPARE(countText(1'234'567), QString("1,234,567"));
    QCOMPARE(shareText(0.12345), QString("12.35 %"));
  }
};

QTEST_MAIN(WordsTest)
#include "words_test.moc"
