// What a person asks a model: a text, a picture, or a picture with a caption.
#pragma once

#include <QByteArray>
#include <QString>
#include <utility>

namespace unmask {

struct Question {
  Question() = default;
  Question(QString asked, QByteArray pixels = {})
      : text(std::move(asked)), picture(std::move(pixels)) {}

  QString text;
  // uint8 [S,S,C]: a whole picture in the size of the run's views and the channels of its corpus.
  // Empty: none.
  QByteArray picture;
};

}  // namespace unmask
