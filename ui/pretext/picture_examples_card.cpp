// Laying out a page of picture examples.
#include "ui/pretext/picture_examples_card.h"

#include <QToolButton>

#include "core/spec/catalogue.h"
#include "ui/help/help.h"
#include "ui/pretext/match_partners.h"
#include "ui/pretext/picture_example_view.h"
#include "ui/theme/theme.h"
#include "ui/widgets/words.h"

namespace unmask {

namespace {

QString number(quint64 value) {
  return countText(static_cast<double>(value));
}

}  // namespace

PictureExamplesCard::PictureExamplesCard(QWidget* parent) : Card({}, parent) {
  setObjectName("pictureExamplesCard");
  setAccessibleName(tr("Examples"));
  task_ = label({}, "", true);
  task_->setObjectName("pictureTask");
  cover_ = linkButton("coverPictures", tr("H covers the answers"));
  cover_->setCheckable(true);
  cover_->setToolTip(tr("Covers what would tell the answer, to be guessed and uncovered (H)"));
  auto* top = new QHBoxLayout;
  top->addWidget(task_, 1);
  for (const ObjectiveInfo& info : objectives())
    if (info.family != Family::text && !helpText(info.id).isEmpty()) {
      helps_.push_back(helpMark(info.id));
      top->addWidget(helps_.back());
    }
  top->addWidget(cover_);
  body()->addLayout(top);
  explanation_ = label({}, "secondary", true);
  explanation_->setObjectName("pictureExplanation");
  body()->addWidget(explanation_);
  codesNote_ = label({}, "secondary", true);
  codesNote_->setObjectName("codesNote");
  codesHelp_ = button("codesHelp", {});
  body()->addWidget(codesNote_);
  body()->addWidget(codesHelp_, 0, Qt::AlignLeft);
  showCodesNote({});
  problem_ = label({}, "error", true);
  problem_->setObjectName("pictureProblem");
  help_ = button("pictureHelp", {});
  body()->addWidget(problem_);
  body()->addWidget(help_, 0, Qt::AlignLeft);
  list_ = new QVBoxLayout;
  body()->addLayout(list_);
  detail_ = label({}, "", true);
  detail_->setObjectName("patchDetail");
  detail_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  body()->addWidget(detail_);
  auto* pages = new QHBoxLayout;
  more_ = button("morePictureDraws", tr("One more draw"));
  pageBack_ = iconButton("picturesBack", "previous", tr("Examples before"));
  pageOn_ = iconButton("picturesOn", "next", tr("Examples after"));
  pageNote_ = label({}, "secondary");
  pageNote_->setObjectName("picturesNote");
  for (QWidget* part : std::initializer_list<QWidget*>{more_, pageBack_, pageNote_, pageOn_})
    pages->addWidget(part);
  pages->addStretch(1);
  body()->addLayout(pages);
  body()->addStretch(1);

  connect(cover_, &QPushButton::clicked, this, &PictureExamplesCard::coverAsked);
  connect(help_, &QPushButton::clicked, this, &PictureExamplesCard::helpAsked);
  connect(codesHelp_, &QPushButton::clicked, this, &PictureExamplesCard::codesHelpAsked);
  connect(more_, &QPushButton::clicked, this, &PictureExamplesCard::moreDrawsAsked);
  connect(pageBack_, &QPushButton::clicked, this, [this] { Q_EMIT pageAsked(-1); });
  connect(pageOn_, &QPushButton::clicked, this, [this] { Q_EMIT pageAsked(1); });
  const auto applyScale = [this] {
    list_->setSpacing(theme().px(kSpaceM));
    detail_->setFont(theme().font(12));
  };
  connect(&theme(), &Theme::changed, this, applyScale);
  applyScale();
  showProblem({});
}

void PictureExamplesCard::showProblem(const QString& text, const QString& action) {
  problem_->setText(text);
  problem_->setVisible(!text.isEmpty());
  help_->setText(action);
  help_->setVisible(!action.isEmpty());
}

void PictureExamplesCard::makeView() {
  const size_t at = views_.size();
  auto* view = new PictureExampleView(QString::number(at));
  views_.push_back(view);
  list_->addWidget(view);
  const auto place = [this, at](int patch) {
    return ChipPlace{preview_.first + at, 0, static_cast<quint64>(std::max(patch, 0))};
  };
  connect(view, &PictureExampleView::patchChosen, this,
          [this, place](int patch) { Q_EMIT selected(place(patch)); });
  connect(view, &PictureExampleView::uncoverAsked, this,
          [this, place] { Q_EMIT uncoverAsked(place(0)); });
}

QString PictureExamplesCard::headingOf(const PictureItem& item, quint64 example) const {
  if (!state_.batch) return tr("Draw %1").arg(number(state_.firstDraw + example + 1));
  QStringList words{tr("Example %1").arg(number(example + 1)),
                    tr("picture %1").arg(number(item.example.picture + 1))};
  // They could tell an answer.
  if (!state_.covered) {
    if (!item.about.className.isEmpty()) words << tr("class %1").arg(item.about.className);
    if (!item.about.captions.isEmpty()) words << tr("“%1”").arg(item.about.captions.front());
  }
  return words.join(QStringLiteral(" · "));
}

QString PictureExamplesCard::explanation() const {
  if (const auto* masked = std::get_if<MaskedPixelsSettings>(&spec_.objectiveSettings)) {
    const int64_t all = patchGrid(*masked) * patchGrid(*masked);
    const int64_t seen = visiblePatches(*masked);
    return tr("The encoder reads %1 patches, the decoder all %2 places. The loss is the mean "
              "squared error on the %3 hidden patches alone.")
        .arg(number(static_cast<quint64>(seen)), number(static_cast<quint64>(all)),
             number(static_cast<quint64>(all - seen)));
  }
  if (std::holds_alternative<ImageTextMatchingSettings>(spec_.objectiveSettings))
    return tr(
        "A view of the picture and one of its captions. Read together, the model must say whether "
        "they match; it sees each also with a wrong partner of the batch, never with the same "
        "picture or an equal caption.");
  if (const auto* tokens = std::get_if<MaskedTokensSettings>(&spec_.objectiveSettings))
    return tr("Blocks cover at most %1 of %2 patches. The model reads all places, a mark in the "
              "hidden ones, and names their codes. The loss is the mean over the hidden patches of "
              "the batch; for the others there is none.")
        .arg(number(static_cast<quint64>(maskTarget(*tokens))),
             number(static_cast<quint64>(patchGrid(*tokens) * patchGrid(*tokens))));
  if (const auto* codes = std::get_if<PictureTokenizerSettings>(&spec_.objectiveSettings))
    return tr("Each of %1 patches becomes one of %2 codes; the picture is painted again from them "
              "alone. The loss is the mean squared error of all pixels, and a little for vectors "
              "far "
              "from their codes.")
        .arg(number(static_cast<quint64>(patchGrid(*codes) * patchGrid(*codes))),
             number(static_cast<quint64>(codes->codes)));
  if (familyOf(spec_) == Family::pairs)
    return tr(
        "A view of the picture and one of its captions. The model must find each one's partner "
        "among all those of the batch; other pairs with the same caption are no wrong answers.");
  return tr(
      "Two views of one picture, drawn independently. The model must find each one's "
      "partner among all views of the batch, whatever their crops and colours.");
}

void PictureExamplesCard::show(const PicturePreview& preview, const RunSpec& spec,
                               const PretextState& state) {
  preview_ = preview;
  spec_ = spec;
  showState(state);
}

void PictureExamplesCard::showCodes(std::vector<PictureCodes> codes) {
  for (size_t i = 0; i < preview_.items.size() && i < codes.size(); ++i)
    preview_.items[i].code = std::move(codes[i]);
  showState(state_);
}

void PictureExamplesCard::showCodesNote(const QString& text, const QString& action) {
  codesNote_->setText(text);
  codesNote_->setVisible(!text.isEmpty());
  codesHelp_->setText(action);
  codesHelp_->setVisible(!action.isEmpty());
}

void PictureExamplesCard::showState(const PretextState& state) {
  state_ = state;
  if (const ObjectiveInfo* info = findObjective(spec_.objective))
    task_->setText(translated(info->task));
  for (QToolButton* help : helps_)
    help->setVisible(help->objectName() == "help." + QString::fromStdString(spec_.objective));
  cover_->setChecked(state_.covered);
  cover_->setText(state_.covered ? tr("H uncovers the answers") : tr("H covers the answers"));
  // Another draw of the same picture would tell the answers.
  const bool one = state_.covered && !state_.batch;
  const size_t inView = one ? std::min<size_t>(preview_.items.size(), 1) : preview_.items.size();
  while (views_.size() < inView) makeView();
  for (size_t i = 0; i < views_.size(); ++i) {
    views_[i]->setVisible(i < inView);
    if (i >= inView) continue;
    const quint64 example = preview_.first + i;
    const bool covered = state_.covered && !state_.uncovered.contains({example, 0, 0});
    views_[i]->show(headingOf(preview_.items[i], example), preview_.items[i], preview_.shape, spec_,
                    covered);
    const bool here = state_.selected && state_.selected->example == example;
    views_[i]->choosePatch(here ? static_cast<int>(state_.selected->position) : -1);
  }
  explanation_->setText(preview_.items.empty() ? QString() : explanation());
  explanation_->setVisible(!preview_.items.empty());
  showPages();
  showDetail();
}

void PictureExamplesCard::showPartners(const RolesTable& table, bool model) {
  if (!std::holds_alternative<ImageTextMatchingSettings>(spec_.objectiveSettings)) return;
  for (size_t i = 0; i < views_.size() && i < preview_.items.size(); ++i) {
    PictureExampleView::Partners partners;
    const auto row = static_cast<size_t>(preview_.first) + i;
    const auto drawn = model ? partnersOf(table, preview_.batch, row) : std::nullopt;
    if (!state_.batch) {
      partners.said = tr("Wrong partners are drawn from a batch: choose the batch of a step.");
    } else if (drawn) {
      partners = *drawn;
    } else {
      partners.said = tr("Which wrong partners are drawn needs a model: a run of "
                         "image-text matching, to be chosen beside once there is one.");
      partners.unknown = true;
    }
    views_[i]->showPartners(partners);
  }
}

void PictureExamplesCard::showPages() {
  const bool alone = state_.covered && !state_.batch;
  more_->setVisible(!state_.batch && !alone && preview_.total < kMostDraws &&
                    !preview_.items.empty());
  const bool paged = preview_.total > kInView && !alone;
  for (QWidget* part : std::initializer_list<QWidget*>{pageBack_, pageOn_, pageNote_})
    part->setVisible(paged);
  const quint64 last = preview_.first + preview_.items.size();
  pageBack_->setEnabled(preview_.first > 0);
  pageOn_->setEnabled(last < preview_.total);
  pageNote_->setText(
      tr("%1 to %2 of %3").arg(number(preview_.first + 1), number(last), number(preview_.total)));
}

void PictureExamplesCard::showDetail() {
  const bool patches = std::holds_alternative<MaskedPixelsSettings>(spec_.objectiveSettings);
  const bool codes = hasCodes(spec_);
  QString text;
  if (patches && !preview_.items.empty()) text = tr("Choose a patch to see its draw.");
  if (codes && !preview_.items.empty()) text = tr("Choose a patch to see its code.");
  setRole(detail_, "secondary");
  for (size_t i = 0; i < views_.size(); ++i)
    if (state_.selected && views_[i]->isVisibleTo(this) &&
        preview_.first + i == state_.selected->example)
      if (const QString said = views_[i]->patchDetail(static_cast<int>(state_.selected->position));
          !said.isEmpty()) {
        text = said;
        setRole(detail_, "");
      }
  detail_->setText(text);
  detail_->setVisible(!text.isEmpty());
}

}  // namespace unmask
