// The middle of the Data page for a corpus of pictures: all of them small, and what there is to say
// about the chosen one, its captions first.
#pragma once

#include "ui/data/pictures_model.h"
#include "ui/widgets/parts.h"

namespace unmask {

class PictureGrid;

class PicturesView : public Card {
  Q_OBJECT
 public:
  explicit PicturesView(QWidget* parent = nullptr);
  void show(OpenCorpus);                // of pictures, or none
  void goToCaption(uint64_t document);  // the picture that has it
  void goTo(uint64_t picture);

 Q_SIGNALS:
  void failed(const unmask::Error& error);

 private:
  void opened(Result<OpenPictures>);
  void describe(const PictureDetail&);

  OpenPictures pictures_;
  OpenCorpus asked_;
  PictureGrid* grid_;
  QLabel *captions_, *about_;
  Latest<Result<OpenPictures>> opening_;
  Latest<Result<PictureDetail>> detail_;
  Latest<Result<uint64_t>> finding_;
};

}  // namespace unmask
