// Messages as values: nested, translated, from old files, from hostile ones.
#include "core/base/message_value.h"

#include <QTest>
#include <cctype>

using namespace unmask;

class MessageValueTest : public QObject {
  Q_OBJECT

  static std::string shouted(const std::string& pattern) {
    std::string text = pattern;
    for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return text;
  }

 private Q_SLOTS:
  void plainTextStaysAsItIs() {
    for (const char* text : {"", "line 4", "100 %1", "\x02", "\x03", "\x02 not closed"})
      QCOMPARE(said(text, shouted), std::string(text));
    QVERIFY(asValue(Message{}).empty() && asValue(Error{}).empty());
  }

  void messagesAreNested() {
    const Message why = message("its header has %1 bytes", 7);
    const Message whole = message("%1 is damaged: %2", "a.npy", asValue(why));
    QCOMPARE(inEnglish(whole), std::string("a.npy is damaged: its header has 7 bytes"));
    QCOMPARE(inEnglish(asValue(whole)), std::string("a.npy is damaged: its header has 7 bytes"));
    // Patterns alone are translated.
    QCOMPARE(said(asValue(whole), shouted),
             std::string("a.npy IS DAMAGED: ITS HEADER HAS 7 BYTES"));
  }

  void anErrorSaysWhatWhereAndWhatToDo() {
    const Error error{message("%1 cannot be read.", "x"), message("Choose another.")};
    QCOMPARE(inEnglish(asValue(error)), std::string("x cannot be read. Choose another."));
    QCOMPARE(said(asValue(error), shouted), std::string("x CANNOT BE READ. CHOOSE ANOTHER."));
  }

  void valuesCannotForgeStructure() {
    const Message m = message("%1|%2",
                              "a\x1f"
                              "b\x02"
                              "c\x03"
                              "d",
                              "e");
    QCOMPARE(inEnglish(asValue(m)), std::string("abcd|e"));
  }

  // Every cut and every depth is read to its end, without a crash.
  void damagedTextIsShown() {
    std::string deep = "end";
    for (int i = 0; i < 1000; ++i) deep = asValue(message("%1.", deep));
    for (size_t length = 0; length <= deep.size(); length += 7) inEnglish(deep.substr(0, length));
    QVERIFY(!inEnglish(deep).empty());
  }
};

QTEST_APPLESS_MAIN(MessageValueTest)
#include "message_value_test.moc"
