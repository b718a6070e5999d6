// Listing events.
#include "ui/train/run_events.h"

#include <QDateTime>
#include <QListWidget>
#include <QLocale>
#include <utility>

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/train/event_words.h"
#include "ui/widgets/words.h"

namespace unmask {

namespace {

constexpr int kListed = 1000;  // the newest
constexpr int kEventRole = Qt::UserRole + 1;  // its place among the run's events

void setWords(QListWidgetItem& item, const EventRecord& event, const RunRecord& record) {
  const QString text = RunEvents::tr("%1  %2", "step, event")
                           .arg(countText(static_cast<double>(event.step)),
                                eventText(event, record));
  item.setText(text);
  QString whole = text;  // the list shortens what takes more than two lines
  if (event.timeMs > 0)
    whole += '\n' + QLocale().toString(QDateTime::fromMSecsSinceEpoch(event.timeMs),
                                       QLocale::ShortFormat);
  item.setToolTip(whole);
}

}  // namespace

RunEvents::RunEvents(QWidget* parent) : Card(tr("Events"), parent) {
  setObjectName("eventsCard");
  list_ = new QListWidget;
  list_->setObjectName("runEvents");
  list_->setAccessibleName(tr("Events of the run, newest first"));
  list_->setWordWrap(true);
  list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  list_->setResizeMode(QListView::Adjust);
  list_->setUniformItemSizes(false);
  body()->addWidget(list_, 1);
  const auto choose = [this](QListWidgetItem* item) {
    Q_EMIT chosen(item->data(Qt::UserRole).toLongLong());
  };
  connect(list_, &QListWidget::itemActivated, this, choose);
  connect(list_, &QListWidget::itemClicked, this, choose);
  const auto scale = [this] { list_->setMinimumHeight(theme().px(160)); };
  scale();
  connect(&theme(), &Theme::changed, this, scale);
  begin();
}

void RunEvents::begin() {
  list_->clear();
  shown_ = 0;
  told_ = {};
  hide();
}

void RunEvents::show(const RunRecord& record) {
  const std::vector<EventRecord>& events = record.events();
  if (shown_ > events.size()) begin();
  if (events.size() > shown_ + kListed) shown_ = events.size() - kListed;
  for (; shown_ < events.size(); ++shown_) {
    const EventRecord& event = events[shown_];
    auto* item = new QListWidgetItem;
    item->setData(Qt::UserRole, static_cast<qint64>(event.step));
    item->setData(kEventRole, static_cast<qint64>(shown_));
    setWords(*item, event, record);
    if (isTrouble(event)) {
      item->setForeground(theme().palette().masked.ink);
      item->setIcon(icon("warning"));
    }
    list_->insertItem(0, item);
  }
  while (list_->count() > kListed) delete list_->takeItem(list_->count() - 1);
  retell(record);
  setVisible(!events.empty());
}

// What an evaluation or a checkpoint is said to be depends on those after it (the best, removed):
// their words follow, so that they are the same when the run is opened again.
void RunEvents::retell(const RunRecord& record) {
  const auto losses = record.series("loss/validation");
  const Told now{losses->size(), losses->rewrites(), record.checkpoints().size(),
                 record.checkpoints().empty() ? -1 : record.checkpoints().back().step};
  if (std::exchange(told_, now) == now) return;
  for (int row = 0; row < list_->count(); ++row) {
    QListWidgetItem& item = *list_->item(row);
    const EventRecord& event =
        record.events()[static_cast<size_t>(item.data(kEventRole).toLongLong())];
    if (event.kind == "evaluated" || event.kind == "checkpoint") setWords(item, event, record);
  }
}

}  // namespace unmask
