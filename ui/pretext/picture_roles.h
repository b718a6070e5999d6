// The table of roles of a batch as a picture: who is whose positive, and with a model how alike
// they are and which wrong partners were drawn.
#pragma once

#include <QScrollArea>
#include <vector>

#include "ui/pretext/model_questions.h"
#include "ui/pretext/roles_table.h"
#include "ui/widgets/parts.h"
#include "ui/widgets/picker.h"

class QToolButton;

namespace unmask {

// Walked through with the arrow keys; says what the cell is.
class RolesMatrix : public QWidget {
  Q_OBJECT
 public:
  explicit RolesMatrix(QWidget* parent = nullptr);
  void show(RolesTable);
  const RolesTable& table() const { return table_; }
  // All of it where its cells can be seen so, else what they need.
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override { return sizeHint(); }
  QRect cellRect(int row, int column) const;

 Q_SIGNALS:
  void cellChosen(int row, int column);

 protected:
  void paintEvent(QPaintEvent*) override;
  void mousePressEvent(QMouseEvent*) override;
  void keyPressEvent(QKeyEvent*) override;
  bool event(QEvent*) override;

 private:
  int lines() const { return table_.rows(); }
  int margin() const;  // of the pictures along the side
  int edge(int line) const;
  bool cellAt(const QPoint&, int& row, int& column) const;
  void choose(int row, int column);
  RolesTable table_;
  float least_ = 0, most_ = 0;  // of the values
  int row_ = -1, column_ = -1;
};

// A square as wide as there is room; what is larger scrolls in it, and follows the chosen cell.
class RolesArea : public QScrollArea {
  Q_OBJECT
 public:
  explicit RolesArea(RolesMatrix*);
  bool hasHeightForWidth() const override { return true; }
  int heightForWidth(int width) const override;
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override { return sizeHint(); }

 private:
  RolesMatrix* matrix_;
};

class RolesCard : public Card {
  Q_OBJECT
 public:
  explicit RolesCard(QWidget* parent = nullptr);
  // The first rows of a batch of these settings. `model`: the folder of the run that is asked,
  // empty for none.
  void show(const std::vector<BatchRow>&, const RunSpec&, const QString& model);
  // Runs whose model can be asked about this batch.
  void setModels(const QList<Picker::Option>&);
  // Waiting for a model, what it said, or why it says nothing.
  void showWaiting();
  void showSight(const QJsonObject& answer);
  void showProblem(const QString& why);
  const RolesTable& table() const { return matrix_->table(); }

 Q_SIGNALS:
  void modelPicked(const QString& run);  // empty: none
  void sightShown();

 private:
  QString nameOf(const QString& model) const;  // "none" of one that is not among the choices
  RolesMatrix* matrix_;
  QLabel *cell_, *count_, *chance_, *model_, *scale_;
  Picker* models_;
  QList<Picker::Option> options_ = modelChoices({});
  QWidget *view_, *self_, *excluded_, *drawn_;
  QLabel *positive_, *negative_;
  std::vector<QToolButton*> helps_;
};

}  // namespace unmask
