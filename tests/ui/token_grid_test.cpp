// The token grid: rows share a column for each position, read as a table, told apart without
// colour.
#include <QAccessible>
#include <QApplication>
#include <QHeaderView>
#include <QProxyStyle>
#include <QScrollBar>
#include <QtTest>

#include "core/spec/token_ids.h"
#include "ui/theme/motion.h"
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

// A style that animates, as those of desktops do.
class Animated : public QProxyStyle {
 public:
  int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                QStyleHintReturn* data) const override {
    return hint == SH_Widget_Animation_Duration
               ? 200
               : QProxyStyle::styleHint(hint, option, widget, data);
  }
};

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
    grid.show(tokenizer_, example(), MaskedLmSettings{});
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
    grid.show(tokenizer_, example(), MaskedLmSettings{}, {.allRows = false});
    QCOMPARE(grid.model()->rowCount(), 2);
    QCOMPARE(cell(grid, 0, 0), QString("[MASK]"));
    QCOMPARE(cell(grid, 1, 0), QString("p1"));
  }

  void hoverNamesDecisionDrawAndId() {
    TokenGrid grid;
    grid.show(tokenizer_, example(), MaskedLmSettings{});
    const QString tip = cell(grid, 1, 1, Qt::ToolTipRole);
    QVERIFY2(tip.contains("chosen: draw 0.020 < 0.15"), qPrintable(tip));
    QVERIFY2(tip.contains("random piece: 0.8 ≤ draw 0.850 < 0.9"), qPrintable(tip));
    // Ids and -100 are for who asks about a position.
    QVERIFY(!tip.contains("id"));
    QVERIFY2(grid.tokens()->detail(1).contains("p7 (id 7)"), qPrintable(grid.tokens()->detail(1)));
    QVERIFY(grid.tokens()->detail(3).contains("-100"));
    QVERIFY(grid.tokens()->detail(3).contains("not chosen: draw 0.700 ≥ 0.15"));
    QVERIFY(grid.tokens()->detail(4).isEmpty());
  }

  void stagesShowWhatTheyExplain() {
    TokenGrid grid;
    const auto shown = [&](Stage stage) {
      grid.show(tokenizer_, example(), MaskedLmSettings{}, {.stage = stage});
      QStringList rows;
      for (int row = 0; row < 4; ++row) rows << cell(grid, row, 0);
      return rows;
    };
    QCOMPARE(shown(Stage::pieces), (QStringList{"p1", "", "", ""}));
    QCOMPARE(shown(Stage::chosen), (QStringList{"p1", "p1", "", ""}));
    QCOMPARE(shown(Stage::replaced), (QStringList{"p1", "[MASK]", "", ""}));
    QCOMPARE(shown(Stage::all), (QStringList{"p1", "[MASK]", "p1", "counts"}));
    // What is not told yet is told nowhere.
    grid.show(tokenizer_, example(), MaskedLmSettings{}, {.stage = Stage::pieces});
    for (const int role : {int(Qt::ToolTipRole), int(Qt::AccessibleTextRole)})
      for (int row = 0; row < 4; ++row) QVERIFY(!cell(grid, row, 0, role).contains("chosen"));
    QVERIFY(!grid.tokens()->detail(0).contains("chosen"));
  }

  // Nothing that a covered answer could be read from: not the pieces row, not a frame, not a
  // tooltip, not what a screen reader says.
  void coveredAnswersAreGivenAwayNowhere() {
    TokenGrid grid;
    grid.show(tokenizer_, example(), MaskedLmSettings{}, {.covered = true});
    for (int column = 0; column < 4; ++column) {
      for (const int row : {0, 2, 3}) QCOMPARE(cell(grid, row, column), QString("?"));
      for (int row = 0; row < 4; ++row)
        for (const int role : {int(Qt::ToolTipRole), int(Qt::AccessibleTextRole)}) {
          const QString told = cell(grid, row, column, role);
          for (const char* secret : {"chosen", "kept", "draw", "counts", "no loss"})
            QVERIFY2(!told.contains(secret), qPrintable(told));
          if (row != 1)
            QVERIFY2(!told.contains("p" + QString::number(column + 1)), qPrintable(told));
        }
      QVERIFY(!grid.tokens()->detail(static_cast<quint64>(column)).contains("chosen"));
      QVERIFY(!grid.tokens()->detail(static_cast<quint64>(column)).contains("label -100"));
    }
    const auto chip = [&](int column) {
      return grid.tokens()->chip(TokenModel::input, static_cast<quint64>(column));
    };
    QCOMPARE(chip(1), Chip::plain);
    QCOMPARE(chip(2), Chip::plain);
    QCOMPARE(chip(0), Chip::masked);  // the model sees that
  }

  void uncoveringOneAnswerUncoversNoOther() {
    TokenGrid grid;
    grid.resize(600, 220);
    grid.QWidget::show();
    QVERIFY(QTest::qWaitForWindowExposed(&grid));
    TokenView view{.covered = true};
    grid.show(tokenizer_, example(), MaskedLmSettings{}, view);
    QSignalSpy asked(&grid, &TokenGrid::uncoverAsked);
    // With the mouse on a target; with a key on the piece that would tell it.
    QTest::mouseClick(grid.viewport(), Qt::LeftButton, {},
                      grid.visualRect(grid.model()->index(2, 1)).center());
    QCOMPARE(asked.size(), 1);
    QCOMPARE(asked.last(), (QVariantList{int(TokenModel::target), quint64(1)}));
    grid.setCurrentIndex(grid.model()->index(0, 2));
    QTest::keyClick(&grid, Qt::Key_Return);
    QCOMPARE(asked.last(), (QVariantList{int(TokenModel::target), quint64(2)}));
    grid.setCurrentIndex(grid.model()->index(1, 2));
    QTest::keyClick(&grid, Qt::Key_Space);
    QCOMPARE(asked.size(), 2);  // that chip is not covered
    view.uncovered = {{TokenModel::target, 1}};
    grid.show(tokenizer_, example(), MaskedLmSettings{}, view);
    QCOMPARE(cell(grid, 2, 1), QString("p2"));
    QCOMPARE(cell(grid, 0, 1), QString("p2"));
    QCOMPARE(cell(grid, 3, 1), QString("?"));
    QCOMPARE(cell(grid, 2, 2), QString("?"));
    QVERIFY(cell(grid, 1, 1, Qt::AccessibleTextRole).contains("random piece"));
  }

  // Next token: what follows in the input is the answer.
  void nextTokenCoversWhatComesAfter() {
    Example e;
    e.pieces = e.inputIds = {1, 2, 3};
    e.labels = {2, 3, 4};
    e.trace.assign(3, {Decision::target});
    TokenGrid grid;
    grid.show(tokenizer_, e, NextTokenSettings{}, {.covered = true});
    QCOMPARE(cell(grid, 1, 0), QString("p1"));
    QCOMPARE(cell(grid, 1, 1), QString("?"));
    grid.show(tokenizer_, e, NextTokenSettings{},
              {.covered = true, .uncovered = {{TokenModel::target, 0}}});
    QCOMPARE(cell(grid, 2, 0), QString("p2"));
    QCOMPARE(cell(grid, 1, 1), QString("p2"));
    QCOMPARE(cell(grid, 2, 1), QString("?"));
    QCOMPARE(cell(grid, 1, 2), QString("?"));
  }

  void screenReaderReadsATable() {
    TokenGrid grid;
    grid.show(tokenizer_, example(), MaskedLmSettings{});
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
    const MaskedLmSettings settings;
    Example e = example();
    e.inputIds = {3, 3, 3, 3};
    TokenGrid grid;
    grid.resize(400, 200);
    grid.show(tokenizer_, e, settings);
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
    const NextTokenSettings settings;
    Example e;
    for (int i = 0; i < 1024; ++i) {
      e.pieces.push_back(i % 10);
      e.inputIds.push_back(i % 10);
      e.labels.push_back((i + 1) % 10);
      e.trace.push_back({Decision::target, -1, -1});
    }
    TokenGrid grid;
    grid.resize(600, 200);
    grid.show(tokenizer_, e, settings);
    grid.QWidget::show();
    QVERIFY(QTest::qWaitForWindowExposed(&grid));
    QVERIFY(grid.horizontalScrollBar()->maximum() > 0);
    grid.horizontalScrollBar()->setValue(grid.horizontalScrollBar()->maximum());
    QVERIFY(grid.verticalHeader()->isVisible());
    QCOMPARE(grid.verticalHeader()->x(), grid.contentsRect().x());
  }

  void hugeExamplesComeInParts() {
    Example e;
    e.pieces.assign(131'072, 1);
    e.inputIds = e.labels = e.pieces;
    e.pieces[130'000] = 9;
    e.trace.assign(e.pieces.size(), {Decision::target});
    TokenGrid grid;
    grid.show(tokenizer_, e, NextTokenSettings{}, {.first = 129'024});
    QCOMPARE(grid.model()->columnCount(), int(TokenModel::kColumns));
    QCOMPARE(cell(grid, 0, 130'000 - 129'024), QString("p9"));
    grid.select(TokenModel::input, 130'000);
    QCOMPARE(grid.currentIndex().column(), 130'000 - 129'024);
    grid.select(TokenModel::input, 5);
    QVERIFY(!grid.currentIndex().isValid());
  }

  void piecesTurnOnlyWhereMotionIsWelcome() {
    QApplication::setStyle(new Animated);  // this platform's own animates nothing
    TokenGrid grid;
    grid.show(tokenizer_, example(), MaskedLmSettings{}, {.stage = Stage::replaced});
    setReducedMotion(true);
    grid.turnPieces();
    QVERIFY(!grid.turning());
    setReducedMotion(false);
    grid.turnPieces();
    QVERIFY(grid.turning());
    QTRY_VERIFY_WITH_TIMEOUT(!grid.turning(), 5000);
  }

  void arrowKeysWalkThePositions() {
    TokenGrid grid;
    grid.show(tokenizer_, example(), MaskedLmSettings{});
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
