// Choosing a picture by looking: all of them small, and of captioned ones a search in the captions.
#pragma once

#include "ui/data/pictures_model.h"
#include "ui/pretext/large_view.h"

class QLabel;
class QLineEdit;

namespace unmask {

class CorpusSearch;
class PictureGrid;

class PictureChooser : public LargeView {
  Q_OBJECT
 public:
  PictureChooser(OpenPictures, uint64_t now, QWidget* near);

 Q_SIGNALS:
  void pictureChosen(quint64 picture);

 private:
  void buildSearch();
  void next();  // what was found, around its end
  void describe(uint64_t picture);
  void take();

  OpenPictures pictures_;
  uint64_t current_;
  PictureGrid* grid_;
  CorpusSearch* search_ = nullptr;
  QLineEdit* text_ = nullptr;
  QLabel *found_ = nullptr, *about_;
  int hit_ = -1;
  Latest<Result<PictureDetail>> detail_;
  Latest<Result<uint64_t>> finding_;
};

}  // namespace unmask
