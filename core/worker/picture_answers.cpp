// Reconstructions, neighbours and retrieved pairs as JSON.
#include "core/worker/picture_answers.h"

#include <QJsonArray>
#include <algorithm>
#include <cmath>

#include "core/dataset/caption_data.h"
#include "core/runs/picture_json.h"

namespace unmask {
namespace {

constexpr int64_t kListedSide = 64;  // pixels of a picture in a list
constexpr size_t kSampleCandidates = 5, kCandidates = 8;

// The last three of its shape are [S,S,C].
QJsonObject pictureJson(const Array& array) {
  const size_t rank = array.shape.size();
  return unmask::pictureJson(array.shape[rank - 2], array.shape[rank - 1], array.values<uint8_t>());
}

QJsonObject listedPicture(const Array& plain) {
  const int64_t size = plain.shape[1], channels = plain.shape[3];
  if (size <= kListedSide) return pictureJson(plain);
  std::vector<float> planes(static_cast<size_t>(kListedSide * kListedSide * channels));
  resample(plain.values<uint8_t>(), {size, size, channels}, {0, 0, size, size}, kListedSide, false,
           planes);
  std::vector<uint8_t> pixels(planes.size());
  const auto area = static_cast<size_t>(kListedSide * kListedSide);
  for (size_t i = 0; i < planes.size(); ++i)
    pixels[i % area * static_cast<size_t>(channels) + i / area] =
        static_cast<uint8_t>(std::lround(std::clamp(planes[i], 0.F, 255.F)));
  return unmask::pictureJson(kListedSide, channels, pixels);
}

Array hiddenPatches(const std::vector<uint8_t>& mask) {
  Array hidden = Array::zeros<bool>("hidden", {1, static_cast<int64_t>(mask.size())});
  std::ranges::transform(mask, hidden.values<bool>().begin(),
                         [](uint8_t masked) { return masked != 0; });
  return hidden;
}

std::string captionText(const RunInputs& inputs, const std::vector<int64_t>& ids) {
  std::vector<int64_t> pieces;
  for (const int64_t id : ids)
    if (id < inputs.spec.pieces) pieces.push_back(id);
  return inputs.tokenizer->decode(pieces);
}

// `asked`: the picture of the corpus that the question is about; none: -1.
// marked: candidates say whether they are held out.
class Writer {
 public:
  Writer(const RunInputs& inputs, int64_t asked, bool marked)
      : inputs_(inputs), asked_(asked), marked_(marked) {}

  Result<QJsonObject> written(const PictureQuestion& question, const PictureAnswer& answer) const {
    QJsonObject json;
    if (question.pixels) json[QStringLiteral("picture")] = pictureJson(*question.pixels);
    if (!question.caption.empty())
      json[QStringLiteral("caption")] = text(captionText(inputs_, question.caption));
    if (question.hidden && !question.hidden->bytes.empty()) {
      QString hidden;
      for (const bool patch : question.hidden->values<bool>()) hidden += patch ? u'1' : u'0';
      json[QStringLiteral("hidden")] = hidden;
    }
    if (!answer.reconstruction.bytes.empty())
      json[QStringLiteral("reconstruction")] = pictureJson(answer.reconstruction);
    if (!answer.informed.bytes.empty())
      json[QStringLiteral("informed")] = pictureJson(answer.informed);
    UNMASK_TRY(list(json, QStringLiteral("neighbours"), answer.neighbours));
    UNMASK_TRY(list(json, QStringLiteral("pictures"), answer.pictures));
    if (!answer.captions.empty()) json[QStringLiteral("captions")] = captions(answer.captions);
    json[QStringLiteral("searched")] = static_cast<qint64>(answer.searched);
    if (answer.searchable > 0)
      json[QStringLiteral("searchable")] = static_cast<qint64>(answer.searchable);
    if (answer.similarity) json[QStringLiteral("similarity")] = *answer.similarity;
    if (answer.match) json[QStringLiteral("match")] = *answer.match;
    return json;
  }

 private:
  static QString text(const std::string& utf8) { return QString::fromStdString(utf8); }
  bool own(const Candidate& candidate) const {
    return asked_ >= 0 && candidate.picture == static_cast<uint64_t>(asked_);
  }

  void mark(QJsonObject& one, const Candidate& candidate) const {
    one[QStringLiteral("own")] = own(candidate);
    if (marked_) one[QStringLiteral("held_out")] = candidate.heldOut;
  }

