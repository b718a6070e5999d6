// An icon engine that colours an SVG's currentColor when it paints.
#include "ui/theme/icons.h"

#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QSvgRenderer>

#include "ui/theme/theme.h"

// Icons, help and translations lie in a static library: nothing else would pull them into a program. (Outside the
// namespace, as the macro asks.)
static void initIcons() {
  Q_INIT_RESOURCE(unmask);
  Q_INIT_RESOURCE(translations);
}

namespace unmask {

namespace {

class TintedSvg : public QIconEngine {
 public:
  TintedSvg(const QString& name, IconTint tint) : name_(name), tint_(tint) {}

  void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) override {
    QFile file(":/unmask/icons/" + name_ + ".svg");
    if (!file.open(QIODevice::ReadOnly)) return;
    QByteArray svg = file.readAll();
    svg.replace("currentColor", color(mode, state).name().toLatin1());
    QSvgRenderer(svg).render(painter, rect);
  }

  QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
    QPixmap pixmap(size);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    paint(&painter, QRect(QPoint(0, 0), size), mode, state);
    return pixmap;
  }

  QIconEngine* clone() const override { return new TintedSvg(*this); }

 private:
  QColor color(QIcon::Mode mode, QIcon::State state) const {
    const Palette& p = theme().palette();
    if (state == QIcon::On) return p.accent;
    if (mode == QIcon::Disabled) return p.secondary;
    switch (tint_) {
      case IconTint::secondary:
        return p.secondary;
      case IconTint::text:
        return p.text;
      case IconTint::onAccent:
        return p.onAccent;
    }
    return p.text;
  }

  QString name_;
  IconTint tint_;
};

}  // namespace

void makeIconsKnown() {
  initIcons();
}

QIcon icon(const QString& name, IconTint tint) {
  return QIcon(new TintedSvg(name, tint));
}

}  // namespace unmask
