// The Pretext page's part for picture objectives: its cards, and how they are filled.
#pragma once

#include "ui/pretext/derive_client.h"
#include "ui/pretext/picture_preview.h"
#include "ui/pretext/pretext_state.h"
#include "ui/pretext/view_rates.h"
#include "ui/shell/page.h"

namespace unmask {

class CodeQuestions;
class PictureExamplesCard;
class PictureItemPane;
class RolesCard;

class PicturePart : public QObject {
  Q_OBJECT
 public:
  using Edit = std::function<void(PretextState&)>;

  PicturePart(PageContext&, QObject* parent);
  PictureItemPane* item() { return item_; }
  PictureExamplesCard* examples() { return examples_; }
  QList<QWidget*> measurements() const;  // for the right column

  // Which of its cards are there; shown: the objective is one of pictures.
  void arrange(bool shown, const PretextState&, const RunSpec&);
  void refresh(const PreviewRequest&, const PretextState&);
  void showState(const PretextState&);
  void showProblem(const QString& text, const QString& action = {});

 Q_SIGNALS:
  void changeAsked(const unmask::PicturePart::Edit&);  // then other examples are shown
  void stateAsked(const unmask::PicturePart::Edit&);   // the examples stay
  void coverAsked(bool covered);
  void helpAsked();
  void made(const unmask::PreviewRequest&, const unmask::PicturePreview&);

 private:
  struct Made {
    uint64_t id = 0;
    PreviewRequest request;
    OpenPictures open;
    Result<PicturePreview> preview;
  };
  void connectCards();
  void take(Made);
  void askRates(const PreviewSource&);
  void askCodes(const PreviewSource&, const PicturePreview&);
  void choosePicture();
  void listModels(const RunSpec&);
  void askModel();

  PageContext& context_;
  PictureItemPane* item_;
  PictureExamplesCard* examples_;
  RolesCard* roles_;
  ViewRatesCard* rates_;
  CodeQuestions* codes_;
  QString codesOf_;  // who answers
  PretextState state_;
  OpenPictures open_;
  std::string openOf_;  // hash of the corpus that is open
  uint64_t asked_ = 0;
  PreviewRequest shown_;    // what the cards show
  PicturePreview preview_;
  std::filesystem::path batchOf_;  // the run whose batch was shown last
  QString model_;           // the run whose model is asked; empty: none
  DeriveClient* client_;
  qint64 question_ = 0;     // that its answer is waited for
  bool ratesShown_ = false;
  std::string ratesOf_;  // what the rates shown, or asked for, were measured on
  Latest<Made> latest_;
  Latest<std::pair<PreviewSource, Result<ViewRates>>> latestRates_;
};

}  // namespace unmask
