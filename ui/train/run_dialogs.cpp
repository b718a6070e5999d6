// Asking for a learning rate, for more steps, for a name.
#include "ui/train/run_dialogs.h"

#include <QLineEdit>
#include <QLocale>
#include <cmath>
#include <limits>

#include "core/base/numbers.h"
#include "core/spec/schedule.h"
#include "core/tokenizers/tokenizer_file.h"
#include "ui/widgets/parts.h"
#include "ui/widgets/words.h"

namespace unmask {

namespace {

constexpr double kMostSteps = 1e9;  // as in the settings

double stepsOfDecay(const TrainSettings& train) {
  return static_cast<double>(train.decaySteps > 0 ? train.decaySteps : train.steps);
}

}  // namespace

LineDialog::LineDialog(const QString& name, const QString& title, const QString& field,
                       const QString& take, QWidget* parent)
    : Dialog(name, title, parent) {
  setAttribute(Qt::WA_DeleteOnClose);
  QLabel* fieldName = label(field, "secondary", true);
  edit_ = new QLineEdit;
  edit_->setObjectName(name + ".value");
  edit_->setAccessibleName(field);
  fieldName->setBuddy(edit_);
  body()->addWidget(fieldName);
  body()->addWidget(edit_);
  problem_ = label({}, "error", true);
  problem_->setObjectName(name + ".problem");
  consequence_ = label({}, "secondary", true);
  consequence_->setObjectName(name + ".consequence");
  body()->addWidget(problem_);
  body()->addWidget(consequence_);
  body()->addStretch(1);
  QPushButton* cancel = button(name + ".cancel", tr("Cancel"));
  take_ = primaryButton(name + ".take", take);
  take_->setDefault(true);
  foot()->addStretch(1);
  foot()->addWidget(cancel);
  foot()->addWidget(take_);
  connect(edit_, &QLineEdit::textChanged, this, &LineDialog::check);
  connect(take_, &QPushButton::clicked, this, &LineDialog::accept);
  connect(cancel, &QPushButton::clicked, this, &LineDialog::reject);
}

void LineDialog::begin(const QString& text) {
  edit_->setText(text);
  edit_->selectAll();
  edit_->setFocus();
  check();
}

void LineDialog::check() {
  const QString text = edit_->text().trimmed();
  const QString wrong = wrongIn(text);
  problem_->setText(wrong);
  problem_->setVisible(!wrong.isEmpty());
  const QString follows = wrong.isEmpty() ? followsFrom(text) : QString();
  consequence_->setText(follows);
  consequence_->setVisible(!follows.isEmpty());
  take_->setEnabled(wrong.isEmpty());
  edit_->setProperty("invalid", !wrong.isEmpty());
  edit_->style()->unpolish(edit_);
  edit_->style()->polish(edit_);
}

void LineDialog::accept() {
  if (!take_->isEnabled()) return;
  takeText(edit_->text().trimmed());
  Dialog::accept();
}

void NumberDialog::beginWith(double value) {
  begin(QString::fromStdString(exactly(value)));
}

// As a program writes it, or as this window shows it: "0,003" or "2.000" where that is the custom.
std::optional<double> NumberDialog::numberOf(const QString& text) const {
  bool customary = false;
  if (whole())
    if (const qlonglong count = QLocale().toLongLong(text, &customary); customary)
      return static_cast<double>(count);
  if (const auto value = numberIn(text.toStdString())) return value;
  QLocale plain;
  plain.setNumberOptions(QLocale::RejectGroupSeparator);  // or "0,003" is three in English
  const double value = plain.toDouble(text, &customary);
  return customary ? std::optional(value) : std::nullopt;
}

QString NumberDialog::wrongIn(const QString& text) const {
  const auto value = numberOf(text);
  return value ? problem(*value) : tr("Type a number.");
}

TokenizerNameDialog::TokenizerNameDialog(const QString& proposed, QStringList taken,
                                         QWidget* parent)
    : LineDialog("tokenizerName", tr("Use as picture tokenizer"),
                 tr("Its name among the tokenizers"), tr("Make it"), parent),
      taken_(std::move(taken)) {
  QString free = proposed;
  for (int number = 2; taken_.contains(free, Qt::CaseInsensitive); ++number)
    free = tr("%1 %2", "name, number").arg(proposed).arg(number);
  begin(free);
}

QString TokenizerNameDialog::wrongIn(const QString& text) const {
  if (text.isEmpty()) return tr("Type a name.");
  if (const Status good = checkName(text.toStdString()); !good) return inWords(good.error());
  if (taken_.contains(text, Qt::CaseInsensitive))
    return tr("There is a tokenizer of this name already. Choose another.");
  return {};
}

RateDialog::RateDialog(const TrainSettings& train, int64_t step, double current, QWidget* parent)
    : NumberDialog(
          "rateDialog", tr("Learning rate"),
          tr("From the next step on (now %1)")
              .arg(std::isnan(current) ? tr("not known yet") : QLocale().toString(current, 'g', 4)),
          tr("Set"), parent),
      train_(train),
      step_(step),
      current_(current) {
  // In the middle of a schedule the rate has many digits, of which nobody needs more than three.
  beginWith(std::isnan(current) ? train.learningRate : roundedTo(current, 3));
}

QString RateDialog::problem(double value) const {
  if (!std::isfinite(value) || value <= 0) return tr("A learning rate is above zero.");
  if (value > 10) return tr("Above 10 no model learns; 0.0001 to 0.01 are usual.");
  return {};
}

// What the trainer does: the rest of the schedule is scaled by the same factor (schedule.h).
QString RateDialog::consequence(double value) const {
  if (train_.schedule == "constant") return tr("The schedule is constant: the rate stays there.");
  const double decay = stepsOfDecay(train_);
  if (static_cast<double>(step_) >= decay)
    return tr("The schedule has come to its end: the rate stays there.");
  const double scheduled = scheduledLearningRate(train_, step_, step_);
  if (scheduled <= 0) return tr("The rest of the schedule is scaled to go through it.");
  const bool warmingUp = train_.schedule != "inverse-root" && step_ < train_.warmupSteps;
  const QString how =
      warmingUp ? tr("The warm-up ends with it, and the rest of the schedule is scaled: the rate "
                     "comes to %1 by step %2.")
                : tr("The rest of the schedule is scaled to go through it: it comes to %1 by step "
                     "%2.");
  return how
      .arg(QLocale().toString(train_.minLearningRate * value / scheduled, 'g', 3),
           countText(decay));
}

ExtendDialog::ExtendDialog(const TrainSettings& train, int64_t step, int64_t total,
                           QWidget* parent)
    : NumberDialog(
          "extendDialog", tr("Extend"),
          tr("Steps in all (now %1, done %2)")
              .arg(countText(static_cast<double>(total)), countText(static_cast<double>(step))),
          tr("Extend"), parent),
      step_(step),
      total_(total),
      endsAtZero_(scheduledLearningRate(train, std::numeric_limits<int32_t>::max()) <= 0) {
  beginWith(static_cast<double>(total + std::max<int64_t>(total / 2, 1)));
}

QString ExtendDialog::problem(double value) const {
  if (value != std::floor(value) || value <= static_cast<double>(total_))
    return tr("A whole number above %1.").arg(countText(static_cast<double>(total_)));
  if (value > kMostSteps) return tr("At most %1 steps.").arg(countText(kMostSteps));
  return {};
}

QString ExtendDialog::consequence(double value) const {
  const double more = value - static_cast<double>(step_);
  const QString steps = more == 1 ? tr("One step more.") : tr("%1 steps more.").arg(countText(more));
  return (endsAtZero_
              ? tr("%1 The learning rate's schedule stays as it is, and ends at zero: after its end "
                   "nothing more is learned until you set a rate.")
              : tr("%1 The learning rate's schedule stays as it is: after its end it keeps its "
                   "lowest rate."))
      .arg(steps);
}

}  // namespace unmask
