// Sizes, keys and clicks of the token table.
#include "ui/widgets/token_grid.h"

#include <QHash>
#include <QHeaderView>
#include <QKeyEvent>
#include <QScrollBar>
#include <QVariantAnimation>
#include <QWheelEvent>
#include <algorithm>

#include "ui/theme/motion.h"
#include "ui/theme/theme.h"
#include "ui/widgets/token_chips.h"

namespace unmask {

namespace {

constexpr int kTurnMs = 260;

}  // namespace

TokenGrid::TokenGrid(QWidget* parent)
    : QTableView(parent),
      model_(new TokenModel(this)),
      chips_(new ChipDelegate(this)),
      turn_(new QVariantAnimation(this)) {
  setObjectName("tokenGrid");
  setAccessibleName(tr("Positions of the example"));
  setModel(model_);
  setItemDelegate(chips_);
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
  verticalHeader()->setHighlightSections(false);
  verticalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
  turn_->setStartValue(0.0);
  turn_->setEndValue(1.0);
  connect(turn_, &QVariantAnimation::valueChanged, this, [this](const QVariant& share) {
    chips_->setTurned(share.toDouble());
    viewport()->update();
  });
  connect(&theme(), &Theme::changed, this, &TokenGrid::applyScale);
}

void TokenGrid::show(std::shared_ptr<const Tokenizer> tokenizer, const Example& example,
                     const ObjectiveSettings& settings, TokenView view) {
  const int scrolled = horizontalScrollBar()->value();
  const bool samePart = view.first == model_->view().first;
  const QModelIndex current = currentIndex();
  const int row = current.isValid() ? model_->rowAt(current.row()) : -1;
  const quint64 position = current.isValid() ? model_->positionOf(current) : 0;
  turn_->stop();
  chips_->setTurned(1);
  showing_ = true;
  model_->show(std::move(tokenizer), example, settings, std::move(view));
  applyScale();
  horizontalScrollBar()->setValue(samePart ? scrolled : 0);
  showing_ = false;
  if (row >= 0) select(row, position);
}

void TokenGrid::select(int row, quint64 position) {
  const quint64 first = model_->view().first;
  const int shown = row < 0 ? -1 : model_->rowOf(static_cast<TokenModel::Row>(row));
  showing_ = true;
  if (shown < 0 || position < first ||
      position - first >= static_cast<quint64>(model_->columnCount())) {
    setCurrentIndex({});
    clearSelection();
  } else {
    setCurrentIndex(model_->index(shown, static_cast<int>(position - first)));
  }
  showing_ = false;
}

void TokenGrid::turnPieces() {
  const int duration = motionMs(kTurnMs);
  if (duration == 0) return;
  turn_->setDuration(duration);
  turn_->start();
}

bool TokenGrid::turning() const {
  return turn_->state() == QAbstractAnimation::Running;
}

void TokenGrid::applyScale() {
  verticalHeader()->setFixedWidth(theme().px(64));
  for (int row = 0; row < model_->rowCount(); ++row)
    setRowHeight(row, theme().px(model_->rowAt(row) == TokenModel::loss ? 28 : 40));
  setWidths(neededWidths());
  updateGeometry();
}

void TokenGrid::setWidths(const std::vector<int>& widths) {
  for (int column = 0; column < model_->columnCount(); ++column)
    if (static_cast<size_t>(column) < widths.size())
      horizontalHeader()->resizeSection(column, widths[static_cast<size_t>(column)]);
}

void TokenGrid::setBarShown(bool shown) {
  setHorizontalScrollBarPolicy(shown ? Qt::ScrollBarAsNeeded : Qt::ScrollBarAlwaysOff);
  updateGeometry();
}

// The letters of pieces have one width, but for scripts that the fixed font lacks: those are
// measured. Texts repeat, and looking one up costs less.
std::vector<int> TokenGrid::neededWidths() const {
  const QFontMetrics metrics(theme().fixedFont(13));
  const int letter =
      std::max(metrics.horizontalAdvance('M'), metrics.horizontalAdvance(QChar(0x2581)));
  const int least = theme().px(64), most = theme().px(190), padding = theme().px(20);
  QHash<QString, int> measured;
  const auto widthOf = [&](const QString& text) {
    const bool plain = std::ranges::all_of(
        text, [](QChar c) { return c.unicode() < 0x80 || c.unicode() == 0x2581; });
    if (plain) return std::clamp(static_cast<int>(text.size()) * letter + padding, least, most);
    int& width = measured[text];
    if (!width) width = std::clamp(metrics.horizontalAdvance(text) + padding, least, most);
    return width;
  };
  std::vector<int> widths;
  const quint64 first = model_->view().first;
  const Example& example = model_->example();
  for (int column = 0; column < model_->columnCount(); ++column) {
    const auto position = first + static_cast<quint64>(column);
    int width =
        std::max(widthOf(model_->original(position)), widthOf(model_->replacement(position)));
    if (example.labels[position] != example.pieces[position] && example.labels[position] >= 0)
      width = std::max(width, widthOf(model_->pieceAt(TokenModel::target, position)));
    widths.push_back(width);
  }
  return widths;
}

QSize TokenGrid::sizeHint() const {
  const bool bar = horizontalScrollBarPolicy() != Qt::ScrollBarAlwaysOff;
  int height = (bar ? horizontalScrollBar()->sizeHint().height() : 0) + 2 * frameWidth() +
               theme().px(4);
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

bool TokenGrid::uncover(const QModelIndex& index) {
  if (!index.isValid()) return false;
  const quint64 position = model_->positionOf(index);
  const TokenModel::Row row = model_->rowAt(index.row());
  if (model_->chip(row, position) != Chip::covered) return false;
  const auto answer = model_->answerBehind(row, position);
  Q_EMIT uncoverAsked(answer.first, answer.second);
  return true;
}

void TokenGrid::keyPressEvent(QKeyEvent* event) {
  const bool press = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter ||
                     event->key() == Qt::Key_Space;
  if (press && event->modifiers() == Qt::NoModifier && uncover(currentIndex())) return;
  QTableView::keyPressEvent(event);
}

void TokenGrid::mousePressEvent(QMouseEvent* event) {
  QTableView::mousePressEvent(event);
  if (event->button() == Qt::LeftButton) uncover(indexAt(event->position().toPoint()));
}

void TokenGrid::currentChanged(const QModelIndex& current, const QModelIndex& previous) {
  QTableView::currentChanged(current, previous);
  if (!showing_ && current.isValid())
    Q_EMIT chosen(model_->rowAt(current.row()), model_->positionOf(current));
}

}  // namespace unmask
