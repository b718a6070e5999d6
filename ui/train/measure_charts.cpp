// Groups of measures, each on a chart.
#include "ui/train/measure_charts.h"

#include <QGridLayout>
#include <algorithm>
#include <span>
#include <utility>

#include "core/spec/catalogue.h"
#include "core/spec/measures.h"
#include "ui/help/help.h"
#include "ui/theme/theme.h"
#include "ui/widgets/chart.h"
#include "ui/widgets/parts.h"
#include "ui/widgets/words.h"

namespace unmask {

namespace {

constexpr int kColumns = 2, kHeight = 150, kLeastWidth = 240;  // pixels at 100 %, of a chart

struct Line {
  const char* measure;
  const char* label;  // at its end
};

// A value that one knows beforehand: of knowing nothing, of always saying the same.
struct Known {
  const char* label;
  double value;
};

}  // namespace

struct MeasureCharts::Group {
  const char* id;
  const char* title;
  const char* term;  // its help
  std::vector<Line> lines;
  std::vector<Known> known = {};  // at most two
  const char* needed = nullptr;   // shown only beside this measure; null: beside any of its lines
};

const std::vector<MeasureCharts::Group>& MeasureCharts::groups() {
  static const std::vector<Group> all = {
      {"copying",
       QT_TR_NOOP("More than copying"),
       "denoising",
       {{"accuracy/validation", QT_TR_NOOP("pieces right")},
        {"copy_accuracy/validation", QT_TR_NOOP("by copying")},
        {"sentence_order/validation", QT_TR_NOOP("sentences in order")}},
       {},
       "copy_accuracy/validation"},
      {"spans",
       QT_TR_NOOP("Spans filled exactly"),
       "span-corruption",
       {{"exact_spans/validation", QT_TR_NOOP("validation")}}},
      {"classes",
       QT_TR_NOOP("Classes told apart"),
       "probe",
       {{"probe/validation", QT_TR_NOOP("linear probe")},
        {"knn/validation", QT_TR_NOOP("neighbours")},
        {"pixel_knn/validation", QT_TR_NOOP("neighbours by pixels")},
        {"majority/validation", QT_TR_NOOP("commonest class")}}},
      {"codesUsed",
       QT_TR_NOOP("Codes in use"),
       "codebook",
       {{"code_use/train", QT_TR_NOOP("training")},
        {"code_use/validation", QT_TR_NOOP("validation")}}},
      {"codePerplexity",
       QT_TR_NOOP("Perplexity of the codes"),
       "codebook",
       {{"code_perplexity/train", QT_TR_NOOP("training")},
        {"code_perplexity/validation", QT_TR_NOOP("validation")}}},
      {"codesNamed",
       QT_TR_NOOP("Codes named rightly"),
       "masked-tokens",
       {{"code_accuracy/train", QT_TR_NOOP("training")},
        {"code_accuracy/validation", QT_TR_NOOP("validation")},
        {"majority_code/validation", QT_TR_NOOP("commonest code")}}},
      {"partners",
       QT_TR_NOOP("Partner found"),
       "collapse",
       {{"contrast_accuracy/train", QT_TR_NOOP("training")},
        {"contrast_accuracy/validation", QT_TR_NOOP("validation")}}},
      {"retrieval",
       QT_TR_NOOP("First of 100"),
       "retrieval",
       {{"image_to_text_r1/validation", QT_TR_NOOP("caption found")},
        {"text_to_image_r1/validation", QT_TR_NOOP("picture found")},
        {"reranked_image_to_text_r1/validation", QT_TR_NOOP("caption, by matching")},
        {"reranked_text_to_image_r1/validation", QT_TR_NOOP("picture, by matching")}}},
      {"zeroShot",
       QT_TR_NOOP("Named without training"),
       "zero-shot",
       {{"zero_shot_colour/validation", QT_TR_NOOP("colour")},
        {"zero_shot_shape/validation", QT_TR_NOOP("shape")},
        {"zero_shot_class/validation", QT_TR_NOOP("class")}}},
      {"matching",
       QT_TR_NOOP("Loss of matching"),
       "image-text-matching",
       {{"match_loss/train", QT_TR_NOOP("training")},
        {"match_loss/validation", QT_TR_NOOP("validation")}},
       {{QT_TR_NOOP("untrained: ln 2"), matchChance()},
        {QT_TR_NOOP("always “no match”"), neverMatchLoss()}}},
      {"recognised",
       QT_TR_NOOP("Matches recognised"),
       "image-text-matching",
       {{"balanced_accuracy/validation", QT_TR_NOOP("balanced accuracy")},
        {"positive_recall/validation", QT_TR_NOOP("of the matches")}},
       {{QT_TR_NOOP("chance"), 0.5}}},
      {"spread",
       QT_TR_NOOP("Spread of features"),
       "collapse",
       {{"feature_deviation/train", QT_TR_NOOP("training")},
        {"feature_deviation/validation", QT_TR_NOOP("validation")}}},
      {"rank",
       QT_TR_NOOP("Effective rank"),
       "collapse",
       {{"effective_rank/train", QT_TR_NOOP("training")},
        {"effective_rank/validation", QT_TR_NOOP("validation")}}},
      {"doubt",
       QT_TR_NOOP("Doubt about the partner"),
       "collapse",
       {{"contrast_entropy/train", QT_TR_NOOP("training")},
        {"contrast_entropy/validation", QT_TR_NOOP("validation")}}},
      {"alignment",
       QT_TR_NOOP("Alignment"),
       "collapse",
       {{"alignment/train", QT_TR_NOOP("training")},
        {"alignment/validation", QT_TR_NOOP("validation")}}},
      {"uniformity",
       QT_TR_NOOP("Uniformity"),
       "collapse",
       {{"uniformity/train", QT_TR_NOOP("training")},
        {"uniformity/validation", QT_TR_NOOP("validation")}}},
      {"scale",
       QT_TR_NOOP("1 / temperature"),
       "temperature-contrast",
       {{"logit_scale/train", QT_TR_NOOP("training")}}},
  };
  return all;
}

MeasureCharts::MeasureCharts(ChartLink& link, QWidget* parent) : QWidget(parent), link_(link) {
  setObjectName("measureCharts");
  grid_ = new QGridLayout(this);
  grid_->setContentsMargins(0, 0, 0, 0);
  connect(&theme(), &Theme::changed, this, &MeasureCharts::arrange);
  begin();
}

void MeasureCharts::begin() {
  for (const Shown& shown : shown_) delete shown.card;
  shown_.clear();
  hide();
}

bool MeasureCharts::applies(const Group& group, const RunRecord& record) {
  if (group.needed) return !record.series(group.needed)->empty();
  return std::ranges::any_of(group.lines, [&](const Line& line) {
    return !record.series(line.measure)->empty();
  });
}

MeasureCharts::Shown& MeasureCharts::shownFor(const Group& group) {
  for (Shown& shown : shown_)
    if (shown.group == &group) return shown;
  auto* card = new Card(tr(group.title));
  card->setObjectName(QString("card.") + group.id);
  card->headingRow()->insertWidget(1, helpMark(group.term));
  auto* chart = new Chart;
  chart->setObjectName(QString("chart.") + group.id);
  chart->setLink(&link_);
  const Measure* measure = findMeasure(group.lines.front().measure);
  chart->setNames(tr(group.title), measure ? translated(measure->unit) : QString());
  if (measure) card->heading()->setToolTip(translated(measure->meaning));
  card->body()->addWidget(chart, 1);
  shown_.push_back({&group, card, chart});
  // As the table has them, whichever had a value first.
  std::ranges::sort(shown_, {}, &Shown::group);
  arrange();
  return *std::ranges::find(shown_, &group, &Shown::group);
}

void MeasureCharts::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  const int columns = width() < kColumns * theme().px(kLeastWidth) ? 1 : kColumns;
  if (std::exchange(columns_, columns) != columns) arrange();
}

