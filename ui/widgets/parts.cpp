// Cards, labels, buttons, figures and the three columns.
#include "ui/widgets/parts.h"

#include <QApplication>
#include <QGridLayout>
#include <QResizeEvent>
#include <QScrollBar>
#include <functional>

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/full_card.h"
#include "ui/widgets/wrapped_label.h"

namespace unmask {

namespace {

// Always there for the keyboard and for screen readers; seen while the pointer or the focus is in
// its card.
class CornerButton : public QToolButton {
 public:
  using QToolButton::QToolButton;
  void setSeen(bool seen) {
    seen_ = seen;
    update();
  }

 protected:
  void paintEvent(QPaintEvent* event) override {
    if (seen_ || hasFocus()) QToolButton::paintEvent(event);
  }

 private:
  bool seen_ = false;
};

}  // namespace

Card::Card(const QString& heading, QWidget* parent) : QFrame(parent) {
  setProperty("card", true);
  outer_ = new QVBoxLayout(this);
  headingRow_ = new QHBoxLayout;
  heading_ = label(heading, "heading", true);
  headingRow_->addWidget(heading_, 1);
  outer_->addLayout(headingRow_);
  body_ = new QVBoxLayout;
  outer_->addLayout(body_, 1);
  auto* corner = new CornerButton(this);
  corner_ = corner;
  corner_->setObjectName("cardFull");
  corner_->setProperty("corner", true);
  corner_->setFocusPolicy(Qt::TabFocus);
  corner_->setCursor(Qt::PointingHandCursor);
  connect(corner_, &QToolButton::clicked, this, [this] { toggleFull(this); });
  connect(qApp, &QApplication::focusChanged, corner, [this, corner](QWidget*, QWidget* now) {
    corner->setSeen(underMouse() || (now && isAncestorOf(now)));
  });
  setHeading(heading);
  connect(&theme(), &Theme::changed, this, &Card::applyScale);
}

void Card::setHeading(const QString& text) {
  heading_->setText(text);
  heading_->setVisible(!text.isEmpty());
  setAccessibleName(text);
  nameCorner();
  applyScale();
}

void Card::setFull(bool full) {
  if (full == full_) return;
  full_ = full;
  nameCorner();
  Q_EMIT fullChanged(full);
}

void Card::nameCorner() {
  const QString heading = heading_->text();
  const QString name = full_               ? tr("Back to the page")
                       : heading.isEmpty() ? tr("Fill the window with this card")
                                           : tr("Fill the window with: %1").arg(heading);
  corner_->setIcon(icon(full_ ? "unfull" : "full", IconTint::secondary));
  corner_->setAccessibleName(name);
  corner_->setToolTip(tr("%1 (%2)", "action, its shortcut").arg(name, full_ ? "Esc" : "F11"));
}

void Card::resizeEvent(QResizeEvent* event) {
  QFrame::resizeEvent(event);
  corner_->move(width() - corner_->width() - 1, 1);  // inside the line around the card
  corner_->raise();
}

void Card::enterEvent(QEnterEvent* event) {
  QFrame::enterEvent(event);
  corner_->raise();
  static_cast<CornerButton*>(corner_)->setSeen(true);
}

void Card::leaveEvent(QEvent* event) {
  QFrame::leaveEvent(event);
  QWidget* focus = QApplication::focusWidget();
  static_cast<CornerButton*>(corner_)->setSeen(focus && isAncestorOf(focus));
}

void Card::applyScale() {
  const int padding = theme().px(kSpaceM);
  // The corner reaches out of the padding; what the card holds keeps clear of it.
  const int corner = theme().px(18), clear = std::max(0, corner + 2 - padding);
  headingRow_->setContentsMargins(0, 0, clear, 0);
  outer_->setContentsMargins(padding, padding + (heading_->text().isEmpty() ? clear : 0), padding,
                             padding);
  outer_->setSpacing(theme().px(kSpaceS));
  if (body_->spacing() == bodySpacing_ || bodySpacing_ < 0) {  // else its owner has set another
    bodySpacing_ = theme().px(kSpaceS);
    body_->setSpacing(bodySpacing_);
  }
  headingRow_->setSpacing(theme().px(kSpaceS));
  corner_->setFixedSize(corner, corner);
  corner_->setIconSize({theme().px(12), theme().px(12)});
}

QLabel* label(const QString& text, const char* role, bool wrap) {
  QLabel* label = wrap ? new WrappedLabel(text) : new QLabel(text);
  label->setTextFormat(Qt::PlainText);
  label->setIndent(0);  // a role with padding would move its text by half a letter
  if (*role) label->setProperty("role", role);
  return label;
}

void setRole(QLabel* label, const char* role) {
  if (label->property("role").toString() == role) return;
  label->setProperty("role", role);
  label->style()->unpolish(label);
  label->style()->polish(label);
}

QFrame* rule() {
  auto* line = new QFrame;
  line->setProperty("rule", true);
  return line;
}

QPushButton* button(const QString& objectName, const QString& text, const QString& iconName) {
  auto* b = new QPushButton(text);
  b->setObjectName(objectName);
  b->setAutoDefault(false);
  b->setCursor(Qt::PointingHandCursor);
  b->setFocusPolicy(Qt::TabFocus);  // a click needs no focus ring
  if (!iconName.isEmpty()) b->setIcon(icon(iconName));
  return b;
}

QPushButton* primaryButton(const QString& objectName, const QString& text,
                           const QString& iconName) {
  QPushButton* b = button(objectName, text);
  b->setProperty("primary", true);
  if (!iconName.isEmpty()) b->setIcon(icon(iconName, IconTint::onAccent));
  return b;
}

QPushButton* iconButton(const QString& objectName, const QString& iconName, const QString& name) {
  QPushButton* b = button(objectName, {}, iconName);
  b->setProperty("square", true);
  b->setAccessibleName(name);
  b->setToolTip(name);
  return b;
}

QPushButton* modeButton(const QString& objectName, const QString& text) {
  QPushButton* b = button(objectName, text);
  b->setProperty("mode", true);
  b->setCheckable(true);
  return b;
}

QPushButton* choiceButton(const QString& objectName, const QString& text) {
  QPushButton* b = button(objectName, text);
  b->setProperty("choice", true);
  b->setCheckable(true);
  return b;
}

QPushButton* linkButton(const QString& objectName, const QString& text) {
  QPushButton* b = button(objectName, text);
  b->setProperty("link", true);
  b->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
  return b;
}

Card* emptyCard(const QString& headline, const QString& text, QPushButton* action) {
  auto* card = new Card({});
  QLabel* title = label(headline, "title", true);
  title->setAlignment(Qt::AlignHCenter);
  title->setObjectName("emptyTitle");
  QLabel* more = label(text, "secondary", true);
  more->setObjectName("emptyText");
  more->setAlignment(Qt::AlignHCenter);
  auto* lines = new QHBoxLayout;  // short enough to be read
  lines->addStretch(1);
  lines->addWidget(more, 2);
  lines->addStretch(1);
  card->body()->addStretch(2);
  card->body()->addWidget(title);
  card->body()->addLayout(lines);
  card->body()->addSpacing(theme().px(kSpaceS));
  card->body()->addWidget(action, 0, Qt::AlignHCenter);
  card->body()->addStretch(3);
  return card;
}

namespace {

// Letters: a number of billions is never broken, a name or a path may be, so that it stands beside
// its name in a column of 320 px.
constexpr int kKeptOfValues = 14;

}  // namespace

Figures::Figures(QWidget* parent) : QWidget(parent) {
  auto* grid = new QGridLayout(this);
  grid->setContentsMargins(0, 0, 0, 0);
  grid->setColumnStretch(0, 1);
}

void Figures::setRows(const Rows& rows) {
  auto* grid = static_cast<QGridLayout*>(layout());
  grid->setVerticalSpacing(theme().px(6));
  grid->setHorizontalSpacing(theme().px(kSpaceM));
  const bool sameNames = rows_.size() == rows.size() &&
                         std::equal(rows.begin(), rows.end(), rows_.begin(),
                                    [](auto& a, auto& b) { return a.first == b.first; });
  if (!sameNames) clear(grid);
  for (int i = 0; i < rows.size(); ++i) {
    if (sameNames) {
      static_cast<QLabel*>(grid->itemAtPosition(i, 1)->widget())->setText(rows[i].second);
      continue;
    }
    QLabel* name = label(rows[i].first, "secondary", true);
    auto* value = static_cast<WrappedLabel*>(label(rows[i].second, "", true));
    value->setKeptTogether(kKeptOfValues);
    value->setAlignment(Qt::AlignRight | Qt::AlignTop);
    value->setTextInteractionFlags(Qt::TextSelectableByMouse);
    name->setBuddy(value);
    name->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    grid->addWidget(name, i, 0);
    grid->addWidget(value, i, 1);
  }
  rows_ = rows;
}

ColumnArea::ColumnArea(QWidget* column) {
  setWidgetResizable(true);
  setFrameShape(QFrame::NoFrame);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);  // the gutter is there in any case
  setFocusPolicy(Qt::NoFocus);
  column->setObjectName("column");
  setWidget(column);
  applyScale();
  connect(&theme(), &Theme::changed, this, &ColumnArea::applyScale);
}

