// The three lists and the switch between them.
#include "ui/data/findings_card.h"

#include <QButtonGroup>
#include <QClipboard>
#include <QGuiApplication>

#include "ui/data/findings_models.h"
#include "ui/data/row_list.h"
#include "ui/help/help.h"
#include "ui/widgets/words.h"

namespace unmask {

namespace {

QString count(uint64_t n) {
  return countText(static_cast<double>(n));
}

}  // namespace

FindingsCard::FindingsCard(QWidget* parent) : Card({}, parent) {
  setObjectName("lookCard");
  duplicates_ = new DuplicatesModel(this);
  skipped_ = new SkippedModel(SkippedModel::Kind::skipped, this);
  noted_ = new SkippedModel(SkippedModel::Kind::noted, this);
  note_ = label({}, "secondary", true);
  note_->setObjectName("lookNote");
  body()->addWidget(note_);

  new QButtonGroup(this);
  const auto list = [](const QString& objectName, const QString& name, QAbstractItemModel* model) {
    auto* made = new RowList(objectName, name);
    made->setModel(model);
    return made;
  };
  duplicateMode_ = addMode(
      "lookDuplicates", tr("Duplicates"),
      list("duplicateList", tr("Documents exactly like others"), duplicates_), "duplicates");
  skippedMode_ =
      addMode("lookSkipped", tr("Skipped"),
              list("skippedList", tr("What was skipped, and why"), skipped_), "skipped");
  notedMode_ = addMode("lookNoted", tr("Changed"),
                       list("notedList", tr("What was changed, and why"), noted_), {});
  duplicateMode_.button->setChecked(true);
  headingRow()->addStretch(1);
  copy_ = iconButton("skippedCopy", "copy", tr("Copy this list"));
  headingRow()->addWidget(copy_);
  for (const Mode* mode : {&duplicateMode_, &skippedMode_})
    headingRow()->addWidget(mode->help);
  connect(duplicateMode_.list, &RowList::rowChosen, this,
          [this](int row) { Q_EMIT documentChosen(duplicates_->document(row)); });
  connect(copy_, &QPushButton::clicked, this, [this] {
    const SkippedModel* shown = notedMode_.button->isChecked() ? noted_ : skipped_;
    QGuiApplication::clipboard()->setText(shown->asText());
  });
}

FindingsCard::Mode FindingsCard::addMode(const QString& objectName, const QString& text,
                                         RowList* list, const QString& help) {
  auto* button = modeButton(objectName, text);
  findChild<QButtonGroup*>()->addButton(button);
  headingRow()->addWidget(button);
  body()->addWidget(list, 1);
  connect(button, &QPushButton::clicked, this, &FindingsCard::showMode);
  return {button, list, help.isEmpty() ? nullptr : helpMark(help)};
}

void FindingsCard::show(OpenCorpus corpus) {
  if (corpus_ == corpus) return;
  corpus_ = std::move(corpus);
  found_ = nullptr;
  duplicates_->show(nullptr);
  skipped_->show(corpus_);
  noted_->show(corpus_);
}

void FindingsCard::present(std::shared_ptr<const Duplicates> duplicates) {
  if (found_ != duplicates) duplicates_->show(duplicates);
  found_ = std::move(duplicates);
  const CorpusStatistics& s = corpus_->info().statistics;
  const std::pair<const Mode*, bool> modes[] = {{&duplicateMode_, s.exactDuplicates > 0},
                                                {&skippedMode_, s.skippedCount > 0},
                                                {&notedMode_, s.notedCount > 0}};
  const Mode* first = nullptr;
  bool kept = false;
  for (const auto& [mode, any] : modes) {
    mode->button->setVisible(any);
    if (any && !first) first = mode;
    kept |= any && mode->button->isChecked();
  }
  setVisible(first != nullptr);
  if (!first) return;
  if (!kept) first->button->setChecked(true);
  showMode();
}

void FindingsCard::showMode() {
  for (const Mode* mode : {&duplicateMode_, &skippedMode_, &notedMode_}) {
    const bool shown = mode->button->isChecked();
    mode->list->setVisible(shown && (mode != &duplicateMode_ || found_));
    if (mode->help) mode->help->setVisible(shown);
    if (shown) note_->setText(saidOf(*mode));
  }
  copy_->setVisible(!duplicateMode_.button->isChecked());
}

QString FindingsCard::saidOf(const Mode& mode) const {
  const CorpusStatistics& s = corpus_->info().statistics;
  if (&mode == &skippedMode_)
    return s.skippedCount > s.skipped.size()
               ? tr("%1 skipped; the first %2 are listed.")
                     .arg(count(s.skippedCount), count(s.skipped.size()))
               : tr("%1 skipped.").arg(count(s.skippedCount));
  if (&mode == &notedMode_)
    return s.notedCount > s.noted.size()
               ? tr("%1 taken with a change; the first %2 are listed.")
                     .arg(count(s.notedCount), count(s.noted.size()))
               : tr("%1 taken with a change.").arg(count(s.notedCount));
  const uint64_t copies = found_ ? found_->documents : s.exactDuplicates;
  const QString alike =
      copies == 1 ? tr("One document is exactly like an earlier one.")
                  : tr("%1 documents are exactly like an earlier one.").arg(count(copies));
  if (!found_) return tr("%1 Finding which…").arg(alike);
  return found_->groups > 1 ? tr("%1 They form %2 groups.").arg(alike, count(found_->groups))
                            : alike;
}

}  // namespace unmask
