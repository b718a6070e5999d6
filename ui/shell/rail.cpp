// The rail's buttons.
#include "ui/shell/rail.h"

#include <QButtonGroup>
#include <QLabel>
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

void Rail::add(PageId id, const QString& objectName, const QString& text, const QString& iconName,
               const QKeySequence& shortcut) {
  auto* button = new QToolButton;
  button->setObjectName(objectName);
  button->setProperty("rail", true);
  button->setCheckable(true);
  button->setText(text);
  button->setIcon(icon(iconName, IconTint::secondary));
  button->setToolButtonStyle(Qt::ToolButtonTextUnderIcon);
  button->setShortcut(shortcut);
  button->setToolTip(
      tr("%1 (%2)", "page, its shortcut").arg(text, shortcut.toString(QKeySequence::NativeText)));
  button->setCursor(Qt::PointingHandCursor);
  button->setFocusPolicy(Qt::TabFocus);
  button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  group_->addButton(button, static_cast<int>(id));
  column_->insertWidget(column_->count() - 1, button);
  applyScale();
}

void Rail::setCurrent(PageId id) {
  if (QAbstractButton* button = group_->button(static_cast<int>(id))) button->setChecked(true);
}

void Rail::applyScale() {
  setFixedWidth(theme().px(76));
  const int gap = theme().px(kSpaceS);
  column_->setContentsMargins(gap, theme().px(12), gap, gap);
  column_->setSpacing(theme().px(kSpaceXs));
  logo_->setPixmap(icon("unmask").pixmap(theme().px(38), theme().px(38)));
  logo_->setContentsMargins(0, 0, 0, theme().px(kSpaceM));
  for (QAbstractButton* button : group_->buttons())
    button->setIconSize({theme().px(20), theme().px(20)});
}

}  // namespace unmask
