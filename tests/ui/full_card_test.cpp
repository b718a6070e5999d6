// Any card fills the window: larger, with its state and focus, and goes back to its place.
#include <QLineEdit>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QTextEdit>

#include "tests/ui/window_fixture.h"
#include "ui/widgets/chart.h"
#include "ui/widgets/full_card.h"
#include "ui/widgets/parts.h"
#include "ui/widgets/token_grid.h"

using namespace unmask;

namespace {

// A window with two cards above each other.
struct Window {
  QWidget window;
  Card* first = new Card("First");
  Card* second = new Card("Second");
  QLineEdit* editor = new QLineEdit("some text");
  Chart* chart = new Chart;
  Window() {
    auto* column = new QVBoxLayout(&window);
    column->addWidget(first, 1);
    column->addWidget(second, 2);
    editor->setFont(theme().font());
    first->body()->addWidget(editor);
    chart->setFixedHeight(84);
    second->body()->addWidget(chart);
    window.resize(600, 500);
    window.show();
  }
  FullCard& full() { return *FullCard::of(&window); }
};

}  // namespace

class FullCardTest : public QObject {
  Q_OBJECT

  static QRect placeOf(const QWidget* widget) {
    return {widget->mapTo(widget->window(), QPoint(0, 0)), widget->size()};
  }
  // Once it keeps it: words that wrap move what is below them more than once.
  static QRect settledPlace(const QWidget* widget) {
    QRect place;
    for (int tries = 0; tries < 50 && placeOf(widget) != place; ++tries) {
      place = placeOf(widget);
      QTest::qWait(100);
    }
    return place;
  }

 private Q_SLOTS:
  void init() {
    theme().setMode(ThemeMode::light);
    theme().setScalePercent(100);
  }

  void keepsFocusStateAndPlace() {
    Window w;
    QVERIFY(QTest::qWaitForWindowActive(&w.window));
    w.editor->setFocus();
    w.editor->setSelection(5, 4);
    const QRect before = w.first->geometry();
    const int pixels = theme().font().pixelSize();
    toggleFull(cardMeant(&w.window));
    QCOMPARE(w.full().card(), w.first);
    QVERIFY(w.first->full());
    QVERIFY(w.editor->hasFocus());
    QCOMPARE(w.editor->selectedText(), QString("text"));
    QCOMPARE(w.full().size(), w.window.size());
    QTRY_VERIFY(w.first->width() > 0.85 * w.window.width());
    QVERIFY(theme().font().pixelSize() >= 1.25 * pixels);
    w.full().leave();
    QVERIFY(!w.first->full());
    QVERIFY(w.editor->hasFocus());
    QCOMPARE(theme().font().pixelSize(), pixels);
    QTRY_COMPARE(w.first->geometry(), before);
    QCOMPARE(static_cast<QVBoxLayout*>(w.window.layout())->stretch(0), 1);
  }

  // A chart of a fixed height takes all there is, and has its height again afterwards.
  void chartGrows() {
    Window w;
    QVERIFY(QTest::qWaitForWindowExposed(&w.window));
    w.full().enter(w.second);
    QTRY_VERIFY(w.chart->height() > 250);
    QTRY_VERIFY(w.second->height() > 0.85 * w.window.height());
    w.full().leave();
    QTRY_COMPARE(w.chart->height(), 84);
  }

  // The height that its page gave a chart is neither lost in the full card nor by other colours.
  void aChartKeepsTheHeightOfItsPage() {
    Window w;
    w.chart->setFixedHeight(QWIDGETSIZE_MAX);
    w.chart->setMinimumHeight(150);
    static_cast<QVBoxLayout*>(w.window.layout())->setStretch(1, 0);
    QVERIFY(QTest::qWaitForWindowExposed(&w.window));
    const int height = w.chart->height();
    w.full().enter(w.second);
    QTRY_VERIFY(w.chart->height() > height);
    w.full().leave();
    QTRY_COMPARE(w.chart->height(), height);
    QCOMPARE(w.chart->minimumHeight(), 150);
    theme().setMode(ThemeMode::dark);
    QCOMPARE(w.chart->minimumHeight(), 150);
    QTRY_COMPARE(w.chart->height(), height);
    theme().setMode(ThemeMode::light);
  }

