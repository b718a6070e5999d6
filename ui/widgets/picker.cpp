// Painting the picker and filling its menu.
#include "ui/widgets/picker.h"

#include <QMenu>
#include <algorithm>
#include <QStyleOptionButton>
#include <QStylePainter>

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

namespace unmask {

Picker::Picker(const QString& objectName, const QString& name, QWidget* parent)
    : QPushButton(parent), name_(name) {
  setObjectName(objectName);
  setAutoDefault(false);
  setCursor(Qt::PointingHandCursor);
  auto* menu = new QMenu(this);
  menu->setObjectName(objectName + ".menu");
  menu->setToolTipsVisible(true);
  setMenu(menu);
  setCurrent({}, tr("none yet"));
  setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
}

void Picker::setOptions(const QList<Option>& options, int above) {
  // An open menu keeps its place and what the pointer is on where only words have changed.
  QList<QAction*> shown = menu()->actions();
  shown.removeIf([](const QAction* action) { return action->isSeparator(); });
  const bool same = std::equal(
      shown.begin(), shown.end(), options.begin(), options.end(),
      [](const QAction* action, const Option& option) { return action->objectName() == option.id; });
  if (same) {
    for (int i = 0; i < options.size(); ++i) {
      QString text = options[i].label;
      shown[i]->setText(text.replace('&', "&&"));
      shown[i]->setToolTip(options[i].detail);
    }
    return;
  }
  menu()->clear();
  offered_.clear();
  for (int i = 0; i < options.size(); ++i) {
    if (above && i == above) menu()->addSeparator();
    const Option& option = options[i];
    QString text = option.label;
    QAction* action = menu()->addAction(text.replace('&', "&&"));
    action->setObjectName(option.id);
    action->setToolTip(option.detail);
    connect(action, &QAction::triggered, this, [this, id = option.id] { Q_EMIT picked(id); });
    offered_ << (option.name.isEmpty() ? option.label : option.name);
  }
  setEnabled(!options.isEmpty());
  updateGeometry();
}

void Picker::setCurrent(const QString& id, const QString& shown) {
  current_ = id;
  shown_ = shown;
  setAccessibleName(tr("%1: %2", "name of a choice, its value").arg(name_, shown));
  setToolTip(shown);
  updateGeometry();
  update();
}

// Wide enough for the longest of its options, so that a choice moves nothing beside it.
QSize Picker::sizeHint() const {
  const QFontMetrics metrics(theme().font(13));
  int text = metrics.horizontalAdvance(name_ + "  " + shown_);
  for (const QString& option : offered_)
    text = std::max(text, metrics.horizontalAdvance(name_ + "  " + option));
  return {std::min(text, theme().px(250)) + theme().px(40), theme().px(32)};
}

QSize Picker::minimumSizeHint() const {
  return {QFontMetrics(theme().font(13)).horizontalAdvance(name_) + theme().px(90), theme().px(32)};
}

void Picker::paintEvent(QPaintEvent*) {
  QStylePainter painter(this);
  QStyleOptionButton option;
  initStyleOption(&option);
  option.text.clear();
  option.features &= ~QStyleOptionButton::HasMenu;
  painter.drawControl(QStyle::CE_PushButton, option);
  const Palette& p = theme().palette();
  const int padding = theme().px(11), arrow = theme().px(12);
  QRect space = rect().adjusted(padding, 0, -padding - arrow - theme().px(4), 0);
  painter.setFont(theme().font(13));
  painter.setPen(p.secondary);
  painter.drawText(space, Qt::AlignVCenter | Qt::AlignLeft, name_);
  space.setLeft(space.left() + painter.fontMetrics().horizontalAdvance(name_ + "  "));
  painter.setPen(isEnabled() ? p.text : p.secondary);
  painter.drawText(space, Qt::AlignVCenter | Qt::AlignLeft,
                   painter.fontMetrics().elidedText(shown_, Qt::ElideMiddle, space.width()));
  unmask::icon("down", IconTint::secondary)
      .paint(&painter, QRect(width() - padding - arrow, (height() - arrow) / 2, arrow, arrow));
}

}  // namespace unmask
