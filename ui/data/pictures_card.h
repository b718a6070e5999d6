// What a corpus of pictures holds, in figures: counts, sizes, classes, duplicates, and what its
// import skipped.
#pragma once

#include "ui/data/excerpt.h"
#include "ui/widgets/parts.h"

namespace unmask {

class RowList;
class SkippedModel;

class PicturesCard : public Card {
  Q_OBJECT
 public:
  explicit PicturesCard(QWidget* parent = nullptr);
  void show(OpenCorpus);  // of pictures, or none

 Q_SIGNALS:
  void sourcesAsked();

 private:
  QLabel *title_, *classesHeading_, *skippedHeading_;
  Figures *figures_, *classes_;
  SkippedModel* skipped_;
  RowList* skippedList_;
};

}  // namespace unmask
