// Switching between a new run and the chosen run; starting runs.
#include "ui/train/train_page.h"

#include <QStackedWidget>
#include <QVBoxLayout>

#include "core/corpus/corpus.h"
#include "core/corpus/default_prompts.h"
#include "core/corpus/encode.h"
#include "core/dataset/batches.h"
#include "core/dataset/preset_fit.h"
#include "core/runs/machine_speed.h"
#include "core/spec/catalogue.h"
#include "ui/train/new_run_view.h"
#include "ui/train/run_view.h"
#include "ui/widgets/words.h"

namespace unmask {

TrainPage::TrainPage(PageContext& context) : Page(context) {
  stack_ = new QStackedWidget;
  newRun_ = new NewRunView(context);
  run_ = new RunView(context);
  stack_->addWidget(newRun_);
  stack_->addWidget(run_);
  auto* outer = new QVBoxLayout(this);
  outer->setContentsMargins(0, 0, 0, 0);
  outer->addWidget(stack_);
  connect(newRun_, &NewRunView::startAsked, this, &TrainPage::startRun);
  connect(newRun_, &NewRunView::headerChanged, this, &Page::headerChanged);
  connect(run_, &RunView::headerChanged, this, &Page::headerChanged);
  connect(run_, &RunView::liveRun, this, &TrainPage::liveRun);
  connect(&context_.choices, &Choices::runChanged, this, &TrainPage::showChosen);
  connect(&context_.choices, &Choices::resumeAsked, run_, &RunView::resume);
  connect(&context_.library, &Library::changed, this, &TrainPage::showChosen);
  showChosen();
}

QString TrainPage::title() const {
  return stack_->currentWidget() == run_ ? runName(run_->run()) : tr("Train");
}

QString TrainPage::subtitle() const {
  if (stack_->currentWidget() != run_) return tr("A new run");
  const ObjectiveInfo* info = findObjective(run_->run().spec.objective);
  return tr("%1 · %2", "objective, corpus")
      .arg(info ? translated(info->label) : QString(),
           QString::fromStdString(run_->run().spec.corpus.slug));
}

int TrainPage::pickers() const {
  if (stack_->currentWidget() == run_) return runPicker;
  const RunSpec& spec = context_.choices.spec();
  const int tokenizer = !picturesAlone(spec) || usesPictureTokenizer(spec) ? tokenizerPicker : 0;
  return runPicker | corpusPicker | tokenizer | objectivePicker;
}

QJsonObject TrainPage::state() const {
  return {{"newRun", toJson(newRun_->state())}, {"curves", run_->sight()}};
}

void TrainPage::restore(const QJsonObject& state) {
  newRun_->restore(trainStateFromJson(state.value("newRun").toObject()));
  run_->setSight(state.value("curves").toObject());
}

QList<QWidget*> TrainPage::actions() const {
  return run_->actions() + newRun_->actions();
}

void TrainPage::showChosen() {
  const std::filesystem::path& chosen = context_.choices.run();
  const RunSummary* summary = chosen.empty() ? nullptr : context_.library.run(chosen);
  if (summary && run_->run().folder != chosen) run_->open(*summary);
  if (chosen.empty() && !run_->run().folder.empty()) run_->close();
  stack_->setCurrentWidget(
      chosen.empty() || run_->run().folder != chosen ? static_cast<QWidget*>(newRun_) : run_);
  const bool viewing = stack_->currentWidget() == run_;
  run_->setActionsAbsent(!viewing);
  newRun_->setActionsAbsent(viewing);
  Q_EMIT headerChanged();
}

std::filesystem::path TrainPage::pictureTokenizerFolder() {
  const PictureTokenizerEntry* codes = context_.choices.pictureTokenizer();
  return codes && usesPictureTokenizer(context_.choices.spec()) ? codes->folder
                                                                : std::filesystem::path();
}

void TrainPage::startRun() {
  const CorpusEntry* corpus = context_.choices.corpus();
  const TokenizerEntry* tokenizer = context_.choices.tokenizer();
  const bool ofText = !picturesAlone(context_.choices.spec());
  if (!corpus || (ofText && !tokenizer) || starting_) return;
  starting_ = true;
  newRun_->setStarting(true);
  context_.jobs.run(
      tr("Preparing the run"), this,
      [workspace = context_.library.workspace(), spec = context_.choices.spec(),
       name = newRun_->name().toStdString(), folder = corpus->folder,
       tokens = ofText ? tokenizer->tokenizer : nullptr, codes = pictureTokenizerFolder(),
       own = context_.choices.own(context_.choices.objective()),
       estimate = newRun_->estimate()](JobControl& control) mutable -> Result<RunSummary> {
        UNMASK_ASSIGN(const Corpus text, Corpus::open(folder));
        DataFolders data{{}, folder, codes};
        if (tokens) {
          UNMASK_ASSIGN(data.tokens, encodeCorpus(text, *tokens, workspace.root(), control));
        }
        if (familyOf(spec) == Family::text) {  // its size may not have been known before
          UNMASK_ASSIGN(const TokenData encoded, TokenData::open(data.tokens, Access::pread));
          fitPreset(spec, {0, encoded.info().tokens}, own);
        }
        if (familyOf(spec) == Family::text && spec.samples.prompts.empty()) {
          UNMASK_ASSIGN(spec.samples.prompts, defaultPrompts(text, *tokens, spec.objective));
        }
        // What cannot be trained on is found here, before there is a run.
        UNMASK_ASSIGN(const Batches batches, Batches::open(spec, data, Access::pread));
        UNMASK_ASSIGN(const std::filesystem::path run, prepareRun(workspace, spec, name));
        UNMASK_TRY(saveEstimate(run, estimate));
        return summarise(run);
      },
      [this](const Result<RunSummary>& run) {
        starting_ = false;
        newRun_->setStarting(false);
        if (!run) return context_.messages.showError(run.error());
        context_.messages.dismiss();
        run_->start(*run);
        context_.choices.setRun(run->folder);
        newRun_->begun();
        showChosen();
        context_.library.refresh();
      });
}

}  // namespace unmask
