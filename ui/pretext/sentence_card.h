// How many examples one sentence makes, by which formula, with some of them.
#pragma once

#include "core/pretext/example.h"
#include "core/spec/run_spec.h"
#include "core/tokenizers/tokenizer.h"
#include "ui/widgets/parts.h"

namespace unmask {

class SentenceCard : public Card {
  Q_OBJECT
 public:
  explicit SentenceCard(QWidget* parent = nullptr);
  void show(const RunSpec&, const Tokenizer&, const std::string& sentence);

 private:
  QLabel *figure_, *formula_, *list_;
};

}  // namespace unmask
