// The Train page's state as JSON.
#include "ui/train/train_state.h"

#include <QJsonArray>

namespace unmask {

QJsonObject toJson(const TrainState& state) {
  return {{"base", state.base},
          {"name", state.name},
          {"open", QJsonArray::fromStringList(state.open)}};
}

TrainState trainStateFromJson(const QJsonObject& object) {
  constexpr int kMost = 200;  // characters of a text that a person types
  TrainState state;
  state.base = object.value("base").toString();
  state.name = object.value("name").toString().left(kMost);
  for (const QJsonValue& entry : object.value("open").toArray())
    if (entry.isString() && state.open.size() < 10) state.open << entry.toString();
  return state;
}

}  // namespace unmask
