// Contrast of every pair of colours that stand on each other, computed from the palettes.
#include <QtTest>

#include "ui/theme/palette.h"

using namespace unmask;

class PaletteTest : public QObject {
  Q_OBJECT

  static QList<QPair<const char*, const Palette*>> both() {
    return {{"light", &lightPalette()}, {"dark", &darkPalette()}};
  }
  static void atLeast(double wanted, const QColor& a, const QColor& b, const QString& what) {
    const double got = contrast(a, b);
    QVERIFY2(got >= wanted, qPrintable(QString("%1: %2 on %3 is %4 to 1, wanted %5")
                                           .arg(what, a.name(), b.name())
                                           .arg(got, 0, 'f', 2)
                                           .arg(wanted)));
  }

 private Q_SLOTS:
  // WCAG's own anchors: black on white 21, equal colours 1, and a published pair (#767676 on
  // white).
  void contrastFollowsWcag() {
    QVERIFY(qAbs(contrast(Qt::black, Qt::white) - 21) < 1e-9);
    QCOMPARE(contrast(QColor("#123456"), QColor("#123456")), 1.0);
    QVERIFY(qAbs(contrast(QColor("#767676"), Qt::white) - 4.54) < 0.01);
  }

  void textIsReadable() {
    for (const auto& [name, p] : both()) {
      for (const QColor& ground : {p->background, p->surface, p->sunken}) {
        atLeast(4.5, p->text, ground, QString("%1 text").arg(name));
        atLeast(4.5, p->secondary, ground, QString("%1 secondary").arg(name));
      }
      atLeast(4.5, p->accent, p->surface, QString("%1 links").arg(name));
      atLeast(4.5, p->accent, p->kept.fill, QString("%1 chosen entry").arg(name));
      atLeast(4.5, p->onAccent, p->accent, QString("%1 primary button").arg(name));
      atLeast(4.5, p->written, p->surface, QString("%1 written by the model").arg(name));
      for (const InkAndFill& d : {p->masked, p->random, p->kept, p->predicted}) {
        atLeast(4.5, d.ink, d.fill, QString("%1 decision").arg(name));
        atLeast(4.5, p->text, d.fill, QString("%1 text on decision").arg(name));
        for (const QColor& ground : {p->surface, p->background})
          atLeast(4.5, d.ink, ground, QString("%1 decision beside its fill").arg(name));
      }
      atLeast(4.5, p->accent, p->background, QString("%1 links between cards").arg(name));
      atLeast(4.5, p->predicted.ink, p->sunken, QString("%1 covered answer").arg(name));
      atLeast(4.5, p->secondary, p->kept.fill, QString("%1 aside of a chosen entry").arg(name));
    }
  }

  void linesAreVisible() {
    for (const auto& [name, p] : both())
      for (const QColor& run : p->runs) {
        atLeast(3, run, p->surface, QString("%1 curve").arg(name));
        atLeast(3, run, p->background, QString("%1 curve").arg(name));
      }
  }

  // Focus rings, frames of marks and panes, check boxes, handles: what one must find to use it.
  void controlsAreVisible() {
    for (const auto& [name, p] : both()) {
      for (const QColor& ground : {p->background, p->surface, p->sunken}) {
        atLeast(3, p->accent, ground, QString("%1 focus ring").arg(name));
        atLeast(3, p->secondary, ground, QString("%1 frame").arg(name));
      }
      for (const InkAndFill& d : {p->masked, p->random, p->kept, p->predicted})
        atLeast(3, d.ink, p->surface, QString("%1 frame of a token").arg(name));
    }
  }

  void runColoursDiffer() {
    for (const auto& [name, p] : both())
      for (size_t i = 0; i < p->runs.size(); ++i)
        for (size_t j = 0; j < i; ++j) QVERIFY(p->runs[i] != p->runs[j]);
  }
};

QTEST_MAIN(PaletteTest)
#include "palette_test.moc"