  // The corner of a card lies over nothing that the card holds.
  void theCornerCoversNothing() {
    QWidget window;
    auto* column = new QVBoxLayout(&window);
    auto* headed = new Card("First");
    headed->headingRow()->addWidget(new QLineEdit);
    auto* plain = new Card({});
    plain->body()->addWidget(new QLineEdit);
    column->addWidget(headed);
    column->addWidget(plain);
    window.resize(300, 200);
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    for (const int scale : {80, 100, 250}) {
      theme().setScalePercent(scale);
      QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
      for (Card* card : {headed, plain}) {
        auto* corner = card->findChild<QToolButton*>("cardFull");
        QVERIFY(card->rect().contains(corner->geometry()));
        QVERIFY(!corner->geometry().intersects(card->findChild<QLineEdit*>()->geometry()));
      }
    }
  }

  void tabStaysInside() {
    Window w;
    QVERIFY(QTest::qWaitForWindowActive(&w.window));
    auto* other = new QLineEdit;
    w.second->body()->addWidget(other);
    w.full().enter(w.first);
    for (int i = 0; i < 8; ++i) {
      QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
      QVERIFY(w.full().isAncestorOf(QApplication::focusWidget()));
    }
    w.full().leave();
  }

  void splitterAndStackKeepTheirOrder() {
    QWidget window;
    auto* column = new QVBoxLayout(&window);
    auto* splitter = new QSplitter;
    auto* stack = new QStackedWidget;
    column->addWidget(splitter);
    column->addWidget(stack);
    std::vector<Card*> cards;
    for (int i = 0; i < 4; ++i) {
      cards.push_back(new Card(QString::number(i)));
      cards.back()->body()->addWidget(new QLineEdit);
      if (i < 2)
        splitter->addWidget(cards.back());
      else
        stack->addWidget(cards.back());
    }
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    FullCard& full = *FullCard::of(&window);
    for (Card* card : {cards[0], cards[2]}) {
      full.enter(card);
      QVERIFY(full.isAncestorOf(card));
      full.leave();
    }
    QCOMPARE(splitter->indexOf(cards[0]), 0);
    QCOMPARE(stack->indexOf(cards[2]), 0);
    QCOMPARE(stack->currentWidget(), cards[2]);
    QVERIFY(cards[0]->isVisible());
    QVERIFY(cards[2]->isVisible());
    // A stack that turns to another page takes its card back.
    full.enter(cards[2]);
    stack->setCurrentIndex(1);
    QTRY_VERIFY(!full.card());
    QCOMPARE(stack->currentWidget(), cards[3]);
    QVERIFY(cards[2]->isHidden());
  }

  void hiddenOrDeletedCardLeaves() {
    Window w;
    QVERIFY(QTest::qWaitForWindowExposed(&w.window));
    w.full().enter(w.first);
    w.first->hide();
    QTRY_VERIFY(!w.full().isVisible());
    QVERIFY(w.first->isHidden());
    w.full().enter(w.second);
    delete w.second;
    w.full().leave();
    QVERIFY(!w.full().isVisible());
    QCOMPARE(theme().magnification(), 1.0);
  }

  // The window's own keys, on every card of a page.
  void everyCardOfTheWindow() {
    WindowFixture f;
    QVERIFY(f.open());
    for (const char* go : {"goData", "goPretext", "goTrain", "goRuns"}) {
      QVERIFY(f.click(go));
      for (Card* card : f.window().findChildren<Card*>()) {
        if (!card->isVisible()) continue;
        const QRect before = settledPlace(card);
        auto* corner = card->findChild<QToolButton*>("cardFull");
        QVERIFY(corner && !corner->accessibleName().isEmpty());
        corner->click();
        QVERIFY(card->full());
        QTRY_VERIFY(card->width() > 1.25 * before.width() ||
                    card->width() > 0.9 * f.window().width());
        QTest::keyClick(&f.window(), Qt::Key_Escape);
        QVERIFY(!card->full());
        QTRY_COMPARE(placeOf(card), before);
      }
    }
    QTest::keyClick(&f.window(), Qt::Key_F11);
    FullCard* full = FullCard::of(&f.window());
    QVERIFY(full->card());
    QTest::keyClick(&f.window(), Qt::Key_2, Qt::ControlModifier);  // another page
    QTRY_VERIFY(!full->card());
    QTest::keyClick(&f.window(), Qt::Key_F11);
    QVERIFY(full->card());
    QTest::keyClick(&f.window(), Qt::Key_F11);
    QVERIFY(!full->card());
  }
};

QTEST_MAIN(FullCardTest)
#include "full_card_test.moc"
