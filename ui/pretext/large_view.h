// A surface of its own, nearly as large as the window, for lists and tables too large for a card.
#pragma once

#include <QDialog>

class QVBoxLayout;
class QHBoxLayout;

namespace unmask {

class LargeView : public QDialog {
  Q_OBJECT
 public:
  LargeView(const QString& objectName, const QString& title, QWidget* near);
  QVBoxLayout* body() { return body_; }
  QHBoxLayout* actions() { return actions_; }  // beside Close

 private:
  QVBoxLayout* body_;
  QHBoxLayout* actions_;
};

}  // namespace unmask
