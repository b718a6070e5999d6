// Reading audit.json, and its rows.
#include "ui/data/picture_audit_view.h"

#include <QComboBox>

#include "ui/data/documents_model.h"
#include "ui/data/row_list.h"
#include "ui/theme/theme.h"
#include "ui/widgets/parts.h"
#include "ui/widgets/words.h"

namespace unmask {

namespace {

constexpr int kListHeight = 180;  // pixels at 100 %

QString count(uint64_t n) {
  return countText(static_cast<double>(n));
}

}  // namespace

void PictureAuditModel::show(std::shared_ptr<const PictureAudit> audit, Kind kind) {
  beginResetModel();
  audit_ = std::move(audit);
  kind_ = kind;
  rows_.clear();
  if (audit_ && kind == Kind::alike)
    for (const DuplicateGroup& group : audit_->near.listed)
      for (size_t i = 0; i < group.documents.size(); ++i)
        rows_.push_back({group.documents[i], group.documents.front(), i + 1, group.copies});
  if (audit_ && kind == Kind::withoutCaption)
    for (const uint64_t picture : audit_->listedWithout) rows_.push_back({picture});
  endResetModel();
}

std::optional<uint64_t> PictureAuditModel::picture(int row) const {
  if (kind_ == Kind::withoutPicture || row < 0) return {};
  return rows_[static_cast<size_t>(row)].picture;
}

int PictureAuditModel::rowCount(const QModelIndex& parent) const {
  if (parent.isValid() || !audit_) return 0;
  return static_cast<int>(kind_ == Kind::withoutPicture ? audit_->listedCaptions.size()
                                                        : rows_.size());
}

QVariant PictureAuditModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const auto at = static_cast<size_t>(index.row());
  QString title, detail;
  if (kind_ == Kind::withoutPicture) {
    const LoneCaption& caption = audit_->listedCaptions[at];
    title = oneLine(QString::fromStdString(caption.picture));
    detail = oneLine(tr("not in the corpus; named in %1 %2", "file, place in it")
                         .arg(QString::fromStdString(caption.file).section('/', -1),
                              inWords(caption.place))
                         .trimmed());
  } else {
    const Row& row = rows_[at];
    title = tr("Picture %1").arg(count(row.picture + 1));
    detail = kind_ == Kind::withoutCaption ? tr("has no caption")
             : row.copy == 1
                 ? tr("first of %1 that look alike").arg(count(row.copies))
                 : tr("%1 of %2, like picture %3")
                       .arg(count(row.copy), count(row.copies), count(row.first + 1));
  }
  switch (role) {
    case excerptRole:
      return title;
    case detailRole:
      return detail;
    case Qt::ToolTipRole:
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
      return tr("%1: %2", "picture, what is to be said of it").arg(title, detail);
    default:
      return {};
  }
}

PictureAuditView::PictureAuditView(QWidget* parent)
    : QWidget(parent), reading_(this, [this](const Read& read) { take(read); }) {
  setObjectName("pictureAudit");
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->addWidget(label(tr("Worth a look"), "heading"));
  kind_ = new QComboBox;
  kind_->setObjectName("pictureAuditKind");
  kind_->setAccessibleName(tr("What deserves a look"));
  kind_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  column->addWidget(kind_);
  model_ = new PictureAuditModel(this);
  list_ = new RowList("pictureAuditList", tr("What deserves a look"));
  list_->setModel(model_);
  column->addWidget(list_, 1);
  connect(kind_, &QComboBox::currentIndexChanged, this, &PictureAuditView::present);
  connect(list_, &RowList::rowChosen, this, [this](int row) {
    if (const auto picture = model_->picture(row)) Q_EMIT pictureChosen(*picture);
  });
  connect(&theme(), &Theme::changed, this,
          [this] { list_->setMinimumHeight(theme().px(kListHeight)); });
  list_->setMinimumHeight(theme().px(kListHeight));
  hide();
}

void PictureAuditView::show(const OpenCorpus& corpus) {
  if (corpus == asked_) return;
  asked_ = corpus;
  audit_.reset();
  hide();
  if (!corpus) return;
  reading_.ask([corpus]() -> Read {
    auto audit = readAudit(corpus->folder());
    if (!audit) return {corpus, failure(audit.error())};
    return {corpus, std::make_shared<const PictureAudit>(std::move(*audit))};
  });
}

void PictureAuditView::take(const Read& read) {
  if (read.corpus != asked_) return;  // another was chosen meanwhile
  if (!read.audit) {
    Q_EMIT failed(read.audit.error());
    return;
  }
  audit_ = *read.audit;
  const QSignalBlocker quiet(kind_);
  kind_->clear();
  const auto offer = [&](uint64_t found, const QString& text, PictureAuditModel::Kind kind) {
    if (found > 0) kind_->addItem(text.arg(count(found)), static_cast<int>(kind));
  };
  using Kind = PictureAuditModel::Kind;
  offer(audit_->near.documents, tr("%1 like another"), Kind::alike);
  offer(audit_->withoutCaption, tr("%1 without a caption"), Kind::withoutCaption);
  offer(audit_->withoutPicture, tr("%1 captions without a picture"), Kind::withoutPicture);
  setVisible(kind_->count() > 0);
  present();
}

void PictureAuditView::present() {
  if (kind_->count() == 0) return model_->show(nullptr, PictureAuditModel::Kind::alike);
  model_->show(audit_, static_cast<PictureAuditModel::Kind>(kind_->currentData().toInt()));
}

}  // namespace unmask
