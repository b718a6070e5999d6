// Pictures in, codes and paintings out.
#include "core/worker/picture_codes.h"

#include <torch/torch.h>

#include <QJsonArray>
#include <QJsonDocument>

#include "core/engine/guarded.h"
#include "core/engine/picture_tensors.h"
#include "core/runs/picture_json.h"

namespace unmask {

namespace {
constexpr qsizetype kMostPictures = 64;
}

Result<nlohmann::ordered_json> PictureCodesAnswers::answer(const nlohmann::ordered_json& request) {
  return guarded([&]() -> Result<nlohmann::ordered_json> {
    const QJsonObject asked =
        QJsonDocument::fromJson(QByteArray::fromStdString(request.dump())).object();
    UNMASK_TRY(load(asked[QStringLiteral("tokenizer")].toString().toStdString()));
    UNMASK_ASSIGN(const QJsonObject codes, codesOf(asked));
    return nlohmann::ordered_json::parse(
        QJsonDocument(codes).toJson(QJsonDocument::Compact).toStdString());
  });
}

Status PictureCodesAnswers::load(const std::filesystem::path& folder) {
  UNMASK_ASSIGN(const PictureTokenizerInfo info, readPictureTokenizerInfo(folder));
  if (tokenizer_ && tokenizer_->info().hash == info.hash) return {};
  UNMASK_ASSIGN(tokenizer_, PictureTokenizer::open(folder, at::kCPU));
  return {};
}

Result<QJsonObject> PictureCodesAnswers::codesOf(const QJsonObject& request) const {
  const PictureTokenizerInfo& info = tokenizer_->info();
  const QJsonArray pictures = request[QStringLiteral("pictures")].toArray();
  if (pictures.isEmpty() || pictures.size() > kMostPictures)
    return failure(message(UNMASK_TEXT("core", "1 to %1 pictures can be asked for at once."),
                           static_cast<int64_t>(kMostPictures)));
  Array pixels =
      Array::zeros<uint8_t>("pixels", {pictures.size(), info.size, info.size, info.shape.channels});
  const auto all = pixels.values<uint8_t>();
  const size_t one = all.size() / static_cast<size_t>(pictures.size());
  for (qsizetype i = 0; i < pictures.size(); ++i)
    UNMASK_TRY(readPictureJson(pictures[i].toObject(), info.size, info.shape.channels,
                               all.subspan(static_cast<size_t>(i) * one, one)));
  const at::Tensor codes = tokenizer_->codes(normalisedPixels(pixels, at::kCPU)).contiguous();
  const at::Tensor painted =
      ((tokenizer_->paint(codes) + 1) * 127.5).round().to(at::kByte).contiguous();
  QJsonArray listed, paintings;
  const int64_t patches = codes.size(1);
  for (int64_t i = 0; i < codes.size(0); ++i) {
    QJsonArray row;
    for (int64_t patch = 0; patch < patches; ++patch)
      row.append(qint64{codes.const_data_ptr<int64_t>()[i * patches + patch]});
    listed.append(row);
    paintings.append(
        pictureJson(info.size, info.shape.channels,
                    {painted.const_data_ptr<uint8_t>() + static_cast<size_t>(i) * one, one}));
  }
  return QJsonObject{{QStringLiteral("of"), QStringLiteral("codes")},
                     {QStringLiteral("hash"), QString::fromStdString(info.hash)},
                     {QStringLiteral("codes"), listed},
                     {QStringLiteral("painted"), paintings}};
}

}  // namespace unmask
