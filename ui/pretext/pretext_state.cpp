// The Pretext page's state as JSON and back.
#include "ui/pretext/pretext_state.h"

#include <QJsonArray>
#include <algorithm>
#include <limits>

namespace unmask {

namespace {

constexpr qsizetype kMostCompared = 4;
constexpr size_t kMostUncovered = 100'000;
constexpr quint64 kMost = std::numeric_limits<qint64>::max();

QJsonValue json(quint64 value) {
  return static_cast<qint64>(std::min(value, kMost));
}

QJsonArray json(const ChipPlace& chip) {
  return {json(chip.example), chip.row, json(chip.position)};
}

bool take(const QJsonValue& value, quint64& into, quint64 least = 0, quint64 most = kMost) {
  const qint64 number = value.toInteger(-1);
  if (number < 0 || static_cast<quint64>(number) < least || static_cast<quint64>(number) > most)
    return false;
  into = static_cast<quint64>(number);
  return true;
}

std::optional<ChipPlace> chipFrom(const QJsonValue& value) {
  const QJsonArray parts = value.toArray();
  ChipPlace chip;
  quint64 row = 0;
  if (parts.size() != 3 || !take(parts[0], chip.example) || !take(parts[1], row, 0, 3) ||
      !take(parts[2], chip.position))
    return {};
  chip.row = static_cast<int>(row);
  return chip;
}

}  // namespace

QJsonObject toJson(const PretextState& state) {
  QJsonArray uncovered;
  for (const ChipPlace& chip : state.uncovered) {
    if (static_cast<size_t>(uncovered.size()) == kMostUncovered) break;
    uncovered.append(json(chip));
  }
  QJsonObject object{{"batch", state.batch},
                     {"compare", state.compare},
                     {"compared", QJsonArray::fromStringList(state.compared)},
                     {"document", state.document},
                     {"sentence", state.sentence},
                     {"documentNumber", json(state.documentNumber)},
                     {"documentByte", json(state.documentByte)},
                     {"picture", json(state.picture)},
                     {"firstDraw", json(state.firstDraw)},
                     {"draws", json(state.draws)},
                     {"step", json(state.step)},
                     {"micro", json(state.micro)},
                     {"run", state.run},
                     {"firstShown", json(state.firstShown)},
                     {"firstPosition", json(state.firstPosition)},
                     {"covered", state.covered},
                     {"uncovered", uncovered},
                     {"walk", state.walk}};
  if (state.selected) object["selected"] = json(*state.selected);
  return object;
}

PretextState pretextStateFrom(const QJsonObject& object, PretextState otherwise) {
  PretextState state = std::move(otherwise);
  state.batch = object.value("batch").toBool(state.batch);
  state.compare = object.value("compare").toBool(state.compare);
  if (const QJsonValue compared = object.value("compared"); compared.isArray()) {
    state.compared.clear();
    for (const QJsonValue id : compared.toArray())
      if (id.isString() && state.compared.size() < kMostCompared) state.compared << id.toString();
  }
  state.document = object.value("document").toBool(state.document);
  state.sentence = object.value("sentence").toString(state.sentence).left(kLongestSentence);
  take(object.value("documentNumber"), state.documentNumber);
  take(object.value("documentByte"), state.documentByte);
  take(object.value("picture"), state.picture);
  take(object.value("firstDraw"), state.firstDraw);
  take(object.value("draws"), state.draws, 1, kMostDraws);
  take(object.value("step"), state.step);
  take(object.value("micro"), state.micro);
  state.run = object.value("run").toString(state.run);
  take(object.value("firstShown"), state.firstShown);
  take(object.value("firstPosition"), state.firstPosition);
  if (const auto chip = chipFrom(object.value("selected"))) state.selected = chip;
  state.covered = object.value("covered").toBool(state.covered);
  for (const QJsonValue value : object.value("uncovered").toArray())
    if (const auto chip = chipFrom(value); chip && state.uncovered.size() < kMostUncovered)
      state.uncovered.insert(*chip);
  const qint64 walk = object.value("walk").toInteger(state.walk);
  state.walk = walk >= -1 && walk <= 3 ? static_cast<int>(walk) : -1;
  return state;
}

}  // namespace unmask
