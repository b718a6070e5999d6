// What a model answered, at reading size: the person's words, what the model wrote in its colour,
// and for masked words the likeliest fills with their probabilities as bars.
#pragma once

#include <QJsonObject>
#include <QWidget>
#include <vector>

class QLabel;

namespace unmask {

// The words alone, for a screen reader and for copying.
QString answerAsText(const QString& prompt, const QJsonObject& answer);

// The likeliest fills of one hidden word.
class FillBars : public QWidget {
  Q_OBJECT
 public:
  struct Fill {
    QString word;
    double share = 0;  // 0 to 1
  };
  FillBars(int number, std::vector<Fill>, QWidget* parent = nullptr);  // number 0: the only one
  const std::vector<Fill>& fills() const { return fills_; }
  QSize sizeHint() const override;

 protected:
  void paintEvent(QPaintEvent*) override;

 private:
  int number_;
  std::vector<Fill> fills_;
};

class AnswerView : public QWidget {
  Q_OBJECT
 public:
  explicit AnswerView(const QString& objectName, QWidget* parent = nullptr);
  // Text beyond `most` characters is cut, with an ellipsis; the tooltip has all of it. 0: no limit.
  void setAnswer(const QString& prompt, const QJsonObject& answer, int most = 0);

 private:
  void showAnswer();
  QString prompt_;
  QJsonObject answer_;
  int most_ = 0;
  QLabel* text_;
  QWidget* bars_ = nullptr;
};

}  // namespace unmask
