// Parts one after the other, going on in the next line where one has no room left: a row of
// choices that may be wider than its column.
#pragma once

#include <QLayout>
#include <functional>
#include <vector>

namespace unmask {

class WrapLayout : public QLayout {
  Q_OBJECT
 public:
  WrapLayout() = default;
  ~WrapLayout() override;

  void addItem(QLayoutItem*) override;  // takes it
  int count() const override { return static_cast<int>(items_.size()); }
  QLayoutItem* itemAt(int index) const override;
  QLayoutItem* takeAt(int index) override;

  Qt::Orientations expandingDirections() const override { return {}; }
  bool hasHeightForWidth() const override { return true; }
  int heightForWidth(int width) const override;
  QSize minimumSize() const override;  // the widest part alone
  QSize sizeHint() const override;     // all in one line
  void setGeometry(const QRect&) override;

 private:
  // Where each shown part lies in lines of `width`; the height of all.
  int lines(int width, const std::function<void(QLayoutItem*, const QRect&)>& place) const;

  std::vector<QLayoutItem*> items_;
};

}  // namespace unmask
