// Setting up a new run: size, settings, device; what it will train on, how large it is and how long
// it will take.
#pragma once

#include <functional>

#include "core/spec/run_spec.h"
#include "ui/shell/page.h"
#include "ui/train/corpus_tokens.h"
#include "ui/train/machine.h"
#include "ui/train/train_state.h"
#include "ui/widgets/parts.h"

class QComboBox;
class QLineEdit;

namespace unmask {

class ChangesCard;
class SettingsForm;
class SizeCard;
class ThisRunCard;

class NewRunView : public QWidget {
  Q_OBJECT
 public:
  explicit NewRunView(PageContext& context);
  QList<QWidget*> actions() const { return {toData_, start_}; }
  void setActionsAbsent(bool absent);
  void setStarting(bool);  // the run is being prepared
  void begun();            // the run was started: the next one begins with an empty form
  QString name() const;
  Estimate estimate() const;  // of the settings now

  TrainState state() const;
  void restore(const TrainState&);

 Q_SIGNALS:
  void startAsked();
  void headerChanged();

 protected:
  void resizeEvent(QResizeEvent*) override;
  void showEvent(QShowEvent*) override;

 private:
  void buildLeft(QVBoxLayout*);
  void buildMiddle(QVBoxLayout*);
  SettingsForm* newForm(const QString& name);
  void showObjective();
  void showSettings();
  void showReference();
  void showEstimates(const RunSpec&, bool mayMeasure);
  void showFacts(const RunSpec&);
  void showBase();
  void showDevices();
  void showFilter();
  void choosePreset(const QString& id);
  void countCorpus();
  void findBase();
  std::vector<SettingsForm*> forms() const { return {model_, training_, rest_}; }
  double validationItems(const RunSpec&) const;
  QString baseName() const;
  QString freeRunName(const QString& wanted) const;
  QString presetName() const;  // "the size Tiny"
  QString deviceName(const std::string& device) const;
  // Why it cannot start, and what leads out of it.
  struct Hindrance {
    QString reason;     // "": nothing
    QString help = {};  // the button's text; "": there is none
    std::function<void()> act = {};
  };
  Hindrance hindrance(const RunSpec&) const;
  Hindrance missingData(const RunSpec&) const;
  Hindrance unfitPictureTokenizer(const RunSpec&) const;
  void showFitted();
  void showReset();
  QString cutCaptions() const;  // what is to be said of them; "" for nothing

  PageContext& context_;
  Machine machine_;
  ThreeColumns* columns_;
  SizeCard* sizes_;
  ThisRunCard* thisRun_;
  ChangesCard* changes_;
  SettingsForm *model_, *training_, *rest_;
  std::vector<QWidget*> formParts_;  // each form with its heading, in the order of forms()
  QPushButton* resetAll_;
  Hindrance hindrance_;
  QComboBox* device_;
  QLineEdit *name_, *filter_;
  QLabel *headline_, *task_, *lookFor_, *nothingFound_;
  QPushButton *toData_, *start_;  // one of them is in the header
  Latest<TokenCount> counting_;
  TokenCount tokens_;
  std::string countedFor_;  // corpus, tokenizer and how much of a caption is read
  QString proposedName_;    // after the base run's
  QString waitingBase_;     // restored, but its run is not listed yet
  size_t runsRead_ = 0;     // how many runs there were when their speeds were read
  bool absent_ = false, starting_ = false;
};

}  // namespace unmask
