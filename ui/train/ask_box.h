// Try it: the person asks, the model answers; what was asked in this session stays below.
#pragma once

#include <QJsonObject>
#include <QWidget>
#include <filesystem>
#include <map>
#include <vector>

class QLabel;
class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace unmask {

class AnswerView;

class AskBox : public QWidget {
  Q_OBJECT
 public:
  explicit AskBox(QWidget* parent = nullptr);
  // Each run has its own questions.
  void begin(const std::filesystem::path& run, bool maskedWords);
  void setLive(bool);  // which weights answer
  void showAnswer(const QString& prompt, const QJsonObject& answer);
  void showProblem(const QString& reason);

 Q_SIGNALS:
  void asked(const QString& text);

 protected:
  bool eventFilter(QObject*, QEvent*) override;

 private:
  struct Asked {
    QString prompt;
    QJsonObject answer;
  };
  void ask();
  void say(const QString& text, const char* role = "secondary");
  void showHistory();
  void recall(int by);

  std::map<std::filesystem::path, std::vector<Asked>> asked_;
  std::filesystem::path run_;
  bool masked_ = false;
  int recalled_ = -1;  // how many questions back the line shows
  QLineEdit* prompt_;
  QPushButton* ask_;
  QLabel* note_;
  AnswerView* newest_;
  QWidget* earlier_;
  QVBoxLayout* earlierRows_;
};

}  // namespace unmask
