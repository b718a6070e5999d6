// One picture, painted large, with what was drawn for it on top: the frames of its crops, its
// patches, those that are not shown. The patches are walked through with the arrow keys.
#pragma once

#include <QImage>
#include <QWidget>
#include <vector>

namespace unmask {

class PictureCanvas : public QWidget {
  Q_OBJECT
 public:
  // Where a view was cut out, as parts of the picture's width and height. Frames differ in colour
  // and stroke: the first is solid, the second dashed.
  struct Frame {
    QRectF place;
    int view = 0;
  };
  struct Content {
    QImage image;
    std::vector<Frame> frames;
    int grid = 0;                // patches along one side; 0: none
    std::vector<uint8_t> blank;  // [grid * grid]: 1 is not shown; empty: all are
    std::vector<int> codes;      // [grid * grid]: painted in place of the image, with their numbers
    std::vector<uint8_t> framed;  // [grid * grid]: 1 has a heavy frame; empty: none
    bool covered = false;        // nothing is shown: to be guessed
    bool operator==(const Content&) const = default;
  };

  explicit PictureCanvas(QWidget* parent = nullptr);
  void show(Content);
  void setSide(int pixels);
  void choosePatch(int patch);  // -1: none
  int patch() const { return patch_; }
  // Of patch i in the canvas.
  QRect patchRect(int patch) const;

 Q_SIGNALS:
  void patchChosen(int patch);
  void uncoverAsked();

 protected:
  void paintEvent(QPaintEvent*) override;
  void mousePressEvent(QMouseEvent*) override;
  void keyPressEvent(QKeyEvent*) override;

 private:
  int edge(int line) const;  // of the grid's line, in pixels
  void paintBlanks(QPainter&) const;
  void paintCodes(QPainter&) const;
  void paintFramed(QPainter&) const;
  void paintFrames(QPainter&) const;
  void choose(int patch);
  Content content_;
  int patch_ = -1;
};

// The stroke of a view's frame, also for its sample beside the view's name.
QPen framePen(int view);
QIcon frameSample(int view);

inline bool operator==(const PictureCanvas::Frame& a, const PictureCanvas::Frame& b) {
  return a.place == b.place && a.view == b.view;
}

}  // namespace unmask
