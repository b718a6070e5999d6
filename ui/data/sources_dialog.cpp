// The manifest as a table.
#include "ui/data/sources_dialog.h"

#include <QAbstractTableModel>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QTableView>

#include "ui/theme/theme.h"
#include "ui/widgets/parts.h"
#include "ui/widgets/words.h"

namespace unmask {

namespace {

class SourcesModel : public QAbstractTableModel {
 public:
  SourcesModel(OpenCorpus corpus, QObject* parent)
      : QAbstractTableModel(parent), corpus_(std::move(corpus)) {}
  int rowCount(const QModelIndex& parent = {}) const override {
    return parent.isValid() ? 0 : static_cast<int>(files().size());
  }
  int columnCount(const QModelIndex& = {}) const override { return 4; }
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    const QString names[] = {SourcesDialog::tr("File"), SourcesDialog::tr("Size"),
                             SourcesDialog::tr("Documents"), SourcesDialog::tr("SHA-256")};
    return names[section];
  }
  QVariant data(const QModelIndex& index, int role) const override {
    if (!index.isValid()) return {};
    const SourceFile& file = files()[static_cast<size_t>(index.row())];
    const bool number = index.column() == 1 || index.column() == 2;
    if (role == Qt::TextAlignmentRole)
      return QVariant::fromValue((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == Qt::FontRole && index.column() == 3) return theme().fixedFont(12);
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole) return {};
    switch (index.column()) {
      case 0:
        return oneLine(QString::fromStdString(file.path));
      case 1:
        return bytesText(static_cast<double>(file.bytes));
      case 2:
        return countText(static_cast<double>(file.documents));
      default:
        return QString::fromStdString(file.sha256);
    }
  }
  QString asText() const {
    QString text;
    for (const SourceFile& file : files())
      text += QString::fromStdString(file.sha256) + "  " + QString::fromStdString(file.path) + '\n';
    return text;
  }

 private:
  const std::vector<SourceFile>& files() const { return corpus_->info().sources; }
  OpenCorpus corpus_;
};

}  // namespace

SourcesDialog::SourcesDialog(OpenCorpus corpus, QWidget* parent)
    : Dialog("sourcesDialog", tr("Files of %1").arg(QString::fromStdString(corpus->info().name)),
             parent) {
  const QString hash = QString::fromStdString(corpus->info().hash);
  auto* model = new SourcesModel(std::move(corpus), this);
  body()->addWidget(
      label(tr("The corpus is a copy: these files may change or go without changing it."),
            "secondary", true));
  auto* table = new QTableView;
  table->setObjectName("sourcesTable");
  table->setAccessibleName(tr("Files that the corpus came from"));
  table->setModel(model);
  table->setShowGrid(false);
  table->setFrameShape(QFrame::NoFrame);
  table->setTextElideMode(Qt::ElideMiddle);
  table->setSelectionBehavior(QAbstractItemView::SelectRows);
  table->verticalHeader()->hide();
  table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
  table->verticalHeader()->setDefaultSectionSize(theme().px(28));
  table->horizontalHeader()->setHighlightSections(false);
  table->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
  for (const int column : {1, 2})  // numbers
    table->horizontalHeader()->setSectionResizeMode(column, QHeaderView::ResizeToContents);
  table->setColumnWidth(3, theme().px(180));
  body()->addWidget(table, 1);
  QLabel* identity = label(tr("Hash of the corpus: %1").arg(hash), "secondary", true);
  identity->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  body()->addWidget(identity);
  auto* copy = button("sourcesCopy", tr("Copy as sha256sum writes it"), "copy");
  auto* close = primaryButton("sourcesClose", tr("Done"));
  foot()->addWidget(copy);
  foot()->addStretch(1);
  foot()->addWidget(close);
  connect(copy, &QPushButton::clicked, this,
          [model] { QGuiApplication::clipboard()->setText(model->asText()); });
  connect(close, &QPushButton::clicked, this, &QDialog::accept);
  setRoom(760, 460);
}

}  // namespace unmask
