// What the model could do before against what it can do now, prompt by prompt or picture by picture,
// and asking it.
#pragma once

#include "core/runs/question.h"
#include "core/spec/run_spec.h"
#include "ui/train/run_record.h"
#include "ui/widgets/parts.h"

class QCheckBox;
class QGridLayout;
class QSlider;

namespace unmask {

class AskBox;
class PictureAskBox;

class SamplesCard : public Card {
  Q_OBJECT
 public:
  explicit SamplesCard(QWidget* parent = nullptr);
  void begin(const std::filesystem::path& run, const RunSpec&);
  void show(const RunRecord&);
  void setLive(bool);  // which weights answer
  void showAnswer(const Question&, const QJsonObject& answer);
  void showProblem(const QString& reason);
  int64_t chosenStep() const;  // on the left; -1: there are no samples

 protected:
  // A picture may be dropped anywhere on the card.
  void dragEnterEvent(QDragEnterEvent*) override;
  void dragLeaveEvent(QDragLeaveEvent*) override;
  void dropEvent(QDropEvent*) override;
  void paintEvent(QPaintEvent*) override;

 Q_SIGNALS:
  void asked(const unmask::Question&);

 private:
  void showSteps();
  void fill(std::vector<QWidget*>& views, int64_t step, int column);
  QWidget* newView(int column, int number) const;
  void showLook();

  const RunRecord* record_ = nullptr;
  bool pictures_ = false, dropping_ = false;
  std::vector<int64_t> steps_;
  AskBox* ask_;
  PictureAskBox* askPictures_;
  QFrame* rule_;
  QWidget* looks_;
  QCheckBox *pasted_, *informed_;
  QSlider* slider_;
  QLabel *sliderFrom_, *sliderTo_, *chosenStep_, *newestStep_, *none_;
  QWidget* both_;
  QGridLayout* grid_;
  std::vector<QWidget*> chosen_, newest_;  // AnswerView, or PictureAnswerView of pictures
};

}  // namespace unmask
