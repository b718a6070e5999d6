// Filling the table of rates.
#include "ui/pretext/rates_card.h"

#include <QGridLayout>
#include <QLocale>
#include <cmath>

#include "ui/widgets/words.h"

namespace unmask {

namespace {

QString percent(double share, char format, int digits) {
  return QLocale().toString(100 * share, format, digits);
}

}  // namespace

RatesCard::RatesCard(QWidget* parent)
    : MeasuredCard(tr("Asked for and measured"), "ratesNote", parent) {}

void RatesCard::show(const RunSpec& spec, int64_t length, const Rates& rates) {
  const auto* settings = std::get_if<MaskedLmSettings>(&spec.objectiveSettings);
  if (!settings) return;
  begin(tr("Asked for and measured (%1 examples)")
            .arg(countText(static_cast<double>(rates.examples))));
  const auto cell = [this](int row, int column, const QString& text, const char* role) {
    QLabel* one = label(text, role);
    if (column) one->setAlignment(Qt::AlignRight);
    grid_->addWidget(one, row, column);
    return one;
  };
  cell(0, 1, tr("asked"), "secondary");
  cell(0, 2, tr("measured, %"), "secondary");
  const AskedRates asked = askedRates(*settings, length, spec.pieces);
  struct Line {
    const char* id;
    QString name;
    double asked, expected;
    Share measured;
    QString explained;
  };
  const Line lines[] = {
      {"chosen", tr("chosen"), asked.chosen, asked.expected, rates.chosen,
       tr("of all positions that may be chosen")},
      {"mask", tr("[MASK]"), asked.masked, asked.masked, rates.masked, tr("of the chosen")},
      {"random", tr("random"), asked.random, asked.random, rates.random, tr("of the chosen")},
      {"kept", tr("kept"), asked.kept, asked.kept, rates.kept, tr("of the chosen")},
      {"unchanged", tr("unchanged"), asked.unchanged, asked.unchanged, rates.unchanged,
       tr("Of the chosen, the model sees the original: kept, and 1 in %1 of the random ones, which "
          "hit it by chance.")
           .arg(countText(static_cast<double>(spec.pieces)))}};
  int row = 1;
  bool deviating = false;
  for (const Line& line : lines) {
    grid_->addWidget(rule(), row++, 0, 1, 3);
    const bool off = deviates(line.measured, line.expected);
    deviating = deviating || off;
    QLabel* name = cell(row, 0, line.name, "");
    name->setToolTip(line.explained);
    cell(row, 1, tr("%1 %").arg(percent(line.asked, 'g', 4)), "");
    QString measured = QStringLiteral("–");
    if (line.measured.of)
      measured =
          tr("%1 ± %2", "share in per cent, its standard error")
              .arg(percent(line.measured.value(), 'f', 2), percent(line.measured.error, 'f', 2));
    QLabel* value = cell(row, 2, off ? tr("! %1").arg(measured) : measured, off ? "warning" : "");
    value->setObjectName(QString("measured.") + line.id);
    value->setToolTip(tr("%1\nper cent, with its standard error; %2 of %3")
                          .arg(line.explained, countText(static_cast<double>(line.measured.hits)),
                               countText(static_cast<double>(line.measured.of))));
    ++row;
  }
  QStringList notes;
  notes << (rates.typed ? tr("Over draws of this item.")
                        : tr("Over the first examples that training would see."));
  if (settings->wholeWord && settings->algorithm == "bert-exact")
    notes << tr("Whole words that no longer fit are passed over, so fewer are chosen than asked.");
  else if (settings->wholeWord)
    notes << tr("Whole words are always replaced by [MASK]. Every example has a target.");
  else if (std::abs(asked.expected - asked.chosen) > 0.0005)
    notes << (settings->algorithm == "bert-exact"
                  ? tr("A whole number of %1 positions makes that %2 %.")
                        .arg(countText(static_cast<double>(length)),
                             percent(asked.expected, 'f', 2))
                  : tr("Every example has a target, so %2 % of %1 positions are expected.")
                        .arg(countText(static_cast<double>(length)),
                             percent(asked.expected, 'f', 2)));
  if (deviating) notes << tr("! marks more than 5 standard errors from what was asked.");
  note_->setText(notes.join(' '));
}

}  // namespace unmask
