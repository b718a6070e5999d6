// Parts one after the other, going on in the next line where one has no room left: a row of
// choices that may be wider than its column.
#pragma once

#include <functional>

#include "ui/widgets/parts_layout.h"

namespace unmask {

class WrapLayout : public PartsLayout {
  Q_OBJECT
 public:
  Qt::Orientations expandingDirections() const override { return {}; }
  int heightForWidth(int width) const override;
  QSize minimumSize() const override;  // the widest part alone
  QSize sizeHint() const override;     // all in one line
  void setGeometry(const QRect&) override;

 private:
  // Where each shown part lies in lines of `width`; the height of all.
  int lines(int width, const std::function<void(QLayoutItem*, const QRect&)>& place) const;
};

}  // namespace unmask
