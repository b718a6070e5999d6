// Applying palette, scale and fonts to the application.
#include "ui/theme/theme.h"

#include <QApplication>
#include <QFontDatabase>
#include <QPalette>
#include <QStyle>
#include <QStyleFactory>
#include <algorithm>
#include <cmath>
#include <memory>

#include "ui/theme/icons.h"
#include "ui/theme/popups.h"
#include "ui/theme/restyle.h"

namespace unmask {

namespace {

QString textFamily() {
  static const QString family =
      QFontDatabase::families().contains("Inter")
          ? QString("Inter")
          : QFontDatabase::systemFont(QFontDatabase::GeneralFont).family();
  return family;
}

QString fixedFamily() {
  static const QString family =
      QFontDatabase::families().contains("DejaVu Sans Mono")  // has the space mark and controls
          ? QString("DejaVu Sans Mono")
          : QFontDatabase::systemFont(QFontDatabase::FixedFont).family();
  return family;
}

// Qt 6.4 has no public question for the system's scheme; Fusion's own palette follows it.
bool systemLooksDark() {
  const std::unique_ptr<QStyle> fusion(QStyleFactory::create("fusion"));
  return fusion && fusion->standardPalette().color(QPalette::Window).lightness() < 128;
}

QPalette asQPalette(const Palette& p) {
  QPalette q;
  q.setColor(QPalette::Window, p.background);
  q.setColor(QPalette::WindowText, p.text);
  q.setColor(QPalette::Base, p.surface);
  q.setColor(QPalette::AlternateBase, p.sunken);
  q.setColor(QPalette::Text, p.text);
  q.setColor(QPalette::PlaceholderText, p.secondary);
  q.setColor(QPalette::Button, p.surface);
  q.setColor(QPalette::ButtonText, p.text);
  q.setColor(QPalette::BrightText, p.onAccent);
  q.setColor(QPalette::Highlight, p.accent);
  q.setColor(QPalette::HighlightedText, p.onAccent);
  q.setColor(QPalette::Link, p.accent);
  q.setColor(QPalette::LinkVisited, p.accent);
  q.setColor(QPalette::ToolTipBase, p.surface);
  q.setColor(QPalette::ToolTipText, p.text);
  q.setColor(QPalette::Light, p.surface);
  q.setColor(QPalette::Midlight, p.line);
  q.setColor(QPalette::Mid, p.line);
  q.setColor(QPalette::Dark, p.secondary);
  q.setColor(QPalette::Shadow, p.line);
  for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
    q.setColor(QPalette::Disabled, role, p.secondary);
  return q;
}

}  // namespace

Theme::Theme() : palette_(&lightPalette()) {
  makeIconsKnown();
  systemIsDark_ = systemLooksDark();
}

Theme& theme() {
  static Theme instance;
  return instance;
}

void Theme::setMode(ThemeMode mode) {
  mode_ = mode;
  apply();
}

void Theme::setScalePercent(int percent) {
  percent = std::clamp(percent, 80, 250);
  if (percent == scale_) return;
  scale_ = percent;
  apply();
}

void Theme::setMagnification(double factor) {
  factor = std::clamp(factor, 1.0, 2.0);
  if (factor == magnification_) return;
  magnification_ = factor;
  apply();
}

void Theme::systemChanged() {
  const bool dark = systemLooksDark();
  if (dark == systemIsDark_) return;
  systemIsDark_ = dark;
  if (mode_ == ThemeMode::system) apply();
}

int Theme::px(double at100) const {
  const double now = at100 * scale_ / 100 * magnification_;
  return at100 <= 0 ? 0 : std::max(1, static_cast<int>(std::lround(now)));
}

QFont Theme::font(double pixelsAt100, QFont::Weight weight) const {
  QFont font(textFamily());
  font.setPixelSize(px(std::max(pixelsAt100, 11.0)));
  font.setWeight(weight);
  return font;
}

QFont Theme::fixedFont(double pixelsAt100, QFont::Weight weight) const {
  QFont font(fixedFamily());
  font.setStyleHint(QFont::Monospace);
  font.setPixelSize(px(std::max(pixelsAt100, 11.0)));
  font.setWeight(weight);
  return font;
}

void Theme::apply() {
  const bool dark = mode_ == ThemeMode::dark || (mode_ == ThemeMode::system && systemIsDark_);
  palette_ = dark ? &darkPalette() : &lightPalette();
  // Each of these visits every widget: none is done in vain.
  if (qApp->property("unmaskStyle").isNull()) {
    QApplication::setStyle("fusion");
    qApp->setProperty("unmaskStyle", true);
    stylePopups();
  }
  QApplication::setPalette(asQPalette(*palette_));
  if (QApplication::font() != font()) QApplication::setFont(font());
  restyleApplication(styleSheet(*this));
  Q_EMIT changed();
}

}  // namespace unmask
