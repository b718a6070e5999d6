// Views to JSON and codes back.
#include "ui/pretext/code_questions.h"

#include <QJsonArray>

#include "core/runs/picture_json.h"
#include "ui/widgets/picture_image.h"

namespace unmask {

namespace {

QJsonObject viewJson(const QImage& view, int64_t channels) {
  const QImage plain =
      view.convertToFormat(channels == 1 ? QImage::Format_Grayscale8 : QImage::Format_RGB888);
  QByteArray pixels;
  for (int y = 0; y < plain.height(); ++y)
    pixels.append(reinterpret_cast<const char*>(plain.constScanLine(y)),
                  static_cast<qsizetype>(plain.width() * channels));
  return pictureJson(plain.width(), channels,
                     {reinterpret_cast<const uint8_t*>(pixels.constData()),
                      static_cast<size_t>(pixels.size())});
}

QImage paintedImage(const QJsonObject& picture, const PictureTokenizerInfo& info) {
  const int64_t side = info.size, channels = info.shape.channels;
  std::vector<uint8_t> pixels(static_cast<size_t>(side * side * channels));
  if (!readPictureJson(picture, side, channels, pixels)) return {};
  return imageOf(pixels, side, side, channels);
}

}  // namespace

QString codesSaid(const PreviewSource& source) {
  if (source.pictureTokenizer) {
    const PictureTokenizerInfo& info = source.pictureTokenizer->info;
    return CodeQuestions::tr("Codes by the picture tokenizer %1, from step %2 of %3.")
        .arg(QString::fromStdString(info.name))
        .arg(info.step)
        .arg(QString::fromStdString(info.run));
  }
  return usesPictureTokenizer(source.spec)
             ? CodeQuestions::tr(
                   "Needs a picture tokenizer: the codes to be named are its own. "
                   "Train one on this corpus, then choose “Use as picture tokenizer” "
                   "under More of that run.")
             : CodeQuestions::tr(
                   "Needs a model: which code a patch gets is learned. Train this, "
                   "then choose “Use as picture tokenizer” under More of the run.");
}

CodeQuestions::CodeQuestions(QObject* parent) : QObject(parent) {
  connect(&client_, &DeriveClient::answered, this, [this](qint64 id, const QJsonObject& answer) {
    if (id == asked_) take(answer);
  });
  connect(&client_, &DeriveClient::failed, this, [this](qint64 id, const Error& why) {
    if (id == asked_) Q_EMIT failed(why);
  });
}

void CodeQuestions::ask(const PictureTokenizerEntry& tokenizer,
                        const std::vector<PictureItem>& items) {
  of_ = tokenizer.info;
  QJsonArray pictures;
  for (const PictureItem& item : items)
    pictures.append(viewJson(item.views.front(), of_.shape.channels));
  asked_ = client_.ask({{"of", "codes"},
                        {"tokenizer", QString::fromStdString(tokenizer.folder.string())},
                        {"pictures", pictures}});
}

void CodeQuestions::forget() {
  asked_ = 0;
  client_.forget();
}

void CodeQuestions::take(const QJsonObject& answer) {
  const QJsonArray codes = answer["codes"].toArray(), painted = answer["painted"].toArray();
  std::vector<PictureCodes> all;
  for (qsizetype i = 0; i < codes.size(); ++i) {
    PictureCodes one;
    for (const QJsonValue& code : codes[i].toArray()) one.codes.push_back(code.toInt());
    if (one.codes.size() != static_cast<size_t>(of_.grid() * of_.grid())) continue;
    one.painted = paintedImage(painted[i].toObject(), of_);
    all.push_back(std::move(one));
  }
  Q_EMIT answered(all);
}

}  // namespace unmask
