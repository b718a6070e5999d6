// The Pretext page's state survives JSON, and nothing hostile gets in through it.
#include "ui/pretext/pretext_state.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QtTest>

using namespace unmask;

class PretextStateTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void everythingComesBack() {
    PretextState state;
    state.batch = true;
    state.compare = true;
    state.compared = {"masked-lm", "denoising"};
    state.document = true;
    state.sentence = "The cat \"sat\"\n▁on";
    state.documentNumber = 12;
    state.documentByte = 3'000'000'000;
    state.picture = 4711;
    state.firstDraw = 5;
    state.draws = 7;
    state.step = 1250;
    state.micro = 3;
    state.run = "/lab/runs/one two";
    state.firstShown = 4;
    state.firstPosition = 1024;
    state.selected = ChipPlace{4, 2, 1030};
    state.covered = true;
    state.uncovered = {{4, 2, 1030}, {4, 3, 1030}};
    state.walk = 2;
    const QByteArray text = QJsonDocument(toJson(state)).toJson();
    QCOMPARE(pretextStateFrom(QJsonDocument::fromJson(text).object()), state);
    QCOMPARE(pretextStateFrom(toJson(PretextState{})), PretextState{});
  }

  void wrongEntriesArePassedOver() {
    PretextState otherwise;
    otherwise.sentence = "As before";
    const QJsonObject wrong{{"batch", "yes"},
                            {"sentence", 12},
                            {"draws", 0},
                            {"step", -1},
                            {"micro", 1.5},
                            {"firstShown", "many"},
                            {"selected", QJsonArray{1, 9, 2}},
                            {"uncovered", QJsonArray{QJsonArray{1}, 3, QJsonArray{0, 2, -1}}},
                            {"walk", 99},
                            {"unknown", true}};
    QCOMPARE(pretextStateFrom(wrong, otherwise), otherwise);
    QCOMPARE(pretextStateFrom({{"draws", 1'000'000'000}}).draws, PretextState{}.draws);
    const QString endless(1'000'000, 'x');
    QCOMPARE(pretextStateFrom({{"sentence", endless}}).sentence.size(), kLongestSentence);
  }
};

QTEST_GUILESS_MAIN(PretextStateTest)
#include "pretext_state_test.moc"
