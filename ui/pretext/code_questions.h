// Asking a picture tokenizer, through the worker, what codes the pictures on a page have.
#pragma once

#include "ui/pretext/derive_client.h"
#include "ui/pretext/picture_preview.h"

namespace unmask {

// Whose codes they are, or what they need.
QString codesSaid(const PreviewSource&);

class CodeQuestions : public QObject {
  Q_OBJECT
 public:
  explicit CodeQuestions(QObject* parent = nullptr);

  // Of the first views of these items; the answer comes by answered(), unless a newer question or
  // forget() takes its place.
  void ask(const PictureTokenizerEntry&, const std::vector<PictureItem>&);
  void forget();

 Q_SIGNALS:
  void answered(const std::vector<unmask::PictureCodes>&);
  void failed(const unmask::Error&);

 private:
  void take(const QJsonObject&);
  DeriveClient client_;
  qint64 asked_ = 0;
  PictureTokenizerInfo of_;
};

}  // namespace unmask
