// What failed, on what, and what to do about it; or good news with at most one thing to do. It lies
// over the foot of the page, so that nothing moves when it comes or goes.
#pragma once

#include <QFrame>
#include <QTimer>
#include <functional>

#include "core/base/result.h"

class QHBoxLayout;
class QLabel;
class QPushButton;

namespace unmask {

class MessageBar : public QFrame {
  Q_OBJECT
 public:
  explicit MessageBar(QWidget* parent = nullptr);
  // Lies over this widget from now on, and stays what it says.
  void lieOver(QWidget* place);

  void showError(const Error&);
  void showError(const QString& what, const QString& advice = {});
  // Goes by itself after a while, unless the pointer or the focus is on it.
  void showNotice(const QString& text, const QString& action = {},
                  std::function<void()> act = nullptr);
  void dismiss();
  QString text() const;

 protected:
  bool eventFilter(QObject*, QEvent*) override;  // of the place

 private:
  void present(const char* kind, const QString& what, const QString& advice);
  void arrange();
  int widthOfContent() const;

  QHBoxLayout* row_;
  QLabel *picture_, *what_, *advice_;
  QPushButton *action_, *close_;
  std::function<void()> act_;
  QTimer going_;  // of a notice
};

}  // namespace unmask
