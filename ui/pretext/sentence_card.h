// How many examples one item makes, by which formula, with the first of them and a way to all.
#pragma once

#include "ui/pretext/sentence_examples.h"
#include "ui/widgets/parts.h"

namespace unmask {

class SentenceCard : public Card {
  Q_OBJECT
 public:
  explicit SentenceCard(QWidget* parent = nullptr);
  void show(SentenceExamples, bool covered);

 private:
  void openAll();
  std::optional<SentenceExamples> examples_;
  QLabel *figure_, *formula_, *covered_;
  QVBoxLayout* list_;
  QList<QLabel*> lines_;
  QPushButton* all_;
};

}  // namespace unmask
