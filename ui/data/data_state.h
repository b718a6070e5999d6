// What the person set on the Data page, to be found again at the next start.
#pragma once

#include <QJsonObject>
#include <QString>

namespace unmask {

struct DataState {
  bool tokenizers = false;  // the page's second view
  quint64 document = 0, byte = 0;
  bool pieces = false, invisible = false;
  QString search;
  bool matchCase = false;
  QString inspected;  // the text typed to see its pieces
  QString beside;     // slug of the tokenizer shown beside the chosen one

  bool operator==(const DataState&) const = default;
};

QJsonObject toJson(const DataState&);
DataState dataStateFromJson(const QJsonObject&);  // wrong entries are passed over

}  // namespace unmask
