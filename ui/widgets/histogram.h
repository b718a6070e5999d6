// A small bar chart of counts, painted directly.
#pragma once

#include <QWidget>
#include <vector>

namespace unmask {

class Histogram : public QWidget {
  Q_OBJECT
 public:
  struct Bar {
    QString name;  // "8 to 15 characters"
    double count = 0;
  };
  explicit Histogram(QWidget* parent = nullptr);
  // first and last stand at the ends of the axis.
  void setBars(std::vector<Bar> bars, const QString& first, const QString& last);
  QSize sizeHint() const override;

 protected:
  void paintEvent(QPaintEvent*) override;
  bool event(QEvent*) override;

 private:
  std::vector<Bar> bars_;
  QString first_, last_;
};

}  // namespace unmask
