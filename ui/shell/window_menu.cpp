// Filling the menus.
#include "ui/shell/window_menu.h"

#include <QActionGroup>
#include <QUndoStack>

#include "ui/shell/languages.h"
#include "ui/shell/main_window.h"
#include "ui/shell/remembered.h"
#include "ui/theme/motion.h"
#include "ui/theme/theme.h"

namespace unmask {

namespace {

constexpr int kSizes[] = {80, 90, 100, 125, 150, 175, 200, 250};

}  // namespace

WindowMenu::WindowMenu(MainWindow& window, const QString& objectName)
    : QMenu(&window), window_(window) {
  setObjectName(objectName);
  setToolTipsVisible(true);
}

QAction* WindowMenu::add(QMenu* menu, const QString& objectName, const QString& text,
                         const QList<QKeySequence>& keys, std::function<void()> act) {
  QAction* action = menu->addAction(text);
  action->setObjectName(objectName);
  action->setShortcuts(keys);
  action->setShortcutContext(Qt::WindowShortcut);
  connect(action, &QAction::triggered, this, std::move(act));
  window_.addAction(action);  // so that its keys work while the menu is shut
  return action;
}

SettingsMenu::SettingsMenu(MainWindow& window, QUndoStack& undo)
    : WindowMenu(window, "settingsMenu") {
  addColours();
  addSeparator();
  addSizes();
  addSeparator();
  addMotion();
  addLanguages();
  addSeparator();
  add(this, "fullScreenCard", tr("One card fills the window"), {QKeySequence("F11")},
      [this] { Q_EMIT fullAsked(); });
  addSeparator();
  addUndo(undo);
  connect(this, &QMenu::aboutToShow, this, &SettingsMenu::showNow);
}

void SettingsMenu::addColours() {
  auto* modes = new QActionGroup(this);
  const std::tuple<ThemeMode, const char*, QString> kinds[] = {
      {ThemeMode::system, "themeSystem", tr("Colours as the system")},
      {ThemeMode::light, "themeLight", tr("Light")},
      {ThemeMode::dark, "themeDark", tr("Dark")}};
  for (const auto& [mode, name, text] : kinds) {
    QAction* action = add(this, name, text, {}, [mode = mode] {
      theme().setMode(mode);
      remembered().setValue("window/theme", static_cast<int>(mode));
    });
    action->setCheckable(true);
    modes->addAction(action);
  }
}

void SettingsMenu::addSizes() {
  add(this, "sizeLarger", tr("Larger"), {QKeySequence("Ctrl++"), QKeySequence("Ctrl+=")},
      [] { theme().setScalePercent(theme().scalePercent() + 10); });
  add(this, "sizeSmaller", tr("Smaller"), {QKeySequence("Ctrl+-")},
      [] { theme().setScalePercent(theme().scalePercent() - 10); });
  QMenu* size = addMenu(tr("Size"));
  size->setObjectName("sizeMenu");
  for (const int percent : kSizes) {
    QAction* action =
        add(size, QString("size%1").arg(percent), tr("%1 %").arg(percent),
            percent == 100 ? QList<QKeySequence>{QKeySequence("Ctrl+0")} : QList<QKeySequence>{},
            [percent] { theme().setScalePercent(percent); });
    action->setCheckable(true);
  }
}

void SettingsMenu::addMotion() {
  QAction* still = add(this, "reducedMotion", tr("Less motion"), {}, [] {});
  still->setCheckable(true);
  still->setToolTip(tr("Nothing moves to explain: it is shown at once"));
  connect(still, &QAction::toggled, this, [](bool on) {
    setReducedMotion(on);
    remembered().setValue("window/reducedMotion", on);
  });
  still->setChecked(remembered().value("window/reducedMotion").toBool());
}

void SettingsMenu::addLanguages() {
  const QStringList known = languages();
  if (known.isEmpty()) return;
  QMenu* language = addMenu(tr("Language"));
  language->setObjectName("languageMenu");
  auto* group = new QActionGroup(language);
  const QString chosen = remembered().value("window/language").toString();
  QStringList offered{QString()};
  for (const QString& code : offered + QStringList{"en"} + known) {
    QAction* action =
        add(language, "language." + code, code.isEmpty() ? tr("As the system") : languageName(code),
            {}, [=] { remembered().setValue("window/language", code); });
    action->setToolTip(tr("With the next start"));
    action->setCheckable(true);
    action->setChecked(code == chosen);
    group->addAction(action);
  }
}

void SettingsMenu::addUndo(QUndoStack& undo) {
  QAction* back =
      add(this, "undo", tr("Undo"), {QKeySequence("Ctrl+Z")}, [this] { Q_EMIT undoAsked(); });
  QAction* again =
      add(this, "redo", tr("Redo"), {QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")},
          [this] { Q_EMIT redoAsked(); });
  const auto follow = [&undo, back, again] {
    back->setEnabled(undo.canUndo());
    back->setText(undo.canUndo() ? tr("Undo: %1").arg(undo.undoText()) : tr("Undo"));
    again->setEnabled(undo.canRedo());
    again->setText(undo.canRedo() ? tr("Redo: %1").arg(undo.redoText()) : tr("Redo"));
  };
  connect(&undo, &QUndoStack::indexChanged, this, follow);
  follow();
}

void SettingsMenu::showNow() {
  const QString size = QString("size%1").arg(theme().scalePercent());
  const QString mode = theme().mode() == ThemeMode::light  ? "themeLight"
                       : theme().mode() == ThemeMode::dark ? "themeDark"
                                                           : "themeSystem";
  for (QAction* action : window_.actions()) {
    const QString name = action->objectName();
    if (name.startsWith("size") && action->isCheckable()) action->setChecked(name == size);
    if (name == mode) action->setChecked(true);
  }
}

HelpMenu::HelpMenu(MainWindow& window) : WindowMenu(window, "helpMenu") {
  add(this, "helpHere", tr("Help"), {QKeySequence("F1")}, [this] { Q_EMIT helpAsked({}); });
  add(this, "helpFirstSteps", tr("First steps"), {},
      [this] { Q_EMIT helpAsked("guide-first-steps"); });
  add(this, "helpKeyboard", tr("Keys"), {QKeySequence("Ctrl+?")},
      [this] { Q_EMIT helpAsked("guide-keyboard"); });
  addSeparator();
  add(this, "about", tr("About Unmask"), {}, [this] { Q_EMIT aboutAsked(); });
  add(this, "quit", tr("Close the window"), {QKeySequence("Ctrl+Q")}, [this] { window_.close(); });
}

}  // namespace unmask
