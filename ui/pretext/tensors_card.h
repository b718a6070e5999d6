// The batch as the model gets it: names, shapes, dtypes, hash; the values in a table of their own.
#pragma once

#include "core/base/array.h"
#include "ui/widgets/parts.h"

namespace unmask {

class TensorsCard : public Card {
  Q_OBJECT
 public:
  explicit TensorsCard(QWidget* parent = nullptr);
  void show(const QString& heading, std::vector<Array> arrays, const std::string& hash);

 private:
  void open();
  std::vector<Array> arrays_;
  QString hash_;
  QLabel* lines_;
  QPushButton* open_;
};

}  // namespace unmask