void ColumnArea::applyScale() {
  setViewportMargins(0, 0, theme().px(kGutter - 8), 0);
}

namespace {

constexpr int kRightWidth = 266, kUsualWindow = 1280, kMostLeftGrowth = 200;  // at 100 %
constexpr int kFoldRightBelow = 1100, kFoldLeftBelow = 760;  // of the window's width

// Wider than usual only where the words of a language need it.
void setColumnWidth(QScrollArea* area, int usual) {
  const int wanted = area->widget() ? area->widget()->minimumSizeHint().width() : 0;
  area->setFixedWidth(std::max(usual, wanted) + theme().px(kGutter - 8) +
                      theme().px(8));  // the bar, and what is left of it
}

// Keeps to that when what is in the column changes.
class ColumnWidth : public QObject {
 public:
  ColumnWidth(QScrollArea* area, std::function<int()> usual)
      : QObject(area), area_(area), usual_(std::move(usual)) {
    area->widget()->installEventFilter(this);
  }
  bool eventFilter(QObject*, QEvent* event) override {
    if (event->type() == QEvent::LayoutRequest) setColumnWidth(area_, usual_());
    return false;
  }

 private:
  QScrollArea* area_;
  std::function<int()> usual_;
};

// In a narrow window the left column stands above the subject: one chooses before one looks. Where
// it only tells about the subject (property "leftLast"), it stands below everything.
void foldLeft(QVBoxLayout* left, ColumnArea* area, QVBoxLayout* outer, bool fold) {
  QWidget* column = left->parentWidget();
  if (fold == !area->widget()) return;
  area->setVisible(!fold);
  if (fold) {
    area->takeWidget();
    outer->insertWidget(area->parentWidget()->property("leftLast").toBool() ? -1 : 0, column);
  } else {
    outer->removeWidget(column);
    area->setWidget(column);
  }
  column->show();
}

QVBoxLayout* columnLayout(QWidget* column) {
  auto* layout = new QVBoxLayout(column);
  layout->setContentsMargins(0, 0, 0, 0);
  return layout;
}

}  // namespace