  QJsonArray captions(const std::vector<Candidate>& candidates) const {
    QJsonArray all;
    for (const Candidate& candidate : candidates) {
      QJsonObject one{
          {QStringLiteral("text"), text(captionText(inputs_, candidate.caption.ids))},
          {QStringLiteral("similarity"), candidate.similarity}};
      mark(one, candidate);
      all.append(one);
    }
    return all;
  }

  Status list(QJsonObject& json, const QString& key,
              const std::vector<Candidate>& candidates) const {
    if (candidates.empty()) return {};
    const PictureBatches& batches = inputs_.batches->pictures();
    QJsonArray all;
    for (const Candidate& candidate : candidates) {
      UNMASK_ASSIGN(const Array plain, batches.plainPixels(std::span(&candidate.picture, 1)));
      QJsonObject one{{QStringLiteral("picture"), listedPicture(plain)},
                      {QStringLiteral("index"), static_cast<qint64>(candidate.picture)},
                      {QStringLiteral("similarity"), candidate.similarity}};
      mark(one, candidate);
      int32_t label = -1;
      if (batches.data().labelled())
        UNMASK_TRY(batches.data().labels(candidate.picture, std::span(&label, 1)));
      if (label >= 0 && static_cast<size_t>(label) < inputs_.classes.size())
        one[QStringLiteral("class")] = text(inputs_.classes[static_cast<size_t>(label)]);
      if (!candidate.caption.ids.empty())
        one[QStringLiteral("caption")] = text(captionText(inputs_, candidate.caption.ids));
      all.append(one);
    }
    json[key] = all;
    return {};
  }

  const RunInputs& inputs_;
  const int64_t asked_;
  const bool marked_;
};

}  // namespace

Result<QJsonObject> pictureAnswer(Trainer& trainer, const RunInputs& inputs,
                                  const Question& question, uint64_t draw) {
  const RunSpec& spec = inputs.spec;
  const bool pairs = familyOf(spec) == Family::pairs;
  PictureQuestion asked;
  asked.most = kCandidates;
  asked.wholeCorpus = true;
  if (!question.picture.isEmpty()) {
    const int64_t size = viewOf(spec).size;
    Array pixels = Array::zeros<uint8_t>("pixels", {1, size, size, spec.channels});
    if (static_cast<size_t>(question.picture.size()) != pixels.bytes.size())
      return failure(message(UNMASK_TEXT("core",
                                         "The picture has %1 bytes; the model reads %2: %3 x %3 "
                                         "pixels, %4 channels."),
                             question.picture.size(), pixels.bytes.size(), size, spec.channels));
    std::memcpy(pixels.bytes.data(), question.picture.constData(), pixels.bytes.size());
    asked.pixels = std::move(pixels);
    const PictureExample drawn = inputs.batches->pictures().previewExample(0, draw);
    if (!maskOf(drawn).empty()) asked.hidden = hiddenPatches(maskOf(drawn));
  }
  const QString words = question.text.trimmed();
  if (!words.isEmpty() && !pairs)
    return failure(
        message(UNMASK_TEXT("core", "A model of pictures alone cannot be asked a text.")),
        message(UNMASK_TEXT("core", "Give a picture.")));
  if (!words.isEmpty())
    asked.caption =
        captionOf(spec, encodeWithReserved(*inputs.tokenizer, words.toStdString())).ids;
  UNMASK_ASSIGN(const PictureAnswer answer, trainer.answer(asked));
  return Writer(inputs, -1, pairs).written(asked, answer);
}

Result<PictureSample> pictureSample(Trainer& trainer, const RunInputs& inputs,
                                    const PictureExample& example) {
  const PictureBatches& batches = inputs.batches->pictures();
  PictureQuestion asked;
  asked.most = kSampleCandidates;
  UNMASK_ASSIGN(asked.pixels, batches.plainPixels(std::span(&example.picture, 1)));
  if (!maskOf(example).empty()) asked.hidden = hiddenPatches(maskOf(example));
  asked.caption = example.caption.ids;
  UNMASK_ASSIGN(const PictureAnswer answer, trainer.answer(asked));
  PictureSample sample;
  UNMASK_ASSIGN(sample.prompt, batches.data().name(example.picture));
  const Writer writer(inputs, static_cast<int64_t>(example.picture), false);
  UNMASK_ASSIGN(sample.answer, writer.written(asked, answer));
  return sample;
}

}  // namespace unmask
