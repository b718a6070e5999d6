// unmask: the window.
#include <QApplication>
#include <QCommandLineParser>
#include <QMessageBox>

#include "app/desktop/self_test.h"
#include "core/base/uncaught.h"
#include "core/runs/workspace.h"
#include "ui/shell/languages.h"
#include "ui/shell/main_window.h"
#include "ui/shell/remembered.h"
#include "ui/theme/theme.h"
#include "ui/widgets/words.h"

int main(int argc, char** argv) {
  unmask::sayWhatIsNotCaught();
  QApplication app(argc, argv);
  QApplication::setApplicationName("unmask");
  QApplication::setApplicationVersion(UNMASK_VERSION);

  unmask::speakLanguage();

  QCommandLineParser parser;
  parser.setApplicationDescription(
      QCoreApplication::translate("main", "A workbench for self-supervised training."));
  parser.addHelpOption();
  parser.addVersionOption();
  const QCommandLineOption workspaceOption(
      "workspace", QCoreApplication::translate("main", "Folder with corpora, tokenizers and runs."),
      "DIR");
  const QCommandLineOption themeOption(
      "theme", QCoreApplication::translate("main", "light, dark or system."), "NAME", "system");
  QCommandLineOption selfTestOption("self-test", {});
  selfTestOption.setFlags(QCommandLineOption::HiddenFromHelp);
  parser.addOptions({workspaceOption, themeOption, selfTestOption});
  parser.process(app);

  const QString name = parser.value(themeOption);
  if (name != "light" && name != "dark" && name != "system") {
    qCritical("--theme takes light, dark or system, not %s.", qPrintable(name));
    return 2;
  }
  unmask::ThemeMode mode = name == "light"  ? unmask::ThemeMode::light
                           : name == "dark" ? unmask::ThemeMode::dark
                                            : unmask::ThemeMode::system;
  if (!parser.isSet(themeOption)) {
    const int chosen = unmask::remembered().value("window/theme").toInt();
    if (chosen == static_cast<int>(unmask::ThemeMode::light) ||
        chosen == static_cast<int>(unmask::ThemeMode::dark))
      mode = static_cast<unmask::ThemeMode>(chosen);
  }
  unmask::theme().setMode(mode);

  auto workspace = unmask::Workspace::open(parser.value(workspaceOption).toStdString());
  if (!workspace) {
    QMessageBox::critical(nullptr, QCoreApplication::translate("main", "Unmask"),
                          unmask::inWords(workspace.error()));
    return 1;
  }
  unmask::MainWindow window(std::move(*workspace));
  if (parser.isSet(selfTestOption))
    unmask::selfTest(window, [&window] { return window.allPagesMade(); });
  window.show();
  return QApplication::exec();
}
