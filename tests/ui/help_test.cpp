// Help: every term that the window marks has a text, texts are short and lead somewhere; panes,
// search, About and the overview of keys work from the keyboard.
#include <QDirIterator>
#include <QLineEdit>
#include <QListWidget>
#include <QRegularExpression>
#include <QScrollBar>
#include <QShortcut>
#include <QTextBrowser>

#include "tests/ui/window_fixture.h"
#include "ui/help/about.h"
#include "ui/help/help.h"
#include "ui/help/help_pane.h"
#include "ui/help/help_window.h"
#include "ui/help/shortcuts.h"
#include "ui/widgets/parts.h"

using namespace unmask;

class HelpTest : public QObject {
  Q_OBJECT

  static QStringList allTexts() { return helpTerms() + helpGuides(); }

 private Q_SLOTS:
  void initTestCase() { theme().setMode(ThemeMode::light); }

  void everyMarkInTheSourceHasAText() {
    static const QRegularExpression use("\\b(?:helpMark|showHelp)\\(\"([^\"]+)\"");
    QStringList missing;
    int seen = 0;
    QDirIterator it(UNMASK_SOURCE_DIR "/ui", {"*.cpp"}, QDir::Files, QDirIterator::Subdirectories);
    while (it.hasNext()) {
      QFile file(it.next());
      QVERIFY(file.open(QIODevice::ReadOnly));
      const QString code = QString::fromUtf8(file.readAll());
      for (auto match = use.globalMatch(code); match.hasNext(); ++seen) {
        const QString term = match.next().captured(1);
        if (helpText(term).isEmpty()) missing << term + " in " + file.fileName();
      }
    }
    QVERIFY2(missing.isEmpty(), qPrintable(missing.join('\n')));
  }

  // A file that is not listed among the resources is in no program.
  void everyFileIsInTheProgram() {
    for (const QString& file : QDir(UNMASK_SOURCE_DIR "/resources/help").entryList({"*.md"}))
      QVERIFY2(allTexts().contains(file.chopped(3)), qPrintable(file));
  }

  void textsAreShortAndLeadSomewhere() {
    static const QRegularExpression link("\\]\\(([^)]+)\\)");
    static const QRegularExpression space("\\s+");
    QVERIFY(helpTerms().size() >= 5);
    for (const QString& name : allTexts()) {
      const QString text = helpText(name);
      QVERIFY2(text.startsWith("# ") && !helpTitle(name).isEmpty(), qPrintable(name));
      const qsizetype words = text.split(space, Qt::SkipEmptyParts).size();
      QVERIFY2(words <= 160, qPrintable(QString("%1 has %2 words").arg(name).arg(words)));
      for (auto match = link.globalMatch(text); match.hasNext();) {
        const QString target = helpTarget(QUrl(match.next().captured(1)));
        QVERIFY2(!target.isEmpty() && !helpText(target).isEmpty(),
                 qPrintable(name + " leads to " + target));
      }
    }
  }

  void markOpensItsPaneAndEscComesBack() {
    QWidget window;
    auto* column = new QVBoxLayout(&window);
    QToolButton* mark = helpMark("pretext-task");
    column->addWidget(mark);
    window.resize(700, 500);
    window.show();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    QVERIFY(mark->accessibleName().contains(helpTitle("pretext-task")));
    mark->setFocus();
    QTest::keyClick(mark, Qt::Key_Space);
    auto* pane = window.findChild<HelpPane*>("helpPane");
    QVERIFY(pane && pane->isVisible());
    auto* text = pane->findChild<QTextBrowser*>("helpText");
    QVERIFY(text->hasFocus());
    QCOMPARE(pane->findChild<QLabel*>("helpTitle")->text(), helpTitle("pretext-task"));
    QVERIFY(window.rect().contains(pane->geometry()));
    // A link is followed in place, and Backspace comes back from it.
    QTest::keyClick(text, Qt::Key_Tab);
    QTest::keyClick(text, Qt::Key_Return);
    QTRY_COMPARE(pane->findChild<QLabel*>("helpTitle")->text(), helpTitle("masked-lm"));
    QTest::keyClick(text, Qt::Key_Backspace);
    QTRY_COMPARE(pane->findChild<QLabel*>("helpTitle")->text(), helpTitle("pretext-task"));
    QTest::keyClick(text, Qt::Key_Escape);
    QTRY_VERIFY(!window.findChild<HelpPane*>("helpPane"));
    QVERIFY(mark->hasFocus());
    // A click elsewhere closes it, too.
    mark->click();
    QVERIFY(window.findChild<HelpPane*>("helpPane"));
    QTest::mouseClick(&window, Qt::LeftButton, {}, QPoint(690, 490));
    QTRY_VERIFY(!window.findChild<HelpPane*>("helpPane"));
  }

