// Moving a card into the overlay and back.
#include "ui/widgets/full_card.h"

#include <QAbstractItemView>
#include <QAccessible>
#include <QApplication>
#include <QDragEnterEvent>
#include <QLineEdit>
#include <QMainWindow>
#include <QScrollArea>
#include <QSplitter>
#include <algorithm>

#include "ui/theme/theme.h"
#include "ui/widgets/parts.h"

namespace unmask {

namespace {

// Type always grows by more than a quarter; with room it grows as the card does, within reason.
constexpr double kLeastGrowth = 1.3, kMostGrowth = 1.6, kMostGrowthOfSheet = 2;
constexpr int kSheetWidth = 560;  // at 100 %

// `to` takes the place of `from`; false where that place cannot be kept.
bool exchange(QWidget* from, QWidget* to) {
  QWidget* parent = from->parentWidget();
  if (!parent) return false;
  if (auto* splitter = qobject_cast<QSplitter*>(parent)) {
    splitter->replaceWidget(splitter->indexOf(from), to);
    from->setParent(nullptr);
    return true;
  }
  if (!parent->layout()) return false;
  const std::unique_ptr<QLayoutItem> item(
      parent->layout()->replaceWidget(from, to, Qt::FindChildrenRecursively));
  return item != nullptr;
}

// What a line has selected, which it forgets while it moves.
class Selection {
 public:
  explicit Selection(QWidget* focus) : line_(qobject_cast<QLineEdit*>(focus)) {
    if (!line_) return;
    start_ = line_->selectionStart();
    length_ = static_cast<int>(line_->selectionLength());
  }
  void restore() const {
    if (line_ && start_ >= 0) line_->setSelection(start_, length_);
  }

 private:
  QPointer<QLineEdit> line_;
  int start_ = -1, length_ = 0;
};

Card* cardAround(QWidget* widget) {
  for (; widget; widget = widget->parentWidget())
    if (auto* card = qobject_cast<Card*>(widget)) return card;
  return nullptr;
}

}  // namespace

FullCard* FullCard::of(QWidget* window) {
  if (auto* found = window->findChild<FullCard*>("fullCard")) return found;
  auto* main = qobject_cast<QMainWindow*>(window);
  return new FullCard(main && main->centralWidget() ? main->centralWidget() : window);
}

FullCard::FullCard(QWidget* host) : QWidget(host) {
  setObjectName("fullCard");
  setAttribute(Qt::WA_StyledBackground);
  setAcceptDrops(true);
  auto* column = new QVBoxLayout(this);
  area_ = new QScrollArea;
  area_->setObjectName("fullCardArea");
  area_->setAccessibleName(tr("The card that fills the window"));
  area_->setWidgetResizable(true);
  area_->setFrameShape(QFrame::NoFrame);
  auto* holder = new QWidget;
  holder_ = new QVBoxLayout(holder);
  holder_->setContentsMargins(0, 0, 0, 0);
  row_ = new QHBoxLayout;
  row_->addStretch(1);
  row_->addStretch(1);
  holder_->addLayout(row_);
  holder_->addStretch(0);
  area_->setWidget(holder);
  column->addWidget(area_, 1);
  connect(&theme(), &Theme::changed, this, &FullCard::applyScale);
  host->installEventFilter(this);
  hide();
}

Card* FullCard::card() const {
  return card_;
}

void FullCard::enter(Card* card) {
  leave();
  QWidget* focus = QApplication::focusWidget();
  const bool focusInside = focus && card->isAncestorOf(focus);
  const Selection selection(focus);
  const QSize small = card->size();
  auto* placeholder = new QWidget;
  placeholder->setSizePolicy(card->sizePolicy());
  placeholder->setMinimumSize(card->minimumSize());
  placeholder->setMaximumSize(card->maximumSize());
  if (!exchange(card, placeholder)) {
    delete placeholder;
    return;
  }
  placeholder->show();
  placeholder_ = placeholder;
  card_ = card;
  focusBefore_ = focusInside ? nullptr : focus;

  // A subject that the page holds at a height of its own may now take all there is. Tables know
  // how high their rows are.
  const auto release = [this](QWidget* widget) {
    released_.push_back({widget, widget->minimumSize(), widget->maximumSize()});
    widget->setMinimumSize(0, 0);
    widget->setMaximumSize(QWIDGETSIZE_MAX, QWIDGETSIZE_MAX);
  };
  release(card);
  for (QWidget* part : card->findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly))
    if (part->minimumHeight() == part->maximumHeight() &&
        (QWidgetItem(part).expandingDirections() & Qt::Vertical) &&
        !qobject_cast<QAbstractItemView*>(part))
      release(part);

