// The Pretext page: choose an objective and see the training examples it makes, setting by setting.
#pragma once

#include "ui/pretext/objectives_card.h"
#include "ui/pretext/pretext_state.h"
#include "ui/pretext/preview.h"
#include "ui/pretext/preview_source.h"
#include "ui/pretext/rates.h"
#include "ui/shell/page.h"
#include "ui/widgets/parts.h"

class QButtonGroup;
class QShortcut;

namespace unmask {

class BatchPane;
class ExamplesCard;
class ItemPane;
class ObjectiveComparison;
class PicturePart;
class RatesCard;
class SentenceCard;
class SettingsCard;
class TensorsCard;
class WindowsCard;

class PretextPage : public Page {
  Q_OBJECT
 public:
  explicit PretextPage(PageContext&);
  QString title() const override { return tr("Pretext"); }
  QString subtitle() const override { return tr("What the model is asked to do"); }
  int pickers() const override;
  QList<QWidget*> actions() const override;
  QJsonObject state() const override;
  void restore(const QJsonObject&) override;
  void shown() override;

  // Batch of step s of the current settings, or of a run's own.
  void showBatch(uint64_t step);
  void showBatchOfRun(const std::filesystem::path& folder, uint64_t step);
  const PretextState& now() const { return state_; }

 protected:
  void showEvent(QShowEvent*) override;
  bool event(QEvent*) override;
  void keyPressEvent(QKeyEvent*) override;

 private:
  // Building (pretext_page.cpp)
  void buildActions();
  void buildMiddle(QVBoxLayout*);
  QWidget* modeCard();
  Card* unfitCard();
  void connectExamples();
  void connectPictures();
  void connectComparison();
  void addKeys();

  // From the state to what is shown (pretext_flow.cpp)
  void change(const std::function<void(PretextState&)>&);  // then other examples are shown
  void showObjective();
  void refresh();
  void takeStandardSentence();
  void encode(const PreviewSource&);
  void present(const PreviewRequest&, const Preview&);
  void showMade(const PreviewRequest&, const std::vector<Array>&, const std::string& hash,
                const RunMatch&, uint64_t total);
  void askFits();
  void showFits();
  void askRates(const PreviewRequest&);
  Result<PreviewSource> source();
  PreviewRequest request(const PreviewSource&) const;
  void fillRuns();
  void chooseAsIn(const RunSpec& ofRun);
  void takeAskedBatch();
  void help(const std::string& objective);
  void setCovered(bool);
  void walkTo(int step);
  bool nextToken() { return context_.choices.objective() == "next-token"; }
  bool bothSides() { return isEncoderDecoder(context_.choices.spec()); }
  bool pictures() { return familyOf(shownSpec()) != Family::text; }

  // What is there (pretext_arrange.cpp)
  const RunSpec& shownSpec();  // of the run whose batch is shown, or the chosen one
  Message wrongKind();         // why the objective has nothing to work on in this corpus, or empty
  bool ready();                // everything is there to make examples of
  void arrange();
  void showUnfit();
  void showProblem(const QString& text, const QString& action = {});
  bool comparing() { return state_.compare && !state_.batch; }
  std::vector<std::string> comparable();  // objectives that fit the corpus
  std::vector<std::string> compared();    // those that are, in the catalogue's order
  bool ofRun();         // the batch of a run is shown, which is in this workspace
  void showSettings();  // of the run, or the chosen objective; of those compared, the one picked
  void compareSettings();
  void compare();

  struct Made {
    uint64_t id = 0;
    PreviewRequest request;
    Result<Preview> preview;
  };

  ThreeColumns* columns_;
  ObjectivesCard* objectives_;
  SettingsCard* settings_;
  QButtonGroup* modes_;
  QLabel* modeNote_;
  ItemPane* item_;
  BatchPane* batch_;
  QWidget* mode_;
  Card *empty_, *unfit_;
  QLabel *unfitTitle_, *unfitReason_;
  QPushButton* unfitHelp_;
  ExamplesCard* examples_;
  PicturePart* picturePart_;
  ObjectiveComparison* comparison_;
  TensorsCard* tensors_;
  RatesCard* rates_;
  WindowsCard* windows_;
  SentenceCard* sentence_;
  QPushButton *reroll_, *train_, *walk_;
  std::vector<QShortcut*> walkKeys_;

  PretextState state_;
  std::map<std::string, PartSizes> sizes_;  // by objective, of the chosen corpus
  Fits fits_;
  uint64_t asked_ = 0;   // the newest request; others are outdated
  std::string ratesOf_;  // what the rates shown, or asked for, were measured on
  bool ratesShown_ = false;
  bool encoding_ = false;
  std::string settingsOf_;  // while several are compared
  QString standardSentence_;  // of the corpus: what the line holds until the person types
  std::string sentenceOf_;    // hash of that corpus
  QString settingsOfRun_;   // whose settings are shown; "": those chosen
  std::string objectiveShown_;  // last seen
  std::string dataShown_;  // hashes of the corpus and the tokenizer last seen
  std::string unencodable_;
  Latest<Made> latest_;
  Latest<std::pair<PreviewRequest, Result<Rates>>> latestRates_;
  Latest<std::map<std::string, PartSizes>> latestSizes_;
};

}  // namespace unmask
