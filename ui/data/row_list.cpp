// The view and how a row is painted.
#include "ui/data/row_list.h"

#include <QHeaderView>
#include <QLineEdit>
#include <QPainter>
#include <QStyledItemDelegate>

#include "ui/data/documents_model.h"
#include "ui/theme/theme.h"

namespace unmask {

namespace {

class RowPainter : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;

  void paint(QPainter* painter, const QStyleOptionViewItem& option,
             const QModelIndex& index) const override {
    const Palette& p = theme().palette();
    const bool chosen = option.state & QStyle::State_Selected;
    const QRect box = option.rect.adjusted(0, 1, 0, -1);
    if (chosen || option.state & QStyle::State_MouseOver) {
      painter->save();
      painter->setRenderHint(QPainter::Antialiasing);
      painter->setPen(Qt::NoPen);
      painter->setBrush(chosen ? p.kept.fill : p.sunken);
      painter->drawRoundedRect(box, theme().px(7), theme().px(7));
      painter->restore();
    }
    const int side = theme().px(kSpaceS), gap = theme().px(4);
    QRect line = box.adjusted(side, gap, -side, 0);
    painter->setFont(theme().font(13));
    line.setHeight(painter->fontMetrics().height());
    excerpt(painter, line, index);
    painter->setFont(theme().font(11));
    painter->setPen(chosen ? p.accent : p.secondary);
    line.moveTop(line.bottom() + theme().px(2));
    line.setHeight(painter->fontMetrics().height());
    painter->drawText(line, Qt::AlignLeft | Qt::AlignVCenter,
                      painter->fontMetrics().elidedText(index.data(detailRole).toString(),
                                                        Qt::ElideRight, line.width()));
  }

  // A name is edited where it stands.
  QWidget* createEditor(QWidget* parent, const QStyleOptionViewItem&,
                        const QModelIndex&) const override {
    auto* editor = new QLineEdit(parent);
    editor->setObjectName("nameEditor");
    editor->setMaxLength(100);
    editor->setFont(theme().font(13));
    return editor;
  }
  void updateEditorGeometry(QWidget* editor, const QStyleOptionViewItem& option,
                            const QModelIndex&) const override {
    editor->setGeometry(
        option.rect.adjusted(theme().px(2), theme().px(4), -theme().px(2), -theme().px(4)));
  }

 private:
  // With the hit in it, where there is one, in a colour and underlined.
  static void excerpt(QPainter* painter, QRect line, const QModelIndex& index) {
    const Palette& p = theme().palette();
    const QString text = index.data(excerptRole).toString();
    const int begin = index.data(markBeginRole).toInt();
    const int length = index.data(markLengthRole).toInt();
    painter->setPen(p.text);
    const QFontMetrics metrics = painter->fontMetrics();
    if (length == 0) {
      painter->drawText(line, Qt::AlignLeft | Qt::AlignVCenter,
                        metrics.elidedText(text, Qt::ElideRight, line.width()));
      return;
    }
    const QString hit = metrics.elidedText(text.mid(begin, length), Qt::ElideRight, line.width());
    const int hitWidth = metrics.horizontalAdvance(hit);
    const QString before =
        metrics.elidedText(text.left(begin), Qt::ElideLeft, (line.width() - hitWidth) / 2);
    const int beforeWidth = metrics.horizontalAdvance(before);
    painter->drawText(line, Qt::AlignLeft | Qt::AlignVCenter, before);
    line.setLeft(line.left() + beforeWidth);
    painter->fillRect(QRect(line.left(), line.top(), hitWidth, line.height()), p.random.fill);
    painter->save();
    QFont font = painter->font();
    font.setUnderline(true);
    painter->setFont(font);
    painter->setPen(p.text);
    painter->drawText(line, Qt::AlignLeft | Qt::AlignVCenter, hit);
    painter->restore();
    line.setLeft(line.left() + hitWidth);
    painter->drawText(line, Qt::AlignLeft | Qt::AlignVCenter,
                      metrics.elidedText(text.mid(begin + length), Qt::ElideRight, line.width()));
  }
};

}  // namespace

RowList::RowList(const QString& objectName, const QString& name, QWidget* parent)
    : QTableView(parent) {
  setObjectName(objectName);
  setAccessibleName(name);
  setItemDelegate(new RowPainter(this));
  setShowGrid(false);
  setFrameShape(QFrame::NoFrame);
  setSelectionMode(QAbstractItemView::SingleSelection);
  setSelectionBehavior(QAbstractItemView::SelectRows);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
  setTabKeyNavigation(false);
  setMouseTracking(true);
  horizontalHeader()->hide();
  horizontalHeader()->setMinimumSectionSize(0);
  verticalHeader()->hide();
  verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
  connect(&theme(), &Theme::changed, this, &RowList::applyScale);
  applyScale();
}

void RowList::setModel(QAbstractItemModel* model) {
  QTableView::setModel(model);
  setColumnWidth(0, viewport()->width());
}

void RowList::resizeEvent(QResizeEvent* event) {
  QTableView::resizeEvent(event);
  setColumnWidth(0, viewport()->width());
}

// Coming here with Tab makes the first row the current one, which is no choice.
void RowList::focusInEvent(QFocusEvent* event) {
  going_ = true;
  QTableView::focusInEvent(event);
  going_ = false;
}

void RowList::applyScale() {
  verticalHeader()->setMinimumSectionSize(1);
  verticalHeader()->setDefaultSectionSize(theme().px(44));
  verticalScrollBar()->setSingleStep(theme().px(44));
  setMinimumHeight(theme().px(3 * 44));
}

void RowList::goTo(int row) {
  if (!model() || row < 0 || row >= model()->rowCount()) return;
  going_ = true;
  setCurrentIndex(model()->index(row, 0));
  scrollTo(currentIndex());
  going_ = false;
}

// The delegate alone paints what is chosen.
void RowList::initViewItemOption(QStyleOptionViewItem* option) const {
  QTableView::initViewItemOption(option);
  option->palette.setColor(QPalette::Highlight, Qt::transparent);
}

// Home and End are the first and the last row: there is one column.
QModelIndex RowList::moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) {
  if (!model() || model()->rowCount() == 0) return {};
  if (action == MoveHome) return model()->index(0, 0);
  if (action == MoveEnd) return model()->index(model()->rowCount() - 1, 0);
  return QTableView::moveCursor(action, modifiers);
}

void RowList::currentChanged(const QModelIndex& now, const QModelIndex& before) {
  QTableView::currentChanged(now, before);
  if (!going_ && now.isValid()) Q_EMIT rowChosen(now.row());
}

}  // namespace unmask
