// The one look of the window's dialogs: a title, a body that scrolls where it has no room, and a
// row of buttons at the foot that is always in sight.
#pragma once

#include <QDialog>

#include "core/base/result.h"
#include "ui/widgets/parts.h"

namespace unmask {

class Dialog : public QDialog {
  Q_OBJECT
 public:
  Dialog(const QString& objectName, const QString& title, QWidget* parent);
  QVBoxLayout* body() { return body_; }
  QHBoxLayout* foot() { return foot_; }  // from the left; a stretch sends the rest to the right
  // At 100 %. Height 0: as high as its content. Never more than the screen
  // and the window have that it belongs to.
  void setRoom(int width, int height = 0);

 protected:
  void showEvent(QShowEvent*) override;

 private:
  void applyScale();
  void takeRoom();

  QVBoxLayout *column_, *body_;
  QHBoxLayout* foot_;
  int width_ = 440, height_ = 0;
};

// A question with one way to say yes, which cannot be undone; the default is to cancel.
class QuestionDialog : public Dialog {
  Q_OBJECT
 public:
  QuestionDialog(const QString& question, const QString& yes, QWidget* parent);
};

// What failed and what to do about it, where there is no window yet to say it.
class ProblemDialog : public Dialog {
  Q_OBJECT
 public:
  explicit ProblemDialog(const Error&, QWidget* parent = nullptr);
};

}  // namespace unmask
