// The Data page: open text or make a sample, look at it, fit a tokenizer.
#pragma once

#include "core/corpus/import.h"
#include "core/tokenizers/train_tokenizer.h"
#include "ui/data/data_jobs.h"
#include "ui/shell/page.h"
#include "ui/widgets/parts.h"

class QStackedWidget;
class QProgressBar;

namespace unmask {

class DocumentView;
class Histogram;
class SettingsForm;

class DataPage : public Page {
  Q_OBJECT
 public:
  explicit DataPage(PageContext&);
  QString title() const override { return tr("Data"); }
  QString subtitle() const override;
  int pickers() const override;
  QList<QWidget*> actions() const override;

  void openPaths(const QStringList& paths);

 private:
  void buildLeft(QVBoxLayout*);
  QWidget* buildSubject();
  void buildRight(QVBoxLayout*);
  void showCorpora();
  void showCorpus();
  void showTokenizer();
  void showJob();
  void makeSample(const QString& id);
  void trainTokenizer();
  void openModelFile();
  void openFiles();
  void openFolder();
  void prepared(const Result<Prepared>&);

  ThreeColumns* columns_;
  ImportSettings import_;
  TokenizerSettings newTokenizer_;
  Card* corporaCard_;
  QVBoxLayout* corporaList_;
  QStackedWidget* subject_;
  DocumentView* document_;
  QLabel *workTitle_, *workStage_;
  QProgressBar* workBar_;
  Card *corpusCard_, *lengthsCard_, *tokenizerCard_;
  Figures *corpusFigures_, *tokenizerFigures_;
  QLabel* skipped_;
  Histogram* lengths_;
  SettingsForm* tokenizerForm_;
  QWidget* trainBox_;
  QPushButton *open_, *look_, *train_;
};

}  // namespace unmask
