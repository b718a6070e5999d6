// The token grid: rows share a column for each position, read as a table, told apart without
// colour.
#include <QAccessible>
#include <QHeaderView>
#include <QScrollBar>
#include <QtTest>

#include "core/spec/token_ids.h"
#include "ui/theme/theme.h"
#include "ui/widgets/token_grid.h"

using namespace unmask;

namespace {

// Pieces "p0" to "p9".
class TenPieces : public Tokenizer {
 public:
  TokenizerKind kind() const override { return TokenizerKind::unigram; }
  int64_t pieces() const override { return 10; }
  Encoding encode(std::string_view) const override { return {}; }
  std::string decode(const std::vector<int64_t>&) const override { return {}; }
  std::string piece(int64_t id) const override { return "p" + std::to_string(id); }
  bool startsWord(int64_t) const override { return false; }
  bool isUnknown(int64_t) const override { return false; }
  size_t cut(std::string_view text) const override { return text.size(); }
  std::optional<size_t> firstUnknown(std::string_view) const override { return {}; }
  bool lossless() const override { return true; }
};

// p1 masked, p2 replaced by p7, p3 kept, p4 not chosen.
Example example() {
  Example e;
  e.pieces = {1, 2, 3, 4};
  e.inputIds = {TokenIds{10}.mask(), 7, 3, 4};
  e.labels = {1, 2, 3, kNoLoss};
  e.trace = {{Decision::masked, 0.01, 0.5},
             {Decision::random, 0.02, 0.85},
             {Decision::kept, 0.03, 0.95},
             {Decision::none, 0.7, -1}};
  return e;
}

}  // namespace

class TokenGridTest : public QObject {
  Q_OBJECT

  std::shared_ptr<const Tokenizer> tokenizer_ = std::make_shared<TenPieces>();

  QString cell(const TokenGrid& grid, int row, int column, int role = Qt::DisplayRole) const {
    return grid.model()->index(row, column).data(role).toString();
  }

 private Q_SLOTS:
  void initTestCase() { theme().setMode(ThemeMode::light); }

  void rowsShareTheirColumns() {
    TokenGrid grid;
    grid.show(tokenizer_, example());
    QCOMPARE(grid.model()->rowCount(), 4);
    QCOMPARE(grid.model()->columnCount(), 4);
    QCOMPARE(cell(grid, 0, 0), QString("p1"));
    QCOMPARE(cell(grid, 1, 0), QString("[MASK]"));
    QCOMPARE(cell(grid, 2, 0), QString("p1"));
    QCOMPARE(cell(grid, 1, 1), QString("p7"));
    QCOMPARE(cell(grid, 2, 1), QString("p2"));
    QCOMPARE(cell(grid, 2, 3), QString("·"));
    QVERIFY(cell(grid, 3, 0) != cell(grid, 3, 3));
  }

  void furtherDrawsShowInputAndTarget() {
    TokenGrid grid;
    grid.show(tokenizer_, example(), false);
    QCOMPARE(grid.model()->rowCount(), 2);
    QCOMPARE(cell(grid, 0, 0), QString("[MASK]"));
    QCOMPARE(cell(grid, 1, 0), QString("p1"));
  }

  void hoverNamesDecisionDrawAndId() {
    TokenGrid grid;
    grid.show(tokenizer_, example());
    const QString tip = cell(grid, 1, 1, Qt::ToolTipRole);
    QVERIFY2(tip.contains("random"), qPrintable(tip));
    QVERIFY2(tip.contains("0.0200") && tip.contains("0.8500"), qPrintable(tip));
    QVERIFY2(tip.contains("id 7"), qPrintable(tip));
    QVERIFY(cell(grid, 2, 3, Qt::ToolTipRole).contains("-100"));
  }

  void screenReaderReadsATable() {
    TokenGrid grid;
    grid.show(tokenizer_, example());
    grid.QWidget::show();
    QVERIFY(QTest::qWaitForWindowExposed(&grid));
    QAccessibleInterface* accessible = QAccessible::queryAccessibleInterface(&grid);
    QVERIFY(accessible);
    QCOMPARE(accessible->role(), QAccessible::Table);
    QVERIFY(accessible->tableInterface());
    QCOMPARE(accessible->tableInterface()->rowCount(), 4);
    QCOMPARE(accessible->tableInterface()->columnCount(), 4);
    QAccessibleInterface* one = accessible->tableInterface()->cellAt(1, 0);
    QVERIFY(one);
    const QString text = one->text(QAccessible::Name);
    for (const char* part : {"Input", "0", "[MASK]", "replaced by [MASK]"})
      QVERIFY2(text.contains(part), qPrintable(text));
  }

  // Grey copies of the chips, letters left out, still differ: underline, dashes, dots.
  void decisionsDifferWithoutColour() {
    Example e = example();
    e.inputIds = {3, 3, 3, 3};
    TokenGrid grid;
    grid.resize(400, 200);
    grid.show(tokenizer_, e);
    grid.QWidget::show();
    QVERIFY(QTest::qWaitForWindowExposed(&grid));
    QList<QImage> shapes;
    for (int column = 0; column < 4; ++column) {
      const QRect rect = grid.visualRect(grid.model()->index(1, column));
      QImage image =
          grid.viewport()->grab(rect).toImage().convertToFormat(QImage::Format_Grayscale8);
      // Ink is what is clearly darker than the chip's own fill.
      const int fill = qGray(image.pixel(image.width() / 2, image.height() / 4));
      QImage shape(image.size(), QImage::Format_Mono);
      for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
          shape.setPixel(x, y, qGray(image.pixel(x, y)) < fill - 40);
      shapes << shape;
    }
    for (int a = 0; a < 4; ++a)
      for (int b = 0; b < a; ++b) QVERIFY2(shapes[a] != shapes[b], "two decisions look alike");
  }

  void longExamplesScrollSidewaysUnderFixedNames() {
    Example e;
    for (int i = 0; i < 1024; ++i) {
      e.pieces.push_back(i % 10);
      e.inputIds.push_back(i % 10);
      e.labels.push_back((i + 1) % 10);
      e.trace.push_back({Decision::target, -1, -1});
    }
    TokenGrid grid;
    grid.resize(600, 200);
    grid.show(tokenizer_, e);
    grid.QWidget::show();
    QVERIFY(QTest::qWaitForWindowExposed(&grid));
    QVERIFY(grid.horizontalScrollBar()->maximum() > 0);
    grid.horizontalScrollBar()->setValue(grid.horizontalScrollBar()->maximum());
    QVERIFY(grid.verticalHeader()->isVisible());
    QCOMPARE(grid.verticalHeader()->x(), grid.contentsRect().x());
  }

  void arrowKeysWalkThePositions() {
    TokenGrid grid;
    grid.show(tokenizer_, example());
    grid.QWidget::show();
    QVERIFY(QTest::qWaitForWindowExposed(&grid));
    grid.setCurrentIndex(grid.model()->index(1, 0));
    QTest::keyClick(&grid, Qt::Key_Right);
    QCOMPARE(grid.currentIndex().column(), 1);
    QTest::keyClick(&grid, Qt::Key_Down);
    QCOMPARE(grid.currentIndex().row(), 2);
  }
};

QTEST_MAIN(TokenGridTest)
#include "token_grid_test.moc"