  void panesBeginAtTheirFirstSentence() {
    WindowFixture f;
    const auto restore = qScopeGuard([] { theme().setScalePercent(100); });
    QVERIFY(f.open({1280, 720}));
    for (const int scale : {100, 150, 250}) {
      theme().setScalePercent(scale);
      for (const QString& term : helpTerms()) {
        showHelp(term, f.find("pageArea"));
        auto* pane = f.window().findChild<HelpPane*>("helpPane");
        QVERIFY2(pane, qPrintable(term));
        auto* text = pane->findChild<QTextBrowser*>("helpText");
        QTest::qWait(0);  // what is laid out later
        QCoreApplication::sendPostedEvents();
        QVERIFY2(text->verticalScrollBar()->value() == 0, qPrintable(term));
        QTest::keyClick(text, Qt::Key_Escape);
        QTRY_VERIFY(!f.window().findChild<HelpPane*>("helpPane"));
      }
    }
  }

  void f1ExplainsTheSettingInUse() {
    WindowFixture f;
    QVERIFY(f.open());
    QVERIFY(f.click("goTrain"));
    auto* steps = f.find<QWidget>("training.train.steps");
    QVERIFY(steps);
    QTRY_VERIFY(steps->isVisible());
    steps->setFocus();
    QTest::keyClick(steps, Qt::Key_F1);
    HelpPane* pane = f.window().findChild<HelpPane*>("helpPane");
    QVERIFY(pane);
    QCOMPARE(pane->findChild<QLabel*>("helpTitle")->text(), QString("Steps"));
    QVERIFY(!steps->accessibleDescription().isEmpty());
    QVERIFY(pane->findChild<QTextBrowser*>("helpText")
                ->toPlainText()
                .contains(steps->accessibleDescription()));
    QTest::keyClick(pane->findChild<QTextBrowser*>("helpText"), Qt::Key_Escape);
    QVERIFY(steps->hasFocus());
    // Where nothing is known of the focus, the page's guide opens.
    f.find("pageArea")->setFocus();
    QTest::keyClick(&f.window(), Qt::Key_F1);
    auto* help = f.window().findChild<HelpWindow*>("helpWindow");
    QVERIFY(help && help->isVisible());
    QCOMPARE(help->shown(), QString("guide-train"));
  }

  void searchFindsTitlesAndTexts() {
    QWidget window;
    window.resize(1000, 700);
    window.show();
    HelpWindow* help = HelpWindow::of(&window);
    help->open({});
    QCOMPARE(help->shown(), helpGuides().front());
    auto* search = help->findChild<QLineEdit*>("helpSearch");
    auto* list = help->findChild<QListWidget*>("helpList");
    const int all = list->count();
    QVERIFY(all >= helpTerms().size() + helpGuides().size());
    QTest::keyClicks(search, "devlin");
    QVERIFY(list->count() > 0 && list->count() < all);
    QTest::keyClick(search, Qt::Key_Down);
    QTest::keyClick(search, Qt::Key_Down);
    QVERIFY(helpText(help->shown()).contains("Devlin"));
    search->setText("no such words anywhere");
    QCOMPARE(list->count(), 1);
    QVERIFY(!(list->item(0)->flags() & Qt::ItemIsSelectable));
    QVERIFY(QTest::qWaitForWindowActive(help));
    help->open("worker");
    help->open("run");
    QTest::keyClick(help, Qt::Key_Left, Qt::AltModifier);
    QTRY_COMPARE(help->shown(), QString("worker"));
  }

