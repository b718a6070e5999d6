// From the page's state to what its picture cards show.
#include "ui/pretext/picture_part.h"

#include <nlohmann/json.hpp>

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
  connect(examples_, &PictureExamplesCard::coverAsked, this, &PicturePart::coverAsked);
  connect(examples_, &PictureExamplesCard::helpAsked, this, &PicturePart::helpAsked);
}

void PicturePart::arrange(bool shown, const PretextState& state, const RunSpec& spec) {
  item_->setVisible(shown && !state.batch);
  examples_->setVisible(shown);
  roles_->setVisible(shown && std::holds_alternative<ContrastiveSettings>(spec.objectiveSettings));
  rates_->setVisible(shown && ratesShown_);
  if (!shown) ++asked_;
}

void PicturePart::showProblem(const QString& text, const QString& action) {
  examples_->showProblem(text, action);
  if (text.isEmpty()) return;
  ++asked_;  // what is on its way is of before
  examples_->show({}, context_.choices.spec(), state_);
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
  if (!made.preview) {
    examples_->show({}, made.request.source.spec, state_);
    return examples_->showProblem(inWords(made.preview.error()));
  }
  const PicturePreview& preview = *made.preview;
  state_.firstShown = preview.first;
  item_->show(state_, preview.pictures);
  if (!preview.items.empty() && !state_.batch)
    item_->describe(preview.items.front().about, state_.covered);
  examples_->show(preview, made.request.source.spec, state_);
  if (preview.noBatch) {
    examples_->showProblem(inWords(*preview.noBatch));
    roles_->hide();
  }
  roles_->show(preview.batch, static_cast<uint64_t>(made.request.source.spec.train.batchSize));
  Q_EMIT this->made(made.request, preview);
}

void PicturePart::showState(const PretextState& state) {
  state_ = state;
  examples_->showState(state);
}

void PicturePart::choosePicture() {
  if (!open_.data) return;
  auto* chooser = new PictureChooser(open_, state_.picture, item_);
  connect(chooser, &PictureChooser::pictureChosen, this,
          [this](quint64 picture) { Q_EMIT item_->pictureChosen(picture); });
  chooser->show();
}

}  // namespace unmask
