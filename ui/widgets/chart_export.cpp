// Painting a chart into files.
#include "ui/widgets/chart_export.h"

#include <QBuffer>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <QSvgGenerator>

#include "ui/theme/theme.h"
#include "ui/widgets/chart.h"

namespace unmask {

namespace {

constexpr int kDotsPerInch = 96;  // so that sizes in pixels keep their proportions
constexpr double kFineness = 2;

// As large as on the screen, but never a stamp; with room for the heading.
QSize pictureSize(const Chart& chart) {
  return {std::max(chart.width(), theme().px(640)), std::max(chart.height(), theme().px(320)) + 50};
}

}  // namespace

QImage chartImage(Chart& chart) {
  const QSize size = pictureSize(chart);
  QImage image(size * kFineness, QImage::Format_RGB32);
  image.setDevicePixelRatio(kFineness);
  QPainter painter(&image);
  chart.paintTo(painter, size, theme().palette());
  return image;
}

QByteArray chartFile(Chart& chart, PictureFormat format) {
  const QSize size = pictureSize(chart);
  QByteArray bytes;
  QBuffer buffer(&bytes);
  buffer.open(QIODevice::WriteOnly);
  switch (format) {
    case PictureFormat::png:
      chartImage(chart).save(&buffer, "PNG");
      break;
    case PictureFormat::svg: {
      QSvgGenerator svg;
      svg.setOutputDevice(&buffer);
      svg.setSize(size);
      svg.setViewBox(QRect(QPoint(0, 0), size));
      svg.setResolution(kDotsPerInch);
      svg.setTitle(chart.content().name);
      QPainter painter(&svg);
      chart.paintTo(painter, size, theme().palette());
      break;
    }
    case PictureFormat::pdf: {
      QPdfWriter pdf(&buffer);
      pdf.setResolution(kDotsPerInch);
      pdf.setPageSize(QPageSize(QSizeF(size) * 72 / kDotsPerInch, QPageSize::Point));
      pdf.setPageMargins({});
      pdf.setTitle(chart.content().name);
      QPainter painter(&pdf);
      chart.paintTo(painter, size, lightPalette());
      break;
    }
  }
  return bytes;
}

}  // namespace unmask
