// One line that is shortened at its end where there is no room; its tooltip says it all.
#pragma once

#include <QLabel>

namespace unmask {

class ElidedLabel : public QLabel {
  Q_OBJECT
 public:
  explicit ElidedLabel(const char* role, QWidget* parent = nullptr);
  QSize minimumSizeHint() const override;

 protected:
  void paintEvent(QPaintEvent*) override;
};

}  // namespace unmask
