// Filling the table of rates.
#include "ui/pretext/rates_card.h"

#include <QGridLayout>
#include <QLocale>
#include <cmath>
#include <string_view>

#include "ui/widgets/words.h"

namespace unmask {

namespace {

QString plain(double value, char format, int digits) {
  return QLocale().toString(value, format, digits);
}

QString percent(double share, char format, int digits) {
  return plain(100 * share, format, digits);
}

}  // namespace

RatesCard::RatesCard(QWidget* parent)
    : MeasuredCard(tr("Asked for and measured"), "ratesNote", parent) {}

QString RatesCard::nameOf(const Rate& rate, const RunSpec& spec) {
  const std::string_view id = rate.id;
  if (id == "chosen") return tr("chosen");
  if (id == "mask") return tr("[MASK]");
  if (id == "random") return tr("random");
  if (id == "kept") return tr("kept");
  if (id == "unchanged") return tr("unchanged");
  if (id == "hidden") return tr("hidden");
  if (id == "span") {
    const auto* noise = std::get_if<DenoisingSettings>(&spec.objectiveSettings);
    return noise && noise->wholeWord ? tr("span, words") : tr("span, tokens");
  }
  if (id == "deleted") return tr("deleted");
  return id == "moved" ? tr("moved") : tr("rotated");
}

QString RatesCard::explained(const Rate& rate, const RunSpec& spec) {
  const std::string_view id = rate.id;
  const bool masks = spec.objective == "masked-lm", spans = spec.objective == "span-corruption";
  if (id == "chosen") return tr("of all positions that may be chosen");
  if (id == "unchanged")
    return tr("Of the chosen, the model sees the original: kept, and 1 in %1 of the random ones, "
              "which hit it by chance.")
        .arg(countText(static_cast<double>(spec.pieces)));
  if (masks) return tr("of the chosen");
  if (id == "hidden" && spans)
    return tr("Of the window's tokens; every window hides the same whole number.");
  if (id == "hidden")
    return tr("Of the window's tokens. Spans are placed independently: where they overlap, fewer "
              "are hidden than asked for.");
  if (id == "span" && spans)
    return tr("Mean length of a span: a whole number of tokens in a whole number of spans.");
  if (id == "span")
    return tr("Mean length of the spans drawn that are not empty; the last of a window is cut.");
  if (id == "random") return tr("of the marks that stand for hidden tokens");
  if (id == "deleted") return tr("Of the tokens that are still shown; a whole number in each window.");
  if (id == "moved")
    return tr("Sentences that stand elsewhere; of those put into random order some keep their "
              "place.");
  return tr("Examples that begin at another token; the old beginning is drawn now and then.");
}

void RatesCard::show(const RunSpec& spec, int64_t length, const Rates& rates) {
  objective_ = spec.objective;
  begin(tr("Asked for and measured (%1 examples)")
            .arg(countText(static_cast<double>(rates.examples))));
  const auto cell = [this](int row, int column, const QString& text, const char* role) {
    QLabel* one = label(text, role);
    if (column) one->setAlignment(Qt::AlignRight);
    grid_->addWidget(one, row, column);
    return one;
  };
  cell(0, 1, tr("asked"), "secondary");
  cell(0, 2, tr("measured"), "secondary");
  int row = 1;
  bool deviating = false;
  for (const Rate& rate : rates.rows) {
    grid_->addWidget(rule(), row++, 0, 1, 3);
    const bool off = deviates(rate.measured, rate.expected);
    deviating = deviating || off;
    const QString why = explained(rate, spec);
    cell(row, 0, nameOf(rate, spec), "")->setToolTip(why);
    cell(row, 1, rate.length ? plain(rate.asked, 'g', 3) : tr("%1 %").arg(percent(rate.asked, 'g', 4)),
         "");
    QString measured = QStringLiteral("–");
    if (rate.measured.of)
      measured = rate.length ? tr("%1 ± %2", "a mean, its standard error")
                                   .arg(plain(rate.measured.value(), 'f', 2),
                                        plain(rate.measured.error, 'f', 2))
                             : tr("%1 ± %2 %", "share in per cent, its standard error")
                                   .arg(percent(rate.measured.value(), 'f', 2),
                                        percent(rate.measured.error, 'f', 2));
    QLabel* value = cell(row, 2, off ? tr("! %1").arg(measured) : measured, off ? "warning" : "");
    value->setObjectName(QString("measured.") + rate.id);
    value->setToolTip(tr("%1\nwith its standard error; %2 of %3")
                          .arg(why, countText(static_cast<double>(rate.measured.hits)),
                               countText(static_cast<double>(rate.measured.of))));
    ++row;
  }
  QStringList notes;
  notes << (rates.typed ? tr("Over draws of this item.")
                        : tr("Over the first examples that training would see."));
  if (const auto* settings = std::get_if<MaskedLmSettings>(&spec.objectiveSettings))
    addMaskNotes(notes, *settings, length, rates.rows.front());
  if (deviating) notes << tr("! marks more than 5 standard errors from what was asked.");
  note_->setText(notes.join(' '));
}

void RatesCard::addMaskNotes(QStringList& notes, const MaskedLmSettings& settings, int64_t length,
                             const Rate& chosen) {
  const bool exact = settings.algorithm == "bert-exact";
  if (settings.wholeWord && exact)
    notes << tr("Whole words that no longer fit are passed over, so fewer are chosen than asked.");
  else if (settings.wholeWord)
    notes << tr("Whole words are always replaced by [MASK]. Every example has a target.");
  else if (std::abs(chosen.expected - chosen.asked) > 0.0005)
    notes << (exact ? tr("A whole number of %1 positions makes that %2 %.")
                          .arg(countText(static_cast<double>(length)),
                               percent(chosen.expected, 'f', 2))
                    : tr("Every example has a target, so %2 % of %1 positions are expected.")
                          .arg(countText(static_cast<double>(length)),
                               percent(chosen.expected, 'f', 2)));
}

}  // namespace unmask
