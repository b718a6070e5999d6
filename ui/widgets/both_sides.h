// An encoder-decoder's example: the pieces, what the encoder reads, what the decoder is to write.
// Each hidden span has a colour and a number that join its pieces, its mark in the input and its
// place in the target; a sentence that moved has an arrow home.
#pragma once

#include <QWidget>
#include <memory>
#include <vector>

#include "core/pretext/example.h"
#include "core/spec/run_spec.h"
#include "core/tokenizers/tokenizer.h"
#include "ui/widgets/token_model.h"

namespace unmask {

class BothSides : public QWidget {
  Q_OBJECT
 public:
  enum Side { pieces, input, target };
  static constexpr size_t kMostShown = 600;  // tokens of a side; the rest is counted

  explicit BothSides(QWidget* parent = nullptr);
  // covered: the target and the hidden pieces are to be guessed. Before `all`, the later sides and
  // what is hidden are still to come.
  void show(std::shared_ptr<const Tokenizer>, Example, const RunSpec&, bool covered,
            Stage stage = Stage::all);

  // One line: how much is hidden, and how.
  QString summary() const;
  bool hasHeightForWidth() const override { return true; }
  int heightForWidth(int width) const override;
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

  // Chips as they are laid out, for tests and screen readers.
  struct Chip {
    Side side = pieces;
    size_t token = 0;  // position in its side
    QString text, tip;
    int span = -1;       // of Example::decoder.spans
    bool first = false;  // the span's number stands on it
    bool covered = false, special = false, gone = false;
    QRectF place;
  };
  const std::vector<Chip>& chips() const { return chips_; }
  QRect placeOf(Side) const;  // of its chips; of all, where it has none yet
  // What is joined, from chip to chip: a mark and its place in the target, a sentence and its home.
  struct Joint {
    size_t from = 0, to = 0;
    int span = -1;      // -1: a sentence
    int sentence = -1;  // its number
  };
  const std::vector<Joint>& joints() const { return joints_; }

 protected:
  void paintEvent(QPaintEvent*) override;
  void resizeEvent(QResizeEvent*) override;
  bool event(QEvent*) override;

 private:
  void fill();
  int arrange(int width, std::vector<Chip>&) const;
  void paintChip(QPainter&, const Chip&) const;
  void paintJoint(QPainter&, const Joint&) const;
  QString sideName(Side) const;

  std::shared_ptr<const Tokenizer> tokenizer_;
  Example example_;
  RunSpec spec_;
  bool covered_ = false;
  Stage stage_ = Stage::all;
  std::vector<Chip> chips_;
  std::vector<Joint> joints_;
};

}  // namespace unmask
