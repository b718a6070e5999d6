// One example of a picture objective: its pictures side by side, each with what it is and what was
// drawn for it.
//
//   masked-pixels        the picture with its crop, the view, what the encoder sees, what is to be
//                        predicted
//   picture-tokenizer    the picture with its crop, the view, its codes, what is painted from them
//   masked-tokens        these, and what the model sees before the codes that it is to name
//   contrastive          the picture with both crops, the first view, the second
//   image-text-contrast  the picture with its crop, the view; the caption's pieces
//   image-text-matching  the same, with the wrong picture and the wrong caption that were drawn
#pragma once

#include "ui/pretext/picture_canvas.h"
#include "ui/pretext/picture_preview.h"
#include "ui/widgets/parts.h"

class QGridLayout;

namespace unmask {

class PictureExampleView : public QWidget {
  Q_OBJECT
 public:
  // name: what its parts' object names end with.
  explicit PictureExampleView(QString name, QWidget* parent = nullptr);
  // covered: what would tell the answer is not shown.
  void show(const QString& heading, const PictureItem&, PictureShape, const RunSpec&, bool covered);
  // Of image-text-matching: the wrong partners that were drawn; empty texts hide them.
  struct Partners {
    QString said;               // what is known, or what it needs
    bool unknown = false;       // there are some, and which they are needs a model
    QImage wrongPicture;        // shown with the caption
    QString wrongPictureWords;  // "match 12 %"
    QStringList wrongCaption;   // pieces, shown with the picture
    QString wrongCaptionWords;
  };
  void showPartners(const Partners&);
  void choosePatch(int patch);  // -1: none
  QString patchDetail(int patch) const;
  // What the smallest pictures need, however large they are now: so that the page can shrink.
  QSize minimumSizeHint() const override;

 Q_SIGNALS:
  void patchChosen(int patch);
  void uncoverAsked();

 protected:
  void resizeEvent(QResizeEvent*) override;

 private:
  struct Tile {
    QWidget* holder;
    PictureCanvas* canvas;
    QLabel *sample, *title, *words;
    QPushButton* more;
    QStringList lines = {};
    bool folds = false;  // all but the first of the lines, until asked for
    int frame = -1;      // of the view that the title names
  };
  void addTile();
  void setTile(size_t index, const QString& title, PictureCanvas::Content, const QStringList& words,
               int frame = -1);
  void foldTile(size_t index);
  void showWords(const Tile&);
  void showMasked(const PictureItem&, PictureShape, const MaskedPixelsSettings&, bool covered);
  void showCodes(const PictureItem&, PictureShape, const RunSpec&, bool covered);
  void showViews(const PictureItem&, PictureShape, const ViewSettings&, bool covered);
  void showCaptions();
  QString codeDetail(int patch) const;
  void arrange();

  QString name_;
  QStringList pieces_;  // of the caption
  QString cut_;         // what is to be said of its rest; "" where there is none
  Partners shownPartners_;
  bool covered_ = false;
  QLabel *heading_, *caption_, *partners_, *wrongCaption_;
  QGridLayout* rows_;
  int columns_ = 0;        // of rows_
  bool unfolded_ = false;  // the lines of tiles that fold
  std::vector<Tile> tiles_;
  size_t shown_ = 0;
  PatchMask patches_;
  BlockMask blocks_;
  std::vector<int> codes_;
  int grid_ = 0;
};

// The view as masked-pixels' targets are: every patch without its mean and with variance 1, grey
// for 0, black and white for three deviations. Patches of one colour are grey.
QImage normalisedPatches(const QImage& view, int grid, int64_t channels);

}  // namespace unmask
