// A text to read, with marks for what cannot be seen: what is copied from it is the true text.
#pragma once

#include <QTextEdit>

#include "ui/data/invisible.h"

namespace unmask {

class ReadingText : public QTextEdit {
  Q_OBJECT
 public:
  explicit ReadingText(QWidget* parent = nullptr);

  struct Stretch {
    qsizetype begin, length;  // in the source
  };
  // `pieces`: the marks are pieces, shown in alternating fills. `hits` are marked.
  void show(ShownText, bool pieces, std::vector<Stretch> hits);
  const ShownText& shown() const { return shown_; }
  void selectSource(Stretch);  // and brings it into view

 protected:
  QMimeData* createMimeDataFromSelection() const override;
  void resizeEvent(QResizeEvent*) override;

 private:
  void colour();
  void fitLines();
  ShownText shown_;
  std::vector<Stretch> hits_;
  bool pieces_ = false;
};

}  // namespace unmask
