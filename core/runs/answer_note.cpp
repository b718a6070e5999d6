// Between Qt's JSON and the settings room's.
#include "core/runs/answer_note.h"

#include <QJsonDocument>
#include <nlohmann/json.hpp>

namespace unmask {

namespace {
const QLatin1String kKey("without_piece");
}

void addTo(QJsonObject& answer, const WithoutPiece& found) {
  if (!found.none())
    answer[kKey] =
        QJsonDocument::fromJson(QByteArray::fromStdString(toJson(found).dump())).object();
}

Message answerNote(const QJsonObject& answer) {
  const QByteArray json =
      QJsonDocument(answer.value(kKey).toObject()).toJson(QJsonDocument::Compact);
  return described(
      withoutPieceFrom(nlohmann::json::parse(json.begin(), json.end(), nullptr, false)));
}

}  // namespace unmask
