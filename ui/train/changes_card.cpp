// Listing the differences.
#include "ui/train/changes_card.h"

#include <QGridLayout>

#include "ui/widgets/words.h"

namespace unmask {

ChangesCard::ChangesCard() : Card(tr("Changed")) {
  auto* forget = iconButton("forgetBase", "close", tr("No longer compare with that run"));
  headingRow()->addWidget(forget);
  heading()->setObjectName("changesHeading");
  lost_ = label({}, "warning", true);
  lost_->setObjectName("baseLost");
  toData_ = linkButton("baseToData", tr("Open the Data page"));
  none_ = label(tr("Nothing yet: this would be the same run again."), "secondary", true);
  changes_ = new Figures;
  changes_->setObjectName("changes");
  static_cast<QGridLayout*>(changes_->layout())->setColumnStretch(1, 3);
  for (QWidget* part : std::initializer_list<QWidget*>{lost_, toData_, none_, changes_})
    body()->addWidget(part);
  connect(forget, &QPushButton::clicked, this, &ChangesCard::forgotten);
  connect(toData_, &QPushButton::clicked, this, &ChangesCard::dataAsked);
}

void ChangesCard::showChanges(const QString& name, const std::vector<SpecDifference>& differences,
                              const QString& lost) {
  setHeading(tr("Changed from %1", "a run's name").arg(name));
  lost_->setText(lost);
  lost_->setVisible(!lost.isEmpty());
  toData_->setVisible(!lost.isEmpty());
  Figures::Rows rows;
  for (const SpecDifference& row : differences) {
    const auto value = [&](size_t i) {
      const QString text = QString::fromStdString(row.values[i]);
      return text.isEmpty() ? tr("none") : text.size() > 60 ? text.left(59) + "…" : text;
    };
    rows.append({QString::fromStdString(row.label),
                 tr("%1 → %2", "before, after").arg(value(0), value(1))});
  }
  changes_->setRows(rows);
  changes_->setVisible(!rows.isEmpty());
  none_->setVisible(rows.isEmpty());
}

}  // namespace unmask
