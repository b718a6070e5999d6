// Laying out and filling the message bar.
#include "ui/widgets/message_bar.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QStyle>

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/parts.h"
#include "ui/widgets/words.h"

namespace unmask {

MessageBar::MessageBar(QWidget* parent) : QFrame(parent) {
  setObjectName("messageBar");
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(kSpaceM, kSpaceS, kSpaceS, kSpaceS);
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
  auto* close = iconButton("messageClose", "close", tr("Close this message (Esc)"));
  row->addWidget(picture_);
  row->addLayout(texts, 1);
  row->addWidget(action_);
  row->addWidget(close);
  connect(close, &QPushButton::clicked, this, &MessageBar::dismiss);
  connect(action_, &QPushButton::clicked, this, [this] {
    const auto act = act_;
    dismiss();
    if (act) act();
  });
  hide();
}

void MessageBar::present(const char* kind, const QString& what, const QString& advice) {
  setProperty("kind", kind);
  style()->unpolish(this);
  style()->polish(this);
  const bool error = QLatin1String(kind) == QLatin1String("error");
  picture_->setPixmap(icon(error ? "warning" : "notice").pixmap(theme().px(20), theme().px(20)));
  what_->setText(what);
  advice_->setText(advice);
  advice_->setVisible(!advice.isEmpty());
  action_->hide();
  act_ = nullptr;
  setAccessibleName(advice.isEmpty() ? what : what + " " + advice);
  show();
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
}

void MessageBar::dismiss() {
  hide();
}

QString MessageBar::text() const {
  return isHidden() ? QString() : what_->text() + " " + advice_->text();
}

}  // namespace unmask
