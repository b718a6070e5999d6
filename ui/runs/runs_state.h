// What a person set on the Runs page.
#pragma once

#include <QJsonObject>
#include <QString>
#include <QStringList>

namespace unmask {

struct RunsState {
  QString filter;
  int group = 0;       // RunGroup
  int sortColumn = 9;  // RunsModel::started
  bool descending = true;
  QString selected;      // folder of the run in hand
  QStringList compared;  // folders of those on the chart
  QString measure = "loss/validation";
  int xUnit = 0;          // XUnit
  bool settings = false;  // the differing settings instead of the curves

  bool operator==(const RunsState&) const = default;
};

QJsonObject toJson(const RunsState&);
RunsState runsStateFromJson(const QJsonObject&);  // passes over what is unknown or wrong

}  // namespace unmask
