// Showing the explanation of a term.
#include "ui/help/help.h"

#include <QCoreApplication>
#include <QFile>
#include <QFrame>
#include <QTextBrowser>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/theme/theme.h"

namespace unmask {

namespace {

QString tr(const char* text) {
  return QCoreApplication::translate("help", text);
}

QString titleOf(const QString& markdown) {
  return markdown.section('\n', 0, 0).remove(0, 2);
}

}  // namespace

QString helpText(const QString& term) {
  QFile file(":/unmask/help/" + term + ".md");
  return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

QToolButton* helpMark(const QString& term) {
  auto* mark = new QToolButton;
  mark->setObjectName("help." + term);
  mark->setProperty("help", true);
  mark->setText("?");
  mark->setFocusPolicy(Qt::TabFocus);
  mark->setCursor(Qt::PointingHandCursor);
  const QString title = titleOf(helpText(term));
  mark->setAccessibleName(tr("What is %1?").arg(title));
  mark->setToolTip(mark->accessibleName());
  QObject::connect(mark, &QToolButton::clicked, mark, [mark, term] { showHelp(term, mark); });
  return mark;
}

void showHelp(const QString& term, QWidget* near) {
  auto* pane = new QFrame(near->window(), Qt::Popup);
  pane->setObjectName("helpPane");
  pane->setAttribute(Qt::WA_DeleteOnClose);
  pane->setProperty("card", true);
  auto* text = new QTextBrowser;
  text->setObjectName("helpText");
  text->setFrameShape(QFrame::NoFrame);
  text->setMarkdown(helpText(term));
  auto* column = new QVBoxLayout(pane);
  column->addWidget(text);
  pane->resize(theme().px(380), theme().px(260));
  pane->move(near->mapToGlobal(QPoint(0, near->height() + theme().px(kSpaceXs))));
  pane->show();
  text->setFocus();
}

}  // namespace unmask
