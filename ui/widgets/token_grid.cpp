// Painting and describing the positions of one example.
#include "ui/widgets/token_grid.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QWheelEvent>

#include "core/spec/token_ids.h"
#include "ui/theme/theme.h"
#include "ui/widgets/parts.h"
#include "ui/widgets/words.h"

namespace unmask {

void TokenModel::show(std::shared_ptr<const Tokenizer> tokenizer, Example example, bool allRows) {
  beginResetModel();
  tokenizer_ = std::move(tokenizer);
  example_ = std::move(example);
  rows_ = allRows ? std::vector<Row>{pieces, input, target, loss} : std::vector<Row>{input, target};
  endResetModel();
}

int TokenModel::columnCount(const QModelIndex&) const {
  return static_cast<int>(example_.inputIds.size());
}

QString TokenModel::pieceText(int64_t id) const {
  return tokenizer_ ? QString::fromStdString(displayPiece(*tokenizer_, id)) : QString();
}

QString TokenModel::decisionText(int column) const {
  const PositionTrace& trace = example_.trace[static_cast<size_t>(column)];
  QString text;
  switch (trace.decision) {
    case Decision::none:
      text = tr("not chosen, no loss");
      break;
    case Decision::target:
      text = tr("predicts the next token");
      break;
    case Decision::masked:
      text = tr("chosen, replaced by [MASK]");
      break;
    case Decision::random:
      text = tr("chosen, replaced by a random token");
      break;
    case Decision::kept:
      text = tr("chosen, kept as it was");
      break;
    case Decision::special:
      text = tr("reserved token, never chosen");
      break;
  }
  if (trace.chooseDraw >= 0)
    text += "\n" + tr("draw for choosing: %1").arg(trace.chooseDraw, 0, 'f', 4);
  if (trace.replaceDraw >= 0)
    text += "\n" + tr("draw for replacing: %1").arg(trace.replaceDraw, 0, 'f', 4);
  return text;
}

QVariant TokenModel::data(const QModelIndex& index, int role) const {
  const int column = index.column();
  const auto at = static_cast<size_t>(column);
  if (!index.isValid() || at >= example_.inputIds.size()) return {};
  const bool counts = example_.labels[at] != kNoLoss;
  const Row row = rowAt(index.row());
  const int64_t id = row == input    ? example_.inputIds[at]
                     : row == target ? example_.labels[at]
                                     : example_.pieces[std::min(at, example_.pieces.size() - 1)];
  switch (role) {
    case Qt::DisplayRole:
      if (row == loss) return counts ? tr("counts") : tr("no loss");
      if (row == target && !counts) return QStringLiteral("·");
      return pieceText(id);
    case Qt::ToolTipRole: {
      QString text = tr("Position %1").arg(column) + "\n" + decisionText(column);
      if (row != loss && !(row == target && !counts)) text += "\n" + tr("id %1").arg(id);
      if (row == target && !counts) text += "\n" + tr("label -100: does not enter the loss");
      return text;
    }
    case Qt::AccessibleTextRole:
      return tr("%1, position %2, %3, %4", "row, position, piece, decision")
          .arg(headerData(index.row(), Qt::Vertical, Qt::DisplayRole).toString())
          .arg(column)
          .arg(data(index, Qt::DisplayRole).toString(), decisionText(column).section('\n', 0, 0));
    case decisionRole:
      return static_cast<int>(example_.trace[at].decision);
    case countsRole:
      return counts;
    default:
      return {};
  }
}

QVariant TokenModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (role != Qt::DisplayRole) return {};
  if (orientation == Qt::Horizontal) return section;
  switch (rowAt(section)) {
    case pieces:
      return tr("Pieces");
    case input:
      return tr("Input");
    case target:
      return tr("Target");
    default:
      return tr("Loss");
  }
}

