// Numbers and letters as text: the shortest that reads back, and the same under every locale. ctest
// runs this under de_DE and tr_TR as well.
#include <QtTest>
#include <clocale>
#include <cmath>
#include <cstdio>
#include <limits>

#include "core/base/message.h"
#include "core/base/numbers.h"

using namespace unmask;

class NumbersTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void theShortestThatReadsBack_data() {
    QTest::addColumn<double>("value");
    QTest::addColumn<QString>("text");
    QTest::addRow("rate") << 0.003 << "0.003";
    QTest::addRow("one third") << 1.0 / 3 << "0.3333333333333333";
    QTest::addRow("sum") << 0.1 + 0.2 << "0.30000000000000004";  // is not 0.3
    QTest::addRow("whole") << 1e6 << "1000000";
    QTest::addRow("small") << 1e-4 << "0.0001";
    QTest::addRow("smaller") << 1e-5 << "1e-05";
    QTest::addRow("large") << 1e20 << "1e+20";
    QTest::addRow("zero") << 0.0 << "0";
    QTest::addRow("negative") << -2.5 << "-2.5";
  }
  void theShortestThatReadsBack() {
    QFETCH(double, value);
    QFETCH(QString, text);
    QCOMPARE(QString::fromStdString(exactly(value)), text);
    QCOMPARE(numberIn(exactly(value)).value(), value);
  }

  void everyNumberReadsBack() {
    for (double value = 1e-300; value < 1e300; value *= 37.1)
      QCOMPARE(numberIn(exactly(value)).value(), value);
    QCOMPARE(numberIn(exactly(std::numeric_limits<double>::max())).value(),
             std::numeric_limits<double>::max());
  }

  void decimalsAndRounding() {
    QCOMPARE(withDecimals(3.46851, 3), std::string("3.469"));
    QCOMPARE(withDecimals(1e6, 0), std::string("1000000"));
    QCOMPARE(withDecimals(std::nan(""), 3), std::string("nan"));
    QCOMPARE(roundedTo(0.000796749237698, 3), 0.000797);
    QCOMPARE(roundedTo(0.003, 3), 0.003);
    QCOMPARE(roundedTo(0.0, 3), 0.0);
  }

  void textThatIsNoNumberIsNone() {
    for (const char* text : {"", "0,5", "1.5x", " 1", "x"}) QVERIFY2(!numberIn(text), text);
  }

  void messagesWriteNumbersPlainly() {
    QCOMPARE(formatted(0.5), std::string("0.5"));
    QCOMPARE(formatted(0.123456789), std::string("0.123457"));  // six digits
    QCOMPARE(formatted(123456), std::string("123456"));
    QCOMPARE(formatted(1234567.5), std::string("1.23457e+06"));
    QCOMPARE(inEnglish(message("%1", 0.25)), std::string("0.25"));
  }

  // In Turkish the small I is not i, and elsewhere a byte of UTF-8 may be a capital letter.
  void lettersAreThoseOfAscii() {
    QCOMPARE(lowered(std::string("INFO-Ä_9")), std::string("info-Ä_9"));
    QVERIFY(isAsciiLetterOrDigit('I') && isAsciiLetterOrDigit('z') && isAsciiLetterOrDigit('0'));
    QVERIFY(!isAsciiLetterOrDigit('_') && !isAsciiLetterOrDigit('\xc4'));
  }

  // QCoreApplication, which this test has, takes over the environment's locale.
  void printfIsMadePlain() {
    keepNumbersPlain();
    char text[16];
    std::snprintf(text, sizeof text, "%.1f", 0.5);
    QCOMPARE(std::string(text), std::string("0.5"));
    QCOMPARE(std::string(std::localeconv()->decimal_point), std::string("."));
  }
};

QTEST_GUILESS_MAIN(NumbersTest)
#include "numbers_test.moc"
