// From the page's state and the shared choices to what its cards show.
#include <QButtonGroup>
#include <QShortcut>
#include <nlohmann/json.hpp>

#include "core/corpus/default_prompts.h"
#include "core/corpus/encode.h"
#include "core/corpus/fit.h"
#include "core/spec/catalogue.h"
#include "ui/pretext/batch_pane.h"
#include "ui/pretext/examples_card.h"
#include "ui/pretext/item_pane.h"
#include "ui/pretext/picture_part.h"
#include "ui/pretext/pretext_page.h"
#include "ui/pretext/rates_card.h"
#include "ui/pretext/sentence_card.h"
#include "ui/pretext/settings_card.h"
#include "ui/pretext/tensors_card.h"
#include "ui/pretext/walk_bar.h"
#include "ui/pretext/windows_card.h"
#include "ui/widgets/fit_words.h"
#include "ui/widgets/words.h"

namespace unmask {

void PretextPage::change(const std::function<void(PretextState&)>& edit) {
  edit(state_);
  // They were of the examples before.
  state_.selected.reset();
  state_.uncovered.clear();
  refresh();
}

void PretextPage::showObjective() {
  settingsOf_ = context_.choices.objective();
  settingsOfRun_.clear();
  settings_->show(context_.choices.spec());
  showFits();
  askFits();
  if (state_.walk >= 0) state_.walk = pictures() ? -1 : 0;
  const bool another = std::exchange(objectiveShown_, settingsOf_) != settingsOf_;
  change([&](PretextState& state) {
    state.firstShown = 0;
    state.firstDraw = 0;
    if (another) state.run.clear();  // its batch is of its own objective
  });
}

Result<PreviewSource> PretextPage::source() {
  if (!state_.batch || state_.run.isEmpty()) return sourceOf(context_.choices, context_.library);
  const RunSummary* run = context_.library.run(state_.run.toStdString());
  if (!run)
    return failure(message(UNMASK_TEXT("core", "The run %1 is not in this workspace."),
                           state_.run.toStdString()),
                   message(UNMASK_TEXT("core", "Choose another run, or these settings.")));
  return sourceOf(run->spec, context_.library);
}

PreviewRequest PretextPage::request(const PreviewSource& source) const {
  PreviewRequest request;
  using Of = PreviewRequest::Of;
  request.of = state_.batch ? Of::batch : state_.document ? Of::document : Of::sentence;
  request.source = source;
  request.first = state_.firstShown;
  request.count = ExamplesCard::kInView;
  request.sentence = state_.sentence.toStdString();
  request.document = state_.documentNumber;
  request.byte = state_.documentByte;
  request.picture = state_.picture;
  request.firstDraw = state_.firstDraw;
  // Next token has nothing to draw.
  const bool next = std::holds_alternative<NextTokenSettings>(source.spec.objectiveSettings);
  request.draws = next ? 1 : state_.draws;
  request.step = state_.step;
  request.micro =
      std::min<uint64_t>(state_.micro, static_cast<uint64_t>(source.spec.train.accumulate - 1));
  if (state_.batch) request.run = state_.run.toStdString();
  return request;
}

// A sentence of the corpus stands in the line until the person types one.
void PretextPage::takeStandardSentence() {
  const CorpusEntry* corpus = context_.choices.corpus();
  if (!corpus || corpus->info.hash == sentenceOf_) return;
  sentenceOf_ = corpus->info.hash;
  QString taken = tr("The cat sat on the mat and watched the rain.");  // of the sample of stories
  if (corpus->info.sampleOf != "stories") {
    const auto text = Corpus::open(corpus->folder);
    const auto sentence = text ? exampleSentence(*text) : Result<std::string>(std::string());
    if (!sentence || sentence->empty()) return;
    taken = QString::fromStdString(*sentence);
  }
  if (state_.sentence == standardSentence_) state_.sentence = taken;
  standardSentence_ = taken;
}

void PretextPage::refresh() {
  if (!isVisible()) return;  // done when the page shows
  takeStandardSentence();
  arrange();
  ++asked_;
  if (!ready()) return;
  const RunSummary* run =
      state_.run.isEmpty() ? nullptr : context_.library.run(state_.run.toStdString());
  modeNote_->setText(state_.batch ? (run ? tr("what this run trains on at this step")
                                         : tr("what training consumes at this step"))
                     : pictures() || state_.document ? tr("from the corpus · not part of a run")
                                                     : tr("typed sentence · not part of a run"));
  const Result<PreviewSource> source = this->source();
  item_->show(state_);
  batch_->show(state_, source ? source->spec.train.accumulate : 1);
  batch_->showMatch(state_, {});
  showProblem({});
  if (comparing()) return compare();
  if (!source) {
    tensors_->hide();
    return showProblem(inWords(source.error()));
  }
  const PreviewRequest wanted = request(*source);
  if (pictures()) return picturePart_->refresh(wanted, state_);
  const auto fit = fits_.find(context_.choices.objective());
  if (state_.run.isEmpty() || !state_.batch)
    if (fit != fits_.end() && !fit->second.fits()) {
      examples_->showProblem(inWords(fit->second.reason), remedy(fit->second));
      if (state_.batch) {
        tensors_->hide();
        return examples_->show({}, nullptr, source->spec, state_);
      }
    }
  if (hasRates(source->spec) && (!state_.batch || state_.run.isEmpty())) askRates(wanted);
  latest_.ask([id = asked_, wanted]() -> Made { return {id, wanted, makePreview(wanted)}; });
}

void PretextPage::askRates(const PreviewRequest& wanted) {
  // The item matters only until the corpus is encoded.
  const std::string of =
      toJson(wanted.source.spec).dump() + wanted.source.corpusIs.hash +
      (sizes_.contains(wanted.source.spec.objective)
           ? ""
           : wanted.sentence + std::to_string(wanted.document) + "/" + std::to_string(wanted.byte));
  if (of == ratesOf_) return rates_->setVisible(ratesShown_);
  ratesShown_ = false;
  ratesOf_ = of;
  latestRates_.ask([wanted] { return std::pair(wanted, measureRates(wanted)); });
}

void PretextPage::encode(const PreviewSource& source) {
  const std::string what = source.corpusIs.hash + source.tokenizer->hash;
  if (encoding_ || what == unencodable_) return;
  encoding_ = true;
  examples_->showProblem(tr("The corpus is being cut into this tokenizer's pieces…"));
  context_.jobs.run(
      tr("Encoding the corpus"), this,
      [folder = source.corpus, tokenizer = source.tokenizer,
       root = source.root](JobControl& control) -> Status {
        UNMASK_ASSIGN(const Corpus corpus, Corpus::open(folder));
        UNMASK_TRY(encodeCorpus(corpus, *tokenizer, root, control));
        return {};
      },
      [this, what](const Status& status) {
        encoding_ = false;
        askFits();
        if (status) return refresh();
        unencodable_ = what;
        examples_->showProblem(inWords(status.error()));
        if (!isCancelled(status.error())) context_.messages.showError(status.error());
      });
}

void PretextPage::present(const PreviewRequest& made, const Preview& preview) {
  if (preview.unencoded) return encode(made.source);
  state_.firstShown = preview.first;
  examples_->show(preview, made.source.tokenizer, made.source.spec, state_);
  showMade(made, preview.arrays, preview.hash, preview.match, preview.total);
  if (made.of == PreviewRequest::Of::batch) return;
  item_->showItem(preview.item);
  if (bothSides()) return;
  sentence_->setHeading(state_.document ? tr("From this one item") : tr("From this one sentence"));
  sentence_->show(SentenceExamples(made.source.spec, made.source.tokenizer, preview.pieces),
                  state_.covered);
}

void PretextPage::showMade(const PreviewRequest& made, const std::vector<Array>& arrays,
                           const std::string& hash, const RunMatch& match, uint64_t total) {
  const bool batch = made.of == PreviewRequest::Of::batch;
  tensors_->setVisible(!arrays.empty());
  tensors_->show(batch            ? tr("The batch as tensors")
                 : arrays.empty() ? QString()
                 : total > 1      ? tr("These draws as tensors")
                                  : tr("The item as tensors"),
                 arrays, hash);
  if (batch) batch_->showMatch(state_, match, hash);
}

void PretextPage::askFits() {
  if (!context_.choices.corpus() || !context_.choices.tokenizer()) return showFits();
  const Result<PreviewSource> source = sourceOf(context_.choices, context_.library);
  if (!source) return showFits();
  std::map<std::string, RunSpec> specs;
  for (const ObjectiveInfo& info : objectives()) specs[info.id] = context_.choices.spec(info.id);
  latestSizes_.ask([source = *source, specs] {
    std::map<std::string, PartSizes> sizes;
    const std::filesystem::path tokens = encodedTokens(source);
    for (const auto& [objective, spec] : specs)
      if (!tokens.empty())
        if (const auto known = partSizes(spec, tokens, Access::pread)) sizes[objective] = *known;
    return sizes;
  });
}

void PretextPage::showFits() {
  const CorpusEntry* corpus = context_.choices.corpus();
  bool changed = false;
  for (const ObjectiveInfo& info : objectives()) {
    const auto sizes = sizes_.find(info.id);
    Fit fit = fitOf(info, corpus ? &corpus->info : nullptr, context_.choices.tokenizer() != nullptr,
                    context_.choices.spec(info.id),
                    sizes == sizes_.end() ? std::nullopt : std::optional(sizes->second));
    const auto before = fits_.find(info.id);
    changed = changed || before == fits_.end() || before->second.fits() != fit.fits() ||
              before->second.context != fit.context;
    fits_[info.id] = std::move(fit);
  }
  objectives_->show(context_.choices.objective(), fits_);
  if (const auto sizes = sizes_.find("next-token"); sizes != sizes_.end()) {
    const RunSpec& spec = context_.choices.spec("next-token");
    const uint64_t last = static_cast<uint64_t>(std::max<int64_t>(spec.train.steps, 1)) - 1;
    windows_->show(spec, sizes->second, state_.batch ? state_.step : last);
    windows_->setVisible(nextToken() && columns_ && corpus);
  }
  if (changed) refresh();
}

void PretextPage::help(const std::string& objective) {
  const auto found = fits_.find(objective);
  if (found == fits_.end()) return;
  if (found->second.help != Fit::Help::shorterContext) return context_.go(PageId::data);
  apply(found->second, context_.choices.spec(objective));
  context_.choices.setObjective(objective);
  context_.choices.settingsEdited();
}

void PretextPage::setCovered(bool covered) {
  state_.covered = covered;
  state_.uncovered.clear();
  state_.selected.reset();
  refresh();
}

void PretextPage::walkTo(int step) {
  if (pictures() || comparing()) return;
  const int last = static_cast<int>(walkOf(context_.choices.objective()).size()) - 1;
  const bool begins = state_.walk < 0 && step >= 0;
  state_.walk = std::min(step, last);
  arrange();
  examples_->showState(state_);
  if (begins) examples_->focusWalk();
}

void PretextPage::fillRuns() {
  QList<unmask::Picker::Option> runs;
  for (const RunSummary& run : context_.library.runs())
    runs.append({QString::fromStdString(run.folder.string()), runName(run),
                 QString::fromStdString(run.folder.string())});
  batch_->setRuns(runs);
}

void PretextPage::takeAskedBatch() {
  if (const auto asked = context_.choices.takeAskedBatch()) showBatchOfRun(asked->run, asked->step);
}

void PretextPage::shown() {
  takeAskedBatch();
}

// List, pickers and settings are about the run whose batch is looked at, too.
void PretextPage::chooseAsIn(const RunSpec& ofRun) {
  context_.choices.setObjective(ofRun.objective);
  const CorpusEntry* corpus = context_.library.corpus(ofRun.corpus.slug);
  if (corpus && corpus->info.hash == ofRun.corpus.hash)
    context_.choices.setCorpus(ofRun.corpus.slug);
  if (usesPictureTokenizer(ofRun))
    context_.choices.setPictureTokenizer(ofRun.tokenizer.slug);
  else if (context_.library.tokenizer(ofRun.tokenizer.slug))
    context_.choices.setTokenizer(ofRun.tokenizer.slug);
}

void PretextPage::showBatchOfRun(const std::filesystem::path& folder, uint64_t step) {
  if (const RunSummary* run = context_.library.run(folder)) chooseAsIn(run->spec);
  change([&](PretextState& state) {
    state.batch = true;
    state.run = QString::fromStdString(folder.string());
    state.step = step;
    state.micro = 0;
    state.firstShown = 0;
    state.walk = -1;
  });
}

void PretextPage::showBatch(uint64_t step) {
  showBatchOfRun({}, step);
}

void PretextPage::showEvent(QShowEvent* event) {
  Page::showEvent(event);
  askFits();
  refresh();
}

QJsonObject PretextPage::state() const {
  return toJson(state_);
}

void PretextPage::restore(const QJsonObject& object) {
  state_ = pretextStateFrom(object, state_);
  refresh();
}

}  // namespace unmask
