// Building and filling the form of a new run.
#include "ui/train/new_run_view.h"

#include <QButtonGroup>
#include <QComboBox>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLineEdit>
#include <QProcess>

#include "core/base/platform.h"
#include "core/runs/workspace.h"
#include "core/spec/catalogue.h"
#include "ui/theme/theme.h"
#include "ui/train/verdict.h"
#include "ui/widgets/settings_form.h"
#include "ui/widgets/words.h"

namespace unmask {

NewRunView::NewRunView(PageContext& context) : context_(context) {
  columns_ = new ThreeColumns;
  auto* outer = new QVBoxLayout(this);
  outer->setContentsMargins(0, 0, 0, 0);
  outer->addWidget(columns_);
  start_ = primaryButton("startTraining", tr("Start training"), "play");
  start_->setToolTip(tr("Launch the run in the background (Ctrl+Return)"));
  start_->setShortcut(QKeySequence("Ctrl+Return"));
  connect(start_, &QPushButton::clicked, this, &NewRunView::startAsked);

  const auto formCard = [this](QVBoxLayout* column, const QString& heading, const QString& name) {
    auto* card = new Card(heading);
    auto* form = new SettingsForm(name);
    card->body()->addWidget(form);
    column->addWidget(card);
    connect(form, &SettingsForm::edited, this, [this] { context_.choices.settingsEdited(); });
    return form;
  };
  model_ = formCard(columns_->left(), tr("Model"), "model");
  training_ = formCard(columns_->left(), tr("Training"), "training");
  columns_->left()->addStretch(1);

  presetCard_ = new Card(tr("Size"));
  presets_ = new QVBoxLayout;
  presets_->setSpacing(0);
  presetCard_->body()->addLayout(presets_);
  presetGroup_ = new QButtonGroup(this);
  columns_->middle()->addWidget(presetCard_);

  auto* taskCard = new Card(tr("What it will learn"));
  task_ = label({}, "", true);
  lookFor_ = label({}, "secondary", true);
  taskCard->body()->addWidget(task_);
  taskCard->body()->addWidget(lookFor_);
  columns_->middle()->addWidget(taskCard);
  rest_ = formCard(columns_->middle(), tr("Data, objective and samples"), "rest");
  columns_->middle()->addStretch(1);

  auto* where = new Card(tr("This run"));
  auto* deviceLabel = label(tr("Device"), "");
  device_ = new QComboBox;
  device_->setObjectName("device");
  device_->setAccessibleName(tr("Device"));
  device_->addItem(tr("automatic"), "auto");
  device_->addItem(tr("CPU"), "cpu");
  deviceLabel->setBuddy(device_);
  name_ = new QLineEdit;
  name_->setObjectName("runName");
  name_->setMaxLength(120);
  name_->setPlaceholderText(tr("a name, if you like"));
  name_->setAccessibleName(tr("Name of the run"));
  summary_ = new Figures;
  summary_->setObjectName("runSummary");
  problem_ = label({}, "error", true);
  problem_->setObjectName("specProblem");
  where->body()->addWidget(name_);
  where->body()->addWidget(deviceLabel);
  where->body()->addWidget(device_);
  where->body()->addWidget(rule());
  where->body()->addWidget(summary_);
  where->body()->addWidget(problem_);
  columns_->right()->addWidget(where);
  columns_->right()->addStretch(1);

  connect(device_, &QComboBox::currentIndexChanged, this, [this] {
    context_.choices.spec().device = device_->currentData().toString().toStdString();
    context_.choices.settingsEdited();
  });
  connect(&context_.choices, &Choices::objectiveChanged, this, &NewRunView::showObjective);
  for (const auto signal :
       {&Choices::corpusChanged, &Choices::tokenizerChanged, &Choices::settingsChanged})
    connect(&context_.choices, signal, this, &NewRunView::showSettings);
  connect(&context_.library, &Library::changed, this, &NewRunView::showSettings);
  connect(&context_.choices, &Choices::settingsReplaced, this, [this] {
    for (SettingsForm* form : {model_, training_, rest_}) form->readBack();
  });
  listDevices();
  showObjective();
}

NewRunView::~NewRunView() {
  if (!devices_ || devices_->state() == QProcess::NotRunning) return;
  devices_->disconnect(this);
  devices_->kill();
  devices_->waitForFinished(2000);
}

void NewRunView::setActionsAbsent(bool absent) {
  absent_ = absent;
  showSettings();
}

QString NewRunView::name() const {
  return name_->text().trimmed();
}

void NewRunView::showObjective() {
  const ObjectiveInfo* info = findObjective(context_.choices.objective());
  if (!info) return;
  clear(presets_);
  for (QAbstractButton* old : presetGroup_->buttons()) presetGroup_->removeButton(old);
  for (const Preset& preset : info->presets) {
    QPushButton* choose = choiceButton(QString("preset.") + preset.id, translated(preset.label));
    choose->setAccessibleDescription(translated(preset.explanation));
    choose->setChecked(context_.choices.spec().preset == preset.id);
    presetGroup_->addButton(choose);
    QLabel* about = label(translated(preset.explanation), "about", true);
    presets_->addWidget(choose);
    presets_->addWidget(about);
    connect(choose, &QPushButton::clicked, this,
            [this, id = QString::fromLatin1(preset.id)] { choosePreset(id); });
  }
  task_->setText(translated(info->task));
  lookFor_->setText(translated(info->lookFor));

  std::vector<FieldRef> model, training, rest;
  for (FieldRef& field : fieldsOf(context_.choices.spec())) {
    const QLatin1String key(field.info.key);
    if (key.startsWith(QLatin1String("model.")))
      model.push_back(field);
    else if (key.startsWith(QLatin1String("train.")))
      training.push_back(field);
    else {
      field.info.essential = key == QLatin1String("samples.prompts");
      rest.push_back(field);
    }
  }
  model_->setFields(std::move(model));
  training_->setFields(std::move(training));
  rest_->setFields(std::move(rest));
  const int at = device_->findData(QString::fromStdString(context_.choices.spec().device));
  const QSignalBlocker quiet(device_);
  device_->setCurrentIndex(std::max(at, 0));
  showSettings();
}

void NewRunView::choosePreset(const QString& id) {
  if (const Status status = applyPreset(context_.choices.spec(), id.toStdString()); !status)
    context_.messages.showError(status.error());
  for (SettingsForm* form : {model_, training_, rest_}) form->readBack();
  context_.choices.settingsEdited();
}

void NewRunView::showSettings() {
  const CorpusEntry* corpus = context_.choices.corpus();
  const TokenizerEntry* tokenizer = context_.choices.tokenizer();
  const RunSpec& spec = context_.choices.spec();
  const ObjectiveInfo* info = findObjective(spec.objective);
  const bool focusInForms = model_->isAncestorOf(QApplication::focusWidget()) ||
                            training_->isAncestorOf(QApplication::focusWidget()) ||
                            rest_->isAncestorOf(QApplication::focusWidget());
  if (!focusInForms)
    for (SettingsForm* form : {model_, training_, rest_})
      if (form->valid()) form->readBack();

  Figures::Rows rows;
  rows.append({tr("Objective"), info ? translated(info->label) : QString()});
  rows.append({tr("Corpus"), corpus ? QString::fromStdString(corpus->info.name) : tr("none yet")});
  rows.append({tr("Tokenizer"),
               tokenizer ? QString::fromStdString(tokenizer->tokenizer->name) : tr("none yet")});
  const double perStep = static_cast<double>(spec.train.batchSize) *
                         static_cast<double>(spec.train.accumulate) *
                         static_cast<double>(spec.model.context);
  rows.append({tr("Tokens a step"), countText(perStep)});
  rows.append({tr("Tokens in all"), countText(perStep * static_cast<double>(spec.train.steps))});
  if (tokenizer) rows.append({tr("Loss at chance"), valueText(chanceLoss(spec))});
  summary_->setRows(rows);

  const bool formsValid = model_->valid() && training_->valid() && rest_->valid();
  const Status valid = corpus && tokenizer ? validate(spec) : Status{};
  problem_->setVisible(!valid || !corpus);
  if (!corpus)
    problem_->setText(tr("Open a text or make a sample first, on the Data page."));
  else if (!valid)
    problem_->setText(inWords(valid.error()));
  start_->setEnabled(corpus && tokenizer && valid && formsValid);
  start_->setProperty("absent", absent_);
  Q_EMIT headerChanged();
}

// The worker knows the devices: the window itself has no LibTorch.
void NewRunView::listDevices() {
  auto* process = new QProcess(this);
  devices_ = process;
  connect(process, &QProcess::finished, this, [this, process] {
    const QJsonDocument json = QJsonDocument::fromJson(process->readAllStandardOutput());
    const QJsonArray list =
        json.isArray() ? json.array() : json.object().value("devices").toArray();
    const QSignalBlocker quiet(device_);
    for (const QJsonValue& entry : list) {
      const QString id = entry.toObject().value("id").toString();
      const QString name = entry.toObject().value("name").toString();
      if (id.isEmpty()) continue;
      const int at = device_->findData(id);
      const QString text = tr("%1: %2", "device id, its name").arg(id, name);
      if (at < 0) device_->addItem(text, id);
      device_->setItemData(device_->findData(id), text, Qt::ToolTipRole);
    }
    process->deleteLater();
  });
  connect(process, &QProcess::errorOccurred, process, &QObject::deleteLater);
  process->start(QString::fromStdString(workerProgram().string()), {"devices", "--json"});
}

}  // namespace unmask
