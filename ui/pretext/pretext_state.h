// Everything the person set on the Pretext page beyond the shared choices, as one value.
#pragma once

#include <QJsonObject>
#include <QString>
#include <QStringList>
#include <optional>
#include <set>
#include <tuple>

namespace unmask {

// One chip of the examples: which draw or example, which row (TokenModel::Row), which position.
struct ChipPlace {
  quint64 example = 0;
  int row = 0;
  quint64 position = 0;
  auto operator<=>(const ChipPlace&) const = default;
};

struct PretextState {
  bool batch = false;         // the batch of a step, not one item
  bool compare = false;       // one item under several objectives
  QStringList compared = {};  // which; too few of them fit: others

  // One item
  bool document = false;  // of the corpus, not the typed sentence
  QString sentence;
  quint64 documentNumber = 0;
  quint64 documentByte = 0;  // where the item begins in it
  quint64 picture = 0;       // of the picture objectives
  quint64 firstDraw = 0;
  quint64 draws = 2;

  // Batch of a step
  quint64 step = 0;
  quint64 micro = 0;
  QString run;  // its folder; empty: these settings

  // What is looked at
  quint64 firstShown = 0;     // of the draws or examples
  quint64 firstPosition = 0;  // of long ones
  std::optional<ChipPlace> selected;
  bool covered = false;  // answers are covered but for these
  std::set<ChipPlace> uncovered;
  int walk = -1;  // the step-through's step; -1: off

  bool operator==(const PretextState&) const = default;
};

constexpr quint64 kMostDraws = 1000;
constexpr int kLongestSentence = 20'000;  // characters

QJsonObject toJson(const PretextState&);
// Entries that are missing, wrong or out of range are those of `otherwise`.
PretextState pretextStateFrom(const QJsonObject&, PretextState otherwise = {});

}  // namespace unmask
