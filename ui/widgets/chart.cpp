// What a chart shows, and drawing it.
#include "ui/widgets/chart.h"

#include <QPainter>
#include <cmath>

#include "ui/help/shortcuts.h"
#include "ui/theme/theme.h"
#include "ui/widgets/chart_scene.h"
#include "ui/widgets/words.h"

namespace unmask {

Chart::Chart(QWidget* parent)
    : QWidget(parent),
      background_(new ChartBackground(this)),
      link_(nullptr),
      scene_(std::make_unique<ChartScene>()) {
  setLink(new ChartLink(this));
  setMouseTracking(true);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);  // a full card gives it all its room
  setFocusPolicy(Qt::StrongFocus);
  throttle_.setSingleShot(true);
  throttle_.setInterval(50);
  connect(&throttle_, &QTimer::timeout, this, &Chart::refresh);
  describeKeys(this, {{Qt::Key_Left, tr("Cursor to the point before")},
                      {Qt::Key_Right, tr("Cursor to the point after")},
                      {Qt::Key_PageUp, tr("Cursor a tenth of the chart back")},
                      {Qt::Key_PageDown, tr("Cursor a tenth of the chart on")},
                      {Qt::Key_Up, tr("Cursor to the event before")},
                      {Qt::Key_Down, tr("Cursor to the event after")},
                      {Qt::SHIFT | Qt::Key_Left, tr("Move what is shown back")},
                      {Qt::SHIFT | Qt::Key_Right, tr("Move what is shown on")},
                      {Qt::Key_Plus, tr("Zoom in on the cursor")},
                      {Qt::Key_Minus, tr("Zoom out")},
                      {Qt::Key_Home, tr("Show everything")},
                      {Qt::Key_Return, tr("Open the batch of the step")}});
  connect(background_, &ChartBackground::painted, this, &Chart::refresh);
  connect(&theme(), &Theme::changed, this, &Chart::applyTheme);
  applyTheme();
}

Chart::~Chart() = default;

void Chart::setLink(ChartLink* link) {
  if (link_) link_->disconnect(this);
  link_ = link;
  connect(link_, &ChartLink::changed, this, [this] {
    if (!link_->range()) yZoom_.reset();
    refresh();
    Q_EMIT zoomChanged();
  });
  connect(link_, &ChartLink::cursorChanged, this, qOverload<>(&QWidget::update));
  refresh();
}

void Chart::setNames(const QString& name, const QString& valueName) {
  content_.name = name;
  content_.valueName = valueName;
  setAccessibleName(valueName.isEmpty() ? name : tr("%1, %2", "chart, unit").arg(name, valueName));
}

void Chart::setCompact(bool compact) {
  content_.compact = compact;
  setFocusPolicy(compact ? Qt::TabFocus : Qt::StrongFocus);
  applyTheme();
}

void Chart::setCurve(const QString& id, const CurveStyle& style, CurvePoints points, XSource x) {
  ChartCurve& curve = content_.curves[id];
  curve.style = style;
  if (curve.points != points) curve.smooth = {};
  curve.points = std::move(points);
  curve.x = std::move(x);
  requestRedraw();
}

void Chart::removeCurve(const QString& id) {
  if (content_.curves.erase(id) > 0) requestRedraw();
}

void Chart::removeCurves() {
  content_.curves.clear();
  content_.pins.clear();
  content_.end = 1;
  background_->setCurves({});
  hover(nullptr);
  showEverything();
  link_->setCursor({});
  requestRedraw();
}

void Chart::setReference(const QString& name, std::optional<double> value) {
  content_.referenceName = name;
  content_.reference = value;
  requestRedraw();
}

void Chart::setKnown(const QString& name, double value, XSource source) {
  constexpr int kColour = 6;  // not that of a run's own curves
  const QPointF ends[] = {{0, value}, {content_.end, value}};
  setCurve("known", {name, kColour, true, false}, curveOf(ends), std::move(source));
}

void Chart::setPins(std::vector<ChartPin> pins) {
  std::stable_sort(pins.begin(), pins.end(), [](auto& a, auto& b) { return a.step < b.step; });
  content_.pins = std::move(pins);
  requestRedraw();
}

void Chart::setEnd(double step) {
  content_.end = std::max(1.0, step);
  requestRedraw();
}

void Chart::setLogY(bool on) {
  content_.logY = on;
  yZoom_.reset();
  refresh();
}

void Chart::setLossUnit(std::optional<LossUnit> unit, double candidates) {
  content_.lossUnit = unit;
  content_.candidates = candidates;
  yZoom_.reset();
  refresh();
}

bool Chart::knows(XUnit unit) const {
  return unit == XUnit::step ||
         std::any_of(content_.curves.begin(), content_.curves.end(),
                     [&](const auto& entry) { return entry.second.x.knows(unit); });
}

