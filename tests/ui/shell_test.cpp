// The window around the pages: messages lie over them and move nothing, bars and pickers keep their
// size, settings are where people look for them.
#include <QLineEdit>
#include <QMenu>
#include <QSemaphore>
#include <QTimer>
#include <QToolButton>

#include "tests/ui/filled_window.h"
#include "ui/shell/status_line.h"
#include "ui/widgets/full_card.h"
#include "ui/widgets/message_bar.h"
#include "ui/widgets/parts.h"
#include "ui/widgets/picker.h"

using namespace unmask;

namespace {

// Where everything stands that is in view, but the message itself.
QHash<QWidget*, QRect> places(QWidget& window) {
  QHash<QWidget*, QRect> places;
  auto* messages = window.findChild<MessageBar*>();
  for (QWidget* widget : window.findChildren<QWidget*>())
    if (widget->isVisible() && widget != messages && !messages->isAncestorOf(widget))
      places[widget] = {widget->mapTo(&window, QPoint()), widget->size()};
  return places;
}

QRect rectIn(QWidget& window, QWidget* widget) {
  return {widget->mapTo(&window, QPoint()), widget->size()};
}

void settleLayout() {
  QTest::qWait(50);
  QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
}

}  // namespace

class ShellTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  // W23: an export said "saved", and the page went down by 62 px under the pointer.
  void messagesMoveNothing() {
    WindowFixture f;
    QVERIFY(f.open());
    QVERIFY(fill(f));
    auto* messages = f.window().findChild<MessageBar*>();
    for (const QSize size : {QSize(1024, 700), QSize(1920, 1080)}) {
      f.window().resize(size);
      for (const char* page : kPageButtons) {
        QVERIFY(f.click(page));
        QTest::qWait(400);
        messages->dismiss();
        settleLayout();
        const auto before = places(f.window());
        messages->showError("Something of some length did not work: the file is not there.",
                            QString("Choose another. ").repeated(12));
        settleLayout();
        QVERIFY(messages->isVisible());
        QCOMPARE(places(f.window()), before);
        const QRect bar = rectIn(f.window(), messages);
        QVERIFY(rectIn(f.window(), f.find("pageArea")).contains(bar));
        QVERIFY(!bar.intersects(rectIn(f.window(), f.find("header"))));
        // All of its words have room.
        auto* advice = f.find<QLabel>("messageAdvice");
        QVERIFY(advice->height() >= advice->heightForWidth(advice->width()));
      }
    }
  }

  void aMessageLiesOverTheFullCardToo() {
    WindowFixture f;
    QVERIFY(f.open());
    auto* messages = f.window().findChild<MessageBar*>();
    messages->showError("It failed.");
    toggleFull(cardMeant(&f.window()));
    auto* full = FullCard::of(&f.window());
    QVERIFY(full->card());
    QVERIFY(messages->isVisible());
    QVERIFY(full->isAncestorOf(messages));
    const QPoint middle = rectIn(f.window(), messages).center();
    QVERIFY(messages->isAncestorOf(f.window().childAt(middle)) ||
            f.window().childAt(middle) == messages);
    QTest::keyClick(&f.window(), Qt::Key_Escape);
    QVERIFY(!full->card());
    QVERIFY(messages->isVisible());
    QVERIFY(f.find("pageArea")->isAncestorOf(messages));
    QTest::keyClick(&f.window(), Qt::Key_Escape);
    QVERIFY(!messages->isVisible());
  }

  // An error stays until it is read; what went well goes by itself, but not from under the pointer.
  void noticesGoAndErrorsStay() {
    WindowFixture f;
    QVERIFY(f.open());
    auto* messages = f.window().findChild<MessageBar*>();
    messages->showNotice("Saved.");
    auto* going = messages->findChild<QTimer*>();
    QVERIFY(going && going->isActive());
    going->setInterval(1);
    QTRY_VERIFY(!messages->isVisible());
    messages->showNotice("Undone.", "Redo", [] {});
    f.find<QAbstractButton>("messageAction")->setFocus();
    QTest::qWait(50);
    QVERIFY(messages->isVisible());
    messages->showError("It failed.");
    QVERIFY(!going->isActive());
  }

  void theStatusLineKeepsItsHeight() {
    WindowFixture f;
    QVERIFY(f.open());
    auto* line = f.window().findChild<StatusLine*>();
    for (const int scale : {80, 100, 250}) {
      theme().setScalePercent(scale);
      settleLayout();
      const auto before = rectIn(f.window(), line);
      QSemaphore end;
      f.window().jobs().run(
          "A job", &f.window(),
          [&end](JobControl& control) {
            control.beginStage(message(UNMASK_TEXT("core", "Reading %1"), "a"), 10);
            end.acquire();
            return Status();
          },
          [](const Status&) {});
      QTRY_VERIFY(f.find("statusCancel")->isVisible());
      settleLayout();
      QCOMPARE(rectIn(f.window(), line), before);
      for (const char* part : {"statusJob", "statusCancel", "statusDevice"})
        QVERIFY2(f.find(part)->height() >= f.find(part)->sizeHint().height(), part);
      end.release();
      QTRY_VERIFY(!f.window().jobs().busy());
    }
    theme().setScalePercent(100);
  }

  // A choice changes the words of a picker, not its width; pages have pickers at one place.
  void pickersKeepTheirPlace() {
    WindowFixture f;
    QVERIFY(f.open());
    QVERIFY(fill(f));
    QVERIFY(f.click("goPretext"));
    settleLayout();
    QHash<QString, QRect> before;
    const QStringList names{"pickCorpus", "pickTokenizer", "pickObjective"};
    for (const QString& name : names)
      if (f.find(name)->isVisible()) before[name] = rectIn(f.window(), f.find(name));
    QVERIFY(before.size() >= 2);
    for (const char* id : {"span-corruption", "next-token", "masked-pixels"}) {
      f.window().choices().setObjective(id);
      settleLayout();
      for (auto it = before.begin(); it != before.end(); ++it)
        QCOMPARE(rectIn(f.window(), f.find(it.key())), it.value());
    }
    f.window().choices().setObjective("next-token");
    const QRect corpus = rectIn(f.window(), f.find("pickCorpus"));
    QVERIFY(f.click("goData"));
    settleLayout();
    QCOMPARE(rectIn(f.window(), f.find("pickCorpus")), corpus);
  }

  // W25: colours and size were an entry of Help.
  void settingsAreInTheRail() {
    WindowFixture f;
    QVERIFY(f.open());
    auto* settings = f.find<QToolButton>("settingsMenuButton");
    auto* help = f.find<QToolButton>("helpMenuButton");
    QVERIFY(settings && help && settings->isVisible() && help->isVisible());
    QCOMPARE(settings->text(), QString("Settings"));
    const auto has = [](QToolButton* button, const char* name) {
      for (QAction* action : button->menu()->actions())
        if (action->objectName() == name) return true;
      return false;
    };
    for (const char* name : {"themeLight", "themeDark", "sizeLarger", "reducedMotion"}) {
      QVERIFY2(has(settings, name), name);
      QVERIFY2(!has(help, name), name);
    }
    QVERIFY(has(help, "about"));
    for (QAction* action : settings->menu()->actions())
      if (action->objectName() == "themeDark") action->trigger();
    QVERIFY(theme().palette().dark);
    theme().setMode(ThemeMode::light);
    // Both are in sight in the lowest window.
    f.window().resize(1024, 700);
    theme().setScalePercent(250);
    settleLayout();
    for (QToolButton* button : {settings, help}) {
      QVERIFY(button->isVisible());
      QVERIFY(f.window().rect().contains(rectIn(f.window(), button)));
    }
    theme().setScalePercent(100);
  }
};

QTEST_MAIN(ShellTest)
#include "shell_test.moc"
