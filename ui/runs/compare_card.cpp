// Choosing what is compared, and showing it.
#include "ui/runs/compare_card.h"

#include <QButtonGroup>
#include <QComboBox>
#include <QHeaderView>
#include <QStackedWidget>
#include <QStandardItemModel>
#include <QTableView>
#include <algorithm>
#include <cmath>

#include "core/spec/catalogue.h"
#include "core/spec/measures.h"
#include "core/spec/spec_diff.h"
#include "ui/theme/theme.h"
#include "ui/widgets/chart.h"
#include "ui/widgets/chart_tools.h"
#include "ui/widgets/words.h"
#include "ui/widgets/wrap_layout.h"
#include "ui/widgets/wrapped_label.h"

namespace unmask {

namespace {

// Training and validation loss together: not a measure of the store.
constexpr const char* kLosses = "losses";

bool isLoss(const std::string& series) {
  return series == kLosses || isTrainedLoss(series);
}

bool isValidation(const std::string& series) {
  return series.ends_with("/validation");
}

// One value a token means another thing with another tokenizer.
bool comparesAnyTokenizer(const std::string& series) {
  const Measure* measure = findMeasure(series);
  return !isLoss(series) && series != "perplexity/validation" && !series.starts_with("accuracy") &&
         !series.starts_with("mask_accuracy") && measure;
}

std::string inLanguage(const char* coreText) {
  return translated(coreText).toStdString();
}

// Counted over what the objective asks for, whatever that is.
bool isOfTask(const std::string& series) {
  return series.starts_with("perplexity/") || series.starts_with("bits_per_byte/") ||
         series.starts_with("accuracy/");
}

template <class Part>
bool allEqual(const std::vector<RunSummary>& runs, const Part& part) {
  return std::ranges::all_of(runs, [&](const RunSummary& run) {
    return part(run.spec) == part(runs.front().spec);
  });
}

bool haveOneObjective(const std::vector<RunSummary>& runs) {
  return allEqual(runs, [](const RunSpec& spec) { return spec.objective; });
}

// Whether the losses mean the same where they are at chance. NaN: not known before the data.
bool haveOneChance(const std::vector<RunSummary>& runs) {
  return allEqual(runs, [](const RunSpec& spec) {
    const double chance = chanceLoss(spec);
    return std::isnan(chance) ? -1 : chance;
  });
}

}  // namespace

CompareCard::CompareCard() : Card(tr("Comparison")), curves_(this) {
  curvesMode_ = modeButton("compareCurves", tr("Curves"));
  settingsMode_ = modeButton("compareSettings", tr("Settings"));
  settingsMode_->setToolTip(tr("The settings in which they differ"));
  auto* modes = new QButtonGroup(this);
  modes->addButton(curvesMode_);
  modes->addButton(settingsMode_);
  curvesMode_->setChecked(true);
  measure_ = new QComboBox;
  measure_->setObjectName("compareMeasure");
  measure_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  measure_->setMinimumWidth(theme().px(140));  // where there is no room for the longest
  measure_->setAccessibleName(tr("What the curves show"));
  measure_->addItem(tr("Training and validation loss"), kLosses);
  for (const Measure& measure : measures()) {
    const int at = measure_->count();
    measure_->addItem(translated(measure.label), QString::fromLatin1(measure.id));
    measure_->setItemData(at, translated(measure.meaning), Qt::ToolTipRole);
  }
  measure_->setCurrentIndex(measure_->findData("loss/validation"));
  chart_ = new Chart;
  chart_->setObjectName("compareChart");
  tools_ = new ChartTools(chart_, "compare");
  tools_->setFileName("runs");
  tools_->setCsv([this](const QString& file) { Q_EMIT csvAsked(file); });
  // Beside the heading, in as many lines as they need there.
  auto* controls = new QWidget;
  auto* lines = new WrapLayout;
  controls->setLayout(lines);
  lines->setContentsMargins(0, 0, 0, 0);
  for (QWidget* part :
       std::initializer_list<QWidget*>{curvesMode_, settingsMode_, measure_, tools_})
    lines->addWidget(part);
  headingRow()->addWidget(controls);
  static_cast<WrappedLabel*>(heading())->setKeptTogether(8);  // the name of a run

  hint_ = label({}, "secondary", true);
  hint_->setObjectName("compareHint");
  incomparable_ = label({}, "warning", true);
  incomparable_->setObjectName("compareIncomparable");
  toBits_ = linkButton("compareBits", tr("Show bits per byte"));
  auto* warning = new QHBoxLayout;
  warning->addWidget(incomparable_, 1);
  warning->addWidget(toBits_);
  body()->addLayout(warning);
  body()->addWidget(hint_);

  rows_ = new QStandardItemModel(this);
  differences_ = new QTableView;
  differences_->setObjectName("compareDifferences");
  differences_->setAccessibleName(tr("Settings in which the runs differ"));
  differences_->setModel(rows_);
  differences_->setEditTriggers(QAbstractItemView::NoEditTriggers);
  differences_->setSelectionMode(QAbstractItemView::SingleSelection);
  differences_->setShowGrid(false);
  differences_->setFrameShape(QFrame::NoFrame);
  differences_->setTabKeyNavigation(false);
  differences_->verticalHeader()->hide();
  differences_->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
  differences_->horizontalHeader()->setMaximumSectionSize(theme().px(260));
  stack_ = new QStackedWidget;
  stack_->addWidget(chart_);
  stack_->addWidget(differences_);
  body()->addWidget(stack_, 1);

  connect(modes, &QButtonGroup::buttonClicked, this, &CompareCard::showMode);
  connect(measure_, &QComboBox::currentIndexChanged, this, &CompareCard::showMode);
  connect(toBits_, &QPushButton::clicked, this,
          [this] { measure_->setCurrentIndex(measure_->findData("bits_per_byte/validation")); });
  connect(&curves_, &RunCurves::changed, this, &CompareCard::showCurves);
  connect(tools_, &ChartTools::lossUnitChosen, this, &CompareCard::showCurves);
  connect(tools_, &ChartTools::saved, this, &CompareCard::saved);
  connect(tools_, &ChartTools::saveFailed, this, &CompareCard::failed);
  connect(chart_, &Chart::backgroundPinned, this, [this](const QString& id) {
    pinned_.insert(id);
    showCurves();
  });
  connect(&theme(), &Theme::changed, this, &CompareCard::showMode);
}

void CompareCard::fill(RunsState& state) const {
  state.measure = measure_->currentData().toString();
  state.xUnit = static_cast<int>(chart_->link().unit());
  state.settings = settingsMode_->isChecked();
}

void CompareCard::restore(const RunsState& state) {
  if (const int at = measure_->findData(state.measure); at >= 0) measure_->setCurrentIndex(at);
  chart_->link().setUnit(static_cast<XUnit>(state.xUnit));
  (state.settings ? settingsMode_ : curvesMode_)->setChecked(true);
  tools_->showState();
  showMode();
}

std::vector<std::string> CompareCard::series() const {
  const std::string chosen = measure_->currentData().toString().toStdString();
  if (chosen == kLosses) return {"loss/train", "loss/validation"};
  return {chosen};
}

void CompareCard::showRuns(const std::vector<RunSummary>& runs) {
  runs_ = runs;
  showMode();
}

// A usual name in one line; the controls go on in further lines rather than squeeze it.
void CompareCard::makeRoomForHeading() {
  heading()->ensurePolished();
  const int whole = heading()->fontMetrics().horizontalAdvance(heading()->text());
  heading()->setMinimumWidth(std::min(whole + 1, theme().px(150)));
}

void CompareCard::showMode() {
  const bool settings = settingsMode_->isChecked();
  stack_->setCurrentWidget(settings ? static_cast<QWidget*>(differences_) : chart_);
  measure_->setVisible(!settings);
  tools_->setVisible(!settings);
  setHeading(runs_.size() == 1 ? runName(runs_.front())
                               : tr("%n runs", nullptr, static_cast<int>(runs_.size())));
  makeRoomForHeading();
  showHints();
  if (settings)
    showDifferences();
  else
    curves_.ask(runs_, series());
}

// What keeps the curves from meaning the same.
CompareCard::Difference CompareCard::difference() const {
  if (runs_.size() < 2) return Difference::none;
  const std::string shown = series().front();
  const bool loss = isLoss(shown);
  if ((loss || isOfTask(shown)) && !haveOneObjective(runs_)) return Difference::objectives;
  if (!allEqual(runs_, [](const RunSpec& spec) { return spec.tokenizer.hash; }) &&
      familyOf(runs_.front().spec) == Family::text && !comparesAnyTokenizer(shown))
    return Difference::tokenizers;
  return loss && !haveOneChance(runs_) ? Difference::chances : Difference::none;
}

void CompareCard::showHints() {
  const bool settings = settingsMode_->isChecked();
  const Difference apart = settings ? Difference::none : difference();
  incomparable_->setText(apart == Difference::objectives
                             ? tr("These runs have different objectives: their values are of "
                                  "different tasks and do not compare.")
                         : apart == Difference::tokenizers
                             ? tr("These runs have different tokenizers: only bits per byte "
                                  "compares them.")
                         : apart == Difference::chances
                             ? tr("These runs choose among different numbers of candidates: the "
                                  "same loss is not equally good in each.")
                             : QString());
  incomparable_->setVisible(apart != Difference::none);
  toBits_->setVisible(apart == Difference::tokenizers);
  QString hint;
  if (runs_.empty())
    hint = tr("Check runs in the table, or select some, to see them together.");
  else if (settings && runs_.size() == 1)
    hint = tr("Choose a second run to see in which settings they differ.");
  else if (settings && rows_->rowCount() == 0)
    hint = tr("Their settings are the same.");
  else if (!settings && runs_.size() > static_cast<size_t>(kColoured))
    hint =
        tr("The first %n have colours; the others are grey. Point at one to see which it is, "
           "click to keep its colour.",
           nullptr, kColoured);
  hint_->setText(hint);
  hint_->setVisible(!hint.isEmpty());
}

// A run keeps its colour while it is compared; a new one takes the first that is free.
void CompareCard::giveColours() {
  std::map<QString, int> kept;
  std::set<int> taken;
  const auto idOf = [](const RunSummary& run) {
    return QString::fromStdString(run.folder.string());
  };
  for (const RunSummary& run : runs_)
    if (const auto before = colours_.find(idOf(run)); before != colours_.end()) {
      kept.insert(*before);
      taken.insert(before->second);
    }
  for (const RunSummary& run : runs_) {
    int free = 0;
    while (taken.contains(free)) ++free;
    if (kept.contains(idOf(run)) || (free >= kColoured && !pinned_.contains(idOf(run)))) continue;
    kept[idOf(run)] = free;
    taken.insert(free);
  }
  colours_ = std::move(kept);
}

// Unit and chance, as far as the runs have them in common.
void CompareCard::nameAxis(const std::string& series) {
  const ObjectiveInfo* info = runs_.empty() ? nullptr : findObjective(runs_.front().spec.objective);
  const bool loss = isLoss(series);
  const bool known = info && (!loss || haveOneObjective(runs_));
  // Of squared errors chance is measured, run by run.
  const bool oneChance =
      loss && known && info->lossKind == LossKind::nats && haveOneChance(runs_);
  const double chance = oneChance ? chanceLoss(runs_.front().spec) : std::nan("");
  const double candidates = std::isfinite(chance) ? std::round(std::exp(chance)) : 0;
  QString unit;
  if (loss && known && info->lossKind == LossKind::nats) {
    const LossUnit shown = chart_->lossUnit().value_or(LossUnit::nats);
    chart_->setLossUnit(shown, candidates);
    unit = unitAxis(shown, candidates, info->lossPer);
  } else {
    chart_->setLossUnit({});
    const Measure* measure = findMeasure(loss ? "loss/validation" : series);
    if (measure && known) unit = translated(unitOf(*measure, *info));
  }
  chart_->setNames(measure_->currentText(), unit);
  if (std::isfinite(chance))
    chart_->setReference(
        chanceText(info->chanceName, chance, chart_->lossUnit().value_or(LossUnit::nats)), chance);
  else
    chart_->setReference({}, {});
}

void CompareCard::showCurves() {
  if (settingsMode_->isChecked()) return;
  const std::vector<std::string> all = series();
  nameAxis(all.front());
  std::vector<BackgroundCurve> grey;
  std::vector<CurvePoints> greyPoints;
  std::set<QString> shown;
  giveColours();
  double end = 1;
  for (const RunSummary& run : runs_) {
    const QString id = QString::fromStdString(run.folder.string());
    const auto colour = colours_.find(id);
    for (const std::string& one : all) {
      const RunCurve curve = curves_.curve(run.folder, one);
      if (!curve.points || curve.points->empty()) continue;
      end = std::max(end, curve.points->back().x());
      const bool both = all.size() > 1;
      const QString name = both && isValidation(one)
                               ? tr("%1 valid", "a run's name").arg(runName(run))
                               : runName(run);
      if (colour != colours_.end()) {
        const QString curveId = id + "/" + QString::fromStdString(one);
        shown.insert(curveId);
        chart_->setCurve(curveId,
                         {name, colour->second, both && isValidation(one), !isValidation(one)},
                         curve.points, curve.x);
      } else {
        greyPoints.push_back(curve.points);
        grey.push_back({id, name, curve.points, curve.x});
      }
    }
  }
  for (const QString& curveId : shown_)
    if (!shown.contains(curveId)) chart_->removeCurve(curveId);
  shown_ = std::move(shown);
  chart_->setEnd(end);
  if (greyPoints != grey_) {
    grey_ = std::move(greyPoints);
    chart_->setBackgroundCurves(std::move(grey));
  }
  chart_->setAccessibleName(
      tr("%1, runs: %n", nullptr, static_cast<int>(runs_.size())).arg(measure_->currentText()));
  tools_->showState();
}

void CompareCard::showDifferences() {
  std::vector<RunSpec> specs;
  QStringList names;
  for (const RunSummary& run : runs_) {
    specs.push_back(run.spec);
    names << runName(run);
  }
  const std::vector<SpecDifference> differing = specDiff(specs, inLanguage);
  rows_->clear();
  rows_->setHorizontalHeaderLabels(QStringList(tr("Setting")) + names);
  for (const SpecDifference& row : differing) {
    QList<QStandardItem*> cells{new QStandardItem(QString::fromStdString(row.label))};
    cells.front()->setToolTip(QString::fromStdString(row.key));
    for (const std::string& value : row.values) {
      const QString text = QString::fromStdString(value);
      auto* cell = new QStandardItem(text.isEmpty() ? QStringLiteral("–") : text);
      cell->setToolTip(
          tr("%1: %2", "a setting, its value").arg(QString::fromStdString(row.key), text));
      cells << cell;
    }
    rows_->appendRow(cells);
  }
  differences_->setVisible(rows_->rowCount() > 0);
  showHints();
}

}  // namespace unmask
