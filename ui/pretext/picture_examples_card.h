// The draws of one picture, or examples of a batch of pictures, one under the other: a page of
// them, what they mean, and the patch that is looked at.
#pragma once

#include "ui/pretext/picture_preview.h"
#include "ui/pretext/pretext_state.h"
#include "ui/pretext/roles_table.h"
#include "ui/widgets/parts.h"

namespace unmask {

class PictureExampleView;

class PictureExamplesCard : public Card {
  Q_OBJECT
 public:
  static constexpr quint64 kInView = 4;

  explicit PictureExamplesCard(QWidget* parent = nullptr);
  void show(const PicturePreview&, const RunSpec&, const PretextState&);
  void showState(const PretextState&);  // covers, the chosen patch: the examples stay
  // Of image-text-matching: the wrong partners of the examples in view, where a model has drawn them.
  void showPartners(const RolesTable&, bool model);
  // Of the examples in view, in their order.
  void showCodes(std::vector<PictureCodes>);
  // Whose codes they are, or what is missing, and what to do about it; empty: none.
  void showCodesNote(const QString& text, const QString& action = {});
  void showProblem(const QString& text, const QString& action = {});  // empty: none

 Q_SIGNALS:
  void pageAsked(int pagesOn);  // -1: the page before
  void moreDrawsAsked();
  void uncoverAsked(const unmask::ChipPlace&);
  void selected(const unmask::ChipPlace&);
  void coverAsked(bool covered);
  void helpAsked();  // the problem's action
  void codesHelpAsked();

 private:
  void makeView();
  void showPages();
  void showDetail();
  QString headingOf(const PictureItem&, quint64 example) const;
  QString explanation() const;

  PicturePreview preview_;
  RunSpec spec_;
  PretextState state_;
  QLabel *task_, *codesNote_, *problem_, *explanation_, *detail_, *pageNote_;
  QPushButton *cover_, *codesHelp_, *help_, *more_, *pageBack_, *pageOn_;
  QVBoxLayout* list_;
  std::vector<PictureExampleView*> views_;
  std::vector<QToolButton*> helps_;
};

}  // namespace unmask
