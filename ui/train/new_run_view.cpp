// Building and filling the form of a new run.
#include "ui/train/new_run_view.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLineEdit>
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/corpus/fit.h"
#include "core/dataset/caption_data.h"
#include "core/runs/free_name.h"
#include "core/runs/workspace.h"
#include "core/spec/catalogue.h"
#include "ui/help/help.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/train/changes_card.h"
#include "ui/train/estimate_rows.h"
#include "ui/train/size_card.h"
#include "ui/train/this_run_card.h"
#include "ui/widgets/beside_layout.h"
#include "ui/widgets/fit_words.h"
#include "ui/widgets/settings_form.h"
#include "ui/widgets/words.h"

namespace unmask {

namespace {

std::string inLanguage(const char* coreText) {
  return translated(coreText).toStdString();
}

// A form under a small heading.
QWidget* headed(const QString& heading, SettingsForm* form) {
  auto* part = new QWidget;
  auto* column = new QVBoxLayout(part);
  column->setContentsMargins(0, 0, 0, 0);
  column->addWidget(label(heading, "heading"));
  column->addWidget(form);
  column->addStretch(1);
  return part;
}

}  // namespace

NewRunView::NewRunView(PageContext& context)
    : context_(context), machine_(context.library), counting_(this, [this](TokenCount count) {
        tokens_ = std::move(count);
        showSettings();
      }) {
  columns_ = new ThreeColumns;
  auto* outer = new QVBoxLayout(this);
  outer->setContentsMargins(0, 0, 0, 0);
  outer->addWidget(columns_);
  start_ = primaryButton("startTraining", tr("Start training"), "play");
  start_->setToolTip(tr("Launch the run in the background (Ctrl+Return)"));
  start_->setShortcut(QKeySequence("Ctrl+Return"));
  connect(start_, &QPushButton::clicked, this, &NewRunView::startAsked);
  toData_ = primaryButton("trainToData", tr("Go to Data"), "arrow-right");
  toData_->setLayoutDirection(Qt::RightToLeft);
  connect(toData_, &QPushButton::clicked, this, [this] { context_.go(PageId::data); });

  buildLeft(columns_->left());
  buildMiddle(columns_->middle());
  thisRun_ = new ThisRunCard;
  connect(thisRun_, &ThisRunCard::helpAsked, this, [this] {
    if (const auto act = hindrance_.act) act();
  });
  columns_->right()->addWidget(thisRun_);
  columns_->right()->addStretch(1);

  connect(&context_.choices, &Choices::objectiveChanged, this, &NewRunView::showObjective);
  for (const auto signal :
       {&Choices::corpusChanged, &Choices::tokenizerChanged, &Choices::settingsChanged})
    connect(&context_.choices, signal, this, &NewRunView::showSettings);
  connect(&context_.choices, &Choices::settingsReplaced, this, [this] {
    for (SettingsForm* form : forms()) form->readBack();
    showSettings();
  });
  connect(&context_.choices, &Choices::runChanged, this, [this] { filter_->clear(); });
  connect(&context_.choices, &Choices::baseChanged, this, [this] {
    const auto& base = context_.choices.base();
    const RunSummary* run = base ? context_.library.run(base->run) : nullptr;
    if (name() == std::exchange(proposedName_, {})) name_->clear();
    if (run && !run->name.empty() && name().isEmpty()) {
      proposedName_ = freeRunName(QString::fromStdString(run->name));
      name_->setText(proposedName_);
    }
    showSettings();
  });
  connect(&context_.library, &Library::changed, this, [this] {
    findBase();
    showSettings();
  });
  connect(&machine_, &Machine::changed, this, [this] {
    showDevices();
    showSettings();
  });
  showDevices();
  showObjective();
}

void NewRunView::buildLeft(QVBoxLayout* left) {
  sizes_ = new SizeCard;
  connect(sizes_, &SizeCard::chosen, this, &NewRunView::choosePreset);
  left->addWidget(sizes_);

  auto* where = new Card(tr("Where"));
  where->headingRow()->addWidget(helpMark("device"));
  device_ = new QComboBox;
  device_->setObjectName("device");
  device_->setAccessibleName(tr("Device"));
  device_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  auto* deviceLabel = label(tr("Device"));
  deviceLabel->setBuddy(device_);
  name_ = new QLineEdit;
  name_->setObjectName("runName");
  name_->setMaxLength(120);
  name_->setPlaceholderText(tr("if you like"));
  name_->setAccessibleName(tr("Name of the run"));
  auto* nameLabel = label(tr("Name"));
  nameLabel->setBuddy(name_);
  connect(name_, &QLineEdit::textChanged, this, &NewRunView::showSettings);
  auto* grid = new QGridLayout;
  grid->addWidget(deviceLabel, 0, 0);
  grid->addWidget(device_, 0, 1);
  grid->addWidget(nameLabel, 1, 0);
  grid->addWidget(name_, 1, 1);
  grid->setColumnStretch(1, 1);
  where->body()->addLayout(grid);
  left->addWidget(where);
  left->addStretch(1);
  connect(device_, &QComboBox::currentIndexChanged, this, [this] {
    context_.choices.spec().device = device_->currentData().toString().toStdString();
    context_.choices.settingsEdited();
  });
}

SettingsForm* NewRunView::newForm(const QString& name) {
  auto* form = new SettingsForm(name);
  form->setIdle([this](const QString& key) {
    return idle(context_.choices.spec(), key.toStdString());
  });
  connect(form, &SettingsForm::edited, this, [this] { context_.choices.settingsEdited(); });
  return form;
}

void NewRunView::buildMiddle(QVBoxLayout* middle) {
  changes_ = new ChangesCard;
  connect(changes_, &ChangesCard::forgotten, this, [this] { context_.choices.setBase({}); });
  connect(changes_, &ChangesCard::dataAsked, this, [this] { context_.go(PageId::data); });
  middle->addWidget(changes_);

  auto* taskCard = new Card({});
  headline_ = label({}, "title", true);
  headline_->setObjectName("newRunHeadline");
  task_ = label({}, "", true);
  lookFor_ = label({}, "secondary", true);
  for (QLabel* part : {headline_, task_, lookFor_}) taskCard->body()->addWidget(part);
  middle->addWidget(taskCard);

  auto* settings = new Card(tr("Settings"));
  filter_ = new QLineEdit;
  filter_->setObjectName("settingsFilter");
  filter_->setPlaceholderText(tr("Find a setting"));
  filter_->setAccessibleName(tr("Find a setting by name, key or meaning"));
  filter_->setClearButtonEnabled(true);
  filter_->addAction(icon("search", IconTint::secondary), QLineEdit::LeadingPosition);
  resetAll_ = linkButton("resetSettings", {});
  connect(resetAll_, &QPushButton::clicked, this, [this] { context_.choices.resetSettings(); });
  settings->headingRow()->addWidget(resetAll_);
  settings->headingRow()->addWidget(filter_);
  connect(filter_, &QLineEdit::textChanged, this, &NewRunView::showFilter);
  model_ = newForm("model");
  training_ = newForm("training");
  rest_ = newForm("rest");
  formParts_ = {headed(tr("Model"), model_), headed(tr("Training"), training_),
                headed(tr("Objective, data and samples"), rest_)};
  auto* parts = new BesideLayout;
  parts->addWidget(formParts_[0]);
  parts->addWidget(formParts_[1]);
  settings->body()->addLayout(parts);
  static_cast<QVBoxLayout*>(formParts_[2]->layout())->insertWidget(0, rule());
  settings->body()->addWidget(formParts_[2]);
  nothingFound_ = label(tr("No setting has these words."), "secondary");
  nothingFound_->hide();
  settings->body()->addWidget(nothingFound_);
  middle->addWidget(settings);
  middle->addStretch(1);
}

void NewRunView::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  const int room = filter_->parentWidget()->width();
  filter_->setFixedWidth(std::min(theme().px(200), std::max(room / 2, theme().px(120))));
}

