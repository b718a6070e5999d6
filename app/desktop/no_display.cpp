// Standing in for Qt's message handler while it looks for a display.
#include "app/desktop/no_display.h"

#include <QByteArray>
#include <QCoreApplication>
#include <QString>
#include <cstdio>
#include <cstdlib>
#include <utility>
#include <vector>

namespace unmask {

namespace {

std::vector<std::pair<QtMsgType, QByteArray>> heldBack;

QString whichDisplay() {
  for (const char* variable : {"DISPLAY", "WAYLAND_DISPLAY"})
    if (const QString display = qEnvironmentVariable(variable); !display.isEmpty())
      return QCoreApplication::translate("main", "%1 is %2, and cannot be used.",
                                         "an environment variable, its value")
          .arg(QLatin1String(variable), display);
  return QCoreApplication::translate("main", "Neither DISPLAY nor WAYLAND_DISPLAY names one.");
}

void hold(QtMsgType type, const QMessageLogContext&, const QString& text) {
  if (type != QtFatalMsg) {
    heldBack.emplace_back(type, text.toLocal8Bit());
    return;
  }
  const QString said =
      QCoreApplication::translate("main", "There is no display to open the window on.") + " " +
      whichDisplay() + " " +
      QCoreApplication::translate("main", "In a terminal unmask-cli does the same work.");
  std::fprintf(stderr, "unmask: %s\n", said.toLocal8Bit().constData());
  for (const auto& [kind, line] : heldBack) std::fprintf(stderr, "  %s\n", line.constData());
  std::fflush(stderr);
  std::_Exit(1);  // returning would abort
}

}  // namespace

void explainMissingDisplay() {
  qInstallMessageHandler(hold);
}

void displayIsThere() {
  qInstallMessageHandler(nullptr);
  for (const auto& [type, line] : std::exchange(heldBack, {}))
    qt_message_output(type, QMessageLogContext(), QString::fromLocal8Bit(line));
}

}  // namespace unmask
