// Laying dialogs out and giving them their room.
#include "ui/widgets/dialog.h"

#include <QScreen>
#include <QShowEvent>

#include "ui/theme/theme.h"
#include "ui/widgets/words.h"

namespace unmask {

Dialog::Dialog(const QString& objectName, const QString& title, QWidget* parent)
    : QDialog(parent) {
  setObjectName(objectName);
  setWindowTitle(title);
  column_ = new QVBoxLayout(this);
  column_->addWidget(label(title, "title", true));
  auto* holder = new QWidget;
  body_ = new QVBoxLayout(holder);
  body_->setContentsMargins(0, 0, 0, 0);
  column_->addWidget(new ColumnArea(holder), 1);
  foot_ = new QHBoxLayout;
  column_->addLayout(foot_);
  connect(&theme(), &Theme::changed, this, &Dialog::applyScale);
  applyScale();
}

void Dialog::setRoom(int width, int height) {
  width_ = width;
  height_ = height;
}

void Dialog::applyScale() {
  // The body reaches into the margin with its scroll bar.
  const int margin = theme().px(kSpaceL), gutter = theme().px(kGutter);
  column_->setContentsMargins(margin, margin, margin - gutter, margin);
  foot_->setContentsMargins(0, 0, gutter, 0);
  column_->setSpacing(theme().px(kSpaceM));
  body_->setSpacing(theme().px(kSpaceM));
  foot_->setSpacing(theme().px(kSpaceS));
  if (isVisible()) takeRoom();
}

void Dialog::showEvent(QShowEvent* event) {
  if (!event->spontaneous()) takeRoom();
  QDialog::showEvent(event);
}

// What is asked for, within the screen and the window that it belongs to. A layout of wrapped texts
// knows its height only by its width, so the body is asked at the width that it will have.
void Dialog::takeRoom() {
  QSize most = screen()->availableSize() * 9 / 10;
  if (parentWidget()) most = most.boundedTo(parentWidget()->window()->size());
  const QMargins margins = column_->contentsMargins();
  const int width = std::min(theme().px(width_), most.width());
  int height = theme().px(height_);
  if (height_ == 0) {
    const int inner = width - margins.left() - margins.right() - theme().px(kGutter);
    QWidget* title = column_->itemAt(0)->widget();
    const int body = body_->hasHeightForWidth() ? body_->totalHeightForWidth(inner)
                                                : body_->totalSizeHint().height();
    height = margins.top() + title->heightForWidth(inner) + column_->spacing() + body +
             column_->spacing() + foot_->sizeHint().height() + margins.bottom();
  }
  setMinimumSize(0, 0);
  resize(width, std::min(height, most.height()));
}

QuestionDialog::QuestionDialog(const QString& question, const QString& yes, QWidget* parent)
    : Dialog("question", yes, parent) {
  QLabel* text = label(question, "", true);
  text->setObjectName("questionText");
  body()->addWidget(text);
  body()->addStretch(1);
  setAccessibleDescription(question);
  auto* cancel = button("questionCancel", tr("Cancel"));
  auto* accept = button("questionYes", yes);
  accept->setProperty("final", true);  // it cannot be undone
  cancel->setDefault(true);
  foot()->addStretch(1);
  foot()->addWidget(cancel);
  foot()->addWidget(accept);
  cancel->setFocus();
  connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
  connect(accept, &QPushButton::clicked, this, &QDialog::accept);
}

ProblemDialog::ProblemDialog(const Error& error, QWidget* parent)
    : Dialog("problem", tr("Unmask cannot start"), parent) {
  QLabel* what = label(inWords(error.what), "value", true);
  what->setTextInteractionFlags(Qt::TextSelectableByMouse);
  body()->addWidget(what);
  if (!error.advice.empty()) body()->addWidget(label(inWords(error.advice), "", true));
  body()->addStretch(1);
  auto* close = primaryButton("problemClose", tr("Close"));
  close->setDefault(true);
  foot()->addStretch(1);
  foot()->addWidget(close);
  connect(close, &QPushButton::clicked, this, &QDialog::accept);
}

}  // namespace unmask
