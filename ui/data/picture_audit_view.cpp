// Reading audit.json, and its rows.
#include "ui/data/picture_audit_view.h"

#include <QComboBox>
#include <algorithm>

#include "core/corpus/computed_folder.h"
#include "core/corpus/pictures/caption_tokens.h"
#include "core/dataset/caption_data.h"
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

// None of a corpus that is not encoded: no run has read it in these pieces.
Result<CutCaptions> cutCaptions(const Corpus& corpus, const CaptionReading& reading) {
  CutCaptions cut{.context = reading.context};
  if (corpus.info().kind != "pairs" || !reading.tokenizer) return cut;
  const std::filesystem::path folder =
      tokenFolder(reading.root, corpus.folder(), corpus.info(), *reading.tokenizer);
  std::error_code absent;
  if (!std::filesystem::exists(folder / "tokens.json", absent)) return cut;
  UNMASK_ASSIGN(const TokenData data, TokenData::open(folder, Access::pread));
  UNMASK_ASSIGN(const CaptionTokens found,
                captionTokens(data, captionRoom(reading.context), JobControl()));
  cut.count = found.cut;
  UNMASK_ASSIGN(const PictureData pictures, PictureData::open(corpus.folder(), Access::pread));
  std::vector<uint64_t> offsets(pictures.count() + 1);
  UNMASK_TRY(pictures.captionOffsets(0, offsets));
  for (const uint64_t document : found.listed) {
    UNMASK_ASSIGN(const TokenRange range, data.documentTokens(document));
    const auto after = std::ranges::upper_bound(offsets, document);
    cut.listed.push_back({static_cast<uint64_t>(after - offsets.begin()) - 1, range.size()});
  }
  return cut;
}

}  // namespace

void PictureAuditModel::show(std::shared_ptr<const PictureAudit> audit,
                             std::shared_ptr<const CutCaptions> cut, Kind kind) {
  beginResetModel();
  audit_ = std::move(audit);
  cut_ = std::move(cut);
  kind_ = kind;
  rows_.clear();
  if (audit_ && kind == Kind::alike)
    for (const DuplicateGroup& group : audit_->near.listed)
      for (size_t i = 0; i < group.documents.size(); ++i)
        rows_.push_back({group.documents[i], group.documents.front(), i + 1, group.copies});
  if (audit_ && kind == Kind::withoutCaption)
    for (const uint64_t picture : audit_->listedWithout) rows_.push_back({picture});
  if (cut_ && kind == Kind::cut)
    for (const auto& [picture, tokens] : cut_->listed)
      rows_.push_back({.picture = picture, .tokens = tokens});
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
             : kind_ == Kind::cut
                 ? tr("a caption of %1 tokens, cut at a context of %2")
                       .arg(count(row.tokens), count(static_cast<uint64_t>(cut_->context)))
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

void PictureAuditView::show(const OpenCorpus& corpus, const CaptionReading& captions) {
  if (corpus == asked_ && captions == captions_) return;
  if (corpus != asked_) {
    audit_.reset();
    cut_.reset();
    hide();
  }
  asked_ = corpus;
  captions_ = captions;
  if (!corpus) return;
  reading_.ask([corpus, captions, known = audit_]() -> Read {
    std::shared_ptr<const PictureAudit> audit = known;
    if (!audit) {
      auto read = readAudit(corpus->folder());
      if (!read) return {corpus, captions, failure(read.error()), {}};
      audit = std::make_shared<const PictureAudit>(std::move(*read));
    }
    auto cut = cutCaptions(*corpus, captions);
    if (!cut) return {corpus, captions, failure(cut.error()), {}};
    return {corpus, captions, audit, std::make_shared<const CutCaptions>(std::move(*cut))};
  });
}

void PictureAuditView::setReading(const CaptionReading& captions) {
  show(asked_, captions);
}

void PictureAuditView::take(const Read& read) {
  if (read.corpus != asked_ || read.captions != captions_) return;  // others are, meanwhile
  if (!read.audit) {
    Q_EMIT failed(read.audit.error());
    return;
  }
  audit_ = *read.audit;
  cut_ = read.cut;
  const QVariant chosen = kind_->currentData();
  const QSignalBlocker quiet(kind_);
  kind_->clear();
  const auto offer = [&](uint64_t found, const QString& one, const QString& many,
                         PictureAuditModel::Kind kind) {
    if (found > 0)
      kind_->addItem(found == 1 ? one : many.arg(count(found)), static_cast<int>(kind));
  };
  using Kind = PictureAuditModel::Kind;
  offer(audit_->near.documents, tr("1 like another"), tr("%1 like another"), Kind::alike);
  offer(audit_->withoutCaption, tr("1 without a caption"), tr("%1 without a caption"),
        Kind::withoutCaption);
  offer(audit_->withoutPicture, tr("1 caption without a picture"),
        tr("%1 captions without a picture"), Kind::withoutPicture);
  offer(cut_->count, tr("1 caption cut at the context"), tr("%1 captions cut at the context"),
        Kind::cut);
  kind_->setCurrentIndex(std::max(0, kind_->findData(chosen)));
  setVisible(kind_->count() > 0);
  present();
}

void PictureAuditView::present() {
  if (kind_->count() == 0) return model_->show(nullptr, nullptr, PictureAuditModel::Kind::alike);
  model_->show(audit_, cut_, static_cast<PictureAuditModel::Kind>(kind_->currentData().toInt()));
}

}  // namespace unmask
