// Who is whose positive in a contrastive batch: every view beside every other. What the roles are
// is known before any model; how similar the views are is not.
#pragma once

#include <QWidget>
#include <vector>

#include "ui/widgets/parts.h"

namespace unmask {

enum class ViewRole { self, positive, negative };

// Of views a and b in a batch of `pictures` pictures: first the first views of all, then the
// second.
ViewRole roleOf(uint64_t a, uint64_t b, uint64_t pictures);

// Rows and columns are views. Walked through with the arrow keys; says what the cell is.
class RolesMatrix : public QWidget {
  Q_OBJECT
 public:
  explicit RolesMatrix(QWidget* parent = nullptr);
  // The numbers of the pictures in the corpus, in the order of the batch.
  void show(std::vector<uint64_t> pictures);
  bool hasHeightForWidth() const override { return true; }
  int heightForWidth(int width) const override { return width; }
  QSize sizeHint() const override;
  QString said(int row, int column) const;  // "View 1 of picture 4 and view 2 of it: positive"
  QRect cellRect(int row, int column) const;

 Q_SIGNALS:
  void cellChosen(int row, int column);

 protected:
  void paintEvent(QPaintEvent*) override;
  void mousePressEvent(QMouseEvent*) override;
  void keyPressEvent(QKeyEvent*) override;
  bool event(QEvent*) override;

 private:
  int views() const { return 2 * static_cast<int>(pictures_.size()); }
  int edge(int line) const;
  void choose(int row, int column);
  std::vector<uint64_t> pictures_;
  int row_ = -1, column_ = -1;
};

class RolesCard : public Card {
  Q_OBJECT
 public:
  explicit RolesCard(QWidget* parent = nullptr);
  // The first pictures of a batch of `batchSize`.
  void show(const std::vector<uint64_t>& pictures, uint64_t batchSize);

 private:
  RolesMatrix* matrix_;
  QLabel *cell_, *count_, *chance_;
};

// So many pictures are shown at most: their cells can still be told apart.
constexpr size_t kMostRolePictures = 12;

}  // namespace unmask