namespace {

// Fill, frame and its shape of one chip: masked a heavy underline, random dashed, kept dotted.
void paintChip(QPainter* painter, const QRectF& rect, const InkAndFill& colors, Qt::PenStyle frame,
               bool underline) {
  const double radius = std::min<double>(theme().px(6), rect.height() / 4);
  painter->setRenderHint(QPainter::Antialiasing);
  QPainterPath path;
  path.addRoundedRect(rect, radius, radius);
  painter->fillPath(path, colors.fill);
  if (frame != Qt::NoPen) {
    QPen pen(colors.ink, frame == Qt::SolidLine ? 1.0 : 1.5 * theme().scalePercent() / 100);
    pen.setStyle(frame);
    painter->strokePath(path, pen);
  }
  if (underline) {
    painter->save();
    painter->setClipPath(path);
    painter->fillRect(
        QRectF(rect.left(), rect.bottom() - theme().px(2.5), rect.width(), theme().px(2.5) + 1),
        colors.ink);
    painter->restore();
  }
}

void paintDecision(QPainter* painter, const QRectF& rect, Decision decision) {
  const Palette& p = theme().palette();
  switch (decision) {
    case Decision::masked:
      return paintChip(painter, rect, p.masked, Qt::SolidLine, true);
    case Decision::random:
      return paintChip(painter, rect, p.random, Qt::DashLine, false);
    case Decision::kept:
      return paintChip(painter, rect, p.kept, Qt::DotLine, false);
    default:
      return paintChip(painter, rect, {p.text, p.sunken}, Qt::NoPen, false);
  }
}

QColor decisionInk(Decision decision) {
  const Palette& p = theme().palette();
  switch (decision) {
    case Decision::masked:
      return p.masked.ink;
    case Decision::random:
      return p.random.ink;
    case Decision::kept:
      return p.kept.ink;
    case Decision::special:
      return p.secondary;
    default:
      return p.text;
  }
}

class ChipDelegate : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;

  void paint(QPainter* painter, const QStyleOptionViewItem& option,
             const QModelIndex& index) const override {
    const auto* model = static_cast<const TokenModel*>(index.model());
    const Palette& p = theme().palette();
    const auto decision = static_cast<Decision>(index.data(TokenModel::decisionRole).toInt());
    const bool counts = index.data(TokenModel::countsRole).toBool();
    const double gap = theme().px(3);
    const QRectF chip = QRectF(option.rect).adjusted(gap, gap, -gap, -gap);
    QColor ink = p.text;
    QFont font = theme().fixedFont(13);
    painter->save();
    switch (model->rowAt(index.row())) {
      case TokenModel::pieces:
        paintDecision(painter, chip, Decision::none);
        break;
      case TokenModel::input:
        paintDecision(painter, chip, decision);
        ink = decisionInk(decision);
        break;
      case TokenModel::target:
        if (counts) {
          paintChip(painter, chip, p.predicted, Qt::SolidLine, true);
          ink = p.predicted.ink;
        } else {
          paintChip(painter, chip, {p.line, p.surface}, Qt::SolidLine, false);
          ink = p.secondary;
        }
        break;
      default:
        font = theme().font(11, counts ? QFont::DemiBold : QFont::Normal);
        ink = counts ? p.predicted.ink : p.secondary;
    }
    if (option.state & QStyle::State_HasFocus) {
      painter->setRenderHint(QPainter::Antialiasing);
      painter->setPen(QPen(p.accent, 2));
      painter->setBrush(Qt::NoBrush);
      painter->drawRoundedRect(QRectF(option.rect).adjusted(1, 1, -1, -1), gap * 2, gap * 2);
    }
    painter->setFont(font);
    painter->setPen(ink);
    painter->drawText(option.rect.adjusted(2, 0, -2, 0), Qt::AlignCenter,
                      painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideMiddle,
                                                        option.rect.width() - 4));
    painter->restore();
  }

  QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const override {
    const QFontMetrics metrics(theme().fixedFont(13));
    const int width = metrics.horizontalAdvance(index.data().toString()) + theme().px(18);
    return {std::clamp(width, theme().px(58), theme().px(190)), theme().px(38)};
  }
};

// A small sample of one decision's chip.
class Swatch : public QWidget {
 public:
  Swatch(Decision decision, bool target) : decision_(decision), target_(target) {
    connect(&theme(), &Theme::changed, this, [this] { updateGeometry(); });
  }
  QSize sizeHint() const override { return {theme().px(20), theme().px(14)}; }

