// Building the Pretext page: cards, keys, what they ask for.
#include "ui/pretext/pretext_page.h"

#include <QButtonGroup>
#include <QKeyEvent>
#include <QShortcut>

#include "ui/help/help.h"
#include "ui/help/shortcuts.h"
#include "ui/pretext/batch_pane.h"
#include "ui/pretext/examples_card.h"
#include "ui/pretext/item_pane.h"
#include "ui/pretext/objective_comparison.h"
#include "ui/pretext/picture_examples_card.h"
#include "ui/pretext/picture_item_pane.h"
#include "ui/pretext/picture_part.h"
#include "ui/pretext/rates_card.h"
#include "ui/pretext/sentence_card.h"
#include "ui/pretext/settings_card.h"
#include "ui/pretext/tensors_card.h"
#include "ui/pretext/walk_bar.h"
#include "ui/pretext/windows_card.h"
#include "ui/theme/theme.h"
#include "ui/widgets/words.h"
#include "ui/widgets/wrap_layout.h"

namespace unmask {

PretextPage::PretextPage(PageContext& context)
    : Page(context),
      latest_(this,
              [this](Made made) {
                if (made.id != asked_) return;
                if (made.preview) return present(made.request, *made.preview);
                examples_->showProblem(inWords(made.preview.error()));
              }),
      latestRates_(this,
                   [this](std::pair<PreviewRequest, Result<Rates>> made) {
                     ratesShown_ = made.second && made.second->examples;
                     if (ratesShown_)
                       rates_->show(made.first.source.spec, made.first.source.spec.model.context,
                                    *made.second);
                     rates_->setVisible(ratesShown_ &&
                                        rates_->objective() == shownSpec().objective);
                   }),
      latestSizes_(this, [this](std::map<std::string, PartSizes> sizes) {
        sizes_ = std::move(sizes);
        showFits();
      }) {
  state_.sentence = standardSentence_ = tr("The cat sat on the mat and watched the rain.");
  columns_ = new ThreeColumns;
  auto* outer = new QVBoxLayout(this);
  outer->setContentsMargins(0, 0, 0, 0);
  outer->addWidget(columns_);
  buildActions();

  objectives_ = new ObjectivesCard;
  settings_ = new SettingsCard;
  columns_->left()->addWidget(objectives_);
  columns_->left()->addWidget(settings_);
  columns_->left()->addStretch(1);
  connect(objectives_, &ObjectivesCard::chosen, &context_.choices, &Choices::setObjective);
  connect(objectives_, &ObjectivesCard::helpAsked, this, &PretextPage::help);
  connect(settings_, &SettingsCard::edited, this,
          [this] { context_.choices.settingsEdited(settings_->shown()->objective); });
  connect(settings_, &SettingsCard::resetAsked, this,
          [this] { context_.choices.resetSettings(settings_->shown()->objective); });
  connect(settings_, &SettingsCard::objectiveAsked, this, [this](const QString& objective) {
    settingsOf_ = objective.toStdString();
    showSettings();
  });

  buildMiddle(columns_->middle());
  rates_ = new RatesCard;
  rates_->setObjectName("ratesCard");
  rates_->hide();
  windows_ = new WindowsCard;
  sentence_ = new SentenceCard;
  for (Card* card : std::initializer_list<Card*>{rates_, windows_, sentence_})
    columns_->right()->addWidget(card);
  for (QWidget* card : picturePart_->measurements()) columns_->right()->addWidget(card);
  columns_->right()->addStretch(1);
  addKeys();

  connect(&context_.choices, &Choices::objectiveChanged, this, &PretextPage::showObjective);
  connect(&context_.choices, &Choices::settingsChanged, this, [this] {
    if (!ofRun()) settings_->readBack();
    askFits();
    refresh();
  });
  for (const auto signal : {&Choices::corpusChanged, &Choices::tokenizerChanged})
    connect(&context_.choices, signal, this, [this] {
      sizes_.clear();
      askFits();
      const CorpusEntry* corpus = context_.choices.corpus();
      const TokenizerEntry* tokenizer = context_.choices.tokenizer();
      const std::string before =
          std::exchange(dataShown_, (corpus ? corpus->info.hash : "") +
                                        (tokenizer ? tokenizer->tokenizer->hash : ""));
      // What a restored state looks at is of the data that are listed first.
      if (before.empty() || before == dataShown_) return refresh();
      change([](PretextState& state) {
        state.firstShown = 0;
        state.run.clear();  // it was trained on other data
      });
    });
  connect(&context_.library, &Library::changed, this, [this] {
    fillRuns();
    askFits();
    refresh();
  });
  connect(&context_.choices, &Choices::batchAsked, this, &PretextPage::takeAskedBatch);
  fillRuns();
  showObjective();
}

void PretextPage::buildActions() {
  walk_ = button("pretextWalk", tr("Step through"));
  walk_->setToolTip(
      tr("Shows how an example is made, step by step (Space or Page Down goes on, "
         "Page Up back, Esc leaves)"));
  reroll_ = button("pretextReroll", tr("Reroll"), "reroll");
  reroll_->setToolTip(tr("Take the next draws; changes no setting (Ctrl+R)"));
  reroll_->setShortcut(QKeySequence("Ctrl+R"));
  train_ = primaryButton("pretextTrain", tr("Train with this"), "arrow-right");
  train_->setLayoutDirection(Qt::RightToLeft);
  connect(walk_, &QPushButton::clicked, this, [this] { walkTo(state_.walk < 0 ? 0 : -1); });
  connect(reroll_, &QPushButton::clicked, this,
          [this] { change([](PretextState& state) { state.firstDraw += state.draws; }); });
  connect(train_, &QPushButton::clicked, this, [this] {
    context_.choices.setRun({});
    context_.go(PageId::train);
  });
}

int PretextPage::pickers() const {
  if (!context_.choices.corpus()) return 0;
  const RunSpec& spec = context_.choices.spec();
  return picturesAlone(spec) && !usesPictureTokenizer(spec) ? corpusPicker
                                                            : corpusPicker | tokenizerPicker;
}

QList<QWidget*> PretextPage::actions() const {
  return {walk_, reroll_, train_};
}

QWidget* PretextPage::modeCard() {
  auto* card = new Card({});
  auto* row = new WrapLayout;
  modes_ = new QButtonGroup(this);
  const QString names[] = {tr("One item"), tr("Batch of step s"), tr("Compare")};
  const char* ids[] = {"modeItem", "modeBatch", "modeCompare"};
  for (int i = 0; i < 3; ++i) {
    QPushButton* mode = modeButton(ids[i], names[i]);
    modes_->addButton(mode, i);
    row->addWidget(mode);
  }
  row->addWidget(helpMark("batch"));
  modeNote_ = label({}, "secondary", true);
  modeNote_->setObjectName("modeNote");
  row->addWidget(modeNote_);
  card->body()->addLayout(row);
  item_ = new ItemPane;
  batch_ = new BatchPane;
  card->body()->addWidget(item_);
  card->body()->addWidget(picturePart_->item());
  card->body()->addWidget(batch_);

  connect(modes_, &QButtonGroup::idClicked, this, [this](int id) {
    change([id](PretextState& state) {
      state.batch = id == 1;
      state.compare = id == 2;
      state.walk = -1;
      state.firstShown = 0;
    });
  });
  connect(item_, &ItemPane::sentenceEdited, this, [this](const QString& text) {
    change([&](PretextState& state) {
      state.sentence = text;
      state.firstDraw = 0;
    });
  });
  connect(item_, &ItemPane::sourceChosen, this, [this](bool document) {
    change([document](PretextState& state) { state.document = document; });
  });
  connect(item_, &ItemPane::documentChosen, this, [this](quint64 document, quint64 byte) {
    change([&](PretextState& state) {
      state.documentNumber = document;
      state.documentByte = byte;
    });
  });
  connect(batch_, &BatchPane::stepChosen, this, [this](quint64 step) {
    change([step](PretextState& state) {
      state.step = step;
      state.firstShown = 0;
    });
  });
  connect(batch_, &BatchPane::microChosen, this, [this](quint64 micro) {
    change([micro](PretextState& state) {
      state.micro = micro;
      state.firstShown = 0;
    });
  });
  connect(batch_, &BatchPane::runChosen, this, [this](const QString& run) {
    if (const RunSummary* chosen = context_.library.run(run.toStdString()))
      chooseAsIn(chosen->spec);
    change([&](PretextState& state) {
      state.run = run;
      state.firstShown = 0;
    });
  });
  return card;
}

// The corpus is of another kind than the objective needs.
Card* PretextPage::unfitCard() {
  unfitHelp_ = primaryButton("unfitHelp", {});
  Card* card = emptyCard({}, {}, unfitHelp_);
  unfitTitle_ = card->findChild<QLabel*>("emptyTitle");
  unfitTitle_->setObjectName("unfitTitle");
  unfitReason_ = card->findChild<QLabel*>("emptyText");
  unfitReason_->setObjectName("unfitReason");
  connect(unfitHelp_, &QPushButton::clicked, this, [this] {
    const std::string other = unfitHelp_->property("objective").toString().toStdString();
    if (other.empty()) return context_.go(PageId::data);
    context_.choices.setObjective(other);
  });
  return card;
}

void PretextPage::buildMiddle(QVBoxLayout* middle) {
  picturePart_ = new PicturePart(context_, this);
  mode_ = modeCard();
  unfit_ = unfitCard();
  auto* toData = primaryButton("pretextToData", tr("Go to Data"));
  connect(toData, &QPushButton::clicked, this, [this] { context_.go(PageId::data); });
  empty_ = emptyCard(tr("A corpus comes first"),
                     tr("Open a text or make a sample: then its training examples appear here."),
                     toData);
  examples_ = new ExamplesCard;
  tensors_ = new TensorsCard;
  middle->addWidget(mode_);
  middle->addWidget(empty_, 1);
  middle->addWidget(unfit_, 1);
  middle->addWidget(examples_, 1);
  middle->addWidget(picturePart_->examples(), 1);
  comparison_ = new ObjectiveComparison;
  middle->addWidget(comparison_, 1);
  middle->addWidget(tensors_);
  connectExamples();
  connectPictures();
  connectComparison();
}

void PretextPage::connectComparison() {
  connect(comparison_, &ObjectiveComparison::chosen, this, [this](const QStringList& objectives) {
    change([&](PretextState& state) { state.compared = objectives; });
  });
  connect(comparison_, &ObjectiveComparison::coverAsked, this, &PretextPage::setCovered);
  connect(comparison_, &ObjectiveComparison::itemMade, item_, &ItemPane::showItem);
  connect(comparison_, &ObjectiveComparison::pictureMade, this,
          [this](const PictureDetail& about, quint64 pictures) {
            picturePart_->item()->show(state_, pictures);
            picturePart_->item()->describe(about, state_.covered);
          });
}

void PretextPage::connectPictures() {
  connect(picturePart_, &PicturePart::changeAsked, this, &PretextPage::change);
  connect(picturePart_, &PicturePart::stateAsked, this, [this](const PicturePart::Edit& edit) {
    edit(state_);
    picturePart_->showState(state_);
  });
  connect(picturePart_, &PicturePart::coverAsked, this, &PretextPage::setCovered);
  connect(picturePart_, &PicturePart::helpAsked, this,
          [this] { help(context_.choices.objective()); });
  connect(picturePart_, &PicturePart::made, this,
          [this](const PreviewRequest& request, const PicturePreview& preview) {
            state_.firstShown = preview.first;
            showMade(request, preview.arrays, preview.hash, preview.match, preview.total);
          });
}

void PretextPage::connectExamples() {
  connect(examples_, &ExamplesCard::pageAsked, this, [this](int pagesOn) {
    quint64& first = state_.firstShown;
    first = pagesOn > 0 ? first + ExamplesCard::kInView
                        : first - std::min<quint64>(first, ExamplesCard::kInView);
    refresh();
  });
  connect(examples_, &ExamplesCard::positionsAsked, this, [this](quint64 first) {
    state_.firstPosition = first;
    examples_->showState(state_);
  });
  connect(examples_, &ExamplesCard::moreDrawsAsked, this, [this] {
    state_.draws = std::min(state_.draws + 1, kMostDraws);
    // The page that has the new one.
    state_.firstShown = (state_.draws - 1) / ExamplesCard::kInView * ExamplesCard::kInView;
    refresh();
  });
  connect(examples_, &ExamplesCard::uncoverAsked, this, [this](const ChipPlace& chip) {
    state_.uncovered.insert(chip);
    state_.selected = chip;
    examples_->showState(state_);
  });
  connect(examples_, &ExamplesCard::selected, this, [this](const ChipPlace& chip) {
    state_.selected = chip;
    examples_->showSelected(state_);
  });
  connect(examples_, &ExamplesCard::coverAsked, this, &PretextPage::setCovered);
  connect(examples_, &ExamplesCard::walkAsked, this, &PretextPage::walkTo);
  connect(examples_, &ExamplesCard::helpAsked, this,
          [this] { help(context_.choices.objective()); });
}

void PretextPage::addKeys() {
  // With the examples, so that they work while these fill the window, too.
  const auto keyOf = [this](QWidget* card, const QKeySequence& keys, const QString& what,
                            auto act) {
    auto* shortcut = new QShortcut(keys, card);
    shortcut->setWhatsThis(what);
    connect(shortcut, &QShortcut::activated, this, act);
    return shortcut;
  };
  const auto key = [this, keyOf](const QKeySequence& keys, const QString& what, auto act) {
    return keyOf(examples_, keys, what, act);
  };
  for (QWidget* card :
       std::initializer_list<QWidget*>{examples_, picturePart_->examples(), comparison_})
    keyOf(card, QKeySequence("H"), tr("Covers and uncovers the answers"),
          [this] { setCovered(!state_.covered); });
  const QString next = tr("The next step of the step-through");
  // What a presenter's clicker sends. Space still presses the button that has the focus.
  walkKeys_ = {
      key(QKeySequence("PgDown"), next, [this] { walkTo(state_.walk + 1); }),
      key(QKeySequence("PgUp"), tr("The step before"),
          [this] { walkTo(std::max(0, state_.walk - 1)); }),
      key(QKeySequence("Space"), next, [this] {
        if (auto* focused = qobject_cast<QAbstractButton*>(examples_->window()->focusWidget()))
          return focused->click();
        walkTo(state_.walk + 1);
      })};
  for (QShortcut* shortcut : walkKeys_) shortcut->setEnabled(false);
  describeKeys(examples_, {{QKeySequence("Return"), tr("Uncovers the chosen answer")},
                           {QKeySequence("Esc"), tr("Leaves the step-through")}});
  describeKeys(picturePart_->examples(),
               {{QKeySequence("Return"), tr("Uncovers the pictures that have the focus")}});
}

bool PretextPage::event(QEvent* event) {
  // Esc is ours while the step-through is on, before the window's own meaning of it.
  if (event->type() == QEvent::ShortcutOverride && state_.walk >= 0 &&
      static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape)
    event->accept();
  return Page::event(event);
}

void PretextPage::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Escape && state_.walk >= 0) return walkTo(-1);
  Page::keyPressEvent(event);
}

}  // namespace unmask
