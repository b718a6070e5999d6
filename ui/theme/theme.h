// The window's look at this moment: palette (light, dark, or as the system), the one scale that
// every measure derives from, fonts. Whoever paints asks theme() and repaints on changed().
#pragma once

#include <QFont>
#include <QObject>

#include "ui/theme/palette.h"

class QWidget;

namespace unmask {

enum class ThemeMode { system, light, dark };

class Theme : public QObject {
  Q_OBJECT
 public:
  const Palette& palette() const { return *palette_; }
  ThemeMode mode() const { return mode_; }
  int scalePercent() const { return scale_; }

  // Applies to the application; `system` follows later changes of the system.
  void setMode(ThemeMode);
  // 80 to 250, clamped.
  void setScalePercent(int);
  // On top of the person's scale, while one card fills the window; 1 to 2, 1 at other times.
  void setMagnification(double);
  double magnification() const { return magnification_; }
  void systemChanged();  // the platform's palette changed

  int px(double at100) const;  // a measure given at 100 %, in pixels now
  QFont font(double pixelsAt100 = 13, QFont::Weight = QFont::Normal) const;
  QFont fixedFont(double pixelsAt100 = 13, QFont::Weight = QFont::Normal) const;

 Q_SIGNALS:
  void changed();

 private:
  friend Theme& theme();
  Theme();
  void apply();

  const Palette* palette_;
  ThemeMode mode_ = ThemeMode::system;
  int scale_ = 100;
  double magnification_ = 1;
  bool systemIsDark_ = false;
};

Theme& theme();

// The application's style sheet for this palette and scale (style_sheet.cpp).
QString styleSheet(const Theme&);

// Spacing at 100 %: between parts of a control, of a row, of a card, of the page.
constexpr int kSpaceXs = 4, kSpaceS = 8, kSpaceM = 14, kSpaceL = 20;
// Right of every column, for its scroll bar; of a page's room, too.
constexpr int kGutter = 12;

}  // namespace unmask
