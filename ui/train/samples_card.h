// What the model could do at its beginning against what it can do now, and asking it.
#pragma once

#include <QJsonObject>

#include "ui/train/run_record.h"
#include "ui/widgets/parts.h"

class QLineEdit;
class QSlider;

namespace unmask {

// An answer as rich text: the person's words, and what the model wrote in its colour.
QString answerAsHtml(const QString& prompt, const QJsonObject& answer);
QString answerAsText(const QString& prompt, const QJsonObject& answer);

class SamplesCard : public Card {
  Q_OBJECT
 public:
  explicit SamplesCard(QWidget* parent = nullptr);
  void reset(bool maskedWords);
  void show(const RunRecord&);
  void showAnswer(const QString& prompt, const QJsonObject& answer);
  void showAskProblem(const QString& reason);

 Q_SIGNALS:
  void asked(const QString& text);

 private:
  void showSteps();
  void fill(QLabel* step, QLabel* text, int64_t at);
  void ask();

  const RunRecord* record_ = nullptr;
  std::vector<int64_t> steps_;
  bool following_ = true;  // the slider stays at the newest sample
  QSlider* slider_;
  QLabel *firstStep_, *firstText_, *laterStep_, *laterText_, *none_, *answer_, *answerNote_;
  QLabel *sliderFrom_, *sliderTo_;
  QWidget* both_;
  QLineEdit* prompt_;
  QPushButton* ask_;
};

}  // namespace unmask
