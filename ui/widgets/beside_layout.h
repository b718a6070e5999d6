// Parts beside each other where each has its least width there, one below the other where not. It
// never asks for more width than its widest part needs, so it does not stretch a column that
// scrolls.
#pragma once

#include <QLayout>
#include <vector>

namespace unmask {

class BesideLayout : public QLayout {
  Q_OBJECT
 public:
  BesideLayout() = default;
  ~BesideLayout() override;

  void addItem(QLayoutItem*) override;  // takes it
  int count() const override { return static_cast<int>(items_.size()); }
  QLayoutItem* itemAt(int index) const override;
  QLayoutItem* takeAt(int index) override;

  Qt::Orientations expandingDirections() const override { return Qt::Horizontal; }
  bool hasHeightForWidth() const override { return true; }
  int heightForWidth(int width) const override;
  QSize minimumSize() const override;
  QSize sizeHint() const override;
  void setGeometry(const QRect&) override;

  bool beside() const { return beside_; }  // as they lie now

 private:
  std::vector<QLayoutItem*> shown() const;
  // The width of each shown part in `width`; empty where they do not fit beside each other.
  std::vector<int> widths(int width) const;

  std::vector<QLayoutItem*> items_;
  bool beside_ = false;
};

}  // namespace unmask
