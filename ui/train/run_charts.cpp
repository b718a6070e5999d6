// Filling the charts of the run view.
#include "ui/train/run_charts.h"

#include <cmath>
#include <limits>

#include "core/spec/catalogue.h"
#include "core/spec/measures.h"
#include "ui/help/help.h"
#include "ui/theme/theme.h"
#include "ui/train/event_words.h"
#include "ui/widgets/beside_layout.h"
#include "ui/widgets/chart_tools.h"
#include "ui/widgets/parts.h"
#include "ui/widgets/words.h"

namespace unmask {

RunCharts::RunCharts(QWidget* parent) : QWidget(parent) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(theme().px(kSpaceM));
  card_ = new Card(tr("Loss"));
  card_->setObjectName("lossCard");
  loss_ = new Chart;
  loss_->setObjectName("lossChart");
  loss_->setStepsChosenFrom("train", tr("click, or Enter: the batch of this step"));
  tools_ = new ChartTools(loss_, "loss");
  // The question mark stands beside the words, the tools at the other end.
  card_->heading()->setWordWrap(false);
  card_->headingRow()->setStretchFactor(card_->heading(), 0);
  card_->headingRow()->insertWidget(1, helpMark("loss"));
  card_->headingRow()->insertStretch(2, 1);
  card_->headingRow()->addWidget(tools_);
  card_->body()->addWidget(loss_, 1);
  column->addWidget(card_, 3);
  connect(loss_, &Chart::stepChosen, this, &RunCharts::stepChosen);
  connect(tools_, &ChartTools::lossUnitChosen, this, &RunCharts::setLossUnit);

  auto* row = new BesideLayout(kSpaceM);
  addSmall(row, "learning_rate", "learning-rate");
  addSmall(row, "gradient_norm", "gradient-norm");
  addSmall(row, "tokens_per_second", "throughput");
  column->addLayout(row, 1);
  connect(&theme(), &Theme::changed, this,
          [column] { column->setSpacing(theme().px(kSpaceM)); });
}

void RunCharts::addSmall(BesideLayout* row, const char* id, const char* term) {
  auto* card = new Card({});
  card->setObjectName(QString("card.") + id);
  auto* value = label({}, "value");
  value->setObjectName(QString("now.") + id);
  card->headingRow()->insertWidget(1, helpMark(term));
  card->headingRow()->addWidget(value);
  auto* chart = new Chart;
  chart->setObjectName(QString("chart.") + id);
  chart->setCompact(true);
  chart->setLink(&loss_->link());
  card->body()->addWidget(chart, 1);
  row->addWidget(card);
  small_.push_back({card, chart, value, id});
  name(small_.back());
}

void RunCharts::name(const Small& small) {
  const Measure* measure = findMeasure(small.measure);
  small.card->setHeading(translated(measure->label));
  small.card->heading()->setToolTip(translated(measure->meaning));
  small.chart->setNames(translated(measure->label), translated(measure->unit));
}

void RunCharts::begin(const RunSpec& spec, const QString& fileName) {
  const ObjectiveInfo* info = findObjective(spec.objective);
  squared_ = info && info->lossKind == LossKind::squaredError;
  // Of squared errors it is measured on the corpus; a bound is no second number for the same name.
  chance_ = squared_ ? std::numeric_limits<double>::quiet_NaN() : chanceLoss(spec);
  chanceName_ = info ? info->chanceName : "ln V";
  pictures_ = familyOf(spec) != Family::text;
  per_ = info ? info->lossPer : LossPer::token;
  tokensPerStep_ =
      pictures_ ? 0
                : static_cast<double>(spec.train.batchSize * spec.train.accumulate *
                                      spec.model.context);
  tools_->setFileName(fileName);
  forget();
  small_.back().measure = pictures_ ? "pictures_per_second" : "tokens_per_second";
  for (const Small& s : small_) name(s);
  setLossUnit(unit_);
}

void RunCharts::forget() {
  loss_->removeCurves();
  for (Small& s : small_) {
    s.chart->removeCurves();
    s.value->clear();
  }
}