void Chart::setBackgroundCurves(std::vector<BackgroundCurve> curves) {
  hovered_.clear();
  background_->setCurves(std::move(curves));
  requestRedraw();
}

void Chart::setStepsChosenFrom(const QString& curve, const QString& hint) {
  choosable_ = curve;
  chooseHint_ = hint;
}

ChartSight Chart::sight() const {
  return {link_->unit(),
          link_->logX(),
          link_->range(),
          yZoom_,
          link_->smoothing(),
          background_->values(),
          background_->end(link_->unit())};
}

LineScales Chart::scales() const {
  return {picture_.x, picture_.y, link_->unit(), content_.lossUnit,
          std::max(1, static_cast<int>(picture_.plot.width() / 2))};
}

void Chart::requestRedraw() {
  newer_ = true;
  if (!throttle_.isActive()) throttle_.start();
}

void Chart::refresh() {
  stale_ = true;
  update();
}

void Chart::redrawNow() {
  throttle_.stop();
  stale_ = true;
  draw();
  update();
}

void Chart::arrange() {
  stale_ = newer_ = drawn_ = false;
  const ChartSight now = sight();
  prepare(content_, now);
  picture_ = layOut(content_, now, size(), theme().palette());
}

void Chart::draw() {
  if (stale_) arrange();
  if (drawn_) return;
  drawn_ = true;
  const Palette& palette = theme().palette();
  background_->ask(scales(), picture_.plot.size(), devicePixelRatioF(), palette.secondary);
  drawing_ = QPixmap(size() * devicePixelRatioF());
  if (drawing_.isNull()) return;
  drawing_.setDevicePixelRatio(devicePixelRatioF());
  drawing_.fill(Qt::transparent);
  QPainter painter(&drawing_);
  if (!background_->image().isNull()) {
    painter.save();
    painter.setClipRect(picture_.plot);
    painter.setOpacity(palette.dark ? 0.30 : 0.28);
    painter.drawImage(background_->place(scales()), background_->image());
    painter.restore();
  }
  scene_->show(picture_, palette);
  scene_->render(painter);
  painter.end();
  Q_EMIT redrawn();
}

void Chart::paintEvent(QPaintEvent*) {
  draw();
  QPainter painter(this);
  painter.drawPixmap(0, 0, drawing_);
  painter.setRenderHint(QPainter::Antialiasing);
  paintHovered(painter);
  paintCursor(painter);
  const Palette& palette = theme().palette();
  if (drag_ == Drag::box) {
    QColor fill = palette.accent;
    fill.setAlphaF(0.15f);
    painter.setPen(QPen(palette.accent, 1));
    painter.setBrush(fill);
    QRectF box = QRectF(pressed_, dragged_).normalized();
    if (box.height() < theme().px(24)) {
      box.setTop(picture_.plot.top());
      box.setBottom(picture_.plot.bottom());
    }
    painter.drawRect(box.intersected(picture_.plot));
  }
  if (hasFocus()) {
    painter.setPen(QPen(palette.accent, 2));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), theme().px(4), theme().px(4));
  }
}

void Chart::paintTo(QPainter& painter, QSizeF size, const Palette& palette) {
  const ChartSight now = sight();
  prepare(content_, now);
  ChartContent content = content_;
  content.compact = false;
  const ChartPicture picture = layOut(content, now, size, palette, true);
  painter.fillRect(QRectF(QPointF(0, 0), size), palette.surface);
  if (!background_->curves().empty()) {
    const LineScales scales{picture.x, picture.y, now.unit, content.lossUnit,
                            std::max(1, static_cast<int>(picture.plot.width() / 2))};
    QColor grey = palette.secondary;
    grey.setAlphaF(0.3f);
    painter.save();
    painter.setClipRect(picture.plot);
    painter.setPen(QPen(grey, 1));
    for (const BackgroundCurve& curve : background_->curves())
      painter.drawPolyline(placedLine(*curve.points, curve.x, scales));
    painter.restore();
  }
  ChartScene scene;
  scene.show(picture, palette);
  scene.render(painter);
}

void Chart::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  refresh();
}

// What an owner sets as its least size stands above this, whatever the scale becomes.
QSize Chart::minimumSizeHint() const {
  return {theme().px(content_.compact ? 60 : 120), theme().px(content_.compact ? 72 : 200)};
}

void Chart::applyTheme() {
  updateGeometry();
  refresh();
}

const ChartPicture& Chart::picture() {
  if (stale_ || newer_) arrange();
  return picture_;
}

int Chart::drawnPoints() {
  return picture().drawnPoints + static_cast<int>(picture().marks.size());
}

int Chart::notFinite() {
  return picture().notFinite;
}

QStringList Chart::notes() {
  return picture().notes;
}

QStringList Chart::endLabels() {
  QStringList labels;
  for (const auto& [id, curve] : content_.curves)
    for (const auto& label : picture().ends)
      if (label.curve == id) labels << label.text;
  return labels;
}

}  // namespace unmask
