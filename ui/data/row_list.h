// A list of rows of two lines: an excerpt, and what it is below. All rows have one height, so that
// millions cost no more than those in view.
#pragma once

#include <QTableView>

namespace unmask {

class RowList : public QTableView {
  Q_OBJECT
 public:
  RowList(const QString& objectName, const QString& name, QWidget* parent = nullptr);
  void setModel(QAbstractItemModel*) override;
  int currentRow() const { return currentIndex().row(); }
  void goTo(int row);  // selects it and brings it into view
  bool isEditing() const { return state() == EditingState; }

 Q_SIGNALS:
  void rowChosen(int row);  // by the person: a click or a key

 protected:
  void initViewItemOption(QStyleOptionViewItem*) const override;
  void currentChanged(const QModelIndex& now, const QModelIndex& before) override;
  void focusInEvent(QFocusEvent*) override;
  void resizeEvent(QResizeEvent*) override;
  QModelIndex moveCursor(CursorAction, Qt::KeyboardModifiers) override;

 private:
  void applyScale();
  bool going_ = false;
};

}  // namespace unmask