// Devices and speeds are asked for when somebody wants to see them.
void NewRunView::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  machine_.askDevices();
  machine_.readSpeeds();
  showSettings();
}

void NewRunView::setActionsAbsent(bool absent) {
  absent_ = absent;
  showSettings();
}

void NewRunView::setStarting(bool starting) {
  starting_ = starting;
  if (starting) machine_.stop();
  showSettings();
}

QString NewRunView::name() const {
  return name_->text().trimmed();
}

void NewRunView::begun() {
  name_->clear();
  filter_->clear();
  context_.choices.leaveBase();
}

Estimate NewRunView::estimate() const {
  const RunSpec& spec = context_.choices.spec();
  return estimateOf(spec, resolvedDevice(spec.device, machine_.devices()), validationItems(spec),
                    machine_.speeds());
}

TrainState NewRunView::state() const {
  TrainState state{waitingBase_, name(), {}};
  if (const auto& base = context_.choices.base())
    state.base = QString::fromStdString(base->run.string());
  for (const SettingsForm* form : forms())
    if (form->moreShown()) state.open << form->objectName();
  return state;
}

void NewRunView::restore(const TrainState& state) {
  name_->setText(state.name);
  for (SettingsForm* form : forms()) form->setMoreShown(state.open.contains(form->objectName()));
  waitingBase_ = state.base;
  findBase();
}

