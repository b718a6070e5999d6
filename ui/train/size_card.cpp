// The list of presets.
#include "ui/train/size_card.h"

#include <QButtonGroup>

#include "ui/help/help.h"
#include "ui/theme/theme.h"
#include "ui/widgets/words.h"

namespace unmask {

SizeCard::SizeCard() : Card(tr("Size, and time here")) {
  headingRow()->addWidget(helpMark("preset"));
  list_ = new QVBoxLayout;
  list_->setSpacing(0);
  body()->addLayout(list_);
  group_ = new QButtonGroup(this);
}

void SizeCard::setPresets(const ObjectiveInfo& info) {
  clear(list_);
  for (QAbstractButton* old : group_->buttons()) group_->removeButton(old);
  rows_.clear();
  for (const Preset& preset : info.presets) {
    const QString id = QString::fromLatin1(preset.id);
    QPushButton* choose = choiceButton("preset." + id, translated(preset.label));
    choose->setToolTip(translated(preset.explanation));
    group_->addButton(choose);
    QLabel* about = label({}, "about", true);
    about->setObjectName("preset." + id + ".about");
    about->setToolTip(choose->toolTip());
    list_->addWidget(choose);
    list_->addWidget(about);
    connect(choose, &QPushButton::clicked, this, [this, id] { Q_EMIT chosen(id); });
    rows_.push_back({id, choose, about});
  }
}

void SizeCard::setChosen(const QString& preset) {
  group_->setExclusive(false);  // a run may be begun from no preset
  for (Row& row : rows_) row.choose->setChecked(row.preset == preset);
  group_->setExclusive(true);
}

void SizeCard::setAbout(const QString& preset, const QString& text) {
  for (Row& row : rows_) {
    if (row.preset != preset) continue;
    row.about->setText(text);
    row.choose->setAccessibleDescription(row.choose->toolTip() + " " + text);
  }
}

}  // namespace unmask
