// The Data page's picture tokenizers, beside those of texts: choose, rename, remove, and the facts
// of the chosen one.
#pragma once

#include "ui/shell/page.h"
#include "ui/widgets/parts.h"

namespace unmask {

class ThingsCard;

class PictureTokenizers : public QObject {
  Q_OBJECT
 public:
  // The list stands under `above`, the facts at the end of the right column.
  PictureTokenizers(PageContext&, ThreeColumns&, QWidget* above, QObject* parent = nullptr);
  void setShown(bool);
  void refresh();  // the library or the choice changed
  ThingsCard& list() { return *list_; }

 private:
  PageContext& context_;
  ThingsCard* list_;
  Card* card_;
  Figures* figures_;
  bool shown_ = false;
};

}  // namespace unmask
