// Measuring numbers.
#include "ui/widgets/number_column.h"

#include <QHeaderView>
#include <QTableView>

#include "ui/theme/theme.h"

namespace unmask {

int numberColumnWidth(const QTableView* table, int column, const QString& widest,
                      const QFont& cells) {
  // The style sheet's padding on both sides, and the style's own.
  const int around = theme().px(12) + theme().px(kSpaceS);
  const QString heading = table->model()->headerData(column, Qt::Horizontal).toString();
  return std::max(QFontMetrics(cells).horizontalAdvance(widest),
                  QFontMetrics(theme().font(12, QFont::Medium)).horizontalAdvance(heading)) +
         around;
}

void fitNumberColumn(QTableView* table, int column, const QString& widest) {
  table->horizontalHeader()->resizeSection(
      column, numberColumnWidth(table, column, widest, theme().font()));
}

}  // namespace unmask
