// A text as chips, one a piece, that wrap like words; of two tokenizers one above the other,
// aligned where both cut.
#pragma once

#include <QWidget>
#include <memory>
#include <vector>

#include "core/tokenizers/inspection.h"

namespace unmask {

class PieceFlow : public QWidget {
  Q_OBJECT
 public:
  explicit PieceFlow(QWidget* parent = nullptr);

  struct Seen {
    std::shared_ptr<const Tokenizer> tokenizer;
    Inspection inspection;
  };
  // The first rows are cut at some thousand pieces; second: none for one tokenizer.
  void show(const Seen* first, const Seen* second);
  void setIds(bool);  // below each piece
  size_t pieces(int row) const { return rows_[row].size(); }
  bool cutShort() const { return cutShort_; }
  int heightForWidth(int width) const override;
  bool hasHeightForWidth() const override { return true; }
  QSize sizeHint() const override;

 protected:
  void paintEvent(QPaintEvent*) override;
  void resizeEvent(QResizeEvent*) override;
  bool event(QEvent*) override;

 private:
  enum class Kind { usual, byte, unknown };
  struct Chip {
    QString text, about;
    int64_t id = 0;
    Kind kind = Kind::usual;
    int width = 0;
    QRect place;
  };
  struct Stretch {  // chips that stand above each other
    size_t begin[2] = {0, 0}, end[2] = {0, 0};
    bool endsLine = false;
  };
  void fill(int row, const Seen&);
  void measure();
  int arrange(int width);  // returns the height
  int chipHeight() const;

  std::vector<Chip> rows_[2];
  std::vector<Stretch> stretches_;
  bool two_ = false, ids_ = false, cutShort_ = false;
  int arrangedFor_ = -1, height_ = 0;
};

}  // namespace unmask
