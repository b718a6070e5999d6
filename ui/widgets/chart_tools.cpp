// Building the tools and obeying them.
#include "ui/widgets/chart_tools.h"

#include <QAction>
#include <QActionGroup>
#include <QBuffer>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QMenu>
#include <QSlider>
#include <cmath>

#include "core/base/files.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/chart_export.h"
#include "ui/widgets/dialogs.h"
#include "ui/widgets/job_runner.h"
#include "ui/widgets/parts.h"
#include "ui/widgets/words.h"
#include "ui/widgets/wrap_layout.h"

namespace unmask {

namespace {

// Positions of the slider: points to average over. The first is off.
constexpr double kSpans[] = {1, 3, 10, 30, 100, 300, 1000, 3000};
constexpr int kSpanCount = static_cast<int>(std::size(kSpans));

int positionOf(double span) {
  int position = 0;
  while (position + 1 < kSpanCount && kSpans[position + 1] <= span) ++position;
  return position;
}

QByteArray asPng(const QImage& image) {
  QByteArray bytes;
  QBuffer buffer(&bytes);
  buffer.open(QIODevice::WriteOnly);
  image.save(&buffer, "PNG");  // into memory: nothing that could fail
  return bytes;
}

}  // namespace

ChartTools::ChartTools(Chart* chart, const QString& name, QWidget* parent)
    : QWidget(parent), chart_(chart), name_(name), fileName_(name) {
  auto* row = new WrapLayout;
  setLayout(row);
  row->setContentsMargins(0, 0, 0, 0);
  auto* smoothing = new QWidget;  // the slider stays beside its name
  smoothingRow_ = new QHBoxLayout(smoothing);
  smoothingRow_->setContentsMargins(0, 0, 0, 0);
  smoothingName_ = label(tr("smoothing"), "secondary");
  smoothing_ = new QSlider(Qt::Horizontal);
  smoothing_->setObjectName(name + ".smoothing");
  smoothing_->setRange(0, kSpanCount - 1);
  smoothing_->setPageStep(1);
  smoothingName_->setBuddy(smoothing_);
  connect(smoothing_, &QSlider::valueChanged, this, &ChartTools::chooseSmoothing);

  const auto toggle = [&](const QString& id, const QString& text, const QString& tip) {
    QPushButton* b = modeButton(name + "." + id, text);
    b->setToolTip(tip);
    return b;
  };
  logX_ = toggle("logX", tr("log x"), tr("Logarithmic axis below"));
  logY_ = toggle("logY", tr("log y"), tr("Logarithmic axis of the values"));
  connect(logX_, &QPushButton::toggled, this, [this](bool on) { chart_->link().setLogX(on); });
  connect(logY_, &QPushButton::toggled, this, [this](bool on) { chart_->setLogY(on); });

  everything_ = iconButton(name + ".everything", "zoom-out",
                           tr("Show everything again (Home, double click)"));
  everything_->setParent(chart_);  // in a corner of the plot, while there is more to see
  everything_->hide();
  connect(everything_, &QPushButton::clicked, chart_, &Chart::showEverything);

  unitXMenu_ = new QMenu(this);
  auto* units = new QActionGroup(this);
  for (const XUnit unit : {XUnit::step, XUnit::tokens, XUnit::time}) {
    QAction* action = unitXMenu_->addAction(unit == XUnit::step     ? tr("by step")
                                            : unit == XUnit::tokens ? tr("by tokens")
                                                                    : tr("by training time"));
    action->setCheckable(true);
    action->setData(static_cast<int>(unit));
    action->setToolTip(
        unit == XUnit::tokens ? tr("Steps times the tokens of a step")
        : unit == XUnit::time
            ? tr("The sum of the steps' own times: without evaluations, pauses and stops")
            : QString());
    units->addAction(action);
    connect(action, &QAction::triggered, this, [this, unit] {
      chart_->link().setUnit(unit);
      showState();
    });
  }
  unitXMenu_->setToolTipsVisible(true);
  unitX_ = menuButton("unitX", unitXMenu_);

  unitMenu_ = new QMenu(this);
  auto* lossUnits = new QActionGroup(this);
  for (const LossUnit unit :
       {LossUnit::nats, LossUnit::bits, LossUnit::perplexity, LossUnit::choices}) {
    QAction* action = unitMenu_->addAction(
        unit == LossUnit::choices ? tr("as unsure as choosing among …") : unitName(unit));
    action->setCheckable(true);
    action->setData(static_cast<int>(unit));
    lossUnits->addAction(action);
    connect(action, &QAction::triggered, this, [this, unit] {
      chart_->setLossUnit(unit, chart_->content().candidates);
      showState();
      Q_EMIT lossUnitChosen(unit);
    });
  }
  unit_ = menuButton("unit", unitMenu_);

  saveMenu_ = new QMenu(this);
  QAction* copy = saveMenu_->addAction(tr("Copy as picture"), QKeySequence::Copy, this, [this] {
    QGuiApplication::clipboard()->setImage(chartImage(*chart_));
  });
  copy->setShortcutContext(Qt::WidgetWithChildrenShortcut);
  chart_->addAction(copy);
  saveMenu_->addSeparator();
  const auto format = [&](const QString& text, PictureFormat which) {
    saveMenu_->addAction(text, this, [this, which] { savePicture(static_cast<int>(which)); });
  };
  format(tr("PNG…"), PictureFormat::png);
  format(tr("SVG…"), PictureFormat::svg);
  format(tr("PDF…"), PictureFormat::pdf);
  save_ = menuButton("save", saveMenu_);
  save_->setProperty("tool", "icon");
  save_->setIcon(icon("save"));
  save_->setToolTip(tr("Copy or save this chart, or its points"));
  save_->setAccessibleName(tr("Save"));

  smoothingRow_->addWidget(smoothingName_);
  smoothingRow_->addWidget(smoothing_);
  for (QWidget* part :
       std::initializer_list<QWidget*>{smoothing, logX_, logY_, unitX_, unit_, save_})
    row->addWidget(part);
  connect(chart_, &Chart::zoomChanged, this, &ChartTools::showState);
  // Once it is painted: nothing moves while it is.
  connect(chart_, &Chart::redrawn, this, &ChartTools::showState, Qt::QueuedConnection);
  connect(&theme(), &Theme::changed, this, &ChartTools::showState);
  showState();
}

QToolButton* ChartTools::menuButton(const QString& name, QMenu* menu) {
  auto* b = new QToolButton;
  b->setObjectName(name_ + "." + name);
  menu->setObjectName(name_ + "." + name + "Menu");
  b->setProperty("tool", true);
  b->setMenu(menu);
  b->setPopupMode(QToolButton::InstantPopup);
  b->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  b->setFocusPolicy(Qt::TabFocus);
  b->setCursor(Qt::PointingHandCursor);
  return b;
}

void ChartTools::setCsv(std::function<void(const QString&)> save) {
  if (!csv_) {
    saveMenu_->addSeparator();
    saveMenu_->addAction(tr("CSV of all points…"), this, [this] {
      const QString file = dialogs().saveFile(this, tr("Save all points"), fileName_ + ".csv",
                                              tr("Comma-separated values (*.csv)"));
      if (!file.isEmpty()) csv_(file);
    });
  }
  csv_ = std::move(save);
}

void ChartTools::chooseSmoothing(int position) {
  chart_->link().setSmoothing(kSpans[position]);
  showState();
}

void ChartTools::showState() {
  const ChartLink& link = chart_->link();
  smoothingRow_->setSpacing(theme().px(kSpaceS));
  smoothing_->setFixedHeight(theme().px(20));
  smoothing_->setMinimumWidth(theme().px(36));  // gives way to longer words
  smoothing_->setMaximumWidth(theme().px(64));
  size_t points = 0;
  for (const auto& [id, curve] : chart_->content().curves)
    if (curve.style.smooth && curve.points) points = std::max(points, curve.points->size());
  const double span = link.smoothing().value_or(smoothingFor(points));
  {
    const QSignalBlocker quiet(smoothing_);
    smoothing_->setValue(positionOf(span));
  }
  const QString smoothed =
      span > 1 ? tr("Smoothing: each point is the mean of about the last %1").arg(countText(span))
               : tr("Smoothing is off");
  if (smoothing_->toolTip() != smoothed) {
    smoothing_->setToolTip(smoothed);
    smoothing_->setAccessibleName(smoothed);
  }
  {
    const QSignalBlocker quietX(logX_), quietY(logY_);
    logX_->setChecked(link.logX());
    logY_->setChecked(chart_->logY());
  }
  everything_->setVisible(chart_->zoomed());
  if (chart_->zoomed()) {
    const QRectF plot = chart_->plot();
    const QSize size = everything_->sizeHint();
    const QRect there(QPoint(static_cast<int>(plot.right()) - size.width() - theme().px(4),
                             static_cast<int>(plot.bottom()) - size.height() - theme().px(4)),
                      size);
    if (everything_->geometry() != there) everything_->setGeometry(there);
  }
  for (QAction* action : unitXMenu_->actions()) {
    const auto unit = static_cast<XUnit>(action->data().toInt());
    action->setEnabled(chart_->knows(unit));
    action->setChecked(unit == link.unit());
    if (unit == link.unit() && unitX_->text() != action->text()) {
      unitX_->setText(action->text());
      unitX_->setAccessibleName(tr("Axis below: %1").arg(action->text()));
      unitX_->setToolTip(unitX_->accessibleName());
    }
  }
  const auto lossUnit = chart_->lossUnit();
  unit_->setVisible(lossUnit.has_value());
  for (QAction* action : unitMenu_->actions()) {
    const auto unit = static_cast<LossUnit>(action->data().toInt());
    action->setChecked(unit == lossUnit);
    if (unit == lossUnit && unit_->text() != unitName(unit)) {
      unit_->setText(unitName(unit));
      unit_->setAccessibleName(tr("Unit of the loss: %1").arg(action->text()));
      unit_->setToolTip(unit_->accessibleName());
    }
  }
}

void ChartTools::savePicture(int which) {
  const auto format = static_cast<PictureFormat>(which);
  const char* ending = format == PictureFormat::png   ? "png"
                       : format == PictureFormat::svg ? "svg"
                                                      : "pdf";
  const QString file =
      dialogs().saveFile(this, tr("Save the chart"), fileName_ + "." + ending,
                         tr("%1 picture (*.%2)").arg(QString(ending).toUpper(), QString(ending)));
  if (file.isEmpty()) return;
  // Drawn here, since it is the chart's; compressed and written elsewhere.
  const QImage image = format == PictureFormat::png ? chartImage(*chart_) : QImage();
  const QByteArray bytes = format == PictureFormat::png ? QByteArray() : chartFile(*chart_, format);
  inBackground(
      this,
      [file, image, bytes]() -> QString {
        const QByteArray whole = image.isNull() ? bytes : asPng(image);
        const Status written =
            writeFileWhole(file.toStdString(), {whole.data(), static_cast<size_t>(whole.size())});
        // The system's reason alone: who shows it says of which file.
        return written ? QString() : QString::fromStdString(written.error().what.values.back());
      },
      [this, file](const QString& problem) {
        if (problem.isEmpty())
          Q_EMIT saved(file);
        else
          Q_EMIT saveFailed(file, problem);
      });
}

}  // namespace unmask
