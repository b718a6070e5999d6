// One document of the corpus at reading size: as text, or cut into the tokenizer's pieces.
#pragma once

#include <memory>

#include "core/tokenizers/tokenizer.h"
#include "ui/shell/library.h"
#include "ui/widgets/job_runner.h"
#include "ui/widgets/parts.h"

class QSpinBox;
class QTextEdit;

namespace unmask {

class DocumentView : public Card {
  Q_OBJECT
 public:
  explicit DocumentView(QWidget* parent = nullptr);
  void show(const CorpusEntry&, std::shared_ptr<const Tokenizer>);
  void setTokenizer(std::shared_ptr<const Tokenizer>);

 Q_SIGNALS:
  void failed(const unmask::Error& error);

 private:
  struct Excerpt {
    uint64_t bytes = 0;
    std::string text;
    std::vector<QString> pieces;  // filled when asked for
  };
  void read();
  void present();
  void applyScale();

  std::filesystem::path folder_;
  std::shared_ptr<const Tokenizer> tokenizer_;
  QSpinBox* number_;
  QLabel *of_, *note_;
  QPushButton *previous_, *next_, *asText_, *asPieces_;
  QTextEdit* text_;
  Excerpt excerpt_;  // shown
  Latest<Result<Excerpt>> latest_;
};

}  // namespace unmask
