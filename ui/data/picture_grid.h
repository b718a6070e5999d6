// Small pictures in rows and columns, as many as fit, walked through with arrow keys.
#pragma once

#include <QTableView>

#include "ui/data/pictures_model.h"

namespace unmask {

class PictureGrid : public QTableView {
  Q_OBJECT
 public:
  explicit PictureGrid(QWidget* parent = nullptr);
  void show(OpenPictures);
  void goTo(uint64_t picture);
  PicturesModel& pictures() { return *model_; }

 Q_SIGNALS:
  void pictureChosen(quint64 picture);

 protected:
  void resizeEvent(QResizeEvent*) override;
  void currentChanged(const QModelIndex& now, const QModelIndex& before) override;

 private:
  void arrange();
  PicturesModel* model_;
  uint64_t current_ = 0;
  bool arranging_ = false;
};

}  // namespace unmask
