// Making and laying out the examples that several objectives make of one item.
#include "ui/pretext/objective_comparison.h"

#include <QJsonArray>
#include <algorithm>

#include "core/spec/catalogue.h"
#include "ui/pretext/code_questions.h"
#include "ui/pretext/explanation.h"
#include "ui/pretext/match_partners.h"
#include "ui/pretext/model_questions.h"
#include "ui/pretext/picture_example_view.h"
#include "ui/theme/theme.h"
#include "ui/widgets/both_sides.h"
#include "ui/widgets/token_grid.h"
#include "ui/widgets/words.h"
#include "ui/widgets/wrap_layout.h"

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
        askPartners();
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
  connect(codes_, &CodeQuestions::failed, this, [this](const Error& why) {
    shown_[codesFor_].said = inWords(why);
    showState(state_);
    askCodes();
  });
  partners_ = new DeriveClient(this);
  connect(partners_, &DeriveClient::answered, this, [this](qint64 id, const QJsonObject& answer) {
    Shown* shown = matched();
    if (id != partnersAsked_ || !shown) return;
    partnersAsked_ = 0;
    if (const Status added = addSight(shown->roles, answer))
      modelStep_ = static_cast<int64_t>(answer["checkpoint"].toDouble());
    else
      modelFailed_ = added.error();
    showState(state_);
  });
  connect(partners_, &DeriveClient::failed, this, [this](qint64 id, const Error& why) {
    if (id != partnersAsked_) return;
    partnersAsked_ = 0;
    modelFailed_ = why;
    showState(state_);
  });
  setAccessibleName(tr("One item under several objectives"));
  auto* top = new WrapLayout;
  for (const ObjectiveInfo& info : objectives()) {
    QPushButton* choice =
        modeButton((std::string("compare.") + info.id).c_str(), translated(info.label));
    choice->setProperty("objective", info.id);
    choices_.push_back(choice);
    top->addWidget(choice);
    connect(choice, &QPushButton::clicked, this, &ObjectiveComparison::toggled);
  }
  cover_ = linkButton("coverCompared", tr("H covers the answers"));
  cover_->setCheckable(true);
  body()->addLayout(top);
  auto* under = new QHBoxLayout;
  note_ = label(tr("Two to four objectives, one draw each of the same item, each with its own "
                   "settings."),
                "secondary", true);
  under->addWidget(note_, 1);
  under->addWidget(cover_, 0, Qt::AlignTop);
  body()->addLayout(under);
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

ObjectiveComparison::Shown* ObjectiveComparison::matched() {
  const auto found = std::ranges::find_if(shown_, [](const Shown& shown) {
    return std::holds_alternative<ImageTextMatchingSettings>(shown.spec.objectiveSettings) &&
           shown.preview && shown.roles.rows() > 0;
  });
  return found == shown_.end() ? nullptr : &*found;
}

// Which partners are wrong enough to be shown is for a model to say.
void ObjectiveComparison::askPartners() {
  partners_->forget();
  partnersAsked_ = 0;
  modelFailed_.reset();
  modelStep_ = -1;
  Shown* shown = matched();
  if (!shown) return;
  shown->roles.wrongPictures.clear();
  shown->roles.wrongCaptions.clear();
  if (std::ranges::find(shown->models, model_, &Picker::Option::id) == shown->models.end())
    model_.clear();
  if (!model_.isEmpty()) {
    const auto& batch = std::get<PicturePreview>(*shown->preview).batch;
    QJsonArray pictures, draws;
    for (const BatchRow& row : batch) {
      pictures.append(static_cast<qint64>(row.picture));
      draws.append(static_cast<qint64>(shown->draw));
    }
    QJsonObject question = batchQuestion(model_, shown->spec, batch.size());
    question["pictures"] = pictures;
    question["draws"] = draws;
    partnersAsked_ = partners_->ask(question);
  }
  showState(state_);
}