// A restored base is taken up as soon as its run is listed, and forgotten when it is gone.
void NewRunView::findBase() {
  if (waitingBase_.isEmpty() || !context_.library.listed()) return;
  const RunSummary* run = context_.library.run(waitingBase_.toStdString());
  waitingBase_.clear();
  if (run) context_.choices.setBase(BaseRun{run->folder, run->spec});
}

void NewRunView::showObjective() {
  const ObjectiveInfo* info = findObjective(context_.choices.objective());
  if (!info) return;
  sizes_->setPresets(*info);
  task_->setText(translated(info->task));
  lookFor_->setText(translated(info->lookFor));
  std::vector<FieldRef> model, training, rest;
  for (FieldRef& field : fieldsOf(context_.choices.spec())) {
    const QLatin1String key(field.info.key);
    if (key.startsWith(QLatin1String("model."))) {
      model.push_back(field);
    } else if (key.startsWith(QLatin1String("train."))) {
      training.push_back(field);
    } else {
      field.info.essential = key == QLatin1String("samples.prompts");
      rest.push_back(field);
    }
  }
  model_->setFields(std::move(model));
  training_->setFields(std::move(training));
  rest_->setFields(std::move(rest));
  showReference();
  showFilter();
  const int at = device_->findData(QString::fromStdString(context_.choices.spec().device));
  const QSignalBlocker quiet(device_);
  device_->setCurrentIndex(std::max(at, 0));
  showSettings();
}

// What the settings are compared with: the base run's, else what they would be had nobody set them.
void NewRunView::showReference() {
  const RunSpec& spec = context_.choices.spec();
  const auto& base = context_.choices.base();
  RunSpec reference = base ? base->spec : context_.choices.unsetSpec(spec.objective);
  nlohmann::json values = toJson(fieldsOf(reference));
  if (!base) values.erase("samples.prompts");  // they come with the corpus
  for (SettingsForm* form : forms())
    form->setReference(values, base ? baseName() : presetName(),
                       base ? SettingsForm::Compared::run : SettingsForm::Compared::preset);
  showReset();
}

QString NewRunView::baseName() const {
  const std::filesystem::path& folder = context_.choices.base()->run;
  const RunSummary* run = context_.library.run(folder);
  return run ? runName(*run) : QString::fromStdString(folder.filename().string());
}

