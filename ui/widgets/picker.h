// A current choice as a button with a menu: "Corpus tinyshakespeare".
#pragma once

#include <QPushButton>
#include <functional>

namespace unmask {

class Picker : public QPushButton {
  Q_OBJECT
 public:
  Picker(const QString& objectName, const QString& name, QWidget* parent = nullptr);

  struct Option {
    QString id, label, detail;
    QString name = {};  // as it is shown once chosen, where that is shorter than the label
  };
  // `first` options stand above a line (such as "New run").
  void setOptions(const QList<Option>&, int above = 0);
  void setCurrent(const QString& id, const QString& shown);
  QString current() const { return current_; }
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 Q_SIGNALS:
  void picked(const QString& id);

 protected:
  void paintEvent(QPaintEvent*) override;

 private:
  QString name_, current_, shown_;
  QStringList offered_;  // what may be shown
};

}  // namespace unmask
