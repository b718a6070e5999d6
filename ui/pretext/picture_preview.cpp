// Making previews of pictures and of their batches.
#include "ui/pretext/picture_preview.h"

#include <algorithm>

#include "core/dataset/batches.h"
#include "ui/pretext/roles_table.h"
#include "ui/widgets/picture_image.h"

namespace unmask {

namespace {

constexpr int kSmall = 64;  // pixels of a picture in a table

Result<PictureItem> itemOf(PictureExample example, const PictureBatches& batches,
                           const OpenPictures& open, const Tokenizer* tokenizer) {
  const PictureData& data = batches.data();
  PictureItem item;
  UNMASK_ASSIGN(item.about, readPictureDetail(open, example.picture));
  std::vector<uint8_t> pixels(data.pictureBytes());
  UNMASK_TRY(data.pixels(example.picture, pixels));
  item.picture = imageOf(pixels, data.width(), data.height(), data.channels());
  UNMASK_ASSIGN(const Array views, batches.viewsOf(example));
  const int64_t size = views.shape[1];
  const auto bytes = static_cast<size_t>(size * size * data.channels());
  for (size_t v = 0; v < example.views.size(); ++v)
    item.views.push_back(
        imageOf(views.values<uint8_t>().subspan(v * bytes, bytes), size, size, data.channels()));
  if (tokenizer) {
    UNMASK_TRY(batches.readCaption(example));
    for (const int64_t id : example.caption.ids)
      item.caption << QString::fromStdString(displayPiece(*tokenizer, id));
  }
  item.example = std::move(example);
  return item;
}

Result<BatchRow> rowOf(PictureExample example, const PictureBatches& batches,
                       const Tokenizer* tokenizer) {
  const PictureData& data = batches.data();
  BatchRow row{example.picture, {}, {}, {}, {}};
  std::vector<uint8_t> pixels(data.pictureBytes());
  UNMASK_TRY(data.pixels(example.picture, pixels));
  row.small = std::max(data.width(), data.height()) > kSmall
                  ? imageOf(pixels, data.width(), data.height(), data.channels(), kSmall)
                  : imageOf(pixels, data.width(), data.height(), data.channels());
  if (!tokenizer) return row;
  UNMASK_TRY(batches.readCaption(example));
  row.ids = example.caption.ids;
  for (const int64_t id : row.ids)
    row.pieces << QString::fromStdString(displayPiece(*tokenizer, id));
  row.caption = QString::fromStdString(tokenizer->decode(row.ids)).trimmed();
  return row;
}

// Beyond the last there is the last page.
uint64_t firstInView(const PreviewRequest& request, uint64_t total) {
  return request.first < total ? request.first : (total - 1) / request.count * request.count;
}

}  // namespace

Result<OpenPictures> openPictures(const PreviewSource& source) {
  UNMASK_ASSIGN(Corpus corpus, Corpus::open(source.corpus));
  UNMASK_ASSIGN(PictureData data, PictureData::open(source.corpus, Access::pread));
  return OpenPictures{std::make_shared<const Corpus>(std::move(corpus)),
                      std::make_shared<const PictureData>(std::move(data))};
}

Result<PicturePreview> makePicturePreview(const PreviewRequest& request, const OpenPictures& open) {
  const RunSpec& spec = request.source.spec;
  const bool batch = request.of == PreviewRequest::Of::batch;
  const DataFolders folders = foldersOf(request.source);
  PicturePreview preview;
  const auto opened = [&]() -> Result<PictureBatches> {
    auto made = PictureBatches::open(spec, folders, Access::pread);
    if (made || batch) return made;
    // Too few pictures for a batch are enough to look at one.
    preview.noBatch = made.error();
    RunSpec alone = spec;
    alone.train.batchSize = 1;
    return PictureBatches::open(alone, folders, Access::pread);
  };
  UNMASK_ASSIGN(const PictureBatches batches, opened());
  const PictureData& data = batches.data();
  const Tokenizer* tokenizer =
      familyOf(spec) == Family::pairs ? request.source.tokenizer.get() : nullptr;
  preview.pictures = data.count();
  preview.shape = {data.height(), data.width(), data.channels()};
  const auto rows = static_cast<uint64_t>(spec.train.batchSize);
  const auto example = [&](uint64_t i) {
    return batch ? batches.trainingExample(request.step, request.micro * rows + i)
                 : batches.previewExample(std::min(request.picture, data.count() - 1),
                                          request.firstDraw + i);
  };
  preview.total = batch ? rows : request.draws;
  preview.first = firstInView(request, preview.total);
  const uint64_t last = std::min(preview.total, preview.first + request.count);
  for (uint64_t i = preview.first; i < last; ++i) {
    UNMASK_ASSIGN(PictureItem item, itemOf(example(i), batches, open, tokenizer));
    preview.items.push_back(std::move(item));
  }
  const uint64_t beside = std::min<uint64_t>(rows, rolePictures(spec));
  if (request.inBatch && !preview.noBatch) {
    UNMASK_ASSIGN(BatchRow own, rowOf(preview.items.front().example, batches, tokenizer));
    preview.batch.push_back(std::move(own));
  }
  for (uint64_t i = 0; !preview.noBatch && i < rows && preview.batch.size() < beside; ++i) {
    PictureExample other = batches.trainingExample(request.step, request.micro * rows + i);
    if (request.inBatch) {
      if (other.picture == preview.items.front().example.picture) continue;
      other = batches.previewExample(other.picture, request.firstDraw);
    }
    UNMASK_ASSIGN(BatchRow row, rowOf(std::move(other), batches, tokenizer));
    preview.batch.push_back(std::move(row));
  }
  if (!batch) return preview;
  const int64_t side = preview.items.front().views.front().width();
  const uint64_t views = preview.items.front().views.size();
  const uint64_t bytes = rows * views * static_cast<uint64_t>(side * side * preview.shape.channels);
  if (bytes > kMostPictureBytes) {
    preview.arrays.push_back(
        {"pixels",
         DType::uint8,
         {static_cast<int64_t>(views * rows), side, side, preview.shape.channels},
         {}});
  } else {
    UNMASK_ASSIGN(Batch made, batches.training(request.step, request.micro));
    preview.hash = hashOf(made);
    preview.arrays = std::move(made.arrays);
  }
  UNMASK_ASSIGN(preview.match,
                matchWithRun(request.run, request.step, request.micro, preview.hash));
  return preview;
}

}  // namespace unmask
