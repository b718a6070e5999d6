// A search over the open corpus, going on in the background, with what it has found so far as rows.
#pragma once

#include <QAbstractListModel>
#include <memory>

#include "core/base/job.h"
#include "core/corpus/search.h"
#include "ui/data/excerpt.h"

namespace unmask {

class CorpusSearch : public QAbstractListModel {
  Q_OBJECT
 public:
  using QAbstractListModel::QAbstractListModel;
  ~CorpusSearch() override;  // cancels

  // Ends the search before it. An empty text: none.
  void start(OpenCorpus, const QString& text, bool matchCase);
  void stop();   // keeps what was found
  void clear();  // no search

  bool active() const { return pattern_ != nullptr; }
  bool running() const { return control_ != nullptr; }
  bool stopped() const { return stopped_; }  // before its end
  const SearchTotals& totals() const { return totals_; }
  double share() const;  // of the text, while it is running
  std::shared_ptr<const TextPattern> pattern() const { return pattern_; }
  const SearchHit& hit(int row) const { return hits_[static_cast<size_t>(row)].hit; }

  int rowCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex&, int role) const override;

 Q_SIGNALS:
  void changed();  // more found, ended, stopped
  void failed(const unmask::Error& error);

 private:
  struct Row {
    SearchHit hit;  // without its texts
    QString line;
    int begin = 0, length = 0;  // of the match in the line
  };
  void append(std::vector<Row>, const SearchTotals&);

  std::shared_ptr<JobControl> control_;
  std::shared_ptr<const TextPattern> pattern_;
  std::vector<Row> hits_;
  SearchTotals totals_;
  uint64_t corpusBytes_ = 0;
  bool captions_ = false;  // the documents are pictures' captions
  bool stopped_ = false;
};

}  // namespace unmask
