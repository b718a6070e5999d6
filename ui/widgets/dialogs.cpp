// The platform's own dialogs for files; questions in the window's look.
#include "ui/widgets/dialogs.h"

#include <QFileDialog>

#include "ui/widgets/dialog.h"

namespace unmask {

Dialogs& dialogs() {
  static Dialogs instance{
      [](QWidget* parent, const QString& title, const QString& filter) {
        return QFileDialog::getOpenFileNames(parent, title, {}, filter);
      },
      [](QWidget* parent, const QString& title, const QString& suggested, const QString& filter) {
        return QFileDialog::getSaveFileName(parent, title, suggested, filter);
      },
      [](QWidget* parent, const QString& title) {
        return QFileDialog::getExistingDirectory(parent, title);
      },
      [](QWidget* parent, const QString& question, const QString& yes) {
        QuestionDialog dialog(question, yes, parent ? parent->window() : nullptr);
        return dialog.exec() == QDialog::Accepted;
      },
  };
  return instance;
}

}  // namespace unmask
