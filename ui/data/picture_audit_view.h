// What somebody should look at in a corpus of pictures, one kind at a time: pictures that look
// alike, pictures without a caption, captions without a picture, captions that a context cuts.
#pragma once

#include <QAbstractListModel>
#include <QWidget>
#include <filesystem>
#include <memory>

#include "core/corpus/pictures/audit.h"
#include "core/tokenizers/tokenizer.h"
#include "ui/data/excerpt.h"
#include "ui/widgets/job_runner.h"

class QComboBox;

namespace unmask {

class RowList;

// How captions are read.
struct CaptionReading {
  std::filesystem::path root;  // the workspace's
  std::shared_ptr<const Tokenizer> tokenizer;
  int64_t context = 0;  // of the text tower; unknown without a tokenizer
  bool operator==(const CaptionReading&) const = default;
};

struct CutCaptions {
  uint64_t count = 0;
  int64_t context = 0;
  struct One {
    uint64_t picture = 0, tokens = 0;
  };
  std::vector<One> listed;  // the first 10,000
};

class PictureAuditModel : public QAbstractListModel {
  Q_OBJECT
 public:
  enum class Kind { alike, withoutCaption, withoutPicture, cut };
  using QAbstractListModel::QAbstractListModel;
  void show(std::shared_ptr<const PictureAudit>, std::shared_ptr<const CutCaptions>, Kind);
  std::optional<uint64_t> picture(int row) const;
  int rowCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex&, int role) const override;

 private:
  struct Row {
    uint64_t picture = 0, first = 0;
    size_t copy = 0, copies = 0;  // of pictures that are alike
    uint64_t tokens = 0;          // of a caption that is cut
  };
  std::shared_ptr<const PictureAudit> audit_;
  std::shared_ptr<const CutCaptions> cut_;
  Kind kind_ = Kind::alike;
  std::vector<Row> rows_;
};

class PictureAuditView : public QWidget {
  Q_OBJECT
 public:
  explicit PictureAuditView(QWidget* parent = nullptr);
  // Of pictures, or none; hidden where there is nothing to look at.
  void show(const OpenCorpus&, const CaptionReading&);
  void setReading(const CaptionReading&);  // of the same corpus

 Q_SIGNALS:
  void pictureChosen(quint64 picture);
  void failed(const unmask::Error& error);

 private:
  struct Read {
    OpenCorpus corpus;
    CaptionReading captions;
    Result<std::shared_ptr<const PictureAudit>> audit;
    std::shared_ptr<const CutCaptions> cut;
  };
  void take(const Read&);
  void present();

  OpenCorpus asked_;
  CaptionReading captions_;
  std::shared_ptr<const PictureAudit> audit_;
  std::shared_ptr<const CutCaptions> cut_;
  QComboBox* kind_;
  PictureAuditModel* model_;
  RowList* list_;
  Latest<Read> reading_;
};

}  // namespace unmask
