// What is said of a text in pieces: coverage, unnamed characters, words; and two tokenizers on it.
#include <QtTest>
#include <nlohmann/json.hpp>

#include "core/tokenizers/character_tokenizer.h"
#include "core/tokenizers/inspection.h"

using namespace unmask;

class InspectionTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void charactersWithoutAPieceAreNamed() {
    const CharacterTokenizer letters({' ', 'a', 'b', 'c'});
    const Inspection seen = inspect(letters, "a cab d\u00e9 d");
    QCOMPARE(seen.characters, uint64_t{10});
    QCOMPARE(seen.bytes, uint64_t{11});
    QCOMPARE(seen.words, uint64_t{4});
    QCOMPARE(seen.unknown, uint64_t{3});
    QCOMPARE(seen.inBytes, uint64_t{0});
    QCOMPARE(seen.unnamed.size(), size_t{2});
    QCOMPARE(seen.unnamed[0], (std::pair<uint32_t, uint64_t>{'d', 2}));
    QCOMPARE(seen.unnamed[1], (std::pair<uint32_t, uint64_t>{0xE9, 1}));
    QCOMPARE(seen.coverage(), 0.7);
  }

  // A typed text: reserved names are none of it, and what is read instead is said.
  void whatHasNoPieceIsSaid() {
    const CharacterTokenizer letters({' ', 'a', 'b', 'c'});
    const WithoutPiece lacking = withoutPiece(letters, "xyz a [MASK] b[S12]\u200bx");
    QCOMPARE(lacking.count, uint64_t{5});
    QCOMPARE(lacking.characters, (std::vector<std::string>{"x", "y", "z", "\u200b"}));
    QCOMPARE(lacking.readAs, std::string("\u2423"));
    QCOMPARE(inEnglish(described(lacking)),
             std::string("Characters without a piece: x, y, z, U+200B (4 different, 5 in all). "
                         "\"\u2423\" is read in place of each."));
    QVERIFY(withoutPieceFrom(toJson(lacking)) == lacking);
    QVERIFY(withoutPiece(letters, "a [MASK] b").none());
    QVERIFY(described(withoutPiece(letters, "cab")).empty());
    QVERIFY(withoutPiece(ByteTokenizer(), "\u00dcbung \u6f22").none());
    QVERIFY(withoutPieceFrom(nlohmann::json::array()).none());
  }

  void atMostTwentyAreNamed() {
    std::string text;
    for (char c = 'a'; c <= 'z'; ++c) text += c;
    const WithoutPiece lacking = withoutPiece(CharacterTokenizer({'a'}), text + "zz");
    QCOMPARE(lacking.count, uint64_t{27});
    QCOMPARE(lacking.distinct, uint64_t{25});
    QCOMPARE(lacking.characters.size(), size_t{20});
    QCOMPARE(lacking.characters.front(), std::string("z"));  // the most frequent
    QVERIFY(inEnglish(described(lacking)).find("t, … (25 different, 27 in all)") !=
            std::string::npos);
  }

  void bytesKnowEveryText() {
    const Inspection seen = inspect(ByteTokenizer(), "\u00e9\u00e9 a");
    QCOMPARE(seen.coverage(), 1.0);
    QCOMPARE(seen.encoding.ids.size(), size_t{6});
    QCOMPARE(inspect(ByteTokenizer(), "").coverage(), 1.0);
  }

  void stretchesEndWhereBothCut() {
    const Encoding a{{1, 2, 3, 4}, {2, 3, 1, 4}};  // cuts at 2 5 6 10
    const Encoding b{{1, 2, 3}, {5, 2, 3}};        // cuts at 5 7 10
    const auto stretches = commonStretches(a, b);
    QCOMPARE(stretches.size(), size_t{2});
    QCOMPARE(stretches[0].endA, size_t{2});
    QCOMPARE(stretches[0].endB, size_t{1});
    QCOMPARE(stretches[1].beginA, size_t{2});
    QCOMPARE(stretches[1].endA, size_t{4});
    QCOMPARE(stretches[1].endB, size_t{3});
    QVERIFY(commonStretches({}, {}).empty());
    // Every id is in one stretch, whatever the widths.
    size_t ids = 0;
    for (const auto& s : commonStretches(a, {{7}, {9}})) ids += s.endA - s.beginA;
    QCOMPARE(ids, size_t{4});
  }
};

QTEST_GUILESS_MAIN(InspectionTest)
#include "inspection_test.moc"
