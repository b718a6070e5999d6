// A text that fits any width: it wraps between words, and inside one that is longer than the line.
// QLabel alone asks for the width of its longest word, and pushes its page out of its place.
#pragma once

#include <QLabel>

namespace unmask {

class WrappedLabel : public QLabel {
  Q_OBJECT
 public:
  explicit WrappedLabel(const QString& text = {}, QWidget* parent = nullptr);
  // How many letters stay together while there is room in the page; longer words may be broken.
  void setKeptTogether(int letters);

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;
  int heightForWidth(int width) const override;

 protected:
  void paintEvent(QPaintEvent*) override;

 private:
  bool breaksWords(int width) const;
  bool breakInDocument(int width) const;

  int together_ = 20;
};

}  // namespace unmask
