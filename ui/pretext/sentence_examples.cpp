// Counting and writing the examples of one item.
#include "ui/pretext/sentence_examples.h"

#include <QLocale>
#include <cmath>

#include "core/corpus/word_marks.h"
#include "core/pretext/masked_lm.h"
#include "core/pretext/next_token.h"
#include "ui/theme/theme.h"
#include "ui/widgets/words.h"

namespace unmask {

namespace {

// "¹⁹"
QString raised(uint64_t exponent) {
  static const QString digits = QStringLiteral("⁰¹²³⁴⁵⁶⁷⁸⁹");
  QString text;
  for (const QChar c : QString::number(exponent)) text += digits[c.digitValue()];
  return text;
}

QString number(uint64_t value) {
  return countText(static_cast<double>(value));
}

LikelyChoices choicesOf(const std::optional<MaskedLmSettings>& masked, size_t units,
                        size_t positions) {
  if (!masked) return LikelyChoices::atLeastOne(0, 0);
  if (masked->algorithm != "bert-exact") return LikelyChoices::atLeastOne(units, masked->chosen);
  const auto length = static_cast<int64_t>(positions + (masked->clsSep ? 2 : 0));
  return LikelyChoices::exactly(units, static_cast<uint64_t>(exactCount(length, *masked)));
}

std::optional<MaskedLmSettings> maskedOf(const RunSpec& spec) {
  const auto* masked = std::get_if<MaskedLmSettings>(&spec.objectiveSettings);
  return masked ? std::optional(*masked) : std::nullopt;
}

std::vector<std::vector<size_t>> unitsOf(const std::optional<MaskedLmSettings>& masked,
                                         const RunSpec& spec, const Tokenizer& tokenizer,
                                         const std::vector<int64_t>& pieces) {
  if (!masked) return {};
  // With an exact count, words differ in what they take of it: single pieces are counted.
  const bool words = masked->wholeWord && masked->algorithm != "bert-exact";
  return maskableWords(pieces, words, spec.tokenIds(), words ? wordMarks(tokenizer) : WordMarks());
}

}  // namespace

SentenceExamples::SentenceExamples(const RunSpec& spec, std::shared_ptr<const Tokenizer> tokenizer,
                                   std::vector<int64_t> pieces)
    : tokenizer_(std::move(tokenizer)),
      pieces_(std::move(pieces)),
      masked_(maskedOf(spec)),
      units_(unitsOf(masked_, spec, *tokenizer_, pieces_)),
      choices_(choicesOf(masked_, units_.size(), pieces_.size())) {
  for (const int64_t piece : pieces_)
    shown_.push_back(QString::fromStdString(displayPiece(*tokenizer_, piece)));
}

QString SentenceExamples::count() const {
  if (!masking()) return number(pieces_.empty() ? 0 : nextTokenExampleCount(pieces_.size()));
  const double ways = choices_.ways();
  if (ways < 1e12) return countText(ways);
  const auto n = static_cast<double>(units_.size());
  const double power =
      std::isinf(ways) ? std::floor(n * std::log10(2.0)) : std::floor(std::log10(ways));
  const double lead =
      std::isinf(ways) ? std::pow(10, n * std::log10(2.0) - power) : ways / std::pow(10, power);
  return SentenceModel::tr("%1 × 10%2")
      .arg(QLocale().toString(lead, 'f', 1), raised(static_cast<uint64_t>(power)));
}

QString SentenceExamples::formula() const {
  const uint64_t n = pieces_.size();
  if (!masking())
    return SentenceModel::tr(
               "examples: one for each beginning that has a next piece, %1 pieces − 1.")
        .arg(number(n));
  const uint64_t units = units_.size();
  if (masked_->algorithm == "bert-exact") {
    const size_t taken = units ? choices_.at(0).size() : 0;
    const QString counted =
        SentenceModel::tr(
            "ways to choose exactly %1 of %2 pieces: %2 over %1. All are equally "
            "likely.")
            .arg(number(taken), number(units));
    return masked_->wholeWord
               ? counted + " " +
                     SentenceModel::tr("With whole words only those that keep words whole come up.")
               : counted;
  }
  const LikeliestCount likeliest =
      likeliestHidden(static_cast<int64_t>(std::max<uint64_t>(units, 1)), masked_->chosen);
  const QString counted =
      masked_->wholeWord ? SentenceModel::tr("ways to choose at least one of %1 words: 2%2 − 1.")
                         : SentenceModel::tr("ways to choose at least one of %1 pieces: 2%2 − 1.");
  return counted.arg(number(units), raised(units)) + " " +
         SentenceModel::tr("Likeliest at %1 %: %2 hidden (%3 %).")
             .arg(QLocale().toString(100 * masked_->chosen, 'g', 4))
             .arg(likeliest.count)
             .arg(QLocale().toString(100 * likeliest.probability, 'f', 0));
}

uint64_t SentenceExamples::listed() const {
  if (!masking())
    return std::min<uint64_t>(kMostListed,
                              pieces_.empty() ? 0 : nextTokenExampleCount(pieces_.size()));
  return choices_.waysUpTo(kMostListed);
}

QString SentenceExamples::written(size_t from, size_t to, const std::vector<bool>& hidden) const {
  constexpr size_t kMostShown = 400;  // pieces of one line
  QString text;
  for (size_t i = from; i < to && i < from + kMostShown; ++i) {
    const bool spaced = shown_[i].startsWith(QChar(0x2581));
    text += !hidden.empty() && hidden[i] ? QString(spaced ? " ▢" : "▢") : shown_[i];
  }
  if (to > from + kMostShown) text += QStringLiteral("…");
  return text.replace(QChar(0x2581), ' ').simplified();
}

QString SentenceExamples::text(uint64_t index) const {
  if (index >= listed()) return {};
  if (!masking()) {
    const auto at = static_cast<size_t>(index) + 1;
    // Of a long beginning, its end is what matters.
    const size_t from = at > 200 ? at - 200 : 0;
    return (from ? QStringLiteral("…") : QString()) +
           SentenceModel::tr("%1 → %2").arg(written(from, at, {}), written(at, at + 1, {}));
  }
  std::vector<bool> hidden(pieces_.size());
  for (const uint64_t unit : choices_.at(index))
    for (const size_t position : units_[unit]) hidden[position] = true;
  return written(0, pieces_.size(), hidden);
}

QString SentenceExamples::detail(uint64_t index) const {
  if (!masking() || index >= listed()) return {};
  const double probability = choices_.probability(choices_.at(index).size());
  return SentenceModel::tr("%1 %").arg(QLocale().toString(100 * probability, 'g', 3));
}

QString SentenceExamples::lines(const std::vector<uint64_t>& indices) const {
  QString all;
  const uint64_t count = indices.empty() ? listed() : indices.size();
  for (uint64_t i = 0; i < count; ++i) {
    const uint64_t index = indices.empty() ? i : indices[i];
    const QString probability = detail(index);
    all += text(index) + (probability.isEmpty() ? "\n" : "\t" + probability + "\n");
  }
  return all;
}

QVariant SentenceModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const auto at = static_cast<uint64_t>(index.row());
  if (role == Qt::DisplayRole) {
    const QString detail = examples_.detail(at);
    return detail.isEmpty() ? examples_.text(at)
                            : QString("%1   (%2)").arg(examples_.text(at), detail);
  }
  if (role == Qt::FontRole) return theme().fixedFont(13);
  return {};
}

}  // namespace unmask
