// The seam between the window and modal dialogs, so that tests can answer them.
#pragma once

#include <QStringList>
#include <functional>

class QWidget;

namespace unmask {

struct Dialogs {
  std::function<QStringList(QWidget* parent, const QString& title, const QString& filter)>
      openFiles;
  // Where to save, beginning with `suggested` as its name; "" when the person thought better of it.
  std::function<QString(QWidget* parent, const QString& title, const QString& suggested,
                        const QString& filter)>
      saveFile;
  std::function<QString(QWidget* parent, const QString& title)> openFolder;
  // True when the person chose `yes`.
  std::function<bool(QWidget* parent, const QString& question, const QString& yes)> confirm;
};

Dialogs& dialogs();  // the platform's, until replaced

}  // namespace unmask
