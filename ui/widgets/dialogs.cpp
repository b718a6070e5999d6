// The platform's own dialogs.
#include "ui/widgets/dialogs.h"

#include <QFileDialog>
#include <QMessageBox>
#include <QPushButton>

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
        QMessageBox box(QMessageBox::Question, {}, question, QMessageBox::Cancel, parent);
        QPushButton* accept = box.addButton(yes, QMessageBox::AcceptRole);
        box.setDefaultButton(QMessageBox::Cancel);
        box.exec();
        return box.clickedButton() == accept;
      },
  };
  return instance;
}

}  // namespace unmask
