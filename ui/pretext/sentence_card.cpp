// Counting and listing the examples of one sentence.
#include "ui/pretext/sentence_card.h"

#include <QLocale>
#include <cmath>

#include "core/pretext/masked_lm.h"
#include "core/pretext/next_token.h"
#include "ui/theme/theme.h"
#include "ui/widgets/words.h"

namespace unmask {

namespace {

constexpr size_t kListed = 8;

// "¹⁹"
QString raised(int64_t exponent) {
  static const QString digits = QStringLiteral("⁰¹²³⁴⁵⁶⁷⁸⁹");
  QString text;
  for (const QChar c : QString::number(exponent)) text += digits[c.digitValue()];
  return text;
}

QString bigCount(double n) {
  if (n < 1e12) return countText(n);
  const double power = std::floor(std::log10(n));
  return SentenceCard::tr("%1 × 10%2", "a large number")
      .arg(QLocale().toString(n / std::pow(10, power), 'f', 1),
           raised(static_cast<int64_t>(power)));
}

}  // namespace

SentenceCard::SentenceCard(QWidget* parent) : Card(tr("From this one sentence"), parent) {
  figure_ = label({}, "figure");
  figure_->setObjectName("sentenceFigure");
  formula_ = label({}, "secondary", true);
  formula_->setObjectName("sentenceFormula");
  list_ = label({}, "", true);
  list_->setObjectName("sentenceList");
  list_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  body()->addWidget(figure_);
  body()->addWidget(formula_);
  body()->addWidget(list_);
}

void SentenceCard::show(const RunSpec& spec, const Tokenizer& tokenizer,
                        const std::string& sentence) {
  const std::vector<int32_t> ids = tokenizer.encode(sentence).ids;
  const size_t n = std::min(ids.size(), static_cast<size_t>(spec.model.context));
  QStringList lines;
  const auto written = [&](size_t from, size_t to, auto hidden) {
    QString text;
    for (size_t i = from; i < to; ++i) {
      const QString piece = QString::fromStdString(displayPiece(tokenizer, ids[i]));
      const bool spaced = piece.startsWith(QChar(0x2581));
      text += hidden(i) ? QString(spaced ? " ▢" : "▢") : piece;
    }
    return text.replace(QChar(0x2581), ' ').simplified();
  };
  if (spec.objective == "next-token") {
    const uint64_t count = n ? nextTokenExampleCount(n) : 0;
    figure_->setText(countText(static_cast<double>(count)));
    formula_->setText(tr("examples: one for each beginning that has a next piece, %1 pieces − 1.")
                          .arg(countText(static_cast<double>(n))));
    for (size_t i = 1; i < n && i <= kListed; ++i)
      lines << tr("%1 → %2", "beginning, next piece")
                   .arg(written(0, i, [](size_t) { return false; }),
                        written(i, i + 1, [](size_t) { return false; }));
    if (count > kListed) lines << QStringLiteral("…");
  } else {
    const auto maskable = static_cast<int64_t>(n);
    figure_->setText(bigCount(maskable ? maskedLmWays(maskable) : 0));
    const auto* settings = std::get_if<MaskedLmSettings>(&spec.objectiveSettings);
    const double chosen = settings ? settings->chosen : 0.15;
    const LikeliestCount likeliest = likeliestHidden(std::max<int64_t>(maskable, 1), chosen);
    formula_->setText(
        tr("ways to choose at least one of %1 pieces: 2%2 − 1. Likeliest at %3 %: %4 chosen "
           "(%5 %).")
            .arg(countText(static_cast<double>(maskable)), raised(maskable))
            .arg(QLocale().toString(100 * chosen, 'g', 4))
            .arg(likeliest.count)
            .arg(QLocale().toString(100 * likeliest.probability, 'f', 0)));
    const auto together = static_cast<size_t>(std::max<int64_t>(likeliest.count, 1));
    for (size_t i = 0; i + together <= n && i < kListed; ++i)
      lines << written(0, n, [&](size_t at) { return at >= i && at < i + together; });
    if (n > kListed) lines << QStringLiteral("…");
  }
  list_->setFont(theme().fixedFont(12));
  list_->setText(lines.join('\n'));
}

}  // namespace unmask
