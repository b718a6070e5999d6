// The list, its menus, and renaming in place.
#include "ui/data/things_card.h"

#include "ui/data/documents_model.h"
#include "ui/data/row_list.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

namespace unmask {

void ThingsModel::show(std::vector<Thing> things) {
  if (things == things_) return;
  beginResetModel();
  things_ = std::move(things);
  endResetModel();
}

int ThingsModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(things_.size());
}

QVariant ThingsModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const Thing& thing = things_[static_cast<size_t>(index.row())];
  const QString detail =
      thing.own() ? thing.detail
                  : tr("%1 · in %2", "what it is, its place").arg(thing.detail, thing.place);
  switch (role) {
    case excerptRole:
    case Qt::EditRole:
      return thing.name;
    case detailRole:
      return detail;
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
      return tr("%1: %2", "name, what it is").arg(thing.name, detail);
    case Qt::ToolTipRole:
      return thing.folder;
    default:
      return {};
  }
}

bool ThingsModel::setData(const QModelIndex& index, const QVariant& value, int role) {
  if (!index.isValid() || role != Qt::EditRole) return false;
  const Thing& thing = things_[static_cast<size_t>(index.row())];
  const QString name = value.toString().trimmed();
  if (!thing.own() || name.isEmpty() || name == thing.name) return false;
  Q_EMIT renamed(thing.slug, name);
  return true;
}

Qt::ItemFlags ThingsModel::flags(const QModelIndex& index) const {
  Qt::ItemFlags flags = QAbstractListModel::flags(index);
  if (index.isValid() && things_[static_cast<size_t>(index.row())].own())
    flags |= Qt::ItemIsEditable;
  return flags;
}

namespace {

// Without the arrow that a button with a menu of its own has no room for.
void popUpFrom(QPushButton* button, QMenu* menu) {
  QObject::connect(button, &QPushButton::clicked, menu, [button, menu] {
    menu->popup(button->mapToGlobal(QPoint(0, button->height())));
  });
}

}  // namespace

ThingsCard::ThingsCard(const QString& kind, const QString& heading, QWidget* parent)
    : Card(heading, parent) {
  setObjectName(kind + "Card");
  model_ = new ThingsModel(this);
  list_ = new RowList(kind + "List", heading);
  list_->setModel(model_);
  list_->setEditTriggers(QAbstractItemView::EditKeyPressed);
  list_->setContextMenuPolicy(Qt::CustomContextMenu);
  body()->addWidget(list_, 1);
  warning_ = label({}, "warning", true);
  warning_->setObjectName(kind + "Warning");
  warning_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  warning_->hide();
  body()->addWidget(warning_);

  more_ = new QMenu(this);
  rename_ = more_->addAction(tr("Rename…\tF2"));
  rename_->setObjectName(kind + "Rename");
  remove_ = more_->addAction(icon("remove"), tr("Remove…"));
  remove_->setObjectName(kind + "Remove");
  moreButton_ = iconButton(kind + "More", "more", tr("What can be done with it"));
  popUpFrom(moreButton_, more_);
  add_ = new QMenu(this);
  QPushButton* addButton = iconButton(kind + "Add", "add", tr("Add"));
  popUpFrom(addButton, add_);
  headingRow()->addWidget(moreButton_);
  headingRow()->addWidget(addButton);

  connect(list_, &RowList::rowChosen, this,
          [this](int row) { Q_EMIT chosen(model_->things()[static_cast<size_t>(row)].slug); });
  connect(model_, &ThingsModel::renamed, this, &ThingsCard::renameAsked);
  connect(rename_, &QAction::triggered, this, [this] {
    list_->setFocus();
    list_->edit(list_->currentIndex());
  });
  connect(remove_, &QAction::triggered, this, [this] {
    if (const Thing* thing = current()) Q_EMIT removeAsked(thing->slug);
  });
  connect(list_, &QWidget::customContextMenuRequested, this, [this](const QPoint& at) {
    if (list_->indexAt(at).isValid()) more_->popup(list_->viewport()->mapToGlobal(at));
  });
  connect(more_, &QMenu::aboutToShow, this, [this] {
    const Thing* thing = current();
    rename_->setEnabled(thing && thing->own());
    remove_->setEnabled(thing && thing->own());
  });
  connect(&theme(), &Theme::changed, this, &ThingsCard::applyScale);
  applyScale();
}

void ThingsCard::setWarning(const QString& text, const QString& atLength) {
  warning_->setText(text);
  warning_->setToolTip(atLength);
  warning_->setVisible(!text.isEmpty());
}

QAction* ThingsCard::addAction(const QString& objectName, const QString& text) {
  auto* action = new QAction(text, this);
  action->setObjectName(objectName);
  more_->insertAction(rename_, action);
  return action;
}

const Thing* ThingsCard::current() const {
  const int row = list_->currentRow();
  return row >= 0 && row < model_->rowCount() ? &model_->things()[static_cast<size_t>(row)]
                                              : nullptr;
}

// As high as its rows, up to four of them.
void ThingsCard::applyScale() {
  const int rows = std::clamp(model_->rowCount(), 1, 4);
  list_->setFixedHeight(rows * theme().px(44) + 2 * list_->frameWidth() + theme().px(4));
}

void ThingsCard::show(std::vector<Thing> things, const QString& chosen) {
  if (list_->isEditing()) return;  // the next listing comes
  model_->show(std::move(things));
  applyScale();
  int row = -1;
  for (int i = 0; i < model_->rowCount(); ++i)
    if (model_->things()[static_cast<size_t>(i)].slug == chosen) row = i;
  if (row >= 0)
    list_->goTo(row);
  else
    list_->clearSelection();
  moreButton_->setEnabled(row >= 0);
}

}  // namespace unmask