QString NewRunView::presetName() const {
  const RunSpec& spec = context_.choices.spec();
  for (const Preset& preset : findObjective(spec.objective)->presets)
    if (spec.preset == preset.id) return tr("the size %1", "a preset").arg(translated(preset.label));
  return tr("the default");
}

// One action back to the preset, wherever something differs from it.
void NewRunView::showReset() {
  const int differing =
      context_.choices.base()
          ? 0
          : static_cast<int>(context_.choices.differing(context_.choices.objective()).size());
  resetAll_->setVisible(differing > 0);
  resetAll_->setText(differing == 1 ? tr("Reset 1 setting")
                                    : tr("Reset %n settings", nullptr, differing));
  resetAll_->setToolTip(tr("All settings back to %1").arg(presetName()));
}

void NewRunView::showFitted() {
  // Those of one reason in one sentence.
  std::vector<std::pair<QString, QStringList>> byReason;
  for (const FittedSetting& setting : context_.choices.fitted()) {
    const QString reason = inWords(setting.reason);
    auto same = std::ranges::find(byReason, reason, &std::pair<QString, QStringList>::first);
    if (same == byReason.end()) same = byReason.insert(same, {reason, {}});
    same->second << tr("%1 %2 instead of %3", "a setting, its value, the preset's")
                        .arg(translated(setting.label.c_str()),
                             QString::fromStdString(setting.now),
                             QString::fromStdString(setting.preset));
  }
  QStringList lines;
  for (const auto& [reason, settings] : byReason)
    lines << tr("%1. %2", "what is other than in the preset, the reason")
                 .arg(settings.join(", "), reason);
  thisRun_->showFitted(lines);
}

void NewRunView::choosePreset(const QString& id) {
  if (const Status status = applyPreset(context_.choices.spec(), id.toStdString()); !status)
    context_.messages.showError(status.error());
  context_.choices.settingsEdited();
  for (SettingsForm* form : forms()) form->readBack();
  showReference();
}

void NewRunView::showFilter() {
  int found = 0;
  const std::vector<SettingsForm*> all = forms();
  for (size_t i = 0; i < all.size(); ++i) {
    const int inForm = all[i]->setFilter(filter_->text());
    formParts_[i]->setVisible(inForm > 0 || filter_->text().isEmpty());
    found += inForm;
  }
  nothingFound_->setVisible(found == 0);
}

void NewRunView::countCorpus() {
  const CorpusEntry* corpus = context_.choices.corpus();
  const TokenizerEntry* tokenizer = context_.choices.tokenizer();
  const RunSpec& spec = context_.choices.spec();
  const int64_t context = spec.model.context;
  const uint64_t room =
      familyOf(spec) == Family::pairs && validate(spec) ? captionRoom(context) : 0;
  const std::string wanted =
      corpus && tokenizer
          ? corpus->info.hash + tokenizer->tokenizer->hash + ' ' + std::to_string(room)
          : std::string();
  if (wanted == countedFor_) return;
  countedFor_ = wanted;
  tokens_ = {};
  if (wanted.empty()) return;
  counting_.ask(
      [root = context_.library.workspace().root(), folder = corpus->folder,
       tokenizer = tokenizer->tokenizer, room] {
        return countTokens(root, folder, *tokenizer, room);
      });
}

double NewRunView::validationItems(const RunSpec& spec) const {
  const CorpusEntry* corpus = context_.choices.corpus();
  const double items = familyOf(spec) == Family::text ? tokens_.tokens
                       : corpus ? static_cast<double>(corpus->info.pictures.count)
                                : 0;
  return items * (1 - spec.data.trainFraction);
}

QString NewRunView::deviceName(const std::string& device) const {
  return device == "cpu" ? tr("this CPU") : tr("GPU %1").arg(QString::fromStdString(device).mid(5));
}

