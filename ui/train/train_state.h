// What a person set on the Train page beyond the shared choices.
#pragma once

#include <QJsonObject>
#include <QString>
#include <QStringList>

namespace unmask {

struct TrainState {
  QString base;      // folder of the run that the new one was begun from; "": none
  QString name;      // typed for the new run
  QStringList open;  // forms whose further settings are shown

  bool operator==(const TrainState&) const = default;
};

QJsonObject toJson(const TrainState&);
TrainState trainStateFromJson(const QJsonObject&);  // passes over what is unknown or wrong

}  // namespace unmask
