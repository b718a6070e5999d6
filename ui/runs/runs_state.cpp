// The Runs page's state as JSON.
#include "ui/runs/runs_state.h"

#include <QJsonArray>

namespace unmask {

QJsonObject toJson(const RunsState& s) {
  return {{"filter", s.filter},         {"group", s.group},
          {"sortColumn", s.sortColumn}, {"descending", s.descending},
          {"selected", s.selected},     {"compared", QJsonArray::fromStringList(s.compared)},
          {"measure", s.measure},       {"xUnit", s.xUnit},
          {"settings", s.settings}};
}

RunsState runsStateFromJson(const QJsonObject& object) {
  constexpr int kMostCompared = 1000, kMostText = 200;
  RunsState s;
  const auto whole = [&](const char* key, int from, int to, int otherwise) {
    const int value = object.value(QLatin1String(key)).toInt(otherwise);
    return value >= from && value <= to ? value : otherwise;
  };
  s.filter = object.value("filter").toString().left(kMostText);
  s.group = whole("group", 0, 4, s.group);
  s.sortColumn = whole("sortColumn", 0, 11, s.sortColumn);
  s.descending = object.value("descending").toBool(s.descending);
  s.selected = object.value("selected").toString();
  for (const QJsonValue& entry : object.value("compared").toArray())
    if (entry.isString() && s.compared.size() < kMostCompared) s.compared << entry.toString();
  s.measure = object.value("measure").toString(s.measure);
  s.xUnit = whole("xUnit", 0, 2, s.xUnit);
  s.settings = object.value("settings").toBool(s.settings);
  return s;
}

}  // namespace unmask
