// Laying out and filling the message bar.
#include "ui/widgets/message_bar.h"

#include <QAccessible>
#include <QApplication>
#include <QEvent>
#include <QHBoxLayout>
#include <QStyle>

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/parts.h"
#include "ui/widgets/words.h"

namespace unmask {

namespace {

constexpr int kWidest = 680, kIcon = 20;  // at 100 %
constexpr int kNoticeMs = 12'000;         // two sentences are read in half of it

}  // namespace

MessageBar::MessageBar(QWidget* parent) : QFrame(parent), going_(this) {
  setObjectName("messageBar");
  row_ = new QHBoxLayout(this);
  picture_ = new QLabel;
  auto* texts = new QVBoxLayout;
  texts->setSpacing(2);
  what_ = label({}, "value", true);
  what_->setObjectName("messageWhat");
  what_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  advice_ = label({}, "", true);
  advice_->setObjectName("messageAdvice");
  texts->addWidget(what_);
  texts->addWidget(advice_);
  action_ = button("messageAction", {});
  close_ = iconButton("messageClose", "close", tr("Close this message (Esc)"));
  row_->addWidget(picture_);
  row_->addLayout(texts, 1);
  row_->addWidget(action_);
  row_->addWidget(close_);
  connect(close_, &QPushButton::clicked, this, &MessageBar::dismiss);
  connect(action_, &QPushButton::clicked, this, [this] {
    const auto act = act_;
    dismiss();
    if (act) act();
  });
  going_.setSingleShot(true);
  going_.setInterval(kNoticeMs);
  connect(&going_, &QTimer::timeout, this, [this] {
    const QWidget* focus = QApplication::focusWidget();
    if (underMouse() || (focus && isAncestorOf(focus)))
      going_.start();
    else
      dismiss();
  });
  connect(&theme(), &Theme::changed, this, &MessageBar::arrange);
  hide();
}

void MessageBar::lieOver(QWidget* place) {
  const bool shown = !isHidden();
  if (parentWidget()) parentWidget()->removeEventFilter(this);
  setParent(place);
  place->installEventFilter(this);
  setVisible(shown);
  arrange();
}

bool MessageBar::eventFilter(QObject* watched, QEvent* event) {
  if (watched == parent() && event->type() == QEvent::Resize) arrange();
  return QFrame::eventFilter(watched, event);
}

// With its words on one line.
int MessageBar::widthOfContent() const {
  int text = 0;
  for (const QLabel* part : {what_, advice_})
    if (!part->isHidden())
      text = std::max(text, QFontMetrics(part->font()).horizontalAdvance(part->text()));
  const QMargins margins = row_->contentsMargins();
  int width = margins.left() + margins.right() + 2 * frameWidth() + theme().px(kIcon) + text;
  for (const QWidget* part : std::initializer_list<const QWidget*>{action_, close_})
    if (!part->isHidden()) width += part->sizeHint().width() + row_->spacing();
  return width + 2 * row_->spacing();
}

void MessageBar::arrange() {
  QWidget* place = parentWidget();
  if (!place || isHidden()) return;
  row_->setContentsMargins(theme().px(kSpaceM), theme().px(kSpaceS), theme().px(kSpaceS),
                           theme().px(kSpaceS));
  row_->setSpacing(theme().px(kSpaceS));
  const bool error = property("kind") == "error";
  const int side = theme().px(kIcon);
  picture_->setPixmap(icon(error ? "warning" : "notice").pixmap(side, side));
  const int gap = theme().px(kSpaceL);
  const int width =
      std::min({widthOfContent(), theme().px(kWidest), place->width() - 2 * gap});
  const int height = std::min(heightForWidth(width), place->height() - 2 * gap);
  setGeometry((place->width() - width) / 2, place->height() - height - gap, width, height);
  raise();
}

void MessageBar::present(const char* kind, const QString& what, const QString& advice) {
  setProperty("kind", kind);
  style()->unpolish(this);
  style()->polish(this);
  what_->setText(what);
  advice_->setText(advice);
  advice_->setVisible(!advice.isEmpty());
  action_->hide();
  act_ = nullptr;
  going_.stop();
  setAccessibleName(advice.isEmpty() ? what : what + " " + advice);
  show();
  arrange();
  QAccessibleEvent event(this, QAccessible::Alert);
  QAccessible::updateAccessibility(&event);
}

void MessageBar::showError(const Error& error) {
  showError(inWords(error.what), inWords(error.advice));
}

void MessageBar::showError(const QString& what, const QString& advice) {
  present("error", what, advice);
}

void MessageBar::showNotice(const QString& text, const QString& action, std::function<void()> act) {
  present("notice", text, {});
  act_ = std::move(act);
  action_->setText(action);
  action_->setVisible(act_ != nullptr);
  arrange();
  going_.start();
}

void MessageBar::dismiss() {
  going_.stop();
  hide();
}

QString MessageBar::text() const {
  return isHidden() ? QString() : what_->text() + " " + advice_->text();
}

}  // namespace unmask