void ObjectiveComparison::toggled() {
  QStringList now;
  for (const QPushButton* choice : choices_)
    if (choice->isChecked() && choice->isVisibleTo(this))
      now << choice->property("objective").toString();
  Q_EMIT chosen(now);
}

ObjectiveComparison::Shown ObjectiveComparison::make(const Asked& asked) {
  Shown shown;
  shown.objective = asked.objective;
  shown.models = asked.models;
  if (!asked.request) {
    shown.preview = failure(asked.request.error());
    return shown;
  }
  const PreviewRequest& request = *asked.request;
  shown.spec = request.source.spec;
  shown.tokenizer = request.source.tokenizer;
  shown.draw = request.firstDraw;
  shown.codes = request.source.pictureTokenizer;
  if (hasCodes(shown.spec)) shown.said = codesSaid(request.source);
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
  if (made && std::holds_alternative<ImageTextMatchingSettings>(shown.spec.objectiveSettings))
    shown.roles = rolesTableOf(made->batch, shown.spec);
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
                  new Picker(QString("comparedModel.%1").arg(at), tr("Model")),
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
  section.ofModel->setObjectName(QString("comparedModelSaid.%1").arg(at));
  connect(section.models, &Picker::picked, this, [this](const QString& run) {
    model_ = run;
    askPartners();
  });
  auto* column = new QVBoxLayout(section.holder);
  column->setContentsMargins(0, 0, 0, 0);
  if (at > 0) column->addWidget(rule());
  for (QWidget* part : std::initializer_list<QWidget*>{
           section.heading, section.task, section.problem, section.grid, section.both,
           section.picture, section.ofModel, section.said})
    column->addWidget(part);
  column->insertWidget(column->indexOf(section.ofModel), section.models, 0, Qt::AlignLeft);
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
  fillModel(section, shown);
}

void ObjectiveComparison::fillModel(const Section& section, const Shown& shown) {
  const bool matches = matched() == &shown;
  const bool asked = matches && !model_.isEmpty();
  section.models->setVisible(matches && !shown.models.isEmpty());
  setRole(section.ofModel, asked && modelFailed_ ? "warning" : "secondary");
  QString said = shown.preview ? shown.said : QString();
  if (matches) {
    const QList<Picker::Option> options = modelChoices(shown.models);
    const auto chosen = std::ranges::find(options, model_, &Picker::Option::id);
    section.models->setOptions(options, 1);
    section.models->setCurrent(model_, chosen->label);
    const auto others = static_cast<double>(shown.roles.rows() - 1);
    double equal = 0;
    for (int column = 1; column < shown.roles.rows(); ++column)
      equal += shown.roles.role(0, column) == BatchRole::excluded;
    said = equal > 0 ? tr("In a batch with %1 other pairs; those with an equal caption, %2, are "
                          "never wrong partners.")
                           .arg(countText(others), countText(equal))
                     : tr("In a batch with %1 other pairs.").arg(countText(others));
    said +=
        ' ' + (asked && modelFailed_     ? inWords(*modelFailed_)
               : asked && modelStep_ < 0 ? tr("Asking the model of %1…").arg(chosen->label)
               : asked                   ? tr("Drawn by the model of %1 at step %2.", "run, step")
                             .arg(chosen->label, countText(static_cast<double>(modelStep_)))
               : shown.models.isEmpty()
                   ? tr("Which of them are drawn as wrong partners needs a model: a run of this "
                        "objective on this corpus with the same tokenizer and view size.")
                   : tr("Which of them are drawn as wrong partners needs a model: choose a run "
                        "above."));
    const auto drawn = partnersOf(shown.roles, std::get<PicturePreview>(*shown.preview).batch, 0);
    PictureExampleView::Partners unknown;
    unknown.unknown = true;
    section.picture->showPartners(drawn.value_or(unknown));
  }
  section.ofModel->setText(said);
  section.ofModel->setVisible(!said.isEmpty());
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
