// Painting a picture, its patches and its crops.
#include "ui/pretext/picture_canvas.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <algorithm>

#include "ui/theme/code_colours.h"
#include "ui/theme/theme.h"

namespace unmask {

namespace {

constexpr int kRadius = 4;

QColor frameColour(int view) {
  return view == 0 ? theme().palette().masked.ink : theme().palette().accent;
}

}  // namespace

QPen framePen(int view) {
  QPen pen(frameColour(view), theme().px(2.5));
  pen.setJoinStyle(Qt::MiterJoin);
  if (view != 0) pen.setDashPattern({2.4, 1.6});
  return pen;
}

QIcon frameSample(int view) {
  const int width = theme().px(22), height = theme().px(12);
  QPixmap sample(width * 2, height * 2);  // sharp on dense screens, too
  sample.setDevicePixelRatio(2);
  sample.fill(Qt::transparent);
  QPainter painter(&sample);
  painter.setPen(framePen(view));
  painter.drawLine(0, height / 2, width, height / 2);
  return QIcon(sample);
}

PictureCanvas::PictureCanvas(QWidget* parent) : QWidget(parent) {
  setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
  connect(&theme(), &Theme::changed, this, QOverload<>::of(&QWidget::update));
}

void PictureCanvas::show(Content content) {
  const bool walked = content.grid > 0 && !content.covered;
  setFocusPolicy(walked || content.covered ? Qt::StrongFocus : Qt::NoFocus);
  setCursor(content.covered ? Qt::PointingHandCursor : Qt::ArrowCursor);
  if (!walked || patch_ >= content.grid * content.grid) patch_ = -1;
  if (content == content_) return;
  content_ = std::move(content);
  update();
}

void PictureCanvas::setSide(int pixels) {
  if (width() != pixels || height() != pixels) setFixedSize(pixels, pixels);
}

void PictureCanvas::choosePatch(int patch) {
  if (patch == patch_) return;
  patch_ = patch;
  update();
}

void PictureCanvas::choose(int patch) {
  choosePatch(patch);
  Q_EMIT patchChosen(patch);
}

int PictureCanvas::edge(int line) const {
  return line * width() / std::max(content_.grid, 1);
}

QRect PictureCanvas::patchRect(int patch) const {
  if (content_.grid == 0) return {};
  const int row = patch / content_.grid, column = patch % content_.grid;
  return {QPoint(edge(column), edge(row)), QPoint(edge(column + 1) - 1, edge(row + 1) - 1)};
}

void PictureCanvas::paintBlanks(QPainter& painter) const {
  const Palette& p = theme().palette();
  for (int i = 0; i < static_cast<int>(content_.blank.size()); ++i)
    if (content_.blank[static_cast<size_t>(i)]) {
      painter.fillRect(patchRect(i), p.sunken);
      painter.fillRect(patchRect(i), QBrush(p.line, Qt::BDiagPattern));
    }
}

// Numbers are left out where cells are too small to read them; the patch's detail has them.
void PictureCanvas::paintCodes(QPainter& painter) const {
  constexpr double kLargest = 13, kSmallest = 7;
  const Palette& p = theme().palette();
  const int cell = edge(1);
  const int most = *std::ranges::max_element(content_.codes);
  QFont font = theme().font(kLargest);
  const QString widest(QString::number(std::max(most, 0)).size(), QLatin1Char('8'));
  while (font.pixelSize() > theme().px(kSmallest) &&
         QFontMetrics(font).horizontalAdvance(widest) > cell - 4)
    font.setPixelSize(font.pixelSize() - 1);
  const QFontMetrics metrics(font);
  const bool numbers = metrics.horizontalAdvance(widest) <= cell - 2 && metrics.ascent() <= cell;
  painter.setFont(font);
  for (int i = 0; i < static_cast<int>(content_.codes.size()); ++i) {
    const int code = content_.codes[static_cast<size_t>(i)];
    if (code < 0) continue;
    painter.fillRect(patchRect(i), codeColour(code, p));
    if (!numbers) continue;
    painter.setPen(p.text);
    painter.drawText(patchRect(i), Qt::AlignCenter, QString::number(code));
  }
}

void PictureCanvas::paintFramed(QPainter& painter) const {
  const Palette& p = theme().palette();
  painter.setBrush(Qt::NoBrush);
  for (int i = 0; i < static_cast<int>(content_.framed.size()); ++i) {
    if (!content_.framed[static_cast<size_t>(i)]) continue;
    const int stroke = std::max(2, theme().px(2));
    painter.setPen(QPen(p.predicted.ink, stroke, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
    painter.drawRect(
        patchRect(i).adjusted(stroke / 2, stroke / 2, -stroke + stroke / 2, -stroke + stroke / 2));
  }
}

void PictureCanvas::paintFrames(QPainter& painter) const {
  const qreal half = theme().px(2.5) / 2.0;
  for (const Frame& frame : content_.frames) {
    const QRectF place = QRectF(frame.place.x() * width(), frame.place.y() * height(),
                                frame.place.width() * width(), frame.place.height() * height())
                             .adjusted(half, half, -half, -half);
    QPen behind(theme().palette().surface, theme().px(4.5));  // seen on any picture
    behind.setJoinStyle(Qt::MiterJoin);
    painter.setPen(behind);
    painter.drawRect(place);
    painter.setPen(framePen(frame.view));
    painter.drawRect(place);
  }
}

void PictureCanvas::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  const Palette& p = theme().palette();
  painter.setRenderHint(QPainter::Antialiasing);
  QPainterPath outline;
  outline.addRoundedRect(rect(), theme().px(kRadius), theme().px(kRadius));
  painter.setClipPath(outline);
  const bool codes = !content_.codes.empty() && !content_.covered;
  if (content_.covered || (content_.image.isNull() && !codes)) {
    painter.fillPath(outline, p.sunken);
    if (!content_.covered) {
      painter.fillPath(outline, QBrush(p.line, Qt::BDiagPattern));  // nothing is known of it
    } else {
      painter.setPen(p.secondary);
      painter.setFont(theme().font(28));
      painter.drawText(rect(), Qt::AlignCenter, QStringLiteral("?"));
    }
  } else {
    // Enlarged pixels keep their edges.
    const bool enlarged = width() >= 2 * content_.image.width();
    painter.setRenderHint(QPainter::SmoothPixmapTransform, !enlarged);
    if (codes)
      painter.fillPath(outline, p.sunken);
    else
      painter.drawImage(rect(), content_.image);
    painter.setRenderHint(QPainter::Antialiasing, false);
    if (codes) paintCodes(painter);
    paintBlanks(painter);
    if (content_.grid > 0) {
      painter.setPen(QPen(p.surface, 1));
      for (int line = 1; line < content_.grid; ++line) {
        painter.drawLine(edge(line), 0, edge(line), height());
        painter.drawLine(0, edge(line), width(), edge(line));
      }
    }
    paintFramed(painter);
    paintFrames(painter);
    if (patch_ >= 0) {
      painter.setBrush(Qt::NoBrush);
      const QRect inside = patchRect(patch_).adjusted(1, 1, -2, -2);
      painter.setPen(QPen(p.surface, theme().px(5)));
      painter.drawRect(inside);
      painter.setPen(QPen(p.accent, theme().px(2)));
      painter.drawRect(inside);
    }
  }
  painter.setClipping(false);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setBrush(Qt::NoBrush);
  // A view may be as white as what it stands on.
  painter.setPen(QPen(p.line, 1));
  painter.drawRoundedRect(QRectF(rect()).adjusted(.5, .5, -.5, -.5), theme().px(kRadius),
                          theme().px(kRadius));
  if (!hasFocus()) return;
  painter.setPen(QPen(p.accent, theme().px(2)));
  painter.drawRoundedRect(rect().adjusted(1, 1, -1, -1), theme().px(kRadius), theme().px(kRadius));
}

void PictureCanvas::mousePressEvent(QMouseEvent* event) {
  if (content_.covered) {
    Q_EMIT uncoverAsked();
    return;
  }
  for (int i = 0; i < content_.grid * content_.grid; ++i)
    if (patchRect(i).contains(event->pos())) return choose(i);
}

void PictureCanvas::keyPressEvent(QKeyEvent* event) {
  const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
  if (content_.covered && enter) {
    Q_EMIT uncoverAsked();
    return;
  }
  const int grid = content_.grid;
  if (grid == 0 || content_.covered) return QWidget::keyPressEvent(event);
  const int row = std::max(patch_, 0) / grid, column = std::max(patch_, 0) % grid;
  if (patch_ < 0 && event->key() >= Qt::Key_Left && event->key() <= Qt::Key_Down) return choose(0);
  switch (event->key()) {
    case Qt::Key_Left:
      return choose(row * grid + std::max(column - 1, 0));
    case Qt::Key_Right:
      return choose(row * grid + std::min(column + 1, grid - 1));
    case Qt::Key_Up:
      return choose(std::max(row - 1, 0) * grid + column);
    case Qt::Key_Down:
      return choose(std::min(row + 1, grid - 1) * grid + column);
    case Qt::Key_Home:
      return choose(0);
    case Qt::Key_End:
      return choose(grid * grid - 1);
    default:
      return QWidget::keyPressEvent(event);
  }
}

}  // namespace unmask