  // The overview names what the window has, without a list kept by hand.
  void overviewHasTheKeysOfTheWindow() {
    WindowFixture f;
    QVERIFY(f.open());
    const auto has = [&](const QKeySequence& keys) {
      for (const ShortcutEntry& e : shortcutsOf(&f.window()))
        if (e.keys == keys && !e.what.isEmpty()) return true;
      return false;
    };
    for (const char* keys : {"Ctrl+1", "F11", "F1", "Ctrl+Z", "Ctrl+R", "Alt+C", "Ctrl+Q"})
      QVERIFY2(has(QKeySequence(keys)), keys);
    QVERIFY(!has(QKeySequence("Ctrl+9")));
    auto* button = new QPushButton("A new thing", &f.window());
    button->setShortcut(QKeySequence("Ctrl+9"));
    QVERIFY(has(QKeySequence("Ctrl+9")));
    QCOMPARE(toolTipWithKeys(button), QString("A new thing (Ctrl+9)"));
    button->setShortcut(QKeySequence());

    QTest::keyClick(&f.window(), '?', Qt::ControlModifier);
    auto* help = f.window().findChild<HelpWindow*>("helpWindow");
    QVERIFY(help);
    QCOMPARE(help->shown(), QString("guide-keyboard"));
    const QString page = help->findChild<QTextBrowser*>("helpPage")->toPlainText();
    for (const ShortcutEntry& e : shortcutsOf(&f.window()))
      QVERIFY2(page.contains(e.keys.toString(QKeySequence::NativeText)), qPrintable(e.what));
  }

  // Two controls that answer to the same keys in the same place answer to none.
  void noShortcutIsAmbiguous() {
    WindowFixture f;
    QVERIFY(f.open());
    for (const char* page : {"goData", "goPretext", "goTrain", "goRuns"}) {
      QVERIFY(f.click(page));
      QHash<QString, QString> taken;
      const auto take = [&](const QKeySequence& keys, const QString& who) {
        if (keys.isEmpty()) return;
        const QString text = keys.toString();
        QVERIFY2(!taken.contains(text),
                 qPrintable(text + ": " + taken.value(text) + " and " + who));
        taken[text] = who;
      };
      // Qt hears a shortcut only where the widget that it belongs to is in view.
      const auto heard = [](const QObject* owner) {
        const auto* widget = qobject_cast<const QWidget*>(owner);
        return widget && widget->isVisible();
      };
      const auto isHeard = [&heard](const QAction& action) {
        const QList<QObject*> owners = action.associatedObjects();
        return std::any_of(owners.begin(), owners.end(), heard);
      };
      for (const QAction* action : f.window().findChildren<QAction*>())
        if (action->shortcutContext() == Qt::WindowShortcut && isHeard(*action))
          for (const QKeySequence& keys : action->shortcuts()) take(keys, action->objectName());
      for (const QShortcut* shortcut : f.window().findChildren<QShortcut*>())
        if (shortcut->context() == Qt::WindowShortcut && heard(shortcut->parent()))
          for (const QKeySequence& keys : shortcut->keys()) take(keys, shortcut->whatsThis());
      for (const QAbstractButton* button : f.window().findChildren<QAbstractButton*>())
        if (button->isVisible()) take(button->shortcut(), button->objectName());
    }
  }

  void everyShortcutHasAMeaning() {
    WindowFixture f;
    QVERIFY(f.open());
    for (const QShortcut* shortcut : f.window().findChildren<QShortcut*>())
      QVERIFY2(!shortcut->whatsThis().isEmpty(), qPrintable(shortcut->key().toString()));
  }

  void aboutSaysWhatRuns() {
    AboutDialog about("/somewhere/workspace", nullptr);
    about.show();
    const QString text = about.text();
    for (const QString& part : {QString(UNMASK_VERSION), QString(qVersion()),
                                QString("SentencePiece: 0."), QString("/somewhere/workspace")})
      QVERIFY2(text.contains(part), qPrintable(part + " in\n" + text));
    QTRY_VERIFY_WITH_TIMEOUT(!about.text().contains("asking"), 30'000);
    if (std::filesystem::exists(workerProgram()))
      QVERIFY2(QRegularExpression("LibTorch: \\d+\\.\\d+").match(about.text()).hasMatch(),
               qPrintable(about.text()));
  }
};

QTEST_MAIN(HelpTest)
#include "help_test.moc"
