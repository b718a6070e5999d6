// The sizes to choose from: each preset with its parameters and its time on this machine.
#pragma once

#include "core/spec/catalogue.h"
#include "ui/widgets/parts.h"

class QButtonGroup;

namespace unmask {

class SizeCard : public Card {
  Q_OBJECT
 public:
  SizeCard();
  void setPresets(const ObjectiveInfo&);
  void setChosen(const QString& preset);
  void setAbout(const QString& preset, const QString& text);  // "0.80 M parameters, 70 s here"

 Q_SIGNALS:
  void chosen(const QString& preset);

 private:
  struct Row {
    QString preset;
    QPushButton* choose;
    QLabel* about;
  };
  std::vector<Row> rows_;
  QVBoxLayout* list_;
  QButtonGroup* group_;
};

}  // namespace unmask
