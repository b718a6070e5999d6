// Sizing the surface to its window.
#include "ui/pretext/large_view.h"

#include "ui/theme/theme.h"
#include "ui/widgets/parts.h"

namespace unmask {

LargeView::LargeView(const QString& objectName, const QString& title, QWidget* near)
    : QDialog(near->window()) {
  setObjectName(objectName);
  setWindowTitle(title);
  setAttribute(Qt::WA_DeleteOnClose);
  const int margin = theme().px(kSpaceL);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(margin, margin, margin, margin);
  column->setSpacing(theme().px(kSpaceM));
  QLabel* heading = label(title, "title", true);
  column->addWidget(heading);
  body_ = new QVBoxLayout;
  body_->setSpacing(theme().px(kSpaceS));
  column->addLayout(body_, 1);
  actions_ = new QHBoxLayout;
  actions_->setSpacing(theme().px(kSpaceS));
  QPushButton* close = button(objectName + ".close", tr("Close"));
  connect(close, &QPushButton::clicked, this, &QDialog::close);
  actions_->addStretch(1);
  actions_->addWidget(close);
  column->addLayout(actions_);
  resize(near->window()->size() * 9 / 10);
}

}  // namespace unmask
