// One document of the corpus at reading size: as text, or cut into the tokenizer's pieces; a long
// one a part at a time.
#pragma once

#include <memory>

#include "core/tokenizers/tokenizer.h"
#include "ui/data/excerpt.h"
#include "ui/widgets/job_runner.h"
#include "ui/widgets/parts.h"

class QSlider;
class QSpinBox;

namespace unmask {

class DocumentView : public Card {
  Q_OBJECT
 public:
  explicit DocumentView(QWidget* parent = nullptr);
  void show(OpenCorpus);
  void setTokenizer(std::shared_ptr<const Tokenizer>);
  void setPattern(std::shared_ptr<const TextPattern>);  // whose matches are marked
  void goTo(uint64_t document, uint64_t byte = 0);
  void goTo(const SearchHit&);
  void askForNumber();  // Ctrl+G
  void step(int by);    // to the next document, or the one before

  uint64_t document() const { return request_.document; }
  uint64_t byte() const { return request_.begin; }
  bool asPieces() const { return asPieces_->isChecked(); }
  bool invisible() const { return invisible_->isChecked(); }
  void setModes(bool pieces, bool invisible);

 Q_SIGNALS:
  void documentShown(quint64 document);
  void failed(const unmask::Error& error);

 private:
  void read();
  void present();
  void movePart(int by);
  uint64_t partBytes() const;

  ExcerptRequest request_;
  std::shared_ptr<const Tokenizer> tokenizer_;
  QSpinBox* number_;
  QLabel *of_, *note_;
  QPushButton *previous_, *next_, *asText_, *asPieces_, *invisible_, *partBack_, *partOn_;
  QWidget *numberRow_, *partRow_;
  QSlider* part_;
  ReadingText* text_;
  Excerpt excerpt_;  // shown
  Latest<Result<Excerpt>> latest_;
};

}  // namespace unmask
