// The Data page: open text or make a sample, look at it, measure it; and its second view,
// tokenizers.
#pragma once

#include <functional>

#include "core/corpus/import.h"
#include "core/corpus/pictures/import_pictures.h"
#include "ui/data/data_jobs.h"
#include "ui/data/data_state.h"
#include "ui/data/excerpt.h"
#include "ui/shell/page.h"
#include "ui/widgets/parts.h"

class QStackedWidget;
class QProgressBar;

namespace unmask {

class DocumentsCard;
class DocumentView;
class Measures;
class MeasuresColumn;
class PicturesCard;
struct CaptionReading;
class PictureTokenizers;
class PicturesView;
class ThingsCard;
class TokenizerView;

class DataPage : public Page {
  Q_OBJECT
 public:
  explicit DataPage(PageContext&);
  QString title() const override { return tr("Data"); }
  QString subtitle() const override;
  int pickers() const override;
  QList<QWidget*> actions() const override;
  QJsonObject state() const override;
  void restore(const QJsonObject&) override;

  void openPaths(const QStringList& paths);

 private:
  void buildLeft(QVBoxLayout*);
  void buildSamples(QVBoxLayout*);
  QWidget* buildSubject();
  void addShortcuts();
  void showMode();     // corpus or tokenizers
  void headWithModes(Card& first, bool shown);
  void showCorpora();  // the list
  void showChosen();   // corpus and tokenizer
  void showJob();
  bool ofPictures() const;  // the chosen corpus
  bool captioned() const;   // it has text, too
  CaptionReading captionReading() const;
  void opened(Result<OpenCorpus>);
  void makeSample(const QString& id);
  void trainTokenizer();
  void openModelFile();
  void openFiles();
  void import(const LookRequest&);
  void openFolder();
  void showImportSettings();
  void encode(const std::string& tokenizer);
  void rename(const QString& title, const std::string& before, const QString& name,
              const std::function<Status(const std::string&)>& work);
  void renameCorpus(const QString& slug, const QString& name);
  void renameTokenizer(const QString& slug, const QString& name);
  void renamePictureTokenizer(const QString& slug, const QString& name);
  void removeCorpus(const QString& slug);
  void removeTokenizer(const QString& slug);
  void removePictureTokenizer(const QString& slug);
  bool mayRemove(const QString& name, const std::string& slug, bool corpus);
  void remove(const QString& title, const std::filesystem::path& folder);
  void prepared(const Result<Prepared>&);

  ThreeColumns* columns_;
  ImportSettings import_;
  PictureImportSettings importPictures_;
  bool alwaysLook_ = false;  // before every import, also of plain text
  QWidget *modes_, *filler_;
  QPushButton *corpusMode_, *tokenizerMode_;
  ThingsCard* corpora_;
  DocumentsCard* documents_;
  Card *samplesCard_, *openCard_;
  QStackedWidget* subject_;
  DocumentView* document_;
  PicturesView* pictures_;
  PicturesCard* pictureFacts_;
  QLabel *workTitle_, *workStage_;
  QProgressBar* workBar_;
  Measures* measures_;
  MeasuresColumn* measuresColumn_;
  TokenizerView* tokenizers_;
  PictureTokenizers* pictureTokenizers_;
  QPushButton *open_, *look_;
  OpenCorpus corpus_;
  std::filesystem::path openFolder_;  // of corpus_, or of what is being opened
  std::filesystem::file_time_type openChanged_;
  DataState pending_;  // to be shown once the corpus is open
  bool isPending_ = false;
  Latest<Result<OpenCorpus>> opening_;
};

}  // namespace unmask
