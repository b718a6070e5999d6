// Building, filling and placing the pane.
#include "ui/help/help_pane.h"

#include <QAccessible>
#include <QApplication>
#include <QKeyEvent>
#include <QScrollBar>
#include <QTextBrowser>

#include "ui/help/help.h"
#include "ui/help/help_window.h"
#include "ui/theme/theme.h"
#include "ui/widgets/parts.h"

namespace unmask {

namespace {

constexpr int kWidth = 400, kMostHeight = 420, kLeastHeight = 60;  // the text's, at 100 %

}  // namespace

HelpPane* HelpPane::open(QWidget* near) {
  QWidget* window = near->window();
  for (HelpPane* old : window->findChildren<HelpPane*>()) {
    if (old->isAncestorOf(near)) return old;
    old->close();
  }
  auto* pane = new HelpPane(window, near);
  pane->show();
  return pane;
}

HelpPane::HelpPane(QWidget* window, QWidget* near) : QFrame(window), near_(near) {
  setObjectName("helpPane");
  setProperty("card", true);
  auto* column = new QVBoxLayout(this);
  const int padding = theme().px(kSpaceM);
  column->setContentsMargins(padding, theme().px(10), theme().px(10), padding);
  column->setSpacing(theme().px(kSpaceXs));
  auto* row = new QHBoxLayout;
  back_ = iconButton("helpPaneBack", "previous", tr("Back"));
  back_->hide();
  title_ = label({}, "value", true);
  title_->setObjectName("helpTitle");
  auto* shut = iconButton("helpPaneClose", "close", tr("Close (Esc)"));
  row->addWidget(back_);
  row->addWidget(title_, 1);
  row->addWidget(shut);
  column->addLayout(row);
  text_ = new QTextBrowser;
  text_->setObjectName("helpText");
  text_->setAccessibleName(tr("Explanation"));
  text_->setProperty("reading", true);
  text_->setFrameShape(QFrame::NoFrame);
  text_->setOpenLinks(false);
  column->addWidget(text_, 1);
  all_ = linkButton("helpPaneAll", tr("All of help"));
  column->addWidget(all_);
  connect(back_, &QPushButton::clicked, this, [this] {
    path_.removeLast();
    showTerm(path_.takeLast());
  });
  connect(shut, &QPushButton::clicked, this, &HelpPane::close);
  connect(all_, &QPushButton::clicked, this, [this] {
    HelpWindow* help = HelpWindow::of(this->window());
    help->open(path_.isEmpty() ? QString() : path_.last());
    near_ = nullptr;
    close();
  });
  connect(text_, &QTextBrowser::anchorClicked, this, [this](const QUrl& link) {
    const QString target = helpTarget(link);
    if (target.startsWith("guide-")) {
      HelpWindow::of(this->window())->open(target);
      near_ = nullptr;
      close();
    } else if (!target.isEmpty()) {
      showTerm(target);
    }
  });
  window->installEventFilter(this);
  qApp->installEventFilter(this);
}

void HelpPane::showTerm(const QString& term) {
  path_ << term;
  present(helpTitle(term), helpText(term).section('\n', 1).trimmed());
}

void HelpPane::showText(const QString& title, const QString& plainText) {
  path_.clear();
  QString escaped = plainText.toHtmlEscaped();
  present(title, escaped.replace('\n', "\n\n"));
}

void HelpPane::present(const QString& title, const QString& markdown) {
  back_->setVisible(path_.size() > 1);
  title_->setText(title);
  setAccessibleName(title);
  presentMarkdown(text_, markdown, 13);
  place();
  raise();
  text_->setFocus(Qt::OtherFocusReason);
  // The text is laid out anew in its new height; it begins at its first sentence all the same.
  const auto toTop = [this] { text_->verticalScrollBar()->setValue(0); };
  toTop();
  QMetaObject::invokeMethod(this, toTop, Qt::QueuedConnection);
  QAccessibleEvent event(this, QAccessible::Alert);
  QAccessible::updateAccessibility(&event);
}

// Below what it explains, or above, where there is more room; always inside the window.
void HelpPane::place() {
  QWidget* window = parentWidget();
  const int gap = theme().px(kSpaceXs), edge = theme().px(kSpaceS);
  const int width = std::min(theme().px(kWidth), window->width() - 2 * edge);
  QTextDocument* document = text_->document();
  document->setTextWidth(width - theme().px(kSpaceM + 10) - 2 * document->documentMargin());
  const int wanted = static_cast<int>(document->size().height()) + theme().px(10);
  text_->setFixedHeight(std::clamp(wanted, theme().px(kLeastHeight),
                                   std::min(theme().px(kMostHeight), window->height() / 2)));
  resize(width, layout()->heightForWidth(width) > 0 ? layout()->totalHeightForWidth(width)
                                                    : sizeHint().height());
  const QRect around = near_ ? QRect(near_->mapTo(window, QPoint(0, 0)), near_->size())
                             : QRect(window->rect().center(), QSize(1, 1));
  int y = around.bottom() + gap;
  if (y + height() > window->height() - edge) y = around.top() - gap - height();
  move(std::clamp(around.left(), edge, std::max(edge, window->width() - this->width() - edge)),
       std::clamp(y, edge, std::max(edge, window->height() - height() - edge)));
}

void HelpPane::close() {
  if (isHidden()) return;
  const bool focused = isAncestorOf(QApplication::focusWidget());
  qApp->removeEventFilter(this);
  hide();
  if (near_ && focused) near_->setFocus(Qt::OtherFocusReason);
  deleteLater();
}

bool HelpPane::eventFilter(QObject* watched, QEvent* event) {
  switch (event->type()) {
    case QEvent::MouseButtonPress: {
      auto* widget = qobject_cast<QWidget*>(watched);
      if (widget && widget != this && !isAncestorOf(widget) && widget->window() == window())
        close();
      break;
    }
    case QEvent::FocusIn: {
      auto* widget = qobject_cast<QWidget*>(watched);
      if (widget && widget != this && !isAncestorOf(widget) && widget->window() == window())
        close();
      break;
    }
    case QEvent::Resize:
      if (watched == parentWidget()) close();
      break;
    default:
      break;
  }
  return QFrame::eventFilter(watched, event);
}

// Esc is the pane's while it is open, whatever else it closes in the window.
bool HelpPane::event(QEvent* event) {
  if (event->type() == QEvent::ShortcutOverride) {
    auto* key = static_cast<QKeyEvent*>(event);
    if (key->key() == Qt::Key_Escape || key->key() == Qt::Key_Backspace) {
      event->accept();
      return true;
    }
  }
  return QFrame::event(event);
}

void HelpPane::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Escape)
    close();
  else if (event->key() == Qt::Key_Backspace && path_.size() > 1)
    back_->click();
  else
    QFrame::keyPressEvent(event);
}

}  // namespace unmask
