// Reading and describing answers with pictures.
#include "ui/train/picture_answer.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QLocale>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "core/runs/picture_json.h"
#include "ui/widgets/picture_image.h"
#include "ui/widgets/words.h"

namespace unmask {

namespace {

constexpr qint64 kLargestSide = 1024;
constexpr qsizetype kMostCandidates = 100;

struct Words {
  Q_DECLARE_TR_FUNCTIONS(PictureAnswer)
};

QImage pictureIn(const QJsonValue& value) {
  const QJsonObject json = value.toObject();
  const qint64 size = json["size"].toInteger(), channels = json["channels"].toInteger();
  if (size < 1 || size > kLargestSide || (channels != 1 && channels != 3)) return {};
  std::vector<uint8_t> pixels(static_cast<size_t>(size * size * channels));
  if (!readPictureJson(json, size, channels, pixels)) return {};
  return imageOf(pixels, size, size, channels);
}

std::vector<PictureCandidate> candidatesOf(const QJsonValue& value) {
  std::vector<PictureCandidate> candidates;
  const QJsonArray list = value.toArray();
  for (qsizetype i = 0; i < std::min(list.size(), kMostCandidates); ++i) {
    const QJsonObject one = list[i].toObject();
    candidates.push_back({pictureIn(one["picture"]),
                          one.contains("text") ? one["text"].toString() : one["class"].toString(),
                          one["similarity"].toDouble(), one["own"].toBool(),
                          one["held_out"].toBool()});
  }
  return candidates;
}

QString listed(const std::vector<PictureCandidate>& candidates) {
  QStringList all;
  for (const PictureCandidate& one : candidates) {
    const QString text = Words::tr("%1 %2", "a caption or class, its similarity")
                             .arg(one.text, QLocale().toString(one.similarity, 'f', 2))
                             .trimmed();
    all << (one.heldOut ? Words::tr("%1 (held out)").arg(text) : text);
  }
  return all.join("; ");
}

}  // namespace

bool PictureAnswer::marksHeldOut() const {
  const auto held = [](const PictureCandidate& one) { return one.heldOut; };
  return std::ranges::any_of(captions, held) || std::ranges::any_of(pictures, held);
}

PictureAnswer readPictureAnswer(const QJsonObject& json) {
  PictureAnswer answer;
  answer.picture = pictureIn(json["picture"]);
  answer.caption = json["caption"].toString();
  const QString hidden = json["hidden"].toString();
  const int grid = static_cast<int>(std::lround(std::sqrt(hidden.size())));
  if (grid > 0 && grid <= kLargestSide && static_cast<qsizetype>(grid) * grid == hidden.size()) {
    answer.grid = grid;
    for (const QChar patch : hidden) answer.hidden.push_back(patch == '1');
  }
  answer.reconstruction = pictureIn(json["reconstruction"]);
  answer.informed = pictureIn(json["informed"]);
  answer.neighbours = candidatesOf(json["neighbours"]);
  answer.captions = candidatesOf(json["captions"]);
  answer.pictures = candidatesOf(json["pictures"]);
  answer.searched = json["searched"].toInt();
  answer.searchable = json["searchable"].toInt();
  if (json.contains("similarity")) answer.similarity = json["similarity"].toDouble();
  if (json.contains("match")) answer.match = json["match"].toDouble();
  return answer;
}

QImage withoutPatches(const QImage& image, const PictureAnswer& answer, bool cleared) {
  if (answer.grid == 0 || image.isNull()) return image;
  QImage left = image.convertToFormat(QImage::Format_ARGB32);
  QPainter painter(&left);
  painter.setCompositionMode(QPainter::CompositionMode_Clear);
  const auto edge = [&](int line) { return line * image.width() / answer.grid; };
  for (int i = 0; i < answer.grid * answer.grid; ++i) {
    if (answer.hidden[static_cast<size_t>(i)] != cleared) continue;
    const int row = i / answer.grid, column = i % answer.grid;
    painter.fillRect(QRect(QPoint(edge(column), edge(row)),
                           QPoint(edge(column + 1) - 1, edge(row + 1) - 1)),
                     Qt::transparent);
  }
  return left;
}

QString pictureAnswerAsText(const PictureAnswer& answer) {
  QStringList parts;
  if (answer.grid > 0)
    parts << Words::tr("%1 of %2 patches hidden and predicted")
                 .arg(std::ranges::count(answer.hidden, true))
                 .arg(answer.hidden.size());
  if (!answer.caption.isEmpty()) parts << answer.caption;
  if (!answer.neighbours.empty())
    parts << Words::tr("nearest: %1").arg(listed(answer.neighbours));
  if (!answer.captions.empty()) parts << Words::tr("captions: %1").arg(listed(answer.captions));
  if (!answer.pictures.empty()) parts << Words::tr("pictures: %1").arg(listed(answer.pictures));
  if (answer.similarity)
    parts << Words::tr("cosine %1").arg(QLocale().toString(*answer.similarity, 'f', 2));
  if (answer.match)
    parts << Words::tr("match %1 %").arg(QLocale().toString(100 * *answer.match, 'f', 1));
  return parts.join(". ");
}

}  // namespace unmask
