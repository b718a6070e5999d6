// The rail's buttons.
#include "ui/shell/rail.h"

#include <QButtonGroup>
#include <QLabel>
#include <QMenu>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

namespace unmask {

Rail::Rail(QWidget* parent) : QWidget(parent), group_(new QButtonGroup(this)) {
  setObjectName("rail");
  setAttribute(Qt::WA_StyledBackground);
  column_ = new QVBoxLayout(this);
  logo_ = new QLabel;
  logo_->setAccessibleName(tr("Unmask"));
  column_->addWidget(logo_, 0, Qt::AlignHCenter);
  column_->addStretch(1);
  connect(group_, &QButtonGroup::idClicked, this,
          [this](int id) { Q_EMIT chosen(static_cast<PageId>(id)); });
  connect(&theme(), &Theme::changed, this, &Rail::applyScale);
  applyScale();
}

QToolButton* Rail::newButton(const QString& objectName, const QString& text,
                             const QString& iconName) {
  auto* button = new QToolButton;
  button->setObjectName(objectName);
  button->setProperty("rail", true);
  button->setText(text);
  button->setAccessibleName(text);
  button->setIcon(icon(iconName, IconTint::secondary));
  button->setToolButtonStyle(Qt::ToolButtonTextUnderIcon);
  button->setCursor(Qt::PointingHandCursor);
  button->setFocusPolicy(Qt::TabFocus);
  button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  buttons_ << button;
  return button;
}

void Rail::add(PageId id, const QString& objectName, const QString& text, const QString& iconName,
               const QKeySequence& shortcut) {
  QToolButton* button = newButton(objectName, text, iconName);
  button->setCheckable(true);
  button->setShortcut(shortcut);
  button->setToolTip(
      tr("%1 (%2)", "page, its shortcut").arg(text, shortcut.toString(QKeySequence::NativeText)));
  group_->addButton(button, static_cast<int>(id));
  column_->insertWidget(++pages_, button);  // below the logo and the pages before
  applyScale();
}

void Rail::addMenu(const QString& objectName, const QString& text, const QString& iconName,
                   const QKeySequence& shortcut, const QString& about, QMenu* menu) {
  QToolButton* button = newButton(objectName, text, iconName);
  button->setShortcut(shortcut);
  button->setMenu(menu);
  button->setPopupMode(QToolButton::InstantPopup);
  button->setToolTip(
      tr("%1 (%2)", "page, its shortcut").arg(about, shortcut.toString(QKeySequence::NativeText)));
  column_->addWidget(button);
  applyScale();
}

QString Rail::text(PageId id) const {
  return group_->button(static_cast<int>(id))->text();
}

void Rail::setCurrent(PageId id) {
  if (QAbstractButton* button = group_->button(static_cast<int>(id))) button->setChecked(true);
}

void Rail::applyScale() {
  const int gap = theme().px(kSpaceS);
  column_->setContentsMargins(gap, theme().px(12), gap, gap);
  column_->setSpacing(theme().px(kSpaceXs));
  logo_->setPixmap(icon("unmask").pixmap(theme().px(38), theme().px(38)));
  logo_->setContentsMargins(0, 0, 0, theme().px(kSpaceM));
  for (QToolButton* button : buttons_) button->setIconSize({theme().px(20), theme().px(20)});
  arrange();
}

// Where the window is low the names go first, then the logo: the pages stay in reach. Without names
// the rail is no wider than its icons need, and the page gets the room.
void Rail::arrange() {
  const int count = static_cast<int>(buttons_.size());
  const int logo = theme().px(38 + kSpaceM + 12), named = theme().px(52), bare = theme().px(38);
  const bool names = height() >= logo + count * named || height() < 100;
  for (QToolButton* button : buttons_)
    button->setToolButtonStyle(names ? Qt::ToolButtonTextUnderIcon : Qt::ToolButtonIconOnly);
  logo_->setVisible(height() >= logo + count * bare || height() < 100);
  int widest = names ? theme().px(60) : 0;
  for (const QToolButton* button : buttons_) widest = std::max(widest, button->sizeHint().width());
  setFixedWidth(widest + 2 * theme().px(kSpaceS));
}

void Rail::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  arrange();
}

}  // namespace unmask
