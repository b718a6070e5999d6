// The state as JSON.
#include "ui/data/data_state.h"

#include <algorithm>

namespace unmask {

namespace {

quint64 wholeNumber(const QJsonValue& value) {
  const double number = value.toDouble();
  return number >= 0 && number < 9e15 ? static_cast<quint64>(number) : 0;
}

}  // namespace

QJsonObject toJson(const DataState& s) {
  return {{"tokenizers", s.tokenizers},
          {"document", static_cast<double>(s.document)},
          {"byte", static_cast<double>(s.byte)},
          {"pieces", s.pieces},
          {"invisible", s.invisible},
          {"search", s.search},
          {"match_case", s.matchCase},
          {"inspected", s.inspected},
          {"beside", s.beside}};
}

DataState dataStateFromJson(const QJsonObject& json) {
  constexpr qsizetype kLongest = 10'000;
  DataState s;
  s.tokenizers = json["tokenizers"].toBool();
  s.document = wholeNumber(json["document"]);
  s.byte = wholeNumber(json["byte"]);
  s.pieces = json["pieces"].toBool();
  s.invisible = json["invisible"].toBool();
  s.search = json["search"].toString().left(500);
  s.matchCase = json["match_case"].toBool();
  s.inspected = json["inspected"].toString().left(kLongest);
  s.beside = json["beside"].toString();
  return s;
}

}  // namespace unmask