 protected:
  void paintEvent(QPaintEvent*) override {
    QPainter painter(this);
    const QRectF rect = QRectF(QPointF(1, (height() - theme().px(13)) / 2.0),
                               QSizeF(theme().px(18), theme().px(13)));
    if (target_)
      paintChip(&painter, rect, theme().palette().predicted, Qt::SolidLine, true);
    else
      paintDecision(&painter, rect, decision_);
  }

 private:
  Decision decision_;
  bool target_;
};

}  // namespace

TokenGrid::TokenGrid(QWidget* parent) : QTableView(parent), model_(new TokenModel(this)) {
  setObjectName("tokenGrid");
  setAccessibleName(tr("Positions of the example"));
  setModel(model_);
  setItemDelegate(new ChipDelegate(this));
  setShowGrid(false);
  setFrameShape(QFrame::NoFrame);
  setSelectionMode(SingleSelection);
  setEditTriggers(NoEditTriggers);
  setHorizontalScrollMode(ScrollPerPixel);
  setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setTabKeyNavigation(false);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  horizontalHeader()->hide();
  horizontalHeader()->setMinimumSectionSize(1);
  verticalHeader()->setMinimumSectionSize(1);
  verticalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
  connect(&theme(), &Theme::changed, this, &TokenGrid::applyScale);
}

void TokenGrid::show(std::shared_ptr<const Tokenizer> tokenizer, const Example& example,
                     bool allRows) {
  const int scrolled = horizontalScrollBar()->value();
  model_->show(std::move(tokenizer), example, allRows);
  applyScale();
  horizontalScrollBar()->setValue(scrolled);
}

void TokenGrid::applyScale() {
  verticalHeader()->setFixedWidth(theme().px(64));
  for (int row = 0; row < model_->rowCount(); ++row)
    setRowHeight(row, theme().px(model_->rowAt(row) == TokenModel::loss ? 22 : 38));
  // All columns are measured up to a length beyond which only what comes into view would be.
  const int measured = std::min(model_->columnCount(), 2000);
  const ChipDelegate delegate;
  for (int column = 0; column < model_->columnCount(); ++column) {
    int width = theme().px(72);
    if (column < measured) {
      width = 0;
      for (int row = 0; row < model_->rowCount(); ++row)
        if (model_->rowAt(row) != TokenModel::loss)
          width = std::max(width, delegate.sizeHint({}, model_->index(row, column)).width());
    }
    setColumnWidth(column, width);
  }
  updateGeometry();
}

QSize TokenGrid::sizeHint() const {
  int height = horizontalScrollBar()->sizeHint().height() + 2 * frameWidth() + theme().px(4);
  for (int row = 0; row < model_->rowCount(); ++row) height += rowHeight(row);
  return {theme().px(300), height};
}

QSize TokenGrid::minimumSizeHint() const {
  return {theme().px(160), sizeHint().height()};
}

// The grid moves sideways only; the page has the vertical wheel.
void TokenGrid::wheelEvent(QWheelEvent* event) {
  const bool sideways = event->angleDelta().x() != 0 || event->modifiers() & Qt::ShiftModifier;
  if (!sideways) return event->ignore();
  const int delta = event->angleDelta().x() ? event->angleDelta().x() : event->angleDelta().y();
  horizontalScrollBar()->setValue(horizontalScrollBar()->value() - delta / 2);
}

QWidget* decisionLegend(bool masking) {
  auto* legend = new QWidget;
  auto* row = new QHBoxLayout(legend);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(theme().px(6));
  const auto add = [row](Decision decision, bool target, const QString& text) {
    row->addWidget(new Swatch(decision, target));
    row->addWidget(label(text, "secondary"));
    row->addSpacing(theme().px(kSpaceS));
  };
  if (masking) {
    add(Decision::masked, false, TokenGrid::tr("replaced by [MASK]"));
    add(Decision::random, false, TokenGrid::tr("random token"));
    add(Decision::kept, false, TokenGrid::tr("kept as it was"));
  }
  add(Decision::target, true, TokenGrid::tr("must be predicted"));
  row->addStretch(1);
  return legend;
}

}  // namespace unmask
