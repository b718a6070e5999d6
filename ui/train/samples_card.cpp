// Samples of a chosen step beside the newest.
#include "ui/train/samples_card.h"

#include <QGridLayout>
#include <QJsonDocument>
#include <QSlider>

#include "ui/theme/theme.h"
#include "ui/train/answer_view.h"
#include "ui/train/ask_box.h"
#include "ui/widgets/words.h"

namespace unmask {

namespace {

constexpr int kCut = 220;  // characters of a sample where several stand below each other

}  // namespace

SamplesCard::SamplesCard(QWidget* parent) : Card(tr("What it can do"), parent) {
  setObjectName("samplesCard");
  ask_ = new AskBox;
  body()->addWidget(ask_);
  rule_ = rule();
  body()->addWidget(rule_);

  auto* row = new QHBoxLayout;
  sliderFrom_ = label({}, "secondary");
  sliderTo_ = label({}, "secondary");
  slider_ = new QSlider(Qt::Horizontal);
  slider_->setObjectName("sampleSlider");
  slider_->setPageStep(1);
  for (QWidget* part : std::initializer_list<QWidget*>{sliderFrom_, slider_, sliderTo_})
    row->addWidget(part);
  row->addStretch(1);
  body()->addLayout(row);

  none_ = label(tr("The first samples come with the first evaluation."), "secondary", true);
  body()->addWidget(none_);
  both_ = new QWidget;
  grid_ = new QGridLayout(both_);
  grid_->setContentsMargins(0, 0, 0, 0);
  grid_->setColumnStretch(0, 1);
  grid_->setColumnStretch(1, 1);
  chosenStep_ = label({}, "secondary");
  newestStep_ = label({}, "secondary");
  chosenStep_->setObjectName("sampleChosenStep");
  newestStep_->setObjectName("sampleNewestStep");
  grid_->addWidget(chosenStep_, 0, 0);
  grid_->addWidget(newestStep_, 0, 1);
  body()->addWidget(both_);

  connect(slider_, &QSlider::valueChanged, this, &SamplesCard::showSteps);
  connect(this, &Card::fullChanged, this, &SamplesCard::showSteps);
  connect(&theme(), &Theme::changed, this, &SamplesCard::showSteps);
  begin();
}

void SamplesCard::begin() {
  record_ = nullptr;
  steps_.clear();
  const QSignalBlocker quiet(slider_);
  slider_->setRange(0, 0);
  showSteps();
}

void SamplesCard::show(const RunRecord& record) {
  record_ = &record;
  steps_ = record.sampleSteps();
  {
    // The step on the left stays what it is; the newest follows by itself.
    const QSignalBlocker quiet(slider_);
    slider_->setRange(0, std::max(0, static_cast<int>(steps_.size()) - 1));
  }
  showSteps();
}

int64_t SamplesCard::chosenStep() const {
  return steps_.empty() ? -1 : steps_[static_cast<size_t>(slider_->value())];
}

void SamplesCard::showSteps() {
  const bool any = record_ && !steps_.empty();
  const bool several = any && steps_.size() > 1;
  none_->setVisible(!any);
  both_->setVisible(any);
  for (QWidget* part : std::initializer_list<QWidget*>{sliderFrom_, slider_, sliderTo_})
    part->setVisible(several);
  grid_->setHorizontalSpacing(theme().px(kSpaceL));
  grid_->setVerticalSpacing(theme().px(kSpaceM));
  slider_->setFixedWidth(theme().px(220));
  if (!any) return;
  sliderFrom_->setText(tr("step %1").arg(countText(static_cast<double>(steps_.front()))));
  sliderTo_->setText(countText(static_cast<double>(steps_.back())));
  const QString where = tr("at step %1").arg(countText(static_cast<double>(chosenStep())));
  slider_->setAccessibleName(tr("Samples on the left: %1").arg(where));
  slider_->setToolTip(tr("What the same prompts gave at an earlier step"));
  chosenStep_->setText(where);
  newestStep_->setText(tr("newest, at step %1").arg(countText(static_cast<double>(steps_.back()))));
  newestStep_->setVisible(several);
  fill(chosen_, chosenStep(), 0);
  if (several) fill(newest_, steps_.back(), 1);
  for (AnswerView* view : newest_) view->setVisible(several && !view->property("unused").toBool());
}

void SamplesCard::fill(std::vector<AnswerView*>& views, int64_t step, int column) {
  const std::vector<SampleRecord> samples = record_->samplesAt(step);
  while (views.size() < samples.size()) {
    const auto number = static_cast<int>(views.size());
    auto* view =
        new AnswerView(QString("sample%1.%2").arg(column == 0 ? "Chosen" : "Newest").arg(number));
    grid_->addWidget(view, number + 1, column, Qt::AlignTop);
    views.push_back(view);
  }
  for (size_t i = 0; i < views.size(); ++i) {
    const bool used = i < samples.size();
    views[i]->setProperty("unused", !used);
    views[i]->setVisible(used);
    if (!used) continue;
    const QJsonObject json =
        QJsonDocument::fromJson(QByteArray::fromStdString(samples[i].json)).object();
    views[i]->setAnswer(QString::fromStdString(samples[i].prompt), json,
                        samples.size() > 1 && !full() ? kCut : 0);
  }
}

}  // namespace unmask