void RunCharts::setLossUnit(LossUnit unit) {
  unit_ = unit;
  showReference(unit);
  if (squared_) {
    loss_->setLossUnit({});
    loss_->setNames(tr("Loss"), tr("squared error"));
    card_->setHeading(tr("Loss, %1").arg(tr("squared error")));
    return tools_->showState();
  }
  const double candidates = std::round(std::exp(chance_));
  loss_->setLossUnit(unit, candidates);
  const QString axis = unitAxis(unit, candidates, per_);
  loss_->setNames(tr("Loss"), axis);
  card_->setHeading(unit == LossUnit::choices
                        ? tr("Loss, as choices of %1").arg(countText(candidates))
                        : tr("Loss, %1").arg(axis));
  tools_->showState();
}

void RunCharts::showReference(LossUnit unit) {
  if (std::isfinite(chance_))
    loss_->setReference(chanceText(chanceName_, chance_, unit), chance_);
  else
    loss_->setReference({}, {});
}

QJsonObject RunCharts::sight() const {
  const ChartLink& link = loss_->link();
  QJsonObject sight{{"lossUnit", static_cast<int>(unit_)},
                    {"unitX", static_cast<int>(link.unit())},
                    {"logX", link.logX()},
                    {"logY", loss_->logY()}};
  if (link.smoothing()) sight["smoothing"] = *link.smoothing();
  return sight;
}

void RunCharts::setSight(const QJsonObject& sight) {
  ChartLink& link = loss_->link();
  setLossUnit(static_cast<LossUnit>(
      std::clamp(sight["lossUnit"].toInt(), 0, static_cast<int>(LossUnit::choices))));
  link.setUnit(
      static_cast<XUnit>(std::clamp(sight["unitX"].toInt(), 0, static_cast<int>(XUnit::time))));
  link.setLogX(sight["logX"].toBool());
  loss_->setLogY(sight["logY"].toBool());
  if (const double span = sight["smoothing"].toDouble(); span >= 1 && span <= 1e6)
    link.setSmoothing(span);
  tools_->showState();
}

ChartLink& RunCharts::link() {
  return loss_->link();
}

XSource RunCharts::source(const RunRecord& record) const {
  return {tokensPerStep_, record.trainingSeconds()};
}

void RunCharts::show(const RunRecord& record, int64_t step) {
  if (const double flat = record.last("flat_loss/validation"); squared_ && std::isfinite(flat)) {
    chance_ = flat;  // measured on this corpus
    chanceName_ = tr("even patches");
    showReference(LossUnit::nats);
  }
  const XSource source = this->source(record);
  const auto end = static_cast<double>(std::max<int64_t>(step, 1));
  loss_->setEnd(end);
  loss_->setCurve("train", {tr("training"), 0, false, true}, record.series("loss/train"), source);
  loss_->setCurve("validation", {tr("validation"), 0, true, false},
                  record.series("loss/validation"), source);
  // masked-tokens: what one reaches without looking at the picture.
  if (const double entropy = record.last("code_entropy/validation"); std::isfinite(entropy))
    loss_->setKnown(tr("codes' frequencies alone"), entropy, source);
  if (const double heldOut = record.last("chance/validation"); std::isfinite(heldOut))
    loss_->setKnown(tr("chance, held out"), heldOut, source);
  for (Small& s : small_) {
    const bool noisy = std::string_view(s.measure) != "learning_rate";
    const CurvePoints points = record.series(s.measure);
    s.chart->setEnd(end);
    s.chart->setCurve(s.measure, {translated(findMeasure(s.measure)->label), 0, false, noisy},
                      points, source);
    s.value->setText(points->empty() ? QString() : valueText(points->back().y()));
  }
  tools_->showState();
}

void RunCharts::showEvents(const RunRecord& record) {
  std::vector<ChartPin> pins;
  // Evaluations are points of the validation curve already. The first says so where it is of a
  // sample alone.
  for (const EventRecord& event : record.events())
    if (event.kind != "evaluated" || (event.step == 0 && ofSample(event)))
      pins.push_back({static_cast<double>(event.step), eventText(event, record)});
  loss_->setPins(std::move(pins));
}

void RunCharts::markStep(int64_t step) {
  const XSource source{tokensPerStep_, loss_->content().curves.empty()
                                           ? nullptr
                                           : loss_->content().curves.begin()->second.x.seconds};
  loss_->link().setCursor(source.toX(static_cast<double>(step), loss_->link().unit()));
}

void RunCharts::setLossHeight(int pixels) {
  loss_->setMinimumHeight(pixels);
}

}  // namespace unmask
