// Small questions about a run: its learning rate, its number of steps, the name of what is made of
// it.
#pragma once

#include <optional>

#include "core/spec/settings.h"
#include "ui/widgets/dialog.h"

class QLabel;
class QLineEdit;
class QPushButton;

namespace unmask {

// One line, checked while it is typed; Enter or the button takes it. Deletes itself when closed.
class LineDialog : public Dialog {
  Q_OBJECT
 public:
  LineDialog(const QString& name, const QString& title, const QString& field, const QString& take,
             QWidget* parent);

 protected:
  void begin(const QString& text);
  // What is wrong with the text ("" nothing), and what follows from it.
  virtual QString wrongIn(const QString& text) const = 0;
  virtual QString followsFrom(const QString& text) const = 0;
  virtual void takeText(const QString& text) = 0;

 private:
  void check();
  void accept() override;

  QLineEdit* edit_;
  QLabel *consequence_, *problem_;
  QPushButton* take_;
};

class NumberDialog : public LineDialog {
  Q_OBJECT
 public:
  using LineDialog::LineDialog;

 protected:
  void beginWith(double value);
  virtual QString problem(double value) const = 0;
  virtual QString consequence(double value) const = 0;
  virtual void taken(double value) = 0;
  virtual bool whole() const { return false; }  // a count: "2.000" may be two thousand

 private:
  std::optional<double> numberOf(const QString& text) const;
  QString wrongIn(const QString& text) const final;
  QString followsFrom(const QString& text) const final { return consequence(*numberOf(text)); }
  void takeText(const QString& text) final { taken(*numberOf(text)); }
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
  ExtendDialog(const TrainSettings&, int64_t step, int64_t total, QWidget* parent);

 Q_SIGNALS:
  void chosen(qint64 steps);

 private:
  QString problem(double value) const override;
  QString consequence(double value) const override;
  void taken(double value) override { Q_EMIT chosen(static_cast<qint64>(value)); }
  bool whole() const override { return true; }
  int64_t step_, total_;
  bool endsAtZero_;  // the schedule
};

// Of a picture tokenizer that is made of a run. The name is free, and such as names are.
class TokenizerNameDialog : public LineDialog {
  Q_OBJECT
 public:
  // taken: names of the workspace's tokenizers, which no other may have.
  TokenizerNameDialog(const QString& proposed, QStringList taken, QWidget* parent);

 Q_SIGNALS:
  void chosen(const QString& name);

 private:
  QString wrongIn(const QString& text) const override;
  QString followsFrom(const QString&) const override { return {}; }
  void takeText(const QString& text) override { Q_EMIT chosen(text); }
  QStringList taken_;
};

}  // namespace unmask
