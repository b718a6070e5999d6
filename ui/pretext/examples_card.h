// The draws of one item, or examples of a batch, as token grids one under the other: a page of
// them, what they mean, and the position that is looked at.
#pragma once

#include "ui/pretext/pretext_state.h"
#include "ui/pretext/preview.h"
#include "ui/widgets/parts.h"
#include "ui/widgets/token_model.h"

namespace unmask {

class BothSides;
class Sticky;
class TokenGrid;
class WalkBar;

class ExamplesCard : public Card {
  Q_OBJECT
 public:
  static constexpr quint64 kInView = 4;

  explicit ExamplesCard(QWidget* parent = nullptr);
  // What is shown; `tokenizer` and `spec` are those that made it.
  void show(const Preview&, std::shared_ptr<const Tokenizer> tokenizer, const RunSpec& spec,
            const PretextState&);
  void showState(const PretextState&);     // covers, selection, step: the examples stay
  void showSelected(const PretextState&);  // another position is looked at
  void showProblem(const QString& text, const QString& action = {});  // empty: none
  void focusWalk();

 Q_SIGNALS:
  void pageAsked(int pagesOn);  // -1: the page before
  void positionsAsked(quint64 firstPosition);
  void moreDrawsAsked();
  void uncoverAsked(const unmask::ChipPlace&);
  void selected(const unmask::ChipPlace&);
  void coverAsked(bool covered);
  void walkAsked(int step);  // -1: leave
  void helpAsked();          // the problem's action

 private:
  void makeGrid();
  void showGrids();
  void alignDraws();
  void showPages();
  void showWalked();
  void showDetail();
  void applyScale();
  QString headingOf(quint64 example) const;

  Preview preview_;
  std::shared_ptr<const Tokenizer> tokenizer_;
  RunSpec spec_;
  PretextState state_;
  Stage stage_ = Stage::all;
  QLabel *task_, *problem_, *notes_, *explanation_, *detail_, *hint_, *pageNote_, *positionsNote_;
  QPushButton *cover_, *help_, *more_, *pageBack_, *pageOn_, *positionsBack_, *positionsOn_;
  WalkBar* walk_;
  Sticky* sticky_;  // of walk_
  QWidget *maskLegend_, *targetLegend_;
  QVBoxLayout* grids_;
  std::vector<TokenGrid*> gridList_;
  std::vector<BothSides*> both_;  // in their place, of an encoder-decoder
  std::vector<QLabel*> summaries_;
  std::vector<QLabel*> headings_;
  std::vector<QToolButton*> helps_;
};

}  // namespace unmask
