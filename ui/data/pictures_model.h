// The pictures of a corpus as the cells of a table, however many: only those in view are read and
// made small.
#pragma once

#include <QAbstractTableModel>
#include <QImage>
#include <QTimer>
#include <list>
#include <map>
#include <memory>

#include "core/dataset/picture_data.h"
#include "ui/data/excerpt.h"
#include "ui/widgets/job_runner.h"

namespace unmask {

// A corpus of pictures, open for reading.
struct OpenPictures {
  OpenCorpus corpus;
  std::shared_ptr<const PictureData> data;
};

// Everything there is to say about one.
struct PictureDetail {
  uint64_t picture = 0;
  QString name, className;
  int originalWidth = 0, originalHeight = 0;
  QStringList captions;  // the first 20
  uint64_t allCaptions = 0;
};
Result<PictureDetail> readPictureDetail(const OpenPictures&, uint64_t picture);
// Whose caption a document of the corpus is.
Result<uint64_t> pictureOfCaption(const PictureData&, uint64_t document);

class PicturesModel : public QAbstractTableModel {
  Q_OBJECT
 public:
  explicit PicturesModel(QObject* parent = nullptr);
  void show(OpenPictures);  // without data: none
  void setColumns(int columns);
  void setSide(int pixels);  // of the small pictures, in the screen's own pixels
  uint64_t pictures() const { return count_; }
  QModelIndex indexOf(uint64_t picture) const;
  // Of cells behind the last picture: nothing.
  std::optional<uint64_t> pictureAt(const QModelIndex&) const;

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex&, int role) const override;
  Qt::ItemFlags flags(const QModelIndex&) const override;

 Q_SIGNALS:
  void failed(const unmask::Error& error) const;

 private:
  struct Page {
    std::vector<QImage> images;
    std::list<uint64_t>::iterator used;
  };
  struct Read {
    uint64_t page = 0, generation = 0;
    std::vector<QImage> images;
  };
  static Result<Read> read(const OpenPictures&, uint64_t page, int side, uint64_t generation);
  void forget();
  const QImage* image(uint64_t picture) const;
  void readNext();
  void take(Result<Read>);

  OpenPictures pictures_;
  uint64_t count_ = 0, generation_ = 0;
  int columns_ = 1, side_ = 64;
  // The cache: pages by number, and their numbers, last used first.
  mutable std::map<uint64_t, Page> pages_;
  mutable std::list<uint64_t> order_;
  mutable std::list<uint64_t> wanted_;  // newest first
  mutable QTimer soon_;
  Latest<Result<Read>> reading_;
  bool told_ = false;
};

}  // namespace unmask
