// Making and laying out the examples that several objectives make of one item.
#include "ui/pretext/objective_comparison.h"

#include "core/spec/catalogue.h"
#include "ui/pretext/code_questions.h"
#include "ui/pretext/explanation.h"
#include "ui/pretext/picture_example_view.h"
#include "ui/theme/theme.h"
#include "ui/widgets/both_sides.h"
#include "ui/widgets/token_grid.h"
#include "ui/widgets/words.h"

namespace unmask {

ObjectiveComparison::ObjectiveComparison(QWidget* parent)
    : Card({}, parent), latest_(this, [this](Made made) {
        if (made.id != asked_) return;
        shown_ = std::move(made.shown);
        showState(state_);
        for (const Shown& shown : shown_) {
          if (!shown.preview) continue;
          if (const auto* text = std::get_if<Preview>(&*shown.preview))
            Q_EMIT itemMade(text->item);
          else if (const auto& picture = std::get<PicturePreview>(*shown.preview);
                   !picture.items.empty())
            Q_EMIT pictureMade(picture.items.front().about, picture.pictures);
        }
        codes_->forget();
        askCodes();
      }) {
  setObjectName("comparisonCard");
  codes_ = new CodeQuestions(this);
  connect(codes_, &CodeQuestions::answered, this,
          [this](const std::vector<PictureCodes>& codes) {
            if (!codes.empty()) {
              auto& preview = std::get<PicturePreview>(*shown_[codesFor_].preview);
              preview.items.front().code = codes.front();
              showState(state_);
            }
            askCodes();
          });
  connect(codes_, &CodeQuestions::failed, this, [this] { askCodes(); });
  setAccessibleName(tr("One item under several objectives"));
  auto* top = new QHBoxLayout;
  for (const ObjectiveInfo& info : objectives()) {
    QPushButton* choice =
        modeButton((std::string("compare.") + info.id).c_str(), translated(info.label));
    choice->setProperty("objective", info.id);
    choices_.push_back(choice);
    top->addWidget(choice);
    connect(choice, &QPushButton::clicked, this, &ObjectiveComparison::toggled);
  }
  top->addStretch(1);
  cover_ = linkButton("coverCompared", tr("H covers the answers"));
  cover_->setCheckable(true);
  top->addWidget(cover_);
  body()->addLayout(top);
  note_ = label(tr("Two to four objectives, one draw each of the same item, each with its own "
                   "settings."),
                "secondary", true);
  body()->addWidget(note_);
  list_ = new QVBoxLayout;
  body()->addLayout(list_);
  body()->addStretch(1);
  connect(cover_, &QPushButton::clicked, this, &ObjectiveComparison::coverAsked);
  const auto applyScale = [this] { list_->setSpacing(theme().px(kSpaceM)); };
  connect(&theme(), &Theme::changed, this, applyScale);
  applyScale();
}

void ObjectiveComparison::offer(const std::vector<std::string>& fitting,
                                const std::vector<std::string>& chosen) {
  const auto among = [](const std::vector<std::string>& ids, const std::string& id) {
    return std::ranges::find(ids, id) != ids.end();
  };
  for (QPushButton* choice : choices_) {
    const std::string id = choice->property("objective").toString().toStdString();
    const bool on = among(chosen, id);
    choice->setVisible(among(fitting, id));
    choice->setChecked(on);
    // Never fewer than two, never more than four.
    choice->setEnabled(on ? static_cast<int>(chosen.size()) > kFewest
                          : static_cast<int>(chosen.size()) < kMost);
  }
}

void ObjectiveComparison::askCodes() {
  for (size_t i = 0; i < shown_.size(); ++i) {
    Shown& shown = shown_[i];
    auto* preview = shown.preview ? std::get_if<PicturePreview>(&*shown.preview) : nullptr;
    if (!preview || preview->items.empty() || !shown.codes) continue;
    codesFor_ = i;
    const PictureTokenizerEntry of = *shown.codes;
    shown.codes.reset();  // asked once
    return codes_->ask(of, preview->items);
  }
}

void ObjectiveComparison::toggled() {
  QStringList now;
  for (const QPushButton* choice : choices_)
    if (choice->isChecked() && choice->isVisibleTo(this))
      now << choice->property("objective").toString();
  Q_EMIT chosen(now);
}

ObjectiveComparison::Shown ObjectiveComparison::make(const Asked& asked) {
  Shown shown{asked.objective, {}, {}, {}, {}};
  if (!asked.request) {
    shown.preview = failure(asked.request.error());
    return shown;
  }
  const PreviewRequest& request = *asked.request;
  shown.spec = request.source.spec;
  shown.tokenizer = request.source.tokenizer;
  shown.codes = request.source.pictureTokenizer;
  if (familyOf(shown.spec) == Family::text) {
    auto made = makePreview(request);
    if (made)
      shown.preview = std::move(*made);
    else
      shown.preview = failure(made.error());
    return shown;
  }
  const auto open = openPictures(request.source);
  if (!open) {
    shown.preview = failure(open.error());
    return shown;
  }
  auto made = makePicturePreview(request, *open);
  if (made)
    shown.preview = std::move(*made);
  else
    shown.preview = failure(made.error());
  return shown;
}

void ObjectiveComparison::refresh(std::vector<Asked> asked, const PretextState& state) {
  state_ = state;
  latest_.ask([id = ++asked_, asked = std::move(asked)] {
    Made made{id, {}};
    for (const Asked& one : asked) made.shown.push_back(make(one));
    return made;
  });
}

void ObjectiveComparison::addSection() {
  const auto at = static_cast<int>(sections_.size());
  Section section{new QWidget,
                  label({}, "heading"),
                  label({}, "", true),
                  label({}, "error", true),
                  label({}, "secondary", true),
                  new TokenGrid,
                  new BothSides,
                  new PictureExampleView(QString("compared.%1").arg(at))};
  section.heading->setObjectName(QString("comparedHeading.%1").arg(at));
  section.problem->setObjectName(QString("comparedProblem.%1").arg(at));
  section.said->setObjectName(QString("comparedSaid.%1").arg(at));
  section.said->setTextFormat(Qt::RichText);
  section.grid->setObjectName(QString("comparedGrid.%1").arg(at));
  section.both->setObjectName(QString("comparedSides.%1").arg(at));
  auto* column = new QVBoxLayout(section.holder);
  column->setContentsMargins(0, 0, 0, 0);
  if (at > 0) column->addWidget(rule());
  for (QWidget* part :
       std::initializer_list<QWidget*>{section.heading, section.task, section.problem, section.grid,
                                       section.both, section.picture, section.said})
    column->addWidget(part);
  list_->addWidget(section.holder);
  sections_.push_back(section);
}

void ObjectiveComparison::fill(const Section& section, const Shown& shown) {
  const ObjectiveInfo* info = findObjective(shown.objective);
  section.heading->setText(
      tr("%1 · %2", "objective, system").arg(translated(info->label), info->system));
  section.task->setText(translated(info->task));
  const Preview* text = shown.preview ? std::get_if<Preview>(&*shown.preview) : nullptr;
  const PicturePreview* picture =
      shown.preview ? std::get_if<PicturePreview>(&*shown.preview) : nullptr;
  const bool example = text && !text->examples.empty(), decodes = isEncoderDecoder(shown.spec);
  section.grid->setVisible(example && !decodes);
  section.both->setVisible(example && decodes);
  section.picture->setVisible(picture && !picture->items.empty());
  section.problem->setText(!shown.preview     ? inWords(shown.preview.error())
                           : text && !example ? tr("The item is too short for it.")
                                              : QString());
  section.problem->setVisible(!section.problem->text().isEmpty());
  section.said->setVisible(example && !state_.covered);
  if (example && decodes) {
    section.both->show(shown.tokenizer, text->examples.front(), shown.spec, state_.covered);
    section.both->setAccessibleName(section.heading->text());
    section.said->setText(section.both->summary());
  } else if (example) {
    TokenView view;
    view.covered = state_.covered;
    section.grid->show(shown.tokenizer, text->examples.front(), shown.spec.objectiveSettings, view);
    section.grid->setAccessibleName(section.heading->text());
    section.said->setText(explanationOf(*text, shown.spec, *shown.tokenizer, false));
  }
  if (picture && !picture->items.empty())
    section.picture->show({}, picture->items.front(), picture->shape, shown.spec, state_.covered);
}

void ObjectiveComparison::showState(const PretextState& state) {
  state_ = state;
  cover_->setChecked(state_.covered);
  cover_->setText(state_.covered ? tr("H uncovers the answers") : tr("H covers the answers"));
  while (sections_.size() < shown_.size()) addSection();
  for (size_t i = 0; i < sections_.size(); ++i) {
    sections_[i].holder->setVisible(i < shown_.size());
    if (i < shown_.size()) fill(sections_[i], shown_[i]);
  }
}

}  // namespace unmask
