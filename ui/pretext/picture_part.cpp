// From the page's state to what its picture cards show.
#include "ui/pretext/picture_part.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "ui/pretext/code_questions.h"
#include "ui/pretext/model_questions.h"
#include "ui/pretext/picture_chooser.h"
#include "ui/pretext/picture_examples_card.h"
#include "ui/pretext/picture_item_pane.h"
#include "ui/pretext/picture_roles.h"
#include "ui/widgets/words.h"

namespace unmask {

PicturePart::PicturePart(PageContext& context, QObject* parent)
    : QObject(parent),
      context_(context),
      latest_(this, [this](Made made) { take(std::move(made)); }),
      latestRates_(this, [this](std::pair<PreviewSource, Result<ViewRates>> made) {
        ratesShown_ = made.second.has_value();
        if (ratesShown_) rates_->show(made.first.spec, *made.second);
        rates_->setVisible(ratesShown_ && examples_->isVisibleTo(examples_->parentWidget()));
      }) {
  item_ = new PictureItemPane;
  examples_ = new PictureExamplesCard;
  roles_ = new RolesCard;
  rates_ = new ViewRatesCard;
  client_ = new DeriveClient(this);
  codes_ = new CodeQuestions(this);
  connectCards();
}

QList<QWidget*> PicturePart::measurements() const {
  return {roles_, rates_};
}

void PicturePart::connectCards() {
  connect(item_, &PictureItemPane::pictureChosen, this, [this](quint64 picture) {
    Q_EMIT changeAsked([picture](PretextState& state) {
      state.picture = picture;
      state.firstDraw = state.firstShown = 0;
    });
  });
  connect(item_, &PictureItemPane::chooseAsked, this, &PicturePart::choosePicture);
  connect(examples_, &PictureExamplesCard::pageAsked, this, [this](int pagesOn) {
    Q_EMIT changeAsked([pagesOn](PretextState& state) {
      quint64& first = state.firstShown;
      first = pagesOn > 0 ? first + PictureExamplesCard::kInView
                          : first - std::min<quint64>(first, PictureExamplesCard::kInView);
    });
  });
  connect(examples_, &PictureExamplesCard::moreDrawsAsked, this, [this] {
    Q_EMIT changeAsked([](PretextState& state) {
      state.draws = std::min(state.draws + 1, kMostDraws);
      // The page that has the new one.
      state.firstShown =
          (state.draws - 1) / PictureExamplesCard::kInView * PictureExamplesCard::kInView;
    });
  });
  connect(examples_, &PictureExamplesCard::uncoverAsked, this, [this](const ChipPlace& place) {
    Q_EMIT stateAsked([place](PretextState& state) { state.uncovered.insert(place); });
  });
  connect(examples_, &PictureExamplesCard::selected, this, [this](const ChipPlace& place) {
    Q_EMIT stateAsked([place](PretextState& state) { state.selected = place; });
  });
  connect(roles_, &RolesCard::modelPicked, this, [this](const QString& run) {
    model_ = run;
    roles_->show(preview_.batch, shown_.source.spec, model_);
    examples_->showPartners(roles_->table(), false);
    askModel();
  });
  connect(roles_, &RolesCard::sightShown, this,
          [this] { examples_->showPartners(roles_->table(), !model_.isEmpty()); });
  connect(client_, &DeriveClient::answered, this, [this](qint64 id, const QJsonObject& answer) {
    if (id == question_) roles_->showSight(answer);
  });
  connect(client_, &DeriveClient::failed, this, [this](qint64 id, const Error& why) {
    if (id == question_) roles_->showProblem(inWords(why));
  });
  connect(examples_, &PictureExamplesCard::coverAsked, this, &PicturePart::coverAsked);
  connect(examples_, &PictureExamplesCard::codesHelpAsked, this,
          [this] { context_.choices.setObjective("picture-tokenizer"); });
  connect(codes_, &CodeQuestions::answered, this,
          [this](const std::vector<PictureCodes>& codes) {
            examples_->showCodes(codes);
            examples_->showCodesNote(codesOf_);
          });
  connect(codes_, &CodeQuestions::failed, this,
          [this](const Error& why) { examples_->showCodesNote(inWords(why)); });
  connect(examples_, &PictureExamplesCard::helpAsked, this, &PicturePart::helpAsked);
}

void PicturePart::arrange(bool shown, const PretextState& state, const RunSpec& spec) {
  item_->setVisible(shown && !state.batch);
  examples_->setVisible(shown);
  roles_->setVisible(shown &&
                     (std::holds_alternative<ContrastiveSettings>(spec.objectiveSettings) ||
                      familyOf(spec) == Family::pairs));
  if (!shown) client_->forget();
  rates_->setVisible(shown && ratesShown_);
  if (!shown) ++asked_;
  if (!shown) codes_->forget();
}

void PicturePart::showProblem(const QString& text, const QString& action) {
  examples_->showProblem(text, action);
  if (text.isEmpty()) return;
  ++asked_;  // what is on its way is of before
  examples_->show({}, context_.choices.spec(), state_);
  examples_->showCodesNote({});
  codes_->forget();
}

void PicturePart::refresh(const PreviewRequest& wanted, const PretextState& state) {
  state_ = state;
  examples_->showProblem({});
  const std::string& hash = wanted.source.corpusIs.hash;
  if (hash != openOf_) open_ = {};
  openOf_ = hash;
  latest_.ask([id = ++asked_, wanted, open = open_]() -> Made {
    Made made{id, wanted, open, {}};
    if (!made.open.data) {
      auto now = openPictures(wanted.source);
      if (!now) {
        made.preview = failure(now.error());
        return made;
      }
      made.open = *now;
    }
    made.preview = makePicturePreview(wanted, made.open);
    return made;
  });
  if (wanted.run.empty()) askRates(wanted.source);
}

void PicturePart::askRates(const PreviewSource& source) {
  const std::string of = toJson(source.spec).dump() + source.corpusIs.hash;
  if (of == ratesOf_) return;
  ratesOf_ = of;
  latestRates_.ask([source] { return std::pair(source, measureViewRates(source)); });
}

void PicturePart::take(Made made) {
  if (made.id != asked_) return;
  open_ = made.open;
  codes_->forget();
  if (!made.preview) {
    examples_->show({}, made.request.source.spec, state_);
    examples_->showCodesNote({});
    return examples_->showProblem(inWords(made.preview.error()));
  }
  const PicturePreview& preview = *made.preview;
  state_.firstShown = preview.first;
  item_->show(state_, preview.pictures);
  if (!preview.items.empty() && !state_.batch)
    item_->describe(preview.items.front().about, state_.covered);
  examples_->show(preview, made.request.source.spec, state_);
  askCodes(made.request.source, preview);
  if (preview.noBatch) {
    examples_->showProblem(inWords(*preview.noBatch));
    roles_->hide();
  }
  shown_ = made.request;
  preview_ = preview;
  // The batch of a run is shown with that run's model, unless another was picked for it.
  if (!shown_.run.empty() && shown_.run != batchOf_)
    model_ = QString::fromStdString(shown_.run.string());
  batchOf_ = shown_.run;
  listModels(shown_.source.spec);
  roles_->show(preview.batch, shown_.source.spec, model_);
  examples_->showPartners(roles_->table(), false);
  if (!preview.noBatch) askModel();
  Q_EMIT this->made(made.request, preview);
}

void PicturePart::listModels(const RunSpec& spec) {
  const QList<unmask::Picker::Option> models = modelsFor(spec, context_.library);
  if (std::ranges::find(models, model_, &unmask::Picker::Option::id) == models.end())
    model_.clear();
  roles_->setModels(models);
}

void PicturePart::askModel() {
  question_ = 0;
  client_->forget();
  if (model_.isEmpty() || preview_.batch.empty()) return;
  roles_->showWaiting();
  QJsonObject question = batchQuestion(model_, shown_.source.spec, preview_.batch.size());
  question["step"] = static_cast<qint64>(shown_.step);
  question["micro"] = static_cast<qint64>(shown_.micro);
  question_ = client_->ask(question);
}

// Codes are no part of the batch: a model determines them (design.md section 1).
void PicturePart::askCodes(const PreviewSource& source, const PicturePreview& preview) {
  if (!hasCodes(source.spec) || preview.items.empty()) return examples_->showCodesNote({});
  codesOf_ = codesSaid(source);
  if (source.pictureTokenizer) {
    examples_->showCodesNote(tr("The picture tokenizer %1 is asked for the codes…")
                                 .arg(QString::fromStdString(source.pictureTokenizer->info.name)));
    return codes_->ask(*source.pictureTokenizer, preview.items);
  }
  examples_->showCodesNote(
      codesOf_, usesPictureTokenizer(source.spec) ? tr("Show Picture tokenizer") : QString());
}

void PicturePart::showState(const PretextState& state) {
  state_ = state;
  examples_->showState(state);
  examples_->showPartners(roles_->table(), !model_.isEmpty());
}

void PicturePart::choosePicture() {
  if (!open_.data) return;
  auto* chooser = new PictureChooser(open_, state_.picture, item_);
  connect(chooser, &PictureChooser::pictureChosen, this,
          [this](quint64 picture) { Q_EMIT item_->pictureChosen(picture); });
  chooser->show();
}

}  // namespace unmask
