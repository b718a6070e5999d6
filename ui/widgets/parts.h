// The small parts every page is made of: cards, labels by role, buttons, rules, three columns.
#pragma once

#include <QFrame>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

namespace unmask {

// A surface with a heading; what it holds goes below the heading row. F11, or the button in its
// corner, lets it fill the window (full_card.h).
class Card : public QFrame {
  Q_OBJECT
 public:
  explicit Card(const QString& heading, QWidget* parent = nullptr);
  QVBoxLayout* body() { return body_; }
  QHBoxLayout* headingRow() { return headingRow_; }
  QLabel* heading() { return heading_; }
  void setHeading(const QString&);
  bool full() const { return full_; }
  void setFull(bool);  // full_card.h alone calls it

 Q_SIGNALS:
  void fullChanged(bool full);

 protected:
  void resizeEvent(QResizeEvent*) override;
  void enterEvent(QEnterEvent*) override;
  void leaveEvent(QEvent*) override;

 private:
  void applyScale();
  void nameCorner();
  QToolButton* corner_;
  int bodySpacing_ = -1;
  bool full_ = false;
  QVBoxLayout* outer_;
  QHBoxLayout* headingRow_;
  QVBoxLayout* body_;
  QLabel* heading_;
};

// role: "", secondary, about (below a choice), title, heading, figure, value, good, warning, error,
// accent (style sheet).
QLabel* label(const QString& text, const char* role = "", bool wrap = false);
void setRole(QLabel*, const char* role);
QFrame* rule();
QPushButton* button(const QString& objectName, const QString& text, const QString& icon = {});
QPushButton* primaryButton(const QString& objectName, const QString& text,
                           const QString& icon = {});
// An icon alone; `name` is its tooltip and what a screen reader says.
QPushButton* iconButton(const QString& objectName, const QString& icon, const QString& name);
QPushButton* modeButton(const QString& objectName, const QString& text);  // one of a few, in a row
QPushButton* choiceButton(const QString& objectName, const QString& text);  // one of a list
QPushButton* linkButton(const QString& objectName, const QString& text);

// What an empty page shows in the middle: what is missing, and the one thing to do.
Card* emptyCard(const QString& headline, const QString& text, QPushButton* action);

// Two columns of name and value, for figures: rows are replaced by setRows.
class Figures : public QWidget {
  Q_OBJECT
 public:
  using Rows = QList<QPair<QString, QString>>;
  explicit Figures(QWidget* parent = nullptr);
  void setRows(const Rows&);
  const Rows& rows() const { return rows_; }

 private:
  Rows rows_;
};

// What scrolls a column downwards: its bar stands in the gutter on the right, beside the cards.
class ColumnArea : public QScrollArea {
  Q_OBJECT
 public:
  explicit ColumnArea(QWidget* column);

 private:
  void applyScale();
};

constexpr int kLeftWidth = 236;  // of the left column, at 100 %

// Choices left, subject middle, measurements right; the right folds under the middle below 1100 px
// of window width (at 100 %).
class ThreeColumns : public QWidget {
  Q_OBJECT
 public:
  explicit ThreeColumns(QWidget* parent = nullptr);
  QVBoxLayout* left() { return left_; }
  QVBoxLayout* middle() { return middle_; }
  QVBoxLayout* right() { return right_; }
  // For a column of names: in a wide window it is wider, so that fewer are cut.
  void letLeftGrow();
  // An empty page gives the right column's place to its subject.
  void setRightShown(bool);
  bool folded() const { return folded_; }

 protected:
  void resizeEvent(QResizeEvent*) override;

 private:
  void arrange();
  int leftWidth() const;
  ColumnArea *leftArea_, *middleArea_, *rightArea_;
  QWidget* middleHolder_;
  QWidget* rightColumn_;
  QVBoxLayout *left_, *middle_, *right_, *middleOuter_;
  bool folded_ = false;
  bool rightShown_ = true;
  bool leftGrows_ = false;
};

// Removes and deletes everything in a layout.
void clear(QLayout*);

}  // namespace unmask
