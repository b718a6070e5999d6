// One card at a time fills the window, with everything in it larger, for a projector or a close
// look. The card itself moves, so it keeps its state and its focus; the page waits behind.
#pragma once

#include <QPointer>
#include <QWidget>

class QHBoxLayout;
class QScrollArea;
class QVBoxLayout;

namespace unmask {

class Card;

class FullCard : public QWidget {
  Q_OBJECT
 public:
  static FullCard* of(QWidget* window);  // there is one for each window

  void enter(Card*);
  void leave();
  Card* card() const;

 Q_SIGNALS:
  void changed();  // entered or left

 protected:
  bool eventFilter(QObject*, QEvent*) override;
  // What is dropped beside the card is meant for it.
  void dragEnterEvent(QDragEnterEvent*) override;
  void dragLeaveEvent(QDragLeaveEvent*) override;
  void dropEvent(QDropEvent*) override;
  bool focusNextPrevChild(bool next) override;

 private:
  explicit FullCard(QWidget* host);
  void handOn(QEvent*);  // to the card, where it takes drops
  void putBack();
  void applyScale();

  QScrollArea* area_;
  QVBoxLayout* holder_;
  QHBoxLayout* row_;  // the card with room at both sides
  bool sheet_ = false;
  QPointer<Card> card_;
  QPointer<QWidget> placeholder_;  // where the card stood
  QPointer<QWidget> focusBefore_;
  struct Released {
    QPointer<QWidget> widget;
    QSize minimum, maximum;
  };
  std::vector<Released> released_;  // the card and its subjects, of fixed size on the page
};

void toggleFull(Card*);  // nothing for nullptr
// The full card; else the one with the focus, under the pointer, or the largest in view.
Card* cardMeant(QWidget* window);

}  // namespace unmask
