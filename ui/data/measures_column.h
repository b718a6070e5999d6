// The right column of the Data page: figures, lengths, what is most frequent, duplicates, what was
// skipped.
#pragma once

#include "core/corpus/corpus.h"
#include "ui/data/measures.h"
#include "ui/widgets/parts.h"

class QStackedWidget;
class QTableView;

namespace unmask {

class CountsModel;
class FindingsCard;
class Histogram;

class MeasuresColumn : public QObject {
  Q_OBJECT
 public:
  // Adds its cards to `column`.
  MeasuresColumn(Measures&, QVBoxLayout* column, QObject* parent = nullptr);
  void show(OpenCorpus, std::shared_ptr<const Tokenizer>);
  void setShown(bool);

 Q_SIGNALS:
  void documentChosen(quint64 document);
  void sourcesAsked();
  void encodeAsked();  // the corpus with the chosen tokenizer

 private:
  void buildCorpus();
  void buildLengths();
  void buildCounts();
  void present();
  void presentFigures();
  void presentLengths();
  void presentCounts();
  QString pieceName(int64_t id) const;

  Measures& measures_;
  OpenCorpus corpus_;
  std::shared_ptr<const Tokenizer> tokenizer_;
  Card *corpusCard_, *lengthsCard_, *countsCard_;
  FindingsCard* findings_;
  Figures* figures_;
  QPushButton *sources_, *lengthCharacters_, *lengthTokens_, *countCharacters_, *countPieces_,
      *encode_;
  Histogram* lengths_;
  QLabel *read_, *countsNote_;
  CountsModel* counts_;
  QTableView* countsTable_;
  bool shown_ = true;
};

}  // namespace unmask
