// What the model could do before against what it can do now, prompt by prompt, and asking it.
#pragma once

#include "ui/train/run_record.h"
#include "ui/widgets/parts.h"

class QGridLayout;
class QSlider;

namespace unmask {

class AnswerView;
class AskBox;

class SamplesCard : public Card {
  Q_OBJECT
 public:
  explicit SamplesCard(QWidget* parent = nullptr);
  void begin();
  void show(const RunRecord&);
  AskBox* askBox() { return ask_; }
  int64_t chosenStep() const;  // on the left; -1: there are no samples

 private:
  void showSteps();
  void fill(std::vector<AnswerView*>& views, int64_t step, int column);

  const RunRecord* record_ = nullptr;
  std::vector<int64_t> steps_;
  AskBox* ask_;
  QFrame* rule_;
  QSlider* slider_;
  QLabel *sliderFrom_, *sliderTo_, *chosenStep_, *newestStep_, *none_;
  QWidget* both_;
  QGridLayout* grid_;
  std::vector<AnswerView*> chosen_, newest_;
};

}  // namespace unmask