ThreeColumns::ThreeColumns(QWidget* parent) : QWidget(parent) {
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);

  auto* leftColumn = new QWidget;
  left_ = columnLayout(leftColumn);
  leftArea_ = new ColumnArea(leftColumn);

  middleHolder_ = new QWidget;
  middleOuter_ = columnLayout(middleHolder_);
  middle_ = new QVBoxLayout;
  middleOuter_->addLayout(middle_, 1);
  middleArea_ = new ColumnArea(middleHolder_);

  rightColumn_ = new QWidget;
  right_ = columnLayout(rightColumn_);
  rightArea_ = new ColumnArea(rightColumn_);

  row->addWidget(leftArea_);
  row->addWidget(middleArea_, 1);
  row->addWidget(rightArea_);
  new ColumnWidth(leftArea_, [this] { return leftWidth(); });
  new ColumnWidth(rightArea_, [] { return theme().px(kRightWidth); });
  arrange();
  connect(&theme(), &Theme::changed, this, &ThreeColumns::arrange);
}

void ThreeColumns::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  arrange();
}

void ThreeColumns::arrange() {
  const int gap = theme().px(kSpaceM);
  layout()->setSpacing(gap - theme().px(kGutter));
  for (QVBoxLayout* column : {left_, middle_, right_, middleOuter_}) column->setSpacing(gap);
  setColumnWidth(leftArea_, leftWidth());
  setColumnWidth(rightArea_, theme().px(kRightWidth));

  if (theme().magnification() != 1) return;  // a card fills the window: nothing of this is seen
  // Before it has its place, nobody has said where the left column would stand.
  if (!isWindow())
    foldLeft(left_, leftArea_, middleOuter_, window()->width() < theme().px(kFoldLeftBelow));
  const bool fold = window()->width() < theme().px(kFoldRightBelow);
  rightArea_->setVisible(!fold && rightShown_);
  if (fold) rightColumn_->setVisible(rightShown_);
  if (fold == folded_) return;
  folded_ = fold;
  if (fold) {
    rightArea_->takeWidget();
    middleOuter_->insertWidget(middleOuter_->indexOf(middle_) + 1, rightColumn_);
    rightColumn_->setVisible(rightShown_);
  } else {
    middleOuter_->removeWidget(rightColumn_);
    rightArea_->setWidget(rightColumn_);
    rightColumn_->show();
  }
}

// Of the room beyond the usual window's, lists of names get a part.
int ThreeColumns::leftWidth() const {
  const int usual = theme().px(kLeftWidth);
  if (!leftGrows_) return usual;
  const int spare = window()->width() - theme().px(kUsualWindow);
  return usual + std::clamp(spare / 3, 0, theme().px(kMostLeftGrowth));
}

void ThreeColumns::letLeftGrow() {
  leftGrows_ = true;
  arrange();
}

void ThreeColumns::setRightShown(bool shown) {
  rightShown_ = shown;
  arrange();
}

void clear(QLayout* layout) {
  while (QLayoutItem* item = layout->takeAt(0)) {
    if (QWidget* widget = item->widget()) {
      widget->hide();
      widget->deleteLater();
    }
    if (QLayout* inner = item->layout()) clear(inner);
    delete item;
  }
}

}  // namespace unmask
