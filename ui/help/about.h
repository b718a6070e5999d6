// What this program is, its version, licence and the libraries it runs with; as text to copy.
#pragma once

#include <QPointer>

#include "ui/widgets/dialog.h"

class QProcess;

namespace unmask {

class Figures;

class AboutDialog : public Dialog {
  Q_OBJECT
 public:
  AboutDialog(const QString& workspace, QWidget* parent);
  ~AboutDialog() override;
  QString text() const;  // what Copy puts on the clipboard

 private:
  void askWorker();
  void showRows();

  QString workspace_, torch_;
  Figures* rows_;
  QPointer<QProcess> worker_;
};

}  // namespace unmask
