// Painting chips: masked has a heavy underline, random a dashed frame, kept a dotted one, so that
// meaning is never colour alone.
#pragma once

#include <QStyledItemDelegate>
#include <QWidget>

#include "ui/widgets/token_model.h"

namespace unmask {

void paintChip(QPainter*, const QRectF&, Chip);
QColor chipInk(Chip);

class ChipDelegate : public QStyledItemDelegate {
  Q_OBJECT
 public:
  using QStyledItemDelegate::QStyledItemDelegate;
  void paint(QPainter*, const QStyleOptionViewItem&, const QModelIndex&) const override;
  // 0 to 1 while pieces turn into what replaces them.
  void setTurned(double share) { turned_ = share; }

 private:
  double turned_ = 1;
};

// What each chip means, for the legend: painted as the grid paints it.
QWidget* decisionLegend(bool masking);

}  // namespace unmask
