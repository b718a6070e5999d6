// The bar below the header that says what failed, on what, and what to do about it.
#pragma once

#include <QFrame>
#include <functional>

#include "core/base/result.h"

class QLabel;
class QPushButton;

namespace unmask {

class MessageBar : public QFrame {
  Q_OBJECT
 public:
  explicit MessageBar(QWidget* parent = nullptr);
  void showError(const Error&);
  void showError(const QString& what, const QString& advice = {});
  // Good news or a fact, with at most one thing to do.
  void showNotice(const QString& text, const QString& action = {},
                  std::function<void()> act = nullptr);
  void dismiss();
  QString text() const;

 private:
  void present(const char* kind, const QString& what, const QString& advice);
  QLabel *picture_, *what_, *advice_;
  QPushButton* action_;
  std::function<void()> act_;
};

}  // namespace unmask
