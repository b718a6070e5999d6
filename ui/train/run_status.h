// The run's progress and state in words, the verdict on its curves, what it has used; and the card
// that says what went wrong, with the one thing to do.
#pragma once

#include "ui/train/run_words.h"
#include "ui/train/verdict.h"
#include "ui/widgets/parts.h"

class QProgressBar;

namespace unmask {

class RunStatus : public Card {
  Q_OBJECT
 public:
  explicit RunStatus(QWidget* parent = nullptr);
  void show(const RunFacts&);
  // offered: where it has exploded, the way out stands below.
  void showVerdict(const Verdict&, bool offered);
  // "Memory", "estimated 64 MB · used 71 MB"; empty: nothing is known.
  void showUsed(const Figures::Rows&);
  QString progress() const { return words_.progress; }

 Q_SIGNALS:
  void lowerRateAsked();

 private:
  RunWords words_;
  QLabel *percent_, *progress_, *what_, *headline_, *verdict_, *usedHeading_;
  QProgressBar* bar_;
  QPushButton* lowerRate_;
  Figures* used_;
};

// Above everything else while a run is in trouble.
class RunTrouble : public Card {
  Q_OBJECT
 public:
  explicit RunTrouble(QWidget* parent = nullptr);
  void show(const RunFacts&);

 Q_SIGNALS:
  void nextAsked(unmask::RunWords::Next next);

 private:
  RunWords::Next asked_ = RunWords::Next::none;
  QLabel *what_, *problem_;
  QPushButton* next_;
};

}  // namespace unmask
