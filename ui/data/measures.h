// What is computed of the shown corpus in the background: counts of pieces, exact duplicates.
#pragma once

#include <QObject>
#include <memory>
#include <optional>

#include "core/corpus/duplicates.h"
#include "core/corpus/token_measures.h"
#include "core/tokenizers/tokenizer.h"
#include "ui/data/excerpt.h"

namespace unmask {

class Measures : public QObject {
  Q_OBJECT
 public:
  explicit Measures(std::filesystem::path root, QObject* parent = nullptr);
  ~Measures() override;  // cancels

  // Either may be none. The same again looks only whether the corpus has been encoded meanwhile.
  void show(OpenCorpus, std::shared_ptr<const Tokenizer>);
  // None: not yet counted, or the corpus is not in this tokenizer's pieces (encoded()).
  const std::shared_ptr<const TokenMeasures>& tokens() const { return tokens_; }
  const std::shared_ptr<const Duplicates>& duplicates() const { return duplicates_; }
  bool counting() const { return tokenControl_ != nullptr; }
  bool encoded() const { return encoded_; }

 Q_SIGNALS:
  void changed();
  void failed(const unmask::Error& error);

 private:
  void countTokens();
  void compareDocuments();

  std::filesystem::path root_;
  OpenCorpus corpus_;
  std::shared_ptr<const Tokenizer> tokenizer_;
  std::shared_ptr<const TokenMeasures> tokens_;
  std::shared_ptr<const Duplicates> duplicates_;
  std::shared_ptr<JobControl> tokenControl_, duplicateControl_;
  bool encoded_ = true, tokensFailed_ = false;
};

}  // namespace unmask
