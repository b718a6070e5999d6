// What an import of pictures found that somebody should look at, one kind at a time: pictures that
// look alike, pictures without a caption, captions without a picture.
#pragma once

#include <QAbstractListModel>
#include <QWidget>

#include "core/corpus/pictures/audit.h"
#include "ui/data/excerpt.h"
#include "ui/widgets/job_runner.h"

class QComboBox;

namespace unmask {

class RowList;

class PictureAuditModel : public QAbstractListModel {
  Q_OBJECT
 public:
  enum class Kind { alike, withoutCaption, withoutPicture };
  using QAbstractListModel::QAbstractListModel;
  void show(std::shared_ptr<const PictureAudit>, Kind);
  std::optional<uint64_t> picture(int row) const;
  int rowCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex&, int role) const override;

 private:
  struct Row {
    uint64_t picture = 0, first = 0;
    size_t copy = 0, copies = 0;  // of pictures that are alike
  };
  std::shared_ptr<const PictureAudit> audit_;
  Kind kind_ = Kind::alike;
  std::vector<Row> rows_;
};

class PictureAuditView : public QWidget {
  Q_OBJECT
 public:
  explicit PictureAuditView(QWidget* parent = nullptr);
  void show(const OpenCorpus&);  // of pictures, or none; hidden where there is nothing to look at

 Q_SIGNALS:
  void pictureChosen(quint64 picture);
  void failed(const unmask::Error& error);

 private:
  struct Read {
    OpenCorpus corpus;
    Result<std::shared_ptr<const PictureAudit>> audit;
  };
  void take(const Read&);
  void present();

  OpenCorpus asked_;
  std::shared_ptr<const PictureAudit> audit_;
  QComboBox* kind_;
  PictureAuditModel* model_;
  RowList* list_;
  Latest<Read> reading_;
};

}  // namespace unmask
