// unmask: the window.
#include <QApplication>
#include <QCommandLineParser>
#include <cstdio>

#include "app/desktop/no_display.h"
#include "app/desktop/self_test.h"
#include "core/base/numbers.h"
#include "core/base/uncaught.h"
#include "core/runs/workspace.h"
#include "ui/shell/languages.h"
#include "ui/shell/main_window.h"
#include "ui/shell/remembered.h"
#include "ui/theme/theme.h"
#include "ui/widgets/dialog.h"

namespace {

void describeProgram() {
  QCoreApplication::setApplicationName("unmask");
  QCoreApplication::setApplicationVersion(UNMASK_VERSION);
}

struct Options {
  QCommandLineOption workspace{
      "workspace", QCoreApplication::translate("main", "Folder with corpora, tokenizers and runs."),
      "DIR"};
  QCommandLineOption theme{
      "theme", QCoreApplication::translate("main", "light, dark or system."), "NAME", "system"};
  QCommandLineOption selfTest{"self-test", {}};

  void addTo(QCommandLineParser& parser) {
    parser.setApplicationDescription(
        QCoreApplication::translate("main", "A workbench for self-supervised training."));
    parser.addHelpOption();
    parser.addVersionOption();
    selfTest.setFlags(QCommandLineOption::HiddenFromHelp);
    parser.addOptions({workspace, theme, selfTest});
  }
};

// Help and version are words alone: whoever asks for them may have no display.
bool asksForWords(int argc, char** argv) {
  for (int i = 1; i < argc; ++i)
    for (const char* word : {"--help", "-h", "--help-all", "--version", "-v"})
      if (qstrcmp(argv[i], word) == 0) return true;
  return false;
}

int sayWords(int argc, char** argv) {
  QCoreApplication app(argc, argv);
  describeProgram();
  unmask::speakLanguage();
  QCommandLineParser parser;
  Options().addTo(parser);
  parser.parse(app.arguments());
  const QString said = parser.isSet("version")
                           ? QCoreApplication::applicationName() + " " +
                                 QCoreApplication::applicationVersion() + "\n"
                           : parser.helpText();
  std::fputs(said.toLocal8Bit().constData(), stdout);
  if (std::fflush(stdout) == 0) return 0;
  std::perror("unmask");
  return 1;
}

unmask::ThemeMode themeMode(const QString& name, bool chosenNow) {
  if (name == "light") return unmask::ThemeMode::light;
  if (name == "dark") return unmask::ThemeMode::dark;
  const int chosen = unmask::remembered().value("window/theme").toInt();
  if (!chosenNow && (chosen == static_cast<int>(unmask::ThemeMode::light) ||
                     chosen == static_cast<int>(unmask::ThemeMode::dark)))
    return static_cast<unmask::ThemeMode>(chosen);
  return unmask::ThemeMode::system;
}

}  // namespace

int main(int argc, char** argv) {
  unmask::sayWhatIsNotCaught();
  if (asksForWords(argc, argv)) return sayWords(argc, argv);
  unmask::explainMissingDisplay();
  QApplication app(argc, argv);
  unmask::displayIsThere();
  unmask::keepNumbersPlain();
  describeProgram();
  unmask::speakLanguage();

  QCommandLineParser parser;
  Options options;
  options.addTo(parser);
  parser.process(app);

  const QString name = parser.value(options.theme);
  if (name != "light" && name != "dark" && name != "system") {
    qCritical("--theme takes light, dark or system, not %s.", qPrintable(name));
    return 2;
  }
  unmask::theme().setMode(themeMode(name, parser.isSet(options.theme)));

  auto workspace = unmask::Workspace::open(parser.value(options.workspace).toStdString());
  if (!workspace) {
    unmask::ProblemDialog(workspace.error()).exec();
    return 1;
  }
  unmask::MainWindow window(std::move(*workspace));
  if (parser.isSet(options.selfTest))
    unmask::selfTest(window, [&window] { return window.allPagesMade(); });
  window.show();
  return QApplication::exec();
}
