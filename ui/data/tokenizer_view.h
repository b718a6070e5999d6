// The Data page's second view: tokenizers. Choose, train, open; type a text and see its pieces, by
// one tokenizer or two side by side; the vocabulary with its frequencies.
#pragma once

#include <QTimer>

#include "core/tokenizers/train_tokenizer.h"
#include "ui/data/measures.h"
#include "ui/data/piece_flow.h"
#include "ui/shell/page.h"
#include "ui/widgets/parts.h"

class QLineEdit;
class QPlainTextEdit;
class QTableView;

namespace unmask {

class Picker;
class SettingsForm;
class ThingsCard;
class VocabularyModel;

class TokenizerView : public QObject {
  Q_OBJECT
 public:
  // `chosen`: the measures of the chosen corpus and tokenizer, which the page keeps.
  TokenizerView(PageContext&, ThreeColumns&, Measures& chosen, QObject* parent = nullptr);
  void setShown(bool);
  void showCorpus(OpenCorpus, const CorpusStatistics*);
  void showTokenizers();  // the library or the choice changed
  ThingsCard& list() { return *list_; }
  const TokenizerSettings& newTokenizer() const { return newTokenizer_; }
  void setBusy(bool);

  void find();  // Ctrl+F: to the vocabulary's filter

  QString inspected() const;
  QString beside() const { return beside_; }
  void setState(const QString& inspected, const QString& beside);

 Q_SIGNALS:
  void trainAsked();
  void openAsked();
  void encodeAsked(const QString& slug);  // the corpus with this tokenizer
  void failed(const unmask::Error& error);

 private:
  using Seen = std::shared_ptr<const PieceFlow::Seen>;
  struct Side {  // the chosen tokenizer, and the one beside it
    Card* card = nullptr;
    Figures *text = nullptr, *corpus = nullptr;
    QLabel *unnamed = nullptr, *note = nullptr;
    QPushButton* encode = nullptr;
    QToolButton *aboutUnigram = nullptr, *aboutBpe = nullptr;
    Measures* measures = nullptr;
    std::shared_ptr<const Tokenizer> tokenizer;
    Seen seen;
  };
  void buildLeft(QVBoxLayout*);
  void buildMiddle(QVBoxLayout*);
  void buildRight(QVBoxLayout*, Measures& chosen);
  // Counts of the pieces of this very tokenizer, where there are some.
  static std::shared_ptr<const TokenMeasures> counted(const Side&);
  void inspect();
  void presentText();
  void presentSide(Side&, bool second);
  void presentVocabulary();
  void fitColumns();
  void fillBeside();

  PageContext& context_;
  OpenCorpus corpus_;
  TokenizerSettings newTokenizer_;
  std::string defaultsFor_;  // corpus whose text the settings fit
  ThingsCard* list_;
  Card *trainCard_, *inspectCard_, *vocabularyCard_;
  SettingsForm* form_;
  QPushButton *train_, *ids_;
  QPlainTextEdit* text_;
  Picker* besidePicker_;
  PieceFlow* flow_;
  QLabel *inspectNote_, *vocabularyNote_;
  QLineEdit* filter_;
  VocabularyModel* vocabulary_;
  QTableView* table_;
  Side sides_[2];
  QString beside_;
  QTimer typing_;
  Latest<std::pair<Seen, Seen>> inspecting_;
  bool shown_ = false;
};

}  // namespace unmask
