// Every control of every page has a name for screen readers and a stable name of its own, can be
// reached with Tab while it can be used, and shows that it has the focus.
#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QAccessible>
#include <QButtonGroup>
#include <QComboBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QSlider>
#include <QTextEdit>

#include "tests/ui/filled_window.h"
#include "ui/widgets/chart.h"
#include "ui/widgets/parts.h"

using namespace unmask;

namespace {

// Parts of another control, which name themselves.
bool isInner(const QWidget* widget) {
  const QWidget* parent = widget->parentWidget();
  if (widget->objectName().startsWith("qt_") || qobject_cast<const QHeaderView*>(widget))
    return true;
  if (qobject_cast<const QAbstractSpinBox*>(parent) || qobject_cast<const QComboBox*>(parent))
    return true;
  for (const QWidget* w = widget; w; w = w->parentWidget())
    if (w->inherits("QComboBoxPrivateContainer")) return true;
  // The clear button of a line, the corner of a table.
  return parent && (qobject_cast<const QLineEdit*>(parent) ||
                    (qobject_cast<const QAbstractButton*>(widget) &&
                     qobject_cast<const QAbstractItemView*>(parent)));
}

bool isControl(const QWidget* widget) {
  if (isInner(widget)) return false;
  return qobject_cast<const QAbstractButton*>(widget) || qobject_cast<const QLineEdit*>(widget) ||
         qobject_cast<const QAbstractSpinBox*>(widget) || qobject_cast<const QComboBox*>(widget) ||
         qobject_cast<const QPlainTextEdit*>(widget) || qobject_cast<const QTextEdit*>(widget) ||
         qobject_cast<const QAbstractItemView*>(widget) || qobject_cast<const QSlider*>(widget) ||
         qobject_cast<const Chart*>(widget);
}

QString placeOf(const QWidget* widget) {
  QStringList names;
  for (const QWidget* w = widget->parentWidget(); w && names.size() < 3; w = w->parentWidget())
    if (!w->objectName().isEmpty() && !w->objectName().startsWith("qt_") &&
        w->objectName() != "column")
      names.prepend(w->objectName());
  return QString("%1 in %2").arg(widget->metaObject()->className(), names.join('/'));
}

// A name stands for one control on its page.
QString idOf(const QWidget* widget) {
  for (const QWidget* w = widget; w; w = w->parentWidget())
    if (auto* page = qobject_cast<const Page*>(w))
      return page->property("place").toString() + "/" + widget->objectName();
  return widget->objectName();
}

QStringList nameless(QWidget& window) {
  QStringList wrong;
  QHash<QString, const QWidget*> taken;
  for (QWidget* widget : window.findChildren<QWidget*>()) {
    if (!isControl(widget)) continue;
    QAccessibleInterface* interface = QAccessible::queryAccessibleInterface(widget);
    // What is not in view may wait for its words.
    if (widget->isVisible() &&
        (!interface || interface->text(QAccessible::Name).trimmed().isEmpty()))
      wrong << QString("no accessible name: %1, %2").arg(widget->objectName(), placeOf(widget));
    if (widget->objectName().isEmpty()) {
      wrong << QString("no object name: %1 \"%2\"")
                   .arg(placeOf(widget), widget->property("text").toString());
      continue;
    }
    // Each card has its corner; marks of the same term open the same text.
    if (widget->objectName() == "cardFull" || widget->property("help").toBool()) continue;
    const QString id = idOf(widget);
    if (taken.contains(id) && taken[id] != widget)
      wrong << QString("two are called %1: %2").arg(id, placeOf(widget));
    taken[id] = widget;
  }
  wrong.removeDuplicates();
  return wrong;
}

bool isReachable(const QWidget* widget, const QSet<QWidget*>& reached) {
  if (reached.contains(const_cast<QWidget*>(widget))) return true;
  // Of a group of which one is chosen, the arrows go to the others.
  auto* button = qobject_cast<const QAbstractButton*>(widget);
  if (button && button->group() && button->group()->exclusive())
    for (QAbstractButton* other : button->group()->buttons())
      if (reached.contains(other)) return true;
  return false;
}

}  // namespace

class ControlsTest : public QObject {
  Q_OBJECT

  // Everything that Tab comes to; on the way, that each shows its focus.
  static QSet<QWidget*> walk(MainWindow& window, QStringList& ringless) {
    QSet<QWidget*> reached;
    QWidget* area = window.findChild<QWidget*>("pageArea");
    area->setFocus();
    for (int i = 0; i < 600; ++i) {
      QWidget* before = QApplication::focusWidget();
      QTest::keyClick(before ? before : &window, Qt::Key_Tab);
      QWidget* now = QApplication::focusWidget();
      if (!now || now == area || reached.contains(now)) break;
      reached.insert(now);
      if (!isControl(now) || now->width() < 2 || now->height() < 2) continue;
      const QImage focused = now->grab().toImage();
      now->clearFocus();
      const QImage plain = now->grab().toImage();
      now->setFocus(Qt::TabFocusReason);
      if (focused == plain) ringless << now->objectName() + ", " + placeOf(now);
    }
    return reached;
  }
  static void checkKeys(WindowFixture& f, const QString& page, QStringList& wrong) {
    QStringList ringless;
    const QSet<QWidget*> reached = walk(f.window(), ringless);
    for (const QString& name : ringless) wrong << page + ": no focus to be seen: " + name;
    for (QWidget* widget : f.window().findChildren<QWidget*>())
      if (isControl(widget) && widget->isVisible() && widget->isEnabled() &&
          !isReachable(widget, reached))
        wrong << QString("%1: Tab does not reach %2, %3")
                     .arg(page, widget->objectName(), placeOf(widget));
  }

 public:
  static void initMain() { qputenv("QTEST_FUNCTION_TIMEOUT", "570000"); }

 private Q_SLOTS:
  void everyControlHasItsNames() {
    WindowFixture f;
    QVERIFY(f.open());
    QStringList wrong;
    const auto look = [&](const QString& page) {
      for (const QString& line : nameless(f.window())) wrong << page + ": " + line;
    };
    eachPage(f, look);
    QVERIFY(fill(f));
    eachPage(f, look);
    wrong.removeDuplicates();
    for (const QString& line : wrong) qWarning("%s", qPrintable(line));
    QVERIFY(wrong.isEmpty());
  }

  void keysReachEverything() {
    WindowFixture f;
    QVERIFY(f.open());
    QVERIFY(QTest::qWaitForWindowActive(&f.window()));
    QStringList wrong;
    const auto look = [&](const QString& page) { checkKeys(f, page, wrong); };
    eachPage(f, look);
    QVERIFY(fill(f));
    eachPage(f, look);
    for (const QString& line : wrong) qWarning("%s", qPrintable(line));
    QVERIFY(wrong.isEmpty());
  }
};

QTEST_MAIN(ControlsTest)
#include "controls_test.moc"