NewRunView::Hindrance NewRunView::missingData(const RunSpec& spec) const {
  const CorpusEntry* corpus = context_.choices.corpus();
  const auto toData = [this] { context_.go(PageId::data); };
  if (!corpus) return {tr("Open a text or make a sample first, on the Data page.")};
  if (const ObjectiveInfo* info = findObjective(spec.objective))
    if (const Message wrong = wrongKind(*info, corpus->info); !wrong.empty()) {
      for (const ObjectiveInfo& other : objectives())
        if (wrongKind(other, corpus->info).empty())
          return {inWords(wrong), tr("Use %1", "an objective").arg(translated(other.label)),
                  [this, id = other.id] { context_.choices.setObjective(id); }};
      return {inWords(wrong), tr("Go to Data"), toData};
    }
  if (!picturesAlone(spec) && !context_.choices.tokenizer())
    return {tr("Train a tokenizer first, on the Data page."), tr("Go to Data"), toData};
  return {};
}

NewRunView::Hindrance NewRunView::unfitPictureTokenizer(const RunSpec& spec) const {
  if (!usesPictureTokenizer(spec)) return {};
  const PictureTokenizerEntry* codes = context_.choices.pictureTokenizer();
  if (!codes)
    return {tr("A picture tokenizer comes first: train the objective of that name on this corpus, "
               "then choose “Use as picture tokenizer” under More of that run."),
            tr("Train a picture tokenizer"),
            [this] { context_.choices.setObjective("picture-tokenizer"); }};
  if (const Status fitting = fits(spec, codes->info); !fitting)
    return {inWords(fitting.error()), tr("Use its view and patch size"),
            [this, slug = codes->info.slug] { context_.choices.setPictureTokenizer(slug); }};
  return {};
}

QString NewRunView::freeRunName(const QString& wanted) const {
  std::vector<std::string> taken;
  for (const RunSummary& run : context_.library.runs()) taken.push_back(run.name);
  return QString::fromStdString(freeName(wanted.toStdString(), taken));
}

NewRunView::Hindrance NewRunView::hindrance(const RunSpec& spec) const {
  if (Hindrance missing = missingData(spec); !missing.reason.isEmpty()) return missing;
  if (Hindrance unfit = unfitPictureTokenizer(spec); !unfit.reason.isEmpty()) return unfit;
  if (const Status valid = validate(spec); !valid)
    return {inWords(valid.error()), tr("Reset the settings"),
            [this] { context_.choices.resetSettings(); }};
  if (const QString free = freeRunName(name()); free != name())
    return {tr("There is a run called %1 already.").arg(name()), tr("Call it %1").arg(free),
            [this, free] { name_->setText(free); }};
  const Fit fit = fillsBatches(spec, context_.choices.dataSize(spec.objective));
  if (fit.fits()) return {};
  return {inWords(fit.reason), remedy(fit), [this, fit] {
            if (fit.help == Fit::Help::openCorpus) return context_.go(PageId::data);
            apply(fit, context_.choices.spec());
            context_.choices.settingsEdited();
          }};
}

