// The left card of the Data page: the corpus's documents, or what a search in them found.
#pragma once

#include "ui/data/corpus_search.h"
#include "ui/data/documents_model.h"
#include "ui/widgets/parts.h"

class QLineEdit;
class QProgressBar;
class QStackedWidget;

namespace unmask {

class RowList;

class DocumentsCard : public Card {
  Q_OBJECT
 public:
  explicit DocumentsCard(QWidget* parent = nullptr);
  void show(OpenCorpus);
  void setCurrent(uint64_t document);
  void find();           // Ctrl+F: to the search field
  void goToHit(int by);  // F3 and Shift+F3: +1, -1
  CorpusSearch& search() { return *search_; }
  bool fills() const;  // has a list, which takes all the room there is
  QString searchText() const;
  bool matchCase() const { return matchCase_->isChecked(); }
  void setSearch(const QString& text, bool matchCase);

 Q_SIGNALS:
  void fillsChanged();
  void documentChosen(quint64 document);
  void hitChosen(const unmask::SearchHit& hit);
  void failed(const unmask::Error& error);

 private:
  void startSearch();
  void present();
  void chooseHit(int row);

  OpenCorpus corpus_;
  DocumentsModel* model_;
  CorpusSearch* search_;
  QLineEdit* field_;
  QPushButton *matchCase_, *previousHit_, *nextHit_, *stop_, *back_;
  QLabel* found_;
  QWidget* foundRow_;
  QProgressBar* progress_;
  RowList *documents_, *hits_;
  QStackedWidget* lists_;
  QTimer typing_;
};

}  // namespace unmask
