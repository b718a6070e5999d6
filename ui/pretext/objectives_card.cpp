// Listing the catalogue.
#include "ui/pretext/objectives_card.h"

#include <QButtonGroup>

#include "core/spec/catalogue.h"
#include "ui/theme/theme.h"
#include "ui/widgets/fit_words.h"
#include "ui/widgets/words.h"

namespace unmask {

namespace {

QString familyName(Family family) {
  switch (family) {
    case Family::text:
      return ObjectivesCard::tr("Text");
    case Family::pictures:
      return ObjectivesCard::tr("Pictures");
    case Family::pairs:
      return ObjectivesCard::tr("Pictures and text");
  }
  return {};
}

// An objective with its system's name at the right.
QPushButton* objectiveButton(const ObjectiveInfo& info) {
  QPushButton* choose = choiceButton(QString("objective.") + info.id, translated(info.label));
  choose->setToolTip(translated(info.task) + "\n" + info.paper);
  choose->setAccessibleDescription(translated(info.task));
  auto* row = new QHBoxLayout(choose);
  row->setContentsMargins(0, 0, kSpaceS, 0);
  row->addStretch(1);
  QLabel* system = label(info.system, "secondary");
  system->setAttribute(Qt::WA_TransparentForMouseEvents);
  row->addWidget(system);
  return choose;
}

}  // namespace

ObjectivesCard::ObjectivesCard(QWidget* parent) : Card({}, parent) {
  body()->setSpacing(1);
  group_ = new QButtonGroup(this);
  for (const Family family : {Family::text, Family::pictures, Family::pairs}) {
    bool headed = false;
    for (const ObjectiveInfo& info : objectives()) {
      if (info.family != family) continue;
      if (!headed) {
        body()->addWidget(label(familyName(family), "heading"));
        body()->addSpacing(kSpaceXs);
      }
      headed = true;
      Entry entry{info.id, objectiveButton(info),
                  linkButton(QString("objectiveHelp.") + info.id, {}), label({}, "secondary", true),
                  nullptr};
      entry.reason->setObjectName(QString("objectiveReason.") + info.id);
      group_->addButton(entry.choose);
      body()->addWidget(entry.choose);
      entry.why = new QWidget;
      auto* why = new QVBoxLayout(entry.why);
      why->setContentsMargins(kSpaceS, 0, 0, kSpaceXs);
      why->setSpacing(0);
      why->addWidget(entry.reason);
      why->addWidget(entry.help, 0, Qt::AlignLeft);
      body()->addWidget(entry.why);
      connect(entry.choose, &QPushButton::clicked, this,
              [this, id = entry.id] { Q_EMIT chosen(id); });
      connect(entry.help, &QPushButton::clicked, this,
              [this, id = entry.id] { Q_EMIT helpAsked(id); });
      entries_.push_back(entry);
    }
  }
}

void ObjectivesCard::show(const std::string& chosen, const Fits& fits) {
  QString told;  // the same reason is not said twice in a row
  for (Entry& entry : entries_) {
    const auto found = fits.find(entry.id);
    const Fit fit = found == fits.end() ? Fit{} : found->second;
    if (entry.id == chosen) entry.choose->setChecked(true);
    entry.choose->setEnabled(fit.fits());
    const QString reason = fit.fits() ? QString() : inWords(fit.reason);
    entry.choose->setAccessibleDescription(
        reason.isEmpty() ? translated(findObjective(entry.id)->task) : reason);
    const bool say = !reason.isEmpty() && reason != told;
    told = reason;
    entry.reason->setText(reason);
    entry.why->setVisible(say);
    entry.help->setText(remedy(fit));
  }
}

}  // namespace unmask
