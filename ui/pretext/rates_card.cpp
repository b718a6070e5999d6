// Filling the table of rates.
#include "ui/pretext/rates_card.h"

#include <QGridLayout>
#include <QLocale>
#include <cmath>

#include "ui/theme/theme.h"
#include "ui/widgets/words.h"

namespace unmask {

RatesCard::RatesCard(QWidget* parent) : Card(tr("Asked for and measured"), parent) {
  grid_ = new QGridLayout;
  body()->addLayout(grid_);
}

void RatesCard::show(const MaskedLmSettings& settings, const Rates& rates) {
  setHeading(tr("Asked for and measured (%1 examples)")
                 .arg(countText(static_cast<double>(rates.examples))));
  clear(grid_);
  grid_->setColumnStretch(0, 1);
  grid_->setVerticalSpacing(theme().px(6));
  grid_->setHorizontalSpacing(theme().px(kSpaceM));
  const auto cell = [this](int row, int column, const QString& text, const char* role) {
    QLabel* one = label(text, role);
    if (column) one->setAlignment(Qt::AlignRight);
    grid_->addWidget(one, row, column);
    return one;
  };
  cell(0, 1, tr("asked"), "secondary");
  cell(0, 2, tr("measured"), "secondary");
  struct Line {
    QString name;
    double asked;
    uint64_t hits, of;
  };
  const Line lines[] = {
      {tr("chosen"), settings.chosen, rates.chosen(), rates.positions},
      {tr("[MASK]"), settings.mask, rates.masked, rates.chosen()},
      {tr("random"), settings.random, rates.random, rates.chosen()},
      {tr("kept"), 1 - settings.mask - settings.random, rates.kept, rates.chosen()}};
  int row = 1;
  for (const Line& line : lines) {
    grid_->addWidget(rule(), row++, 0, 1, 3);
    cell(row, 0, line.name, "");
    cell(row, 1, tr("%1 %").arg(QLocale().toString(100 * line.asked, 'g', 4)), "");
    QString measured = QStringLiteral("–");
    if (line.of) {
      const double p = static_cast<double>(line.hits) / static_cast<double>(line.of);
      const double error = std::sqrt(p * (1 - p) / static_cast<double>(line.of));
      measured =
          tr("%1 ± %2", "share in per cent, its standard error")
              .arg(QLocale().toString(100 * p, 'f', 2), QLocale().toString(100 * error, 'f', 2));
    }
    QLabel* value = cell(row, 2, measured, "");
    value->setObjectName("measured." + line.name);
    value->setToolTip(tr("per cent, with its standard error"));
    ++row;
  }
}

}  // namespace unmask
