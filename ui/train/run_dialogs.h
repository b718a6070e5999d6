// Small questions about a live run: its learning rate, its number of steps.
#pragma once

#include <QDialog>

#include "core/spec/settings.h"

class QLabel;
class QLineEdit;
class QPushButton;

namespace unmask {

// One number, checked while it is typed; Enter or the button takes it. Deletes itself when closed.
class NumberDialog : public QDialog {
  Q_OBJECT
 public:
  NumberDialog(const QString& name, const QString& title, const QString& field, const QString& take,
               QWidget* parent);

 protected:
  void begin(double value);
  // What is wrong with the value ("" nothing), and what follows from it.
  virtual QString problem(double value) const = 0;
  virtual QString consequence(double value) const = 0;
  virtual void taken(double value) = 0;

 private:
  void check();
  void accept() override;

  QLineEdit* edit_;
  QLabel *consequence_, *problem_;
  QPushButton* take_;
};

class RateDialog : public NumberDialog {
  Q_OBJECT
 public:
  // current: NaN when no step was reported yet.
  RateDialog(const TrainSettings&, int64_t step, double current, QWidget* parent);

 Q_SIGNALS:
  void chosen(double rate);

 private:
  QString problem(double value) const override;
  QString consequence(double value) const override;
  void taken(double value) override { Q_EMIT chosen(value); }
  TrainSettings train_;
  int64_t step_;
  double current_;
};

class ExtendDialog : public NumberDialog {
  Q_OBJECT
 public:
  ExtendDialog(int64_t step, int64_t total, QWidget* parent);

 Q_SIGNALS:
  void chosen(qint64 steps);

 private:
  QString problem(double value) const override;
  QString consequence(double value) const override;
  void taken(double value) override { Q_EMIT chosen(static_cast<qint64>(value)); }
  int64_t step_, total_;
};

}  // namespace unmask
