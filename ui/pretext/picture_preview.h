// What the Pretext page shows of a picture objective, computed off the event loop by the functions
// that training uses.
#pragma once

#include <QImage>
#include <optional>
#include <vector>

#include "core/dataset/picture_batches.h"
#include "core/spec/picture_tokenizer_info.h"
#include "ui/data/pictures_model.h"
#include "ui/pretext/preview.h"

namespace unmask {

// Batches of more bytes are drawn example by example, without values and hash.
constexpr uint64_t kMostPictureBytes = 64 << 20;

// What a picture tokenizer makes of a view.
struct PictureCodes {
  std::vector<int> codes;  // of each patch, by rows
  QImage painted;          // from the codes alone
  bool operator==(const PictureCodes&) const = default;
};

struct PictureItem {
  PictureExample example;
  PictureDetail about;
  QImage picture;             // as it lies in the corpus
  std::vector<QImage> views;  // as the model gets them
  PictureCodes code = {};     // of the first view, once the tokenizer has answered
  QStringList caption;        // of pairs: its pieces as the text encoder reads them
};

// One picture of the batch, for tables of all of them.
struct BatchRow {
  uint64_t picture = 0;      // in the corpus
  QImage small;              // at most 64 pixels a side
  std::vector<int64_t> ids;  // of pairs: the caption's pieces
  QString caption;           // their text
  QStringList pieces;        // and each as the text encoder reads it
};

struct PicturePreview {
  std::vector<PictureItem> items;  // in view
  uint64_t first = 0, total = 0;   // their place among all draws or examples
  uint64_t pictures = 0;           // in the corpus
  PictureShape shape;              // of each
  std::vector<BatchRow> batch;     // the first of the batch
  std::vector<Array> arrays;       // of the batch; of one item's draws in view; may lack bytes
  std::string hash;                // of the batch; empty: not made
  std::optional<Error> noBatch;    // one item, though these settings allow no batch of the corpus
  RunMatch match;
};

Result<OpenPictures> openPictures(const PreviewSource&);

// Of a picture objective's request: `picture` for one item, the step for a batch.
Result<PicturePreview> makePicturePreview(const PreviewRequest&, const OpenPictures&);

}  // namespace unmask
