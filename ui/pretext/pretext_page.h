// The Pretext page: choose an objective and see the training examples it makes, setting by setting.
#pragma once

#include "ui/pretext/preview.h"
#include "ui/shell/page.h"
#include "ui/widgets/parts.h"

class QButtonGroup;
class QLineEdit;
class QSpinBox;

namespace unmask {

class RatesCard;
class SentenceCard;
class SettingsForm;
class TokenGrid;

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

  // Batch of step s of the current settings, or of a run's own.
  void showBatch(uint64_t step);
  void showBatchOfRun(const std::filesystem::path& folder, uint64_t step);
  void shown() override;

 protected:
  void showEvent(QShowEvent*) override;

 private:
  void buildLeft(QVBoxLayout*);
  void buildMiddle(QVBoxLayout*);
  void buildRight(QVBoxLayout*);
  void fillForm();
  void showObjective();
  void refreshPreview();  // asks for a new preview, off the event loop
  void present(const Preview&);
  void showExamples();  // the page of examples in view
  void showSentence();
  void encode();
  bool encoded() const;
  PreviewRequest request() const;
  void takeAskedBatch();

  ThreeColumns* columns_;
  QButtonGroup *objectives_, *modes_;
  SettingsForm* form_;
  Card *modeCard_, *drawsCard_, *tensorsCard_, *emptyCard_;
  QLabel *modeNote_, *tensors_, *explanation_, *problem_, *pageNote_, *task_;
  QLineEdit* sentence_;
  QWidget *stepRow_, *maskLegend_, *targetLegend_;
  QSpinBox* step_;
  QVBoxLayout* grids_;
  std::vector<TokenGrid*> gridList_;
  std::vector<QLabel*> gridHeadings_;
  QPushButton *reroll_, *train_, *moreDraws_, *pageBack_, *pageOn_;
  RatesCard* rates_;
  SentenceCard* sentenceCard_;

  Preview preview_;
  size_t firstShown_ = 0;
  uint64_t firstDraw_ = 0;
  std::filesystem::path run_;  // batch: of this run; empty: of the current settings
  int draws_ = 2;
  bool encoding_ = false;
  Latest<Result<Preview>> latest_;
  Latest<Result<Rates>> latestRates_;
};

}  // namespace unmask
