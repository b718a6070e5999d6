// The step-through of how an example is made: its named steps, one of them current, and a sentence
// on what happens there.
#pragma once

#include <QWidget>
#include <string>
#include <vector>

#include "ui/widgets/token_model.h"

class QHBoxLayout;
class QLabel;
class QPushButton;

namespace unmask {

struct WalkStep {
  QString name, sentence;
  Stage stage;
};

// Tokenize, choose, replace, label, in the words of the objective; next token: tokenize, shift,
// label.
std::vector<WalkStep> walkOf(const std::string& objective);

class WalkBar : public QWidget {
  Q_OBJECT
 public:
  explicit WalkBar(QWidget* parent = nullptr);
  void show(const std::vector<WalkStep>&, int current);

 Q_SIGNALS:
  void goTo(int step);
  void left();

 private:
  std::vector<QPushButton*> steps_;
  QHBoxLayout* row_;
  QLabel* sentence_;
  QPushButton *back_, *on_;
  int current_ = 0;
};

}  // namespace unmask
