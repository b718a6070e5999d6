// What a corpus of pictures holds, in figures: counts, sizes, classes, duplicates, and what its
// import skipped.
#pragma once

#include "ui/data/excerpt.h"
#include "ui/widgets/parts.h"

namespace unmask {

class PictureAuditView;
struct CaptionReading;
class RowList;
class SkippedModel;

class PicturesCard : public Card {
  Q_OBJECT
 public:
  explicit PicturesCard(QWidget* parent = nullptr);
  void show(OpenCorpus, const CaptionReading&);  // of pictures, or none
  void setReading(const CaptionReading&);        // of the same corpus's captions

 Q_SIGNALS:
  void sourcesAsked();
  void pictureChosen(quint64 picture);  // of those worth a look
  void failed(const unmask::Error& error);

 private:
  QLabel *title_, *changes_, *read_, *classesHeading_, *skippedHeading_, *notedHeading_;
  Figures *figures_, *classes_;
  SkippedModel *skipped_, *noted_;
  RowList *skippedList_, *notedList_;
  PictureAuditView* audit_;
};

}  // namespace unmask
