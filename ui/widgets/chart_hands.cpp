// Mouse and keys on a chart: zoom, pan, cursor, choosing a step.
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QToolTip>
#include <QWheelEvent>
#include <cmath>

#include "ui/theme/theme.h"
#include "ui/widgets/chart.h"
#include "ui/widgets/words.h"

namespace unmask {

namespace {

constexpr double kKeyZoom = 1.5;
constexpr size_t kFewestPoints = 4;  // that can be zoomed to
constexpr double kLeastPixels = 4;   // a drag, not a click

// Moves and stretches a range as it is drawn: in logarithms on a log axis.
Range stretched(const Range& range, bool log, double around, double factor, double shift) {
  const auto flat = [&](double v) { return log ? std::log(v) : v; };
  const auto back = [&](double v) { return log ? std::exp(v) : v; };
  const double low = flat(range.low), high = flat(range.high), center = flat(around);
  const double by = shift * (high - low);
  return {back(center + (low - center) * factor + by),
          back(center + (high - center) * factor + by)};
}

}  // namespace

void Chart::zoom(double factor, double aroundX) {
  const Range shown = picture().x.values;
  const Range whole = wholeX(content_, sight());
  Range next =
      stretched(shown, picture_.x.log, std::clamp(aroundX, shown.low, shown.high), factor, 0);
  next = {std::max(next.low, whole.low), std::min(next.high, whole.high)};
  if (next == whole) {
    link_->setRange({});
    return;
  }
  // Not closer than a few points.
  const ChartCurve* curve = mainCurve();
  if (!curve || !(next.extent() > 0)) return;
  const size_t inSight = curve->points->firstAt(curve->x.toStep(next.high, link_->unit())) -
                         curve->points->firstAt(curve->x.toStep(next.low, link_->unit()));
  if (factor < 1 && inSight < kFewestPoints) return;
  link_->setRange(next);
}

void Chart::pan(double share) {
  if (!link_->range()) return;
  const Range full = wholeX(content_, sight());
  Range next = stretched(*link_->range(), link_->logX(), link_->range()->low, 1, share);
  if (link_->logX()) {
    if (next.low < full.low) next = {full.low, full.low * next.high / next.low};
    if (next.high > full.high) next = {full.high * next.low / next.high, full.high};
  } else {
    if (next.low < full.low) next = {full.low, full.low + next.extent()};
    if (next.high > full.high) next = {full.high - next.extent(), full.high};
  }
  link_->setRange(next);
}

void Chart::showEverything() {
  yZoom_.reset();
  link_->setRange({});
  refresh();
  Q_EMIT zoomChanged();
}

std::optional<qint64> Chart::stepToChoose(QPointF at) const {
  const auto found = content_.curves.find(choosable_);
  if (found == content_.curves.end() || !found->second.points || found->second.points->empty())
    return {};
  const ChartCurve& curve = found->second;
  const double reach = theme().px(12);
  // The line as it is drawn within reach, raw or smoothed.
  const double low = curve.x.toStep(picture_.x.value(at.x() - reach), link_->unit());
  const double high = curve.x.toStep(picture_.x.value(at.x() + reach), link_->unit());
  size_t begin = curve.points->firstAt(low);
  size_t end = curve.points->firstAt(std::nextafter(high, INFINITY));
  if (begin > 0) --begin;
  end = std::min(end + 1, curve.points->size());
  const auto extremes = curve.points->extremes(begin, end);
  if (extremes.low == CurveData::kNone) return {};
  const double y0 = picture_.y.place(content_.inUnit((*curve.points)[extremes.low].y()));
  const double y1 = picture_.y.place(content_.inUnit((*curve.points)[extremes.high].y()));
  if (at.y() < std::min(y0, y1) - reach || at.y() > std::max(y0, y1) + reach) return {};
  const size_t index =
      curve.points->nearest(curve.x.toStep(picture_.x.value(at.x()), link_->unit()));
  return static_cast<qint64>((*curve.points)[index].x());
}

void Chart::hover(const BackgroundCurve* curve) {
  const QString id = curve ? curve->id : QString();
  if (id == hovered_) return;
  hovered_ = id;
  update();
  Q_EMIT backgroundHovered(id);
}

void Chart::mouseMoveEvent(QMouseEvent* event) {
  const QPointF at = event->position();
  if (drag_ == Drag::undecided && (at - pressed_).manhattanLength() > kLeastPixels) {
    const bool box = event->buttons().testFlag(Qt::LeftButton) &&
                     (event->modifiers().testFlag(Qt::ShiftModifier) || !zoomed());
    drag_ = box ? Drag::box : Drag::pan;
    if (!box && !zoomed()) drag_ = Drag::none;
    if (drag_ == Drag::pan) setCursor(Qt::ClosedHandCursor);
  }
  if (drag_ == Drag::pan) {
    const double by = (dragged_.x() - at.x()) / picture_.plot.width();
    if (yZoom_)
      yZoom_ = stretched(*yZoom_, content_.logY, yZoom_->low, 1,
                         (at.y() - dragged_.y()) / picture_.plot.height());
    dragged_ = at;
    if (link_->range()) pan(by);
    if (yZoom_) refresh();
    return;
  }
  dragged_ = at;
  if (drag_ == Drag::box) return update();
  if (!picture_.plot.adjusted(0, 0, 1, theme().px(14)).contains(at)) {
    link_->setCursor({});
    unsetCursor();
    return hover(nullptr);
  }
  link_->setCursor(snapped(picture_.x.value(at.x())));
  hover(background_->near(at, scales(), theme().px(10)));
  const bool hand = !hovered_.isEmpty() || stepToChoose(at).has_value();
  setCursor(hand ? Qt::PointingHandCursor : Qt::CrossCursor);
}

void Chart::mousePressEvent(QMouseEvent* event) {
  if (content_.compact && event->button() != Qt::LeftButton) return event->ignore();
  if (event->button() != Qt::LeftButton && event->button() != Qt::MiddleButton)
    return event->ignore();
  pressed_ = dragged_ = event->position();
  drag_ = Drag::undecided;
}

void Chart::mouseReleaseEvent(QMouseEvent* event) {
  const Drag was = std::exchange(drag_, Drag::none);
  if (was == Drag::pan) unsetCursor();
  if (was == Drag::box) zoomToBox(QRectF(pressed_, event->position()).normalized());
  update();
  if (was != Drag::undecided || event->button() != Qt::LeftButton) return;
  if (!hovered_.isEmpty()) {
    Q_EMIT backgroundPinned(hovered_);
    return;
  }
  if (const auto step = stepToChoose(event->position())) Q_EMIT stepChosen(*step);
}

void Chart::zoomToBox(const QRectF& box) {
  const QRectF& plot = picture_.plot;
  const double left = std::max(box.left(), plot.left()),
               right = std::min(box.right(), plot.right());
  const double top = std::max(box.top(), plot.top()),
               bottom = std::min(box.bottom(), plot.bottom());
  if (right - left < theme().px(6)) return;
  if (bottom - top >= theme().px(24))
    yZoom_ = Range{picture_.y.value(bottom), picture_.y.value(top)};
  link_->setRange(Range{picture_.x.value(left), picture_.x.value(right)});
}

void Chart::mouseDoubleClickEvent(QMouseEvent* event) {
  if (event->button() == Qt::LeftButton) showEverything();
  drag_ = Drag::none;
}

void Chart::leaveEvent(QEvent* event) {
  QWidget::leaveEvent(event);
  hover(nullptr);
  if (drag_ == Drag::none) link_->setCursor({});
}

// The page scrolls, unless the person has said that the chart is meant: by Ctrl or by its focus.
// It scrolls over small charts, too, and where there is nothing further out to show.
void Chart::wheelEvent(QWheelEvent* event) {
  const QPoint angle = event->angleDelta();
  const bool meant = event->modifiers().testFlag(Qt::ControlModifier) || hasFocus();
  if (content_.compact || !meant || !picture().plot.contains(event->position()))
    return event->ignore();
  if (event->modifiers().testFlag(Qt::ShiftModifier) || std::abs(angle.x()) > std::abs(angle.y())) {
    const int by = angle.x() != 0 ? angle.x() : angle.y();
    if (!link_->range()) return event->ignore();
    pan(-by / 1200.0);
    return event->accept();
  }
  if (angle.y() < 0 && !zoomed()) return event->ignore();
  zoom(std::pow(1.25, -angle.y() / 120.0), picture_.x.value(event->position().x()));
  event->accept();
}

void Chart::keyPressEvent(QKeyEvent* event) {
  const bool shift = event->modifiers().testFlag(Qt::ShiftModifier);
  if (event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier))
    return QWidget::keyPressEvent(event);
  const Range shown = picture().x.values;
  const double around = link_->cursor().value_or((shown.low + shown.high) / 2);
  switch (event->key()) {
    case Qt::Key_Left:
      return shift ? pan(-0.1) : moveCursor(-1);
    case Qt::Key_Right:
      return shift ? pan(0.1) : moveCursor(1);
    case Qt::Key_PageUp:
    case Qt::Key_PageDown: {
      // A tenth of what is in sight.
      const ChartCurve* curve = mainCurve();
      if (!curve) return;
      const size_t inSight = curve->points->firstAt(curve->x.toStep(shown.high, link_->unit())) -
                             curve->points->firstAt(curve->x.toStep(shown.low, link_->unit()));
      const int by = std::max(1, static_cast<int>(inSight / 10));
      return moveCursor(event->key() == Qt::Key_PageUp ? -by : by);
    }
    case Qt::Key_Up:
      return moveToPin(-1);
    case Qt::Key_Down:
      return moveToPin(1);
    case Qt::Key_Plus:
    case Qt::Key_Equal:
      return zoom(1 / kKeyZoom, around);
    case Qt::Key_Minus:
      return zoom(kKeyZoom, around);
    case Qt::Key_Home:
      return showEverything();
    case Qt::Key_Escape:
      if (!link_->cursor()) break;
      return link_->setCursor({});
    case Qt::Key_Return:
    case Qt::Key_Enter: {
      const auto found = content_.curves.find(choosable_);
      if (!link_->cursor() || found == content_.curves.end() || !found->second.points ||
          found->second.points->empty())
        break;
      const ChartCurve& curve = found->second;
      const size_t index = curve.points->nearest(curve.x.toStep(*link_->cursor(), link_->unit()));
      Q_EMIT stepChosen(static_cast<qint64>((*curve.points)[index].x()));
      return;
    }
    default:
      break;
  }
  QWidget::keyPressEvent(event);
}

bool Chart::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    for (const auto& pin : picture_.pins) {
      const QRectF around(pin.x - theme().px(6), picture_.plot.bottom() - theme().px(2),
                          theme().px(12), theme().px(14));
      if (!around.contains(help->pos())) continue;
      QToolTip::showText(help->globalPos(), pin.text, this);
      return true;
    }
  }
  if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut) update();
  return QWidget::event(event);
}

}  // namespace unmask
