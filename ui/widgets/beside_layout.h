// Parts beside each other where each has its least width there, one below the other where not. It
// never asks for more width than its widest part needs, so it does not stretch a column that
// scrolls.
#pragma once

#include "ui/widgets/parts_layout.h"

namespace unmask {

class BesideLayout : public PartsLayout {
  Q_OBJECT
 public:
  explicit BesideLayout(int gapAt100 = 20) : gapAt100_(gapAt100) {}
  Qt::Orientations expandingDirections() const override { return Qt::Horizontal; }
  int heightForWidth(int width) const override;
  QSize minimumSize() const override;
  QSize sizeHint() const override;
  void setGeometry(const QRect&) override;

  bool beside() const { return beside_; }  // as they lie now

 private:
  // The width of each shown part in `width`; empty where they do not fit beside each other.
  std::vector<int> widths(int width) const;

  int gap() const;

  int gapAt100_;
  bool beside_ = false;
};

}  // namespace unmask
