// The grid's geometry, and how a cell is painted.
#include "ui/data/picture_grid.h"

#include <QHeaderView>
#include <QPainter>
#include <QStyledItemDelegate>

#include "ui/theme/theme.h"

namespace unmask {

namespace {

constexpr int kSide = 72, kGap = 6;  // of a picture and around it, at 100 %

class CellPainter : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;
  void paint(QPainter* painter, const QStyleOptionViewItem& option,
             const QModelIndex& index) const override {
    if (!(index.flags() & Qt::ItemIsEnabled)) return;
    const Palette& p = theme().palette();
    const int side = theme().px(kSide);
    const QRect box(option.rect.left() + (option.rect.width() - side) / 2,
                    option.rect.top() + (option.rect.height() - side) / 2, side, side);
    const QImage image = index.data(Qt::DecorationRole).value<QImage>();
    if (image.isNull()) {
      painter->fillRect(box, p.sunken);
    } else {
      QRect place(QPoint(), image.size().scaled(box.size(), Qt::KeepAspectRatio));
      place.moveCenter(box.center());
      painter->drawImage(place, image);
    }
    if (!(option.state & (QStyle::State_Selected | QStyle::State_MouseOver))) return;
    const int width = theme().px(option.state & QStyle::State_Selected ? 3 : 1);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(p.accent, width));
    painter->setBrush(Qt::NoBrush);
    painter->drawRoundedRect(box.adjusted(-2, -2, 2, 2), theme().px(3), theme().px(3));
    painter->restore();
  }
};

}  // namespace

PictureGrid::PictureGrid(QWidget* parent) : QTableView(parent) {
  setObjectName("pictureGrid");
  setAccessibleName(tr("The pictures of the corpus"));
  model_ = new PicturesModel(this);
  setModel(model_);
  setItemDelegate(new CellPainter(this));
  setShowGrid(false);
  setFrameShape(QFrame::NoFrame);
  setSelectionMode(QAbstractItemView::SingleSelection);
  setSelectionBehavior(QAbstractItemView::SelectItems);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
  setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
  setTabKeyNavigation(false);
  setMouseTracking(true);
  for (QHeaderView* header : {horizontalHeader(), verticalHeader()}) {
    header->hide();
    header->setMinimumSectionSize(0);
    header->setSectionResizeMode(QHeaderView::Fixed);
  }
  connect(&theme(), &Theme::changed, this, &PictureGrid::arrange);
  arrange();
}

void PictureGrid::show(OpenPictures pictures) {
  current_ = 0;
  model_->show(std::move(pictures));
  arrange();
  goTo(0);
}

void PictureGrid::goTo(uint64_t picture) {
  const QModelIndex index = model_->indexOf(picture);
  if (!index.isValid()) return;
  setCurrentIndex(index);
  scrollTo(index);
}

void PictureGrid::arrange() {
  const int cell = theme().px(kSide + kGap);
  const int columns = std::max(1, viewport()->width() / cell);
  arranging_ = true;  // a reset forgets what is chosen
  model_->setSide(static_cast<int>(theme().px(kSide) * devicePixelRatioF()));
  model_->setColumns(columns);
  verticalHeader()->setDefaultSectionSize(cell);
  horizontalHeader()->setDefaultSectionSize(std::max(cell, viewport()->width() / columns));
  arranging_ = false;
  goTo(current_);
}

void PictureGrid::resizeEvent(QResizeEvent* event) {
  QTableView::resizeEvent(event);
  arrange();
}

void PictureGrid::currentChanged(const QModelIndex& now, const QModelIndex& before) {
  QTableView::currentChanged(now, before);
  if (arranging_) return;
  const auto picture = model_->pictureAt(now);
  if (!picture) return;
  current_ = *picture;
  Q_EMIT pictureChosen(*picture);
}

}  // namespace unmask
