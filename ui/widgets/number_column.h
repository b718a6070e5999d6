// Columns of numbers are as wide as their widest number: a name may be cut, a number never.
#pragma once

#include <QFont>
#include <QString>

class QTableView;

namespace unmask {

// As wide as `widest` in the table's font (or `cells`) and as the column's heading.
void fitNumberColumn(QTableView*, int column, const QString& widest);
int numberColumnWidth(const QTableView*, int column, const QString& widest, const QFont& cells);

}  // namespace unmask
