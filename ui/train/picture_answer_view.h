// What a model made of a picture, a caption or both: the picture with its hidden patches, the
// prediction, the neighbours, the captions and pictures found. Painted, so that it flows into any
// width.
#pragma once

#include <QWidget>

#include "ui/train/picture_answer.h"

namespace unmask {

// How reconstructions are shown.
struct ReconstructionLook {
  bool pasted = true;     // what was shown stands in its place
  bool informed = false;  // hidden patches have their own true mean and deviation
  bool operator==(const ReconstructionLook&) const = default;
};

class PictureAnswerView : public QWidget {
  Q_OBJECT
 public:
  explicit PictureAnswerView(const QString& objectName, QWidget* parent = nullptr);
  // brief: one of several: few candidates, and a reconstruction without the neighbours.
  void setAnswer(const QJsonObject&, bool brief);
  void setLook(ReconstructionLook);
  // Whether the parts of a reconstruction are named: under the first of several that is enough,
  // where all stand in one line.
  void setNamed(bool);
  const PictureAnswer& answer() const { return answer_; }

  QSize sizeHint() const override;
  bool hasHeightForWidth() const override { return true; }
  int heightForWidth(int width) const override;

 protected:
  void paintEvent(QPaintEvent*) override;

 private:
  // A picture with words below it, a line of words, or a share as a bar.
  struct Item {
    QRect rect;
    QImage image;
    QString text;
    bool tile = false, marked = false, heading = false;
    double bar = -1;
    bool heldOut = false;
  };
  int arranged(int width, std::vector<Item>* items) const;
  QImage prediction() const;

  QJsonObject json_;
  PictureAnswer answer_;
  ReconstructionLook look_;
  bool brief_ = false, named_ = true;
};

}  // namespace unmask
