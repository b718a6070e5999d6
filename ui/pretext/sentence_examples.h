// The examples that one item makes: counted, by which formula, and each of them written out, made
// only when it is looked at.
#pragma once

#include <QAbstractListModel>
#include <memory>

#include "core/pretext/likely_choices.h"
#include "core/spec/run_spec.h"
#include "core/tokenizers/tokenizer.h"

namespace unmask {

class SentenceExamples {
 public:
  static constexpr uint64_t kMostListed = 100'000;

  // pieces: of the item, cut to the context.
  SentenceExamples(const RunSpec&, std::shared_ptr<const Tokenizer>, std::vector<int64_t> pieces);

  QString count() const;                 // "1,023", "1.3 × 10¹²"
  QString formula() const;               // what is counted, and how
  uint64_t listed() const;               // at most kMostListed
  QString text(uint64_t index) const;    // "The ▢ sat on the mat", "The cat → sat"
  QString detail(uint64_t index) const;  // its probability; empty for next token
  // Text and detail of these, or of all that are listed, a line each.
  QString lines(const std::vector<uint64_t>& indices) const;

 private:
  bool masking() const { return masked_.has_value(); }
  QString written(size_t from, size_t to, const std::vector<bool>& hidden) const;

  std::shared_ptr<const Tokenizer> tokenizer_;
  std::vector<int64_t> pieces_;
  std::optional<MaskedLmSettings> masked_;
  std::vector<std::vector<size_t>> units_;  // positions chosen together
  std::vector<QString> shown_;              // each piece as it is displayed
  LikelyChoices choices_;
};

class SentenceModel : public QAbstractListModel {
  Q_OBJECT
 public:
  explicit SentenceModel(SentenceExamples examples, QObject* parent = nullptr)
      : QAbstractListModel(parent), examples_(std::move(examples)) {}
  int rowCount(const QModelIndex& = {}) const override {
    return static_cast<int>(examples_.listed());
  }
  QVariant data(const QModelIndex&, int role) const override;

 private:
  SentenceExamples examples_;
};

}  // namespace unmask
