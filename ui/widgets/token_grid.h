// The table of one example's positions: scrolls sideways under fixed row names, works from the
// keyboard, is read by a screen reader as row, position, piece and decision.
#pragma once

#include <QTableView>

#include "ui/widgets/token_model.h"

class QVariantAnimation;

namespace unmask {

class ChipDelegate;

class TokenGrid : public QTableView {
  Q_OBJECT
 public:
  explicit TokenGrid(QWidget* parent = nullptr);
  // Keeps the scroll position and what is selected.
  void show(std::shared_ptr<const Tokenizer>, const Example&, const ObjectiveSettings&,
            TokenView = {});
  void select(int row, quint64 position);  // TokenModel::Row, -1: nothing; tells nobody
  // What each position needs, and wider columns than that: of draws that stand one under the other.
  std::vector<int> neededWidths() const;
  void setWidths(const std::vector<int>&);
  // Of several that scroll together, one has the bar.
  void setBarShown(bool);
  void turnPieces();                       // pieces turn into what replaces them, briefly
  bool turning() const;
  TokenModel* tokens() { return model_; }
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 Q_SIGNALS:
  void chosen(int row, quint64 position);        // clicked, or reached with the keyboard
  void uncoverAsked(int row, quint64 position);  // the answer behind a covered chip

 protected:
  void wheelEvent(QWheelEvent*) override;
  void keyPressEvent(QKeyEvent*) override;
  void mousePressEvent(QMouseEvent*) override;
  void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;

 private:
  void applyScale();
  bool uncover(const QModelIndex&);
  TokenModel* model_;
  ChipDelegate* chips_;
  QVariantAnimation* turn_;
  bool showing_ = false;
};

}  // namespace unmask