void MeasureCharts::arrange() {
  grid_->setSpacing(theme().px(kSpaceM));
  for (int column = 0; column < kColumns; ++column)
    grid_->setColumnStretch(column, column < columns_ ? 1 : 0);
  for (const Shown& shown : shown_) grid_->removeWidget(shown.card);
  for (size_t i = 0; i < shown_.size(); ++i) {
    const int row = static_cast<int>(i) / columns_, column = static_cast<int>(i) % columns_;
    const bool alone = i + 1 == shown_.size() && column == 0;  // the row is its own
    grid_->addWidget(shown_[i].card, row, column, 1, alone ? columns_ : 1);
    shown_[i].chart->setMinimumHeight(theme().px(kHeight));
  }
  setVisible(!shown_.empty());
}

void MeasureCharts::show(const RunRecord& record, int64_t step, const XSource& source) {
  const auto end = static_cast<double>(std::max<int64_t>(step, 1));
  for (const Group& group : groups()) {
    if (!applies(group, record)) continue;
    Chart* chart = shownFor(group).chart;
    chart->setEnd(end);
    // The first is the chart's own line; a second is a curve that never moves, and says its value
    // at its end.
    for (size_t i = 0; i < group.known.size(); ++i) {
      const auto [label, value] = group.known[i];
      if (i == 0) {
        chart->setReference(tr("%1 = %2", "a known value").arg(tr(label), valueText(value)), value);
        continue;
      }
      chart->setKnown(tr(label), value, source);
    }
    int colour = 0;
    for (const Line& line : group.lines) {
      const QString id = line.measure;
      const CurvePoints points = record.series(line.measure);
      const bool training = id.endsWith("/train");
      // One quantity in training and validation has one colour, the dash tells them apart.
      const bool twins = group.lines.size() == 2 &&
                         id.section('/', 0, 0) ==
                             QString(group.lines.front().measure).section('/', 0, 0);
      if (!points->empty())
        chart->setCurve(id, {tr(line.label), twins ? 0 : colour, !training && twins, training},
                        points, source);
      ++colour;
    }
  }
}

}  // namespace unmask
