// The end of a run's worker.log, read again while it is open.
#pragma once

#include <QTimer>
#include <filesystem>

#include "ui/widgets/dialog.h"

class QLabel;
class QPlainTextEdit;

namespace unmask {

class RunLog : public Dialog {
  Q_OBJECT
 public:
  RunLog(const std::filesystem::path& log, QWidget* parent);  // deletes itself when closed

 private:
  struct End {
    QString text;
    bool all = false;      // nothing before it was left out
    bool missing = false;  // there is no such file
  };
  static End endOf(const std::filesystem::path&);
  void read();
  void showEnd(const End&);

  std::filesystem::path path_;
  QTimer again_;
  QPlainTextEdit* text_;
  QLabel* note_;
  bool reading_ = false;
};

}  // namespace unmask
