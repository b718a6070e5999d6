// What copying scores, and whether sentences are in their places, on windows made by hand.
#include "core/pretext/sentence_order.h"

#include <QtTest>

#include "tests/pretext/made_up_words.h"

using namespace unmask;

namespace {

using Tokens = std::vector<int64_t>;

constexpr size_t kNowhere = DecoderSide::kNowhere;
const TokenIds kIds{300};
const int64_t kBegin = kIds.cls(), kEnd = kIds.sep(), kMask = kIds.mask();
const PieceMark kFifteen = [](int64_t piece) { return piece == 15; };
const PieceMark kNone = [](int64_t) { return false; };

Example example(Tokens pieces, Tokens input, std::vector<size_t> sources) {
  Example made;
  made.labels = made.pieces = std::move(pieces);
  made.inputIds = std::move(input);
  made.decoder.inputSources = std::move(sources);
  for (size_t i = 0; i < made.pieces.size(); ++i) made.decoder.targetSources.push_back(i);
  return made;
}

// Two sentences, exchanged; the 2 is hidden.
Example exchanged() {
  Example made = example({kBegin, 1, 2, 15, 4, 5, 15, kEnd}, {kBegin, 4, 5, 15, 1, kMask, 15, kEnd},
                         {0, 4, 5, 6, 1, kNowhere, 3, 7});
  made.decoder.spans.push_back({{2}, 5, HiddenSpan::kGone, 1});
  return made;
}

}  // namespace

class SentenceOrderTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void copyingFollowsTheInput() {
    QCOMPARE(copiedAnswers(exchanged()), (Tokens{kBegin, 4, kMask, 15, kEnd, 5, 15, 1}));
    const Example whole =
        example({kBegin, 1, 2, 3, kEnd}, {kBegin, 1, 2, 3, kEnd}, {0, 1, 2, 3, 4});
    QCOMPARE(copiedAnswers(whole), whole.labels);
    Example padded = whole;  // the validation part's last window, filled up
    padded.inputIds.push_back(kIds.pad());
    padded.labels.push_back(kNoLoss);
    padded.decoder.inputSources.push_back(kNowhere);
    padded.decoder.targetSources.push_back(kNowhere);
    QCOMPARE(copiedAnswers(padded), whole.labels);
    // The 2 is deleted: what follows it is right all the same.
    QCOMPARE(copiedAnswers(example({kBegin, 1, 2, 3, kEnd}, {kBegin, 1, 3, kEnd}, {0, 1, 3, 4})),
             (Tokens{kBegin, 1, 3, 3, kEnd}));
  }

  // As like another sentence as its own: not known to be in its place.
  void aTieIsNotInOrder() {
    QVERIFY(!inOrder(Tokens{1, 2, 15, 1, 3, 15}, Tokens{1, 15, 1, 3, 15}, kFifteen));
    QVERIFY(inOrder(Tokens{1, 2, 15, 1, 3, 15}, Tokens{2, 15, 1, 3, 15}, kFifteen));
  }

  // Of what BART's corruptions make, copying gets the shown pieces whose predecessor is shown right
  // before them in the input, and nothing that is hidden but by chance.
  void copyingOfDrawnExamples() {
    Tokens window{kBegin};
    for (int64_t i = 0; i < 60; ++i) window.push_back(i % 7 == 6 ? 15 : 20 + i);
    window.push_back(kEnd);
    DenoisingSettings settings;
    settings.remove = 0.1;
    settings.rotate = 0.5;
    for (uint64_t draw = 0; draw < 200; ++draw) {
      const Example drawn = denoisingExample(
          window, settings, kIds, startingAt(300, [](int64_t) { return true; }), kFifteen, 1000,
          RandomStream(1337, Purpose::corruption, 0, draw));
      const Tokens answers = copiedAnswers(drawn);
      QCOMPARE(answers.size(), drawn.labels.size());
      const std::vector<size_t>& sources = drawn.decoder.inputSources;
      for (size_t i = 1; i < sources.size(); ++i)
        if (sources[i] != kNowhere && sources[i] > 0 && sources[i - 1] == sources[i] - 1)
          QCOMPARE(answers[sources[i]], drawn.labels[sources[i]]);
      for (size_t u = 0; u < answers.size(); ++u)
        if (answers[u] == drawn.labels[u] && drawn.labels[u] != 15)
          QVERIFY(std::ranges::find(sources, u) != sources.end());  // nothing hidden is known
    }
  }

  void orderIsSeenWhereThereIsOne() {
    QVERIFY(outOfOrder(exchanged(), kFifteen));
    QVERIFY(!outOfOrder(exchanged(), kNone));  // one sentence has no order
    const Example hidden =
        example({kBegin, 1, 15, 2, 15, kEnd}, {kBegin, 1, 15, kMask, kEnd}, {0, 1, 2, kNowhere, 5});
    QVERIFY(!outOfOrder(hidden, kFifteen));
    QVERIFY(!outOfOrder(Example{}, kFifteen));
    // Turned by one piece, or two equal sentences exchanged: copying has the sentences in place.
    QVERIFY(!outOfOrder(
        example({kBegin, 1, 2, 3, 15, 4, 5, 6, 7, kEnd}, {kBegin, 2, 3, 15, 4, 5, 6, 7, 1, kEnd},
                {0, 2, 3, 4, 5, 6, 7, 8, 1, 9}),
        kFifteen));
    QVERIFY(!outOfOrder(
        example({kBegin, 1, 15, 1, 15, kEnd}, {kBegin, 1, 15, 1, 15, kEnd}, {0, 3, 4, 1, 2, 5}),
        kFifteen));
  }

  void sentencesAreFoundByTheirLikeness() {
    const Tokens body = {1, 2, 15, 4, 5, 6, 15, 7, 8, 15};
    const auto right = [&](Tokens written) { return inOrder(body, written, kFifteen); };
    QVERIFY(right(body));
    QVERIFY(right({1, 9, 15, 4, 6, 6, 15, 8, 15}));         // with mistakes
    QVERIFY(right({1, 2, 15, 4, 5, 6, 15, 7, 8}));          // the end of the text ends a sentence
    QVERIFY(!right({4, 5, 6, 15, 1, 2, 15, 7, 8, 15}));     // exchanged
    QVERIFY(!right({1, 2, 15, 4, 5, 6, 7, 8, 15}));         // two in one
    QVERIFY(!right({1, 2, 15, 4, 5, 6, 15, 4, 5, 6, 15}));  // one twice
    QVERIFY(!right({3, 3, 15, 9, 9, 9, 15, 3, 9, 15}));     // like none more than another
    QVERIFY(!right({}));
    const Tokens twins = {1, 15, 1, 15};
    QVERIFY(inOrder(twins, twins, kFifteen));
  }
};

QTEST_APPLESS_MAIN(SentenceOrderTest)
#include "sentence_order_test.moc"
