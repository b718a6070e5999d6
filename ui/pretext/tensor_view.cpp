// Reading single values out of an array's bytes.
#include "ui/pretext/tensor_view.h"

#include <QApplication>
#include <QButtonGroup>
#include <QClipboard>
#include <QHeaderView>
#include <QLocale>
#include <QShortcut>
#include <QTableView>

#include "ui/theme/theme.h"
#include "ui/widgets/number_column.h"
#include "ui/widgets/parts.h"

namespace unmask {

namespace {

// Copying more would only fill the clipboard.
constexpr qint64 kMostCopied = 1'000'000;

}  // namespace

void TensorModel::show(Array array) {
  beginResetModel();
  array_ = std::move(array);
  endResetModel();
}

int TensorModel::rowCount(const QModelIndex&) const {
  return array_.shape.size() == 2 ? static_cast<int>(array_.shape[0]) : 0;
}

int TensorModel::columnCount(const QModelIndex&) const {
  return array_.shape.size() == 2 ? static_cast<int>(array_.shape[1]) : 0;
}

QString TensorModel::value(int row, int column) const {
  const auto at =
      static_cast<size_t>(row) * static_cast<size_t>(array_.shape[1]) + static_cast<size_t>(column);
  if ((at + 1) * byteSize(array_.dtype) > array_.bytes.size()) return {};
  switch (array_.dtype) {
    case DType::boolean:
      return array_.values<bool>()[at] ? QStringLiteral("true") : QStringLiteral("false");
    case DType::int64:
      return QString::number(array_.values<int64_t>()[at]);
    case DType::int32:
      return QString::number(array_.values<int32_t>()[at]);
    case DType::uint8:
      return QString::number(array_.values<uint8_t>()[at]);
    case DType::uint16:
      return QString::number(array_.values<uint16_t>()[at]);
    case DType::uint64:
      return QString::number(array_.values<uint64_t>()[at]);
    case DType::float32:
      return QString::number(static_cast<double>(array_.values<float>()[at]), 'g', 6);
    case DType::float64:
      return QString::number(array_.values<double>()[at], 'g', 6);
  }
  return {};
}

// Of the first rows; all columns are of one width.
QString TensorModel::widest() const {
  constexpr int kLooked = 64;
  QString widest;
  for (int row = 0; row < std::min(rowCount(), kLooked); ++row)
    for (int column = 0; column < columnCount(); ++column)
      if (const QString text = value(row, column); text.size() > widest.size()) widest = text;
  return widest;
}

QVariant TensorModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  if (role == Qt::DisplayRole) return value(index.row(), index.column());
  if (role == Qt::TextAlignmentRole) return QVariant(Qt::AlignRight | Qt::AlignVCenter);
  if (role == Qt::FontRole) return theme().fixedFont(12);
  if (role == Qt::ForegroundRole && value(index.row(), index.column()) == QLatin1String("-100"))
    return theme().palette().secondary;
  if (role == Qt::AccessibleTextRole)
    return tr("example %1, position %2: %3")
        .arg(index.row() + 1)
        .arg(index.column())
        .arg(value(index.row(), index.column()));
  return {};
}

QVariant TensorModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (role != Qt::DisplayRole) return {};
  return QLocale().toString(orientation == Qt::Horizontal ? section : section + 1);
}

TensorView::TensorView(const QString& title, std::vector<Array> arrays, const QString& hash,
                       QWidget* near)
    : LargeView("tensorView", title, near), arrays_(std::move(arrays)) {
  auto* names = new QHBoxLayout;
  auto* group = new QButtonGroup(this);
  for (size_t i = 0; i < arrays_.size(); ++i) {
    QPushButton* name = modeButton(QString("tensor.") + QString::fromStdString(arrays_[i].name),
                                   QString::fromStdString(described(arrays_[i])));
    group->addButton(name);
    names->addWidget(name);
    connect(name, &QPushButton::clicked, this, [this, i] { choose(i); });
    if (i == 0) name->setChecked(true);
  }
  names->addStretch(1);
  body()->addLayout(names);
  model_ = new TensorModel(this);
  table_ = new QTableView;
  table_->setObjectName("tensorTable");
  table_->setAccessibleName(tr("Values: examples down, positions across"));
  table_->setModel(model_);
  table_->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
  table_->horizontalHeader()->setSectionResizeMode(QHeaderView::Fixed);
  table_->verticalHeader()->setDefaultSectionSize(theme().px(26));
  table_->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
  body()->addWidget(table_, 1);
  if (!hash.isEmpty()) {
    QLabel* line =
        label(tr("SHA-256 over names, dtypes, shapes and bytes, first half: %1").arg(hash),
              "secondary", true);
    line->setTextInteractionFlags(Qt::TextSelectableByMouse);
    body()->addWidget(line);
  }
  QPushButton* copied = button("tensorCopy", tr("Copy as text"));
  copied->setToolTip(tr("What is selected, else the whole tensor, tab-separated (Ctrl+C)"));
  connect(copied, &QPushButton::clicked, this, &TensorView::copy);
  connect(new QShortcut(QKeySequence::Copy, this), &QShortcut::activated, this, &TensorView::copy);
  actions()->insertWidget(0, copied);
  if (!arrays_.empty()) choose(0);
}

void TensorView::choose(size_t tensor) {
  model_->show(arrays_[tensor]);
  table_->horizontalHeader()->setDefaultSectionSize(
      numberColumnWidth(table_, model_->columnCount() - 1, model_->widest(), theme().fixedFont(12)));
}

void TensorView::copy() {
  int top = 0, left = 0, bottom = model_->rowCount() - 1, right = model_->columnCount() - 1;
  const QItemSelection selection = table_->selectionModel()->selection();
  if (!selection.isEmpty()) {
    top = selection.front().top();
    bottom = selection.front().bottom();
    left = selection.front().left();
    right = selection.front().right();
  }
  if (right < left) return;
  const qint64 across = right - left + 1;
  bottom = static_cast<int>(std::min<qint64>(bottom, top + kMostCopied / across));
  QString text;
  for (int row = top; row <= bottom; ++row) {
    for (int column = left; column <= right; ++column)
      text += (column > left ? "\t" : "") + model_->value(row, column);
    text += '\n';
  }
  QApplication::clipboard()->setText(text);
}

}  // namespace unmask
