// Reading pages of pictures off the event loop.
#include "ui/data/pictures_model.h"

#include "ui/widgets/picture_image.h"
#include "ui/widgets/words.h"

namespace unmask {

namespace {

constexpr uint64_t kPagePictures = 64;
constexpr size_t kPagesHeld = 48;
constexpr size_t kPagesWanted = 12;
constexpr uint64_t kShownCaptions = 20;
constexpr uint64_t kShownCaptionBytes = 2000;

}  // namespace

Result<PictureDetail> readPictureDetail(const OpenPictures& open, uint64_t picture) {
  PictureDetail detail;
  detail.picture = picture;
  UNMASK_ASSIGN(const std::string name, open.data->name(picture));
  detail.name = oneLine(QString::fromStdString(name));
  UNMASK_ASSIGN(const auto size, open.data->originalSize(picture));
  detail.originalWidth = size.first;
  detail.originalHeight = size.second;
  int32_t label = -1;
  UNMASK_TRY(open.data->labels(picture, std::span(&label, 1)));
  const auto& classes = open.corpus->info().pictures.classes;
  if (label >= 0 && static_cast<size_t>(label) < classes.size())
    detail.className = oneLine(QString::fromStdString(classes[static_cast<size_t>(label)].name));
  UNMASK_ASSIGN(const auto captions, open.data->captions(picture));
  detail.allCaptions = captions.second - captions.first;
  for (uint64_t i = 0; i < std::min(detail.allCaptions, kShownCaptions); ++i) {
    UNMASK_ASSIGN(const std::string text,
                  open.corpus->text(captions.first + i, 0, kShownCaptionBytes));
    detail.captions.append(oneLine(QString::fromStdString(text)));
  }
  return detail;
}

Result<uint64_t> pictureOfCaption(const PictureData& data, uint64_t document) {
  uint64_t low = 0, high = data.count();  // the first picture that ends behind it
  while (low < high) {
    const uint64_t middle = low + (high - low) / 2;
    UNMASK_ASSIGN(const auto captions, data.captions(middle));
    if (captions.second > document)
      high = middle;
    else
      low = middle + 1;
  }
  return std::min(low, data.count() - 1);
}

PicturesModel::PicturesModel(QObject* parent)
    : QAbstractTableModel(parent),
      reading_(this, [this](Result<Read> read) { take(std::move(read)); }) {
  soon_.setSingleShot(true);
  soon_.setInterval(0);
  connect(&soon_, &QTimer::timeout, this, &PicturesModel::readNext);
}

void PicturesModel::show(OpenPictures pictures) {
  beginResetModel();
  pictures_ = std::move(pictures);
  count_ = pictures_.data ? pictures_.data->count() : 0;
  told_ = false;
  forget();
  endResetModel();
}

void PicturesModel::forget() {
  ++generation_;
  pages_.clear();
  order_.clear();
  wanted_.clear();
}

void PicturesModel::setColumns(int columns) {
  if (columns == columns_) return;
  beginResetModel();
  columns_ = columns;
  endResetModel();
}

void PicturesModel::setSide(int pixels) {
  if (pixels == side_) return;
  beginResetModel();
  side_ = pixels;
  forget();
  endResetModel();
}

QModelIndex PicturesModel::indexOf(uint64_t picture) const {
  if (picture >= count_) return {};
  const auto columns = static_cast<uint64_t>(columns_);
  return index(static_cast<int>(picture / columns), static_cast<int>(picture % columns));
}

std::optional<uint64_t> PicturesModel::pictureAt(const QModelIndex& index) const {
  if (!index.isValid()) return std::nullopt;
  const uint64_t picture = static_cast<uint64_t>(index.row()) * static_cast<uint64_t>(columns_) +
                           static_cast<uint64_t>(index.column());
  if (picture >= count_) return std::nullopt;
  return picture;
}

int PicturesModel::rowCount(const QModelIndex& parent) const {
  const auto columns = static_cast<uint64_t>(columns_);
  return parent.isValid() ? 0 : static_cast<int>((count_ + columns - 1) / columns);
}

int PicturesModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : columns_;
}

Qt::ItemFlags PicturesModel::flags(const QModelIndex& index) const {
  return pictureAt(index) ? Qt::ItemIsEnabled | Qt::ItemIsSelectable : Qt::NoItemFlags;
}

QVariant PicturesModel::data(const QModelIndex& index, int role) const {
  const auto picture = pictureAt(index);
  if (!picture) return {};
  if (role == Qt::AccessibleTextRole)
    return tr("Picture %1", "number").arg(countText(static_cast<double>(*picture + 1)));
  if (role != Qt::DecorationRole) return {};
  const QImage* known = image(*picture);
  return known ? *known : QVariant();
}

const QImage* PicturesModel::image(uint64_t picture) const {
  const uint64_t number = picture / kPagePictures;
  if (const auto page = pages_.find(number); page != pages_.end()) {
    order_.splice(order_.begin(), order_, page->second.used);
    return &page->second.images[picture % kPagePictures];
  }
  if (wanted_.empty() || wanted_.front() != number) {
    wanted_.remove(number);
    wanted_.push_front(number);
    if (wanted_.size() > kPagesWanted) wanted_.pop_back();
  }
  if (!soon_.isActive()) soon_.start();
  return nullptr;
}

void PicturesModel::readNext() {
  if (wanted_.empty() || reading_.busy() || !pictures_.data) return;
  const uint64_t page = wanted_.front();
  wanted_.pop_front();
  reading_.ask([pictures = pictures_, page, side = side_, generation = generation_] {
    return read(pictures, page, side, generation);
  });
}

Result<PicturesModel::Read> PicturesModel::read(const OpenPictures& pictures, uint64_t page,
                                                int side, uint64_t generation) {
  const PictureData& data = *pictures.data;
  const uint64_t first = page * kPagePictures;
  const uint64_t count = std::min(kPagePictures, data.count() - first);
  std::vector<uint8_t> pixels(data.pictureBytes());
  Read out{page, generation, {}};
  for (uint64_t i = 0; i < count; ++i) {
    UNMASK_TRY(data.pixels(first + i, pixels));
    out.images.push_back(imageOf(pixels, data.width(), data.height(), data.channels(), side));
  }
  return out;
}

void PicturesModel::take(Result<Read> read) {
  if (!read) {
    if (!std::exchange(told_, true)) Q_EMIT failed(read.error());
    wanted_.clear();
    return;
  }
  if (read->generation == generation_ && !pages_.contains(read->page)) {
    const uint64_t first = read->page * kPagePictures;
    const uint64_t last = first + read->images.size() - 1;
    order_.push_front(read->page);
    pages_[read->page] = {std::move(read->images), order_.begin()};
    while (pages_.size() > kPagesHeld) {
      pages_.erase(order_.back());
      order_.pop_back();
    }
    Q_EMIT dataChanged(index(indexOf(first).row(), 0), index(indexOf(last).row(), columns_ - 1));
  }
  readNext();
}

}  // namespace unmask
