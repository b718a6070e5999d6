// Which picture of the corpus the examples are made of: by its number, by looking for it, any.
#pragma once

#include <QWidget>

#include "ui/pretext/picture_preview.h"
#include "ui/pretext/pretext_state.h"

class QLabel;
class QPushButton;
class QSpinBox;

namespace unmask {

class PictureItemPane : public QWidget {
  Q_OBJECT
 public:
  explicit PictureItemPane(QWidget* parent = nullptr);
  void show(const PretextState&, uint64_t pictures);
  void describe(const PictureDetail&, bool covered);

 Q_SIGNALS:
  void pictureChosen(quint64 picture);
  void chooseAsked();

 private:
  void applyScale();
  QSpinBox* number_;
  QLabel *of_, *captions_, *about_;
  bool showing_ = false;
};

}  // namespace unmask
