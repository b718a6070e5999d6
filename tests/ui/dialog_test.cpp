// Dialogs have one look and room for all they say: they scroll where the screen is low.
#include <QAbstractItemView>
#include <QComboBox>
#include <QMenu>
#include <QScrollArea>
#include <QScrollBar>

#include "tests/ui/cut_controls.h"
#include "tests/ui/window_fixture.h"
#include "ui/data/import_dialog.h"
#include "ui/widgets/dialog.h"
#include "ui/widgets/dialogs.h"

using namespace unmask;

namespace {

// What is painted at the same place, of widgets that have one parent.
QStringList overlapping(QWidget& window) {
  QStringList wrong;
  const auto all = window.findChildren<QWidget*>();
  for (QWidget* one : all)
    for (QWidget* other : all)
      if (one < other && one->isVisible() && other->isVisible() &&
          one->parentWidget() == other->parentWidget() &&
          one->geometry().intersects(other->geometry()))
        wrong << one->objectName() + " and " + other->objectName() + " in " +
                     one->parentWidget()->objectName();
  return wrong;
}

}  // namespace

class DialogTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() { theme().setMode(ThemeMode::light); }
  void cleanup() { theme().setScalePercent(100); }

  // W5: with everything open its rows lay over one another, and the last was cut.
  void howFilesAreReadHasRoomForItsRows() {
    for (const int scale : {80, 100, 150, 250}) {
      theme().setScalePercent(scale);
      ImportSettings text;
      PictureImportSettings pictures;
      bool alwaysLook = false;
      ImportDialog dialog(text, pictures, alwaysLook, nullptr);
      dialog.show();
      QVERIFY(QTest::qWaitForWindowExposed(&dialog));
      for (QPushButton* more : dialog.findChildren<QPushButton*>())
        if (more->objectName().endsWith(".more") && more->isVisible()) more->click();
      QTest::qWait(50);
      QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
      QCOMPARE(overlapping(dialog), QStringList());
      QCOMPARE(cutControls(dialog).join("\n"), QString());
      // A row is as high as its words want.
      for (QLabel* label : dialog.findChildren<QLabel*>())
        if (label->isVisible() && label->wordWrap())
          QVERIFY2(label->height() >= label->heightForWidth(label->width()),
                   qPrintable(label->text()));
      // The foot is in sight, the last row can be scrolled to.
      const QSize screen = dialog.screen()->availableSize();
      QVERIFY(dialog.width() <= screen.width() && dialog.height() <= screen.height());
      auto* done = dialog.findChild<QPushButton*>("importDone");
      QVERIFY(dialog.rect().contains(
          QRect(done->mapTo(&dialog, QPoint()), done->size())));
      auto* area = dialog.findChild<QScrollArea*>();
      QVERIFY(area->widget()->height() <= area->viewport()->height() ||
              area->verticalScrollBar()->maximum() > 0);
    }
  }

  // W24: the toolkit's icon, and "unmask" for a title.
  void questionsLookLikeTheWindow() {
    QString title, text;
    bool cancelIsDefault = false, anyIcon = true;
    const auto answer = [&](const char* button) {
      QTimer::singleShot(0, this, [&, button] {
        auto* dialog = qobject_cast<Dialog*>(QApplication::activeModalWidget());
        QVERIFY(dialog);
        title = dialog->windowTitle();
        text = dialog->findChild<QLabel*>("questionText")->text();
        cancelIsDefault = dialog->findChild<QPushButton*>("questionCancel")->isDefault();
        anyIcon = std::ranges::any_of(dialog->findChildren<QLabel*>(),
                                      [](QLabel* l) { return !l->pixmap().isNull(); });
        QTest::mouseClick(dialog->findChild<QPushButton*>(button), Qt::LeftButton);
      });
    };
    answer("questionYes");
    QVERIFY(dialogs().confirm(nullptr, "Remove it? This cannot be undone.", "Remove"));
    QCOMPARE(title, QString("Remove"));
    QCOMPARE(text, QString("Remove it? This cannot be undone."));
    QVERIFY(cancelIsDefault && !anyIcon);
    answer("questionCancel");
    QVERIFY(!dialogs().confirm(nullptr, "Remove it? This cannot be undone.", "Remove"));
  }

  // W24: lists of combo boxes and menus have round corners and rows like other lists.
  void popupsHaveTheWindowsLook() {
    QWidget window;
    QComboBox box(&window);
    box.addItems({"one", "two", "three"});
    QMenu menu(&window);
    menu.addAction("an entry");
    window.resize(300, 100);
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    box.showPopup();
    QWidget* list = box.view()->window();
    QTRY_VERIFY(list->isVisible());
    QVERIFY(!list->mask().isEmpty() && !list->mask().contains(QPoint(0, 0)));
    // Below the box, not over it.
    QVERIFY(list->y() >= box.mapToGlobal(QPoint(0, box.height())).y() - 1);
    const int row = box.view()->visualRect(box.model()->index(0, 0)).height();
    QVERIFY2(row >= theme().px(26), qPrintable(QString::number(row)));
    box.hidePopup();
    menu.popup(window.mapToGlobal(QPoint(5, 5)));
    QTRY_VERIFY(menu.isVisible());
    QVERIFY(!menu.mask().isEmpty() && !menu.mask().contains(QPoint(0, 0)));
    menu.close();
  }

  void aProblemAtTheStartSaysWhatToDo() {
    ProblemDialog dialog(Error{message(UNMASK_TEXT("core", "Cancelled.")),
                               message(UNMASK_TEXT("core", "Cancelled.")), {}});
    dialog.show();
    QVERIFY(QTest::qWaitForWindowExposed(&dialog));
    QCOMPARE(cutControls(dialog).join("\n"), QString());
    QTest::mouseClick(dialog.findChild<QPushButton*>("problemClose"), Qt::LeftButton);
    QVERIFY(!dialog.isVisible());
  }
};

QTEST_MAIN(DialogTest)
#include "dialog_test.moc"