void NewRunView::showSettings() {
  const RunSpec& spec = context_.choices.spec();
  const ObjectiveInfo* info = findObjective(spec.objective);
  const CorpusEntry* corpus = context_.choices.corpus();
  const bool focusInForms = std::ranges::any_of(
      forms(), [](SettingsForm* form) { return form->isAncestorOf(QApplication::focusWidget()); });
  for (SettingsForm* form : forms())
    if (!focusInForms && form->valid())
      form->readBack();
    else
      form->readBackOthers();  // what follows what is being typed
  showReference();

  headline_->setText(corpus ? tr("%1 on %2", "objective, corpus")
                                  .arg(info ? translated(info->label) : QString(),
                                       QString::fromStdString(corpus->info.name))
                     : info ? translated(info->label)
                            : QString());
  sizes_->setChosen(QString::fromStdString(spec.preset));
  hindrance_ = hindrance(spec);
  const QString& problem = hindrance_.reason;
  thisRun_->showProblem(problem, hindrance_.help);
  const bool valid = std::ranges::all_of(forms(), [](SettingsForm* form) { return form->valid(); });
  start_->setEnabled(problem.isEmpty() && valid && !starting_);
  start_->setProperty("absent", absent_ || !corpus);
  toData_->setProperty("absent", absent_ || corpus);
  showBase();
  if (isVisible()) {
    countCorpus();
    if (context_.library.runs().size() != std::exchange(runsRead_, context_.library.runs().size()))
      machine_.readSpeeds();
    showEstimates(spec, problem.isEmpty() && !starting_);
  }
  showFacts(spec);
  showFitted();
  Q_EMIT headerChanged();
}

QString NewRunView::cutCaptions() const {
  const CaptionTokens& captions = tokens_.captions;
  if (captions.cut == 0) return {};
  const auto said = [](uint64_t n) { return countText(static_cast<double>(n)); };
  const int64_t context = context_.choices.spec().model.context;
  const uint64_t marks = static_cast<uint64_t>(context) - captionRoom(context);
  return tr("%1 of %2 captions are longer than the context and will be cut; a context of %3 holds "
            "all.",
            "cut captions, all captions, tokens")
      .arg(said(captions.cut), said(captions.captions),
           said(captions.longest + marks));
}

void NewRunView::showEstimates(const RunSpec& spec, bool mayMeasure) {
  const std::string device = resolvedDevice(spec.device, machine_.devices());
  const Estimate now = estimate();
  if (mayMeasure && machine_.ready() && wantsMeasuring(now.time, device, machine_.speeds()))
    machine_.measure();
  thisRun_->showEstimate({now, deviceName(device),
                          static_cast<double>(memoryOfDevice(device, machine_.devices())),
                          machine_.measuring(), machine_.measuredIn(), machine_.problem(),
                          cutCaptions()});
  const ObjectiveInfo* info = findObjective(spec.objective);
  for (const Preset& preset : info->presets) {
    RunSpec sized = spec;
    if (!applyPreset(sized, preset.id)) continue;
    sized = presetOf(sized, context_.choices.dataSize(spec.objective));
    const Estimate estimate = estimateOf(sized, device, validationItems(sized), machine_.speeds());
    const QString parameters = parametersText(static_cast<double>(estimate.parameters));
    sizes_->setAbout(preset.id, std::isfinite(estimate.time.seconds)
                                    ? tr("%1 parameters · %2", "count, time")
                                          .arg(parameters, roughDuration(estimate.time.seconds))
                                    : tr("%1 parameters").arg(parameters));
  }
}

