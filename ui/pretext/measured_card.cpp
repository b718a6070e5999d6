// Building the table.
#include "ui/pretext/measured_card.h"

#include <QGridLayout>

#include "ui/help/help.h"
#include "ui/theme/theme.h"

namespace unmask {

MeasuredCard::MeasuredCard(const QString& heading, const QString& noteName, QWidget* parent)
    : Card(heading, parent) {
  headingRow()->addWidget(helpMark("standard-error"), 0, Qt::AlignTop);
  grid_ = new QGridLayout;
  body()->addLayout(grid_);
  note_ = label({}, "secondary", true);
  note_->setObjectName(noteName);
  body()->addWidget(note_);
  const auto applyScale = [this] {
    grid_->setVerticalSpacing(theme().px(6));
    grid_->setHorizontalSpacing(theme().px(kSpaceS));
    note_->setFont(theme().font(12));
  };
  connect(&theme(), &Theme::changed, this, applyScale);
  applyScale();
}

void MeasuredCard::begin(const QString& heading) {
  setHeading(heading);
  clear(grid_);
  grid_->setColumnStretch(0, 1);
}

}  // namespace unmask
