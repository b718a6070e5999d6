// An answer of a model of pictures or pairs (core/worker/picture_answers.h), read once and checked:
// run.db and sockets may hold anything.
#pragma once

#include <QImage>
#include <QJsonObject>
#include <QString>
#include <optional>
#include <vector>

namespace unmask {

struct PictureCandidate {
  QImage image;  // of captions: none
  QString text;  // the caption, or the picture's class
  double similarity = 0;
  bool own = false;
  bool heldOut = false;  // no step trained on it; said where the whole corpus was searched
};

struct PictureAnswer {
  QImage picture;  // what was asked; null: a caption alone
  QString caption;
  int grid = 0;              // patches along one side, where some were hidden
  std::vector<bool> hidden;  // [grid * grid]
  QImage reconstruction, informed;
  std::vector<PictureCandidate> neighbours, captions, pictures;
  int searched = 0, searchable = 0;  // searchable: in the corpus; 0: not said

  bool marksHeldOut() const;
  std::optional<double> similarity, match;
};

PictureAnswer readPictureAnswer(const QJsonObject&);

// Patches with hidden == `cleared` made transparent.
QImage withoutPatches(const QImage&, const PictureAnswer&, bool cleared);

// In words, for a screen reader and for copying.
QString pictureAnswerAsText(const PictureAnswer&);

}  // namespace unmask