  setGeometry(parentWidget()->rect());
  // What has no use for more room stands in the middle as a sheet, in even larger type, rather than
  // with its rows pulled apart.
  sheet_ = !(card->body()->expandingDirections() & Qt::Vertical);
  row_->insertWidget(1, card, 1000);
  holder_->setStretch(0, sheet_ ? 0 : 1);
  holder_->setStretch(1, sheet_ ? 1 : 0);
  card->setFull(true);
  card->show();
  card->installEventFilter(this);
  placeholder->installEventFilter(this);
  raise();
  show();
  const double growth = std::min(width() / std::max(1.0, 1.0 * small.width()),
                                 height() / std::max(1.0, 1.0 * small.height()));
  theme().setMagnification(
      std::clamp(growth, kLeastGrowth, sheet_ ? kMostGrowthOfSheet : kMostGrowth));
  if (focusInside) {
    focus->setFocus(Qt::OtherFocusReason);
    selection.restore();
  } else {
    area_->setFocus(Qt::OtherFocusReason);
  }
  QAccessibleEvent event(this, QAccessible::LocationChanged);
  QAccessible::updateAccessibility(&event);
  Q_EMIT changed();
}

void FullCard::leave() {
  if (!card_ && !placeholder_) return;
  QWidget* focus = QApplication::focusWidget();
  QPointer<QWidget> focusAfter =
      focus && card_ && card_->isAncestorOf(focus) ? focus : focusBefore_.data();
  const Selection selection(focusAfter);
  putBack();
  hide();
  theme().setMagnification(1);
  for (const Released& r : std::exchange(released_, {})) {
    if (!r.widget) continue;
    r.widget->setMinimumSize(r.minimum);
    r.widget->setMaximumSize(r.maximum);
  }
  if (focusAfter) {
    focusAfter->setFocus(Qt::OtherFocusReason);
    selection.restore();
  }
  Q_EMIT changed();
}

void FullCard::putBack() {
  const QPointer<Card> card = std::exchange(card_, nullptr);
  const QPointer<QWidget> placeholder = std::exchange(placeholder_, nullptr);
  if (card) {
    card->removeEventFilter(this);
    row_->removeWidget(card);
  }
  if (placeholder) placeholder->removeEventFilter(this);
  const bool hidden = placeholder && placeholder->isHidden();
  if (card && placeholder && exchange(placeholder, card)) {
    card->setVisible(!hidden);
    card->setFull(false);
  } else if (card) {
    card->deleteLater();  // the page has given up its place meanwhile
  }
  delete placeholder;
}

void FullCard::applyScale() {
  const int margin = theme().px(kSpaceL);
  layout()->setContentsMargins(margin, margin, margin, margin);
  layout()->setSpacing(theme().px(kSpaceM));
  if (card_ && sheet_) card_->setMaximumWidth(theme().px(kSheetWidth));
}

bool FullCard::eventFilter(QObject* watched, QEvent* event) {
  if (watched == parentWidget() && event->type() == QEvent::Resize && isVisible())
    setGeometry(parentWidget()->rect());
  // The page hid the card, or what it stands in.
  if (event->type() == QEvent::HideToParent && (watched == card_ || watched == placeholder_)) {
    if (watched == card_ && placeholder_) placeholder_->hide();
    QMetaObject::invokeMethod(this, &FullCard::leave, Qt::QueuedConnection);
  }
  return QWidget::eventFilter(watched, event);
}

void FullCard::handOn(QEvent* event) {
  event->ignore();
  if (!card_ || !card_->acceptDrops()) return;
  // Past QApplication, which gives a drop to what the drag entered: to this again.
  static_cast<QObject*>(card_.data())->event(event);
}
void FullCard::dragEnterEvent(QDragEnterEvent* event) {
  handOn(event);
}
void FullCard::dragLeaveEvent(QDragLeaveEvent* event) {
  handOn(event);
}
void FullCard::dropEvent(QDropEvent* event) {
  handOn(event);
}

// Tab stays with what is seen.
bool FullCard::focusNextPrevChild(bool next) {
  QWidget* const from = QApplication::focusWidget();
  if (!from) return false;
  for (QWidget* w = from;;) {
    w = next ? w->nextInFocusChain() : w->previousInFocusChain();
    if (w == from) return false;
    if (isAncestorOf(w) && (w->focusPolicy() & Qt::TabFocus) && w->isVisible() && w->isEnabled() &&
        !w->focusProxy()) {
      w->setFocus(next ? Qt::TabFocusReason : Qt::BacktabFocusReason);
      return true;
    }
  }
}

void toggleFull(Card* card) {
  if (!card) return;
  FullCard* full = FullCard::of(card->window());
  if (full->card() == card)
    full->leave();
  else
    full->enter(card);
}

Card* cardMeant(QWidget* window) {
  if (Card* card = FullCard::of(window)->card()) return card;
  QWidget* focus = QApplication::focusWidget();
  if (focus && focus->window() == window)
    if (Card* card = cardAround(focus)) return card;
  if (Card* card = cardAround(window->childAt(window->mapFromGlobal(QCursor::pos())))) return card;
  Card* largest = nullptr;
  for (Card* card : window->findChildren<Card*>())
    if (card->isVisible() &&
        (!largest || card->width() * card->height() > largest->width() * largest->height()))
      largest = card;
  return largest;
}

}  // namespace unmask
