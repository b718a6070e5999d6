// Try it with pictures: one is chosen, or dropped anywhere on the card (samples_card.h), for pairs a
// caption is typed, and the model shows what it makes of them.
#pragma once

#include <QImage>
#include <QJsonObject>
#include <QWidget>
#include <filesystem>
#include <map>
#include <vector>

#include "core/base/result.h"
#include "core/runs/question.h"
#include "core/spec/run_spec.h"
#include "ui/train/picture_answer_view.h"
#include "ui/widgets/job_runner.h"

class QLabel;
class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace unmask {

class PictureAskBox : public QWidget {
  Q_OBJECT
 public:
  explicit PictureAskBox(QWidget* parent = nullptr);
  // Each run has its own questions.
  void begin(const std::filesystem::path& run, const RunSpec&);
  void setLive(bool);  // which weights answer
  void setLook(ReconstructionLook);
  void showAnswer(const QJsonObject& answer);
  void showProblem(const QString& reason);
  bool informed() const;  // an answer shown can be looked at in more than one way
  void read(const QString& file);  // and asks about it

 Q_SIGNALS:
  void asked(const unmask::Question&);

 private:
  struct Read {
    QString file;
    Result<std::vector<uint8_t>> pixels;
  };
  void choose();
  void take(const Read&);
  void ask();
  void say(const QString& text, bool problem = false);
  void showHistory();

  std::map<std::filesystem::path, std::vector<QJsonObject>> answers_;
  std::filesystem::path run_;
  RunSpec spec_;
  Question question_;  // its picture, as it will be asked
  ReconstructionLook look_;
  Latest<Read> reading_;
  QPushButton *choose_, *again_, *without_;
  QLabel *invitation_, *note_;
  QWidget* captionRow_;
  QLineEdit* caption_;
  QVBoxLayout* rows_;
  std::vector<PictureAnswerView*> views_;
};

}  // namespace unmask
