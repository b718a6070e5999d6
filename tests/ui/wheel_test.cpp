// The wheel scrolls the page, whatever stands under the pointer: it changes a control only where
// the person has chosen it.
#include <QComboBox>
#include <QLineEdit>
#include <QListView>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QScrollBar>
#include <QSlider>
#include <QSpinBox>
#include <QTabBar>
#include <QTextEdit>
#include <QVBoxLayout>
#include <QtTest>

#include "ui/theme/theme.h"
#include "ui/widgets/chart.h"
#include "ui/widgets/scrolling_wheel.h"

using namespace unmask;

namespace {

// As the platform's wheel goes: to what is under the pointer, then to what that stands in, until
// somebody takes it.
void turn(QWidget* under, int delta, Qt::KeyboardModifiers keys = {}) {
  QPointF at = under->rect().center();
  for (QWidget* w = under; w; at = w->mapToParent(at), w = w->parentWidget()) {
    QWheelEvent event(at, w->mapToGlobal(at), {}, {0, delta}, Qt::NoButton, keys,
                      Qt::NoScrollPhase, false);
    event.ignore();
    QCoreApplication::sendEvent(w, &event);
    if (event.isAccepted() || w->isWindow()) return;
  }
}

// Each kind of control in a column that is longer than its window.
struct Page {
  QWidget window;
  QScrollArea* area = new QScrollArea;
  QComboBox* choice = new QComboBox;
  QSpinBox* whole = new QSpinBox;
  QDoubleSpinBox* real = new QDoubleSpinBox;
  QSlider* slider = new QSlider(Qt::Horizontal);
  QTabBar* tabs = new QTabBar;
  QTextEdit* reading = new QTextEdit;
  QPlainTextEdit* log = new QPlainTextEdit;
  Chart* chart = new Chart;
  ScrollingWheel wheel{&window};

  Page() {
    auto* column = new QWidget;
    auto* rows = new QVBoxLayout(column);
    choice->addItems({"a", "b", "c", "d"});
    choice->setCurrentIndex(1);
    whole->setValue(5);
    real->setValue(5);
    slider->setValue(50);
    for (const char* tab : {"one", "two", "three"}) tabs->addTab(tab);
    tabs->setCurrentIndex(1);
    reading->setReadOnly(true);
    log->setReadOnly(true);
    for (QWidget* part : std::initializer_list<QWidget*>{choice, whole, real, slider, tabs, reading,
                                                         log, chart})
      rows->addWidget(part);
    chart->setMinimumHeight(600);
    std::vector<QPointF> points;
    for (int i = 0; i < 1000; ++i) points.emplace_back(i, i % 7);
    chart->setCurve("a", {"a", 0, false, false}, curveOf(points));
    area->setWidget(column);
    area->setWidgetResizable(true);
    auto* outer = new QVBoxLayout(&window);
    outer->addWidget(area);
    window.resize(500, 400);
    window.show();
  }
  int scrolled() const { return area->verticalScrollBar()->value(); }
  // Whether a turn over `under` scrolled the page and did nothing else.
  bool scrolls(QWidget* under, Qt::KeyboardModifiers keys = {}) {
    area->verticalScrollBar()->setValue(20);
    turn(under, -120, keys);
    return scrolled() > 20 && choice->currentIndex() == 1 && whole->value() == 5 &&
           real->value() == 5 && slider->value() == 50 && tabs->currentIndex() == 1;
  }
};

}  // namespace

class WheelTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void init() { theme().setMode(ThemeMode::light); }

  void overAnyControlThePageScrolls() {
    Page page;
    QVERIFY(QTest::qWaitForWindowActive(&page.window));
    page.area->setFocus();
    for (QWidget* under : std::initializer_list<QWidget*>{
             page.choice, page.whole, page.whole->findChild<QLineEdit*>(), page.real, page.slider,
             page.tabs, page.chart})
      QVERIFY2(page.scrolls(under), under->metaObject()->className());
    // A wheel gives nobody the focus, which would let its second turn through.
    for (QWidget* under : page.window.findChildren<QWidget*>())
      QVERIFY2(under->focusPolicy() != Qt::WheelFocus, under->metaObject()->className());
  }

  void aChoiceChangesOnlyWhileItIsOpen() {
    Page page;
    QVERIFY(QTest::qWaitForWindowActive(&page.window));
    page.choice->setFocus();
    QVERIFY(page.scrolls(page.choice));
    page.tabs->setFocus();
    QVERIFY(page.scrolls(page.tabs));
    page.choice->showPopup();
    QVERIFY(page.choice->view()->isVisible());
    page.choice->view()->setCurrentIndex(page.choice->model()->index(3, 0));
    QTest::keyClick(page.choice->view(), Qt::Key_Return);
    QTRY_COMPARE(page.choice->currentIndex(), 3);
  }

  void aNumberWithTheFocusIsTurned() {
    Page page;
    QVERIFY(QTest::qWaitForWindowActive(&page.window));
    page.whole->setFocus();
    turn(page.whole, 120);
    QCOMPARE(page.whole->value(), 6);
    page.slider->setFocus();
    turn(page.slider, 120);
    QVERIFY(page.slider->value() != 50);
    page.whole->setValue(5);
    page.slider->setValue(50);
    QVERIFY(page.scrolls(page.whole));  // the slider has it now
  }

  // Read-only texts of Qt grow with Ctrl and the wheel, each for itself.
  void ctrlLeavesTextsAsTheyAre() {
    Page page;
    QVERIFY(QTest::qWaitForWindowActive(&page.window));
    const int reading = page.reading->font().pixelSize(), log = page.log->font().pixelSize();
    const double size = page.reading->fontPointSize();
    turn(page.reading->viewport(), 120, Qt::ControlModifier);
    turn(page.log->viewport(), 120, Qt::ControlModifier);
    QCOMPARE(page.reading->font().pixelSize(), reading);
    QCOMPARE(page.reading->fontPointSize(), size);
    QCOMPARE(page.log->font().pixelSize(), log);
  }

  void aChartIsZoomedWithCtrlOrTheFocus() {
    Page page;
    QVERIFY(QTest::qWaitForWindowActive(&page.window));
    page.area->setFocus();
    turn(page.chart, 120);
    QVERIFY(!page.chart->zoomed());
    turn(page.chart, 120, Qt::ControlModifier);
    QVERIFY(page.chart->zoomed());
    page.chart->showEverything();
    page.chart->setFocus();
    turn(page.chart, 120);
    QVERIFY(page.chart->zoomed());
    // Back out again, and further: the page has it.
    page.area->verticalScrollBar()->setValue(20);
    turn(page.chart, -120);
    QVERIFY(!page.chart->zoomed());
    QCOMPARE(page.scrolled(), 20);
    turn(page.chart, -120);
    QVERIFY(page.scrolled() > 20);
    // A small chart of few words leaves it alone.
    page.chart->setCompact(true);
    page.area->verticalScrollBar()->setValue(20);
    turn(page.chart, -120, Qt::ControlModifier);
    QVERIFY(!page.chart->zoomed());
    QVERIFY(page.scrolled() > 20);
  }
};

QTEST_MAIN(WheelTest)
#include "wheel_test.moc"
