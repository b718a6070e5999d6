// Painting the overlay.
#include "ui/shell/drop_overlay.h"

#include <QMimeData>
#include <QPainter>
#include <QUrl>

#include "ui/theme/theme.h"
#include "ui/widgets/words.h"

namespace unmask {

QStringList droppedPaths(const QMimeData* data) {
  QStringList paths;
  for (const QUrl& url : data->urls())
    if (url.isLocalFile()) paths << url.toLocalFile();
  return paths;
}

DropOverlay::DropOverlay(QWidget* window) : QWidget(window) {
  setObjectName("dropOverlay");
  setAttribute(Qt::WA_TransparentForMouseEvents);  // what takes drops of its own still gets them
  hide();
}

void DropOverlay::showFor(const QStringList& paths) {
  text_ =
      paths.size() == 1
          ? tr("Drop to open %1").arg(paths.front().section('/', -1, -1, QString::SectionSkipEmpty))
          : tr("Drop to open %1 files as one corpus")
                .arg(countText(static_cast<double>(paths.size())));
  setAccessibleName(text_);
  setGeometry(parentWidget()->rect());
  raise();
  show();
}

void DropOverlay::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const Palette& p = theme().palette();
  QColor veil = p.background;
  veil.setAlphaF(0.85F);
  painter.fillRect(rect(), veil);
  const int gap = theme().px(kSpaceL), radius = theme().px(14);
  painter.setPen(QPen(p.accent, theme().px(3), Qt::DashLine));
  painter.setBrush(Qt::NoBrush);
  painter.drawRoundedRect(rect().adjusted(gap, gap, -gap, -gap), radius, radius);
  painter.setFont(theme().font(20, QFont::DemiBold));
  painter.setPen(p.text);
  const QFontMetrics metrics = painter.fontMetrics();
  painter.drawText(rect(), Qt::AlignCenter,
                   metrics.elidedText(text_, Qt::ElideMiddle, width() - 6 * gap));
}

}  // namespace unmask
