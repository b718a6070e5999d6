// Samples of a chosen step beside the newest.
#include "ui/train/samples_card.h"

#include <QCheckBox>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QGridLayout>
#include <QJsonDocument>
#include <QMimeData>
#include <QPainter>
#include <QSlider>

#include "core/corpus/readers.h"
#include "ui/help/help.h"
#include "ui/shell/drop_overlay.h"
#include "ui/theme/theme.h"
#include "ui/train/answer_view.h"
#include "ui/train/ask_box.h"
#include "ui/train/picture_answer_view.h"
#include "ui/train/picture_ask_box.h"
#include "ui/widgets/words.h"
#include "ui/widgets/wrap_layout.h"

namespace unmask {

namespace {

constexpr int kCut = 220;  // characters of a sample where several stand below each other

// The file that is dropped to be asked about; empty: several, folders and texts are a corpus, which
// the window opens.
QString pictureDropped(const QMimeData* data) {
  const QStringList paths = droppedPaths(data);
  if (paths.size() != 1 || QFileInfo(paths.front()).isDir()) return {};
  return formatOf(paths.front().toStdString()) ? QString() : paths.front();
}

}  // namespace

SamplesCard::SamplesCard(QWidget* parent) : Card(tr("What it can do"), parent) {
  setObjectName("samplesCard");
  setAcceptDrops(true);
  ask_ = new AskBox;
  body()->addWidget(ask_);
  askPictures_ = new PictureAskBox;
  body()->addWidget(askPictures_);
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

  looks_ = new QWidget;
  auto* looks = new WrapLayout;
  looks_->setLayout(looks);
  looks->setContentsMargins(0, 0, 0, 0);
  pasted_ = new QCheckBox(tr("paste what was shown"));
  pasted_->setObjectName("samplesPasted");
  pasted_->setChecked(true);
  pasted_->setToolTip(tr("Off: only the pixels that the model predicted"));
  informed_ = new QCheckBox(tr("true brightness and contrast"));
  informed_->setObjectName("samplesInformed");
  informed_->setToolTip(tr("Each hidden patch gets its own true mean and deviation, which the model "
                           "did not predict; off: those of the shown patches"));
  looks->addWidget(pasted_);
  looks->addWidget(informed_);
  looks->addWidget(helpMark("reconstruction"));
  body()->addWidget(looks_);
  for (QCheckBox* box : {pasted_, informed_})
    connect(box, &QCheckBox::toggled, this, &SamplesCard::showLook);

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
  connect(ask_, &AskBox::asked, this, [this](const QString& text) { Q_EMIT asked(text); });
  connect(askPictures_, &PictureAskBox::asked, this, &SamplesCard::asked);
  begin({}, {});
}

void SamplesCard::begin(const std::filesystem::path& run, const RunSpec& spec) {
  record_ = nullptr;
  steps_.clear();
  for (auto* views : {&chosen_, &newest_}) {
    qDeleteAll(*views);
    views->clear();
  }
  pictures_ = familyOf(spec) != Family::text;
  ask_->setVisible(!pictures_);
  askPictures_->setVisible(pictures_);
  ask_->begin(run, spec.objective != "next-token");
  askPictures_->begin(run, spec);
  const QSignalBlocker quiet(slider_);
  slider_->setRange(0, 0);
  showSteps();
  showLook();
}

void SamplesCard::setLive(bool live) {
  ask_->setLive(live);
  askPictures_->setLive(live);
}

void SamplesCard::showAnswer(const Question& question, const QJsonObject& answer) {
  if (!pictures_) return ask_->showAnswer(question.text, answer);
  askPictures_->showAnswer(answer);
  showLook();
}

void SamplesCard::showProblem(const QString& reason) {
  if (pictures_)
    askPictures_->showProblem(reason);
  else
    ask_->showProblem(reason);
}

// The switches are there while something can be looked at in more than one way.
void SamplesCard::showLook() {
  const ReconstructionLook look{pasted_->isChecked(), informed_->isChecked()};
  askPictures_->setLook(look);
  bool hidden = false, informed = askPictures_->informed();
  for (auto* views : {&chosen_, &newest_})
    for (QWidget* view : *views) {
      auto* picture = qobject_cast<PictureAnswerView*>(view);
      if (!picture) continue;
      picture->setLook(look);
      hidden |= picture->answer().grid > 0;
      informed |= !picture->answer().informed.isNull();
    }
  looks_->setVisible(hidden || informed);
  informed_->setVisible(informed);
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
  slider_->setMinimumWidth(theme().px(60));
  slider_->setMaximumWidth(theme().px(220));
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
  for (QWidget* view : newest_) view->setVisible(several && !view->property("unused").toBool());
  if (pictures_) showLook();
}

QWidget* SamplesCard::newView(int column, int number) const {
  const QString name = QString("sample%1.%2").arg(column == 0 ? "Chosen" : "Newest").arg(number);
  if (pictures_) return new PictureAnswerView(name);
  return new AnswerView(name);
}

void SamplesCard::fill(std::vector<QWidget*>& views, int64_t step, int column) {
  const std::vector<SampleRecord> samples = record_->samplesAt(step);
  while (views.size() < samples.size()) {
    const auto number = static_cast<int>(views.size());
    views.push_back(newView(column, number));
    grid_->addWidget(views.back(), number + 1, column, Qt::AlignTop);
  }
  for (size_t i = 0; i < views.size(); ++i) {
    const bool used = i < samples.size();
    views[i]->setProperty("unused", !used);
    views[i]->setVisible(used);
    if (!used) continue;
    const QJsonObject json =
        QJsonDocument::fromJson(QByteArray::fromStdString(samples[i].json)).object();
    if (auto* picture = qobject_cast<PictureAnswerView*>(views[i])) {
      picture->setAnswer(json, !full());
      picture->setNamed(i == 0 || full() || picture->answer().reconstruction.isNull());
    } else if (auto* text = qobject_cast<AnswerView*>(views[i]))
      text->setAnswer(QString::fromStdString(samples[i].prompt), json,
                      samples.size() > 1 && !full() ? kCut : 0);
  }
}

void SamplesCard::dragEnterEvent(QDragEnterEvent* event) {
  if (!pictures_ || pictureDropped(event->mimeData()).isEmpty()) return event->ignore();
  dropping_ = true;
  update();
  event->acceptProposedAction();
}

void SamplesCard::dragLeaveEvent(QDragLeaveEvent*) {
  dropping_ = false;
  update();
}

void SamplesCard::dropEvent(QDropEvent* event) {
  dropping_ = false;
  update();
  const QString file = pictureDropped(event->mimeData());
  if (file.isEmpty()) return event->ignore();
  event->acceptProposedAction();
  askPictures_->read(file);
}

void SamplesCard::paintEvent(QPaintEvent* event) {
  Card::paintEvent(event);
  if (!dropping_) return;
  QPainter painter(this);
  const int width = theme().px(2);
  painter.setPen(QPen(theme().palette().accent, width, Qt::DashLine));
  painter.drawRect(rect().adjusted(width, width, -width, -width));
}

}  // namespace unmask