void NewRunView::showFacts(const RunSpec& spec) {
  const CorpusEntry* corpus = context_.choices.corpus();
  const TokenizerEntry* tokenizer = context_.choices.tokenizer();
  const ObjectiveInfo* info = findObjective(spec.objective);
  Figures::Rows rows;
  rows.append({tr("Objective"), info ? translated(info->label) : QString()});
  rows.append({tr("Corpus"), corpus ? QString::fromStdString(corpus->info.name) : tr("none yet")});
  const bool text = familyOf(spec) == Family::text;
  if (usesPictureTokenizer(spec)) {
    const PictureTokenizerEntry* codes = context_.choices.pictureTokenizer();
    rows.append({tr("Picture tokenizer"),
                 codes ? tr("%1, %2 codes")
                             .arg(QString::fromStdString(codes->info.name),
                                  countText(static_cast<double>(codes->info.shape.codes)))
                       : tr("none yet")});
  } else if (!picturesAlone(spec))
    rows.append({tr("Tokenizer"),
                 tokenizer ? QString::fromStdString(tokenizer->tokenizer->name) : tr("none yet")});
  const double perStep = static_cast<double>(spec.train.batchSize) *
                         static_cast<double>(spec.train.accumulate) *
                         (text ? static_cast<double>(spec.model.context) : 1);
  const double all = perStep * static_cast<double>(spec.train.steps);
  rows.append({text ? tr("Tokens a step") : tr("Pictures a step"), countText(perStep)});
  rows.append({text ? tr("Tokens in all") : tr("Pictures in all"), countText(all)});
  const double items = text     ? tokens_.tokens
                       : corpus ? static_cast<double>(corpus->info.pictures.count)
                                : 0;
  if (const double training = items * spec.data.trainFraction; training >= 1) {
    const double epochs = all / training;
    rows.append({text ? tr("Times over the text") : tr("Times over the pictures"),
                 QLocale().toString(epochs, 'f', epochs < 10 ? 1 : 0)});
  }
  const double chance = chanceLoss(spec);
  const bool measured = info && info->lossKind == LossKind::squaredError;
  if (measured)  // by the first evaluation; of patches without one colour (n - 1) / n
    rows.append({tr("Loss of even patches"),
                 std::isfinite(chance) ? tr("at most %1; measured at the start").arg(valueText(chance))
                                       : tr("measured at the start")});
  else if ((tokenizer || !text) && std::isfinite(chance))
    rows.append({tr("Loss at chance"), valueText(chance)});
  thisRun_->showFacts(rows);
}

void NewRunView::showBase() {
  const auto& base = context_.choices.base();
  changes_->setVisible(base.has_value());
  if (!base) return;
  QStringList lost;
  const CorpusEntry* corpus = context_.library.corpus(base->spec.corpus.slug);
  if (context_.library.listed() && (!corpus || corpus->info.hash != base->spec.corpus.hash))
    lost << tr("Its corpus %1 is no longer here, or has other content. Choose another above, or "
               "open "
               "the same text again.")
                .arg(QString::fromStdString(base->spec.corpus.slug));
  const TokenizerEntry* tokenizer = context_.library.tokenizer(base->spec.tokenizer.slug);
  if (context_.library.listed() && usesPictureTokenizer(base->spec)) {
    const PictureTokenizerEntry* codes =
        context_.library.pictureTokenizer(base->spec.tokenizer.slug);
    if (!codes || codes->info.hash != base->spec.tokenizer.hash)
      lost << tr("Its picture tokenizer %1 is no longer here, or is another one. Choose one above.")
                  .arg(QString::fromStdString(base->spec.tokenizer.slug));
  } else if (context_.library.listed() && !picturesAlone(base->spec) &&
             (!tokenizer || tokenizer->tokenizer->hash != base->spec.tokenizer.hash))
    lost << tr("Its tokenizer %1 is no longer here, or is another one. Choose one above.")
                .arg(QString::fromStdString(base->spec.tokenizer.slug));
  changes_->showChanges(baseName(), specDiff({base->spec, context_.choices.spec()}, inLanguage),
                        lost.join("\n"));
}

void NewRunView::showDevices() {
  const QString chosen = QString::fromStdString(context_.choices.spec().device);
  const QSignalBlocker quiet(device_);
  if (device_->count() == 0) {
    device_->addItem(tr("automatic"), "auto");
    device_->addItem(tr("CPU"), "cpu");
  }
  for (const Device& device : machine_.devices()) {
    const QString id = QString::fromStdString(device.id);
    const QString text =
        tr("%1: %2", "device id, its name").arg(id, QString::fromStdString(device.name));
    if (device_->findData(id) < 0) device_->addItem(text, id);
    device_->setItemData(device_->findData(id), text, Qt::ToolTipRole);
  }
  // A device that this machine does not have stays visible as what is chosen.
  if (device_->findData(chosen) < 0) device_->addItem(chosen, chosen);
  device_->setCurrentIndex(device_->findData(chosen));
}

}  // namespace unmask
