// Labels that fit any width: a word of 300 letters is broken, drawn whole, and given the height
// that its lines take, whether the text is plain, selectable or rich.
#include <QLabel>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>
#include <QtTest>

#include "ui/theme/theme.h"
#include "ui/widgets/parts.h"
#include "ui/widgets/wrapped_label.h"

using namespace unmask;

namespace {

const QString kWord = QString("w").repeated(300);

// Rows of pixels that hold ink.
int inkedRows(QWidget& widget) {
  const QImage image = widget.grab().toImage();
  int rows = 0;
  for (int y = 0; y < image.height(); ++y)
    for (int x = 0; x < image.width(); ++x)
      if (image.pixelColor(x, y).lightness() < 128) {
        ++rows;
        break;
      }
  return rows;
}

}  // namespace

class WrappedLabelTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void init() { theme().setMode(ThemeMode::light); }

  void aLongWordFits_data() {
    QTest::addColumn<Qt::TextFormat>("format");
    QTest::addColumn<bool>("selectable");
    QTest::newRow("plain") << Qt::PlainText << false;
    QTest::newRow("selectable") << Qt::PlainText << true;
    QTest::newRow("rich") << Qt::RichText << false;
  }
  void aLongWordFits() {
    QFETCH(Qt::TextFormat, format);
    QFETCH(bool, selectable);
    QWidget window;
    auto* column = new QVBoxLayout(&window);
    QLabel* text = label("before " + kWord + " after", "", true);
    text->setTextFormat(format);
    if (selectable) text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    column->addWidget(text);
    column->addStretch(1);
    window.resize(300, 600);
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    QCOMPARE(window.width(), 300);
    // As many lines as the letters take: the widest that one letter can be is known.
    const QFontMetrics metrics(text->font());
    const int lines = metrics.horizontalAdvance(kWord) / text->width() + 1;
    QVERIFY(text->height() >= lines * metrics.lineSpacing());
    QVERIFY(text->height() <= (lines + 3) * (metrics.lineSpacing() + 1));
    // All of it is drawn inside the label.
    QVERIFY2(inkedRows(*text) >= (lines - 1) * metrics.xHeight(),
             qPrintable(QString("%1 rows, %2 lines").arg(inkedRows(*text)).arg(lines)));
    QCOMPARE(text->text(), "before " + kWord + " after");  // nothing put in between
  }

  // Short words are left whole: a label is as wide as they are.
  void ordinaryWordsStayWhole() {
    const std::unique_ptr<QLabel> text(label("interpretability matters", "", true));
    const std::unique_ptr<QLabel> plain(new QLabel("interpretability matters"));
    plain->setWordWrap(true);
    text->ensurePolished();
    plain->ensurePolished();
    QCOMPARE(text->minimumSizeHint().width(), plain->minimumSizeHint().width());
    QCOMPARE(text->heightForWidth(400), plain->heightForWidth(400));
  }

  // A page of such labels is no wider than its place.
  void aColumnKeepsItsWidth() {
    auto* column = new QWidget;
    auto* rows = new QVBoxLayout(column);
    rows->addWidget(label(kWord, "secondary", true));
    rows->addWidget(label(kWord + "\n" + kWord, "error", true));
    auto* figures = new Figures;
    figures->setRows({{kWord, kWord}, {"Hash", kWord}});
    rows->addWidget(figures);
    ColumnArea area(column);
    area.resize(320, 500);
    area.show();
    QVERIFY(QTest::qWaitForWindowExposed(&area));
    QTRY_VERIFY(column->width() <= area.viewport()->width());
    QCOMPARE(area.horizontalScrollBar()->maximum(), 0);
    QVERIFY(area.verticalScrollBar()->maximum() > 0);
  }
};

QTEST_MAIN(WrappedLabelTest)
#include "wrapped_label_test.moc"
