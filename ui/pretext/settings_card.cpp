// Choosing and naming the fields of the form.
#include "ui/pretext/settings_card.h"

#include <QLocale>
#include <algorithm>
#include <string_view>

#include "ui/help/help.h"
#include "ui/theme/theme.h"
#include "ui/widgets/settings_form.h"

namespace unmask {

namespace {

// In the order of the work: what is chosen, what becomes of it, how it is cut, which draws. A short
// name of its own where the narrow column would break the long one.
struct Shown {
  std::string_view key;
  const char* name;  // nullptr: the field's
  bool open;         // without 'More settings'
};
constexpr Shown kShown[] = {
    {"objective.algorithm", nullptr, true},
    {"objective.chosen", nullptr, true},
    {"objective.density", nullptr, true},
    {"objective.mean_span", nullptr, true},
    {"objective.random_roll", nullptr, true},
    {"objective.permute", nullptr, true},
    {"objective.infill", nullptr, true},
    {"objective.poisson_lambda", nullptr, true},
    {"objective.mask", UNMASK_TEXT("core", "→ [MASK]"), true},
    {"objective.random", UNMASK_TEXT("core", "→ random"), true},
    {"objective.max_predictions", UNMASK_TEXT("core", "At most"), true},
    {"objective.delete", nullptr, true},
    {"objective.rotate", nullptr, true},
    {"objective.whole_word", nullptr, true},
    {"objective.cls_sep", nullptr, true},
    {"objective.end_of_document", UNMASK_TEXT("core", "Mark ends"), true},
    {"objective.mask_ratio", nullptr, true},
    {"objective.patch", nullptr, true},
    {"objective.min_block", nullptr, true},
    {"objective.block_aspect", nullptr, false},
    {"objective.norm_pix", UNMASK_TEXT("core", "Normalised"), true},
    {"objective.view_size", nullptr, true},
    {"objective.crop_min", nullptr, true},
    {"objective.crop_max", nullptr, true},
    {"objective.crop_aspect", nullptr, false},
    {"objective.flip", nullptr, true},
    {"objective.jitter", nullptr, true},
    {"objective.jitter_strength", UNMASK_TEXT("core", "Strength"), true},
    {"objective.grey", nullptr, true},
    {"objective.blur", nullptr, true},
    {"objective.temperature", nullptr, false},
    {"model.context", nullptr, true},
    {"train.batch_size", nullptr, true},
    {"train.seed", nullptr, true},
    {"train.accumulate", UNMASK_TEXT("core", "Micro-batches"), false},
    {"data.split", nullptr, false},
    {"data.train_fraction", nullptr, false},
};

}  // namespace

SettingsCard::SettingsCard(QWidget* parent) : Card(tr("Settings"), parent) {
  of_ = new Picker("settingsOf", tr("Of"));
  of_->hide();
  body()->addWidget(of_, 0, Qt::AlignLeft);
  connect(of_, &Picker::picked, this, &SettingsCard::objectiveAsked);
  form_ = new SettingsForm("pretext");
  connect(form_, &SettingsForm::edited, this, [this] {
    if (!form_->valid()) return;
    Q_EMIT edited();
    const auto* masked = std::get_if<MaskedLmSettings>(&spec_->objectiveSettings);
    // Another algorithm has other settings; the form is not rebuilt under its own signal.
    if (masked && masked->algorithm != algorithm_)
      QMetaObject::invokeMethod(this, &SettingsCard::fill, Qt::QueuedConnection);
  });
  body()->addWidget(form_);
  reset_ = linkButton("pretextReset", {});
  connect(reset_, &QPushButton::clicked, this, &SettingsCard::resetAsked);
  body()->addWidget(reset_, 0, Qt::AlignLeft);
  reset_->hide();
}

void SettingsCard::showRun(const RunSpec& spec) {
  ofRun_ = spec;
  spec_ = &ofRun_;
  setHeading(tr("Settings of this run"));
  of_->hide();
  reset_->hide();
  form_->setReadOnly(true);
  fill();
}

void SettingsCard::compare(const nlohmann::json& usual, const QString& from, int differing) {
  form_->setReference(usual, from, SettingsForm::Compared::preset);
  reset_->setText(differing == 1 ? tr("Reset 1 setting")
                                 : tr("Reset %n settings", nullptr, differing));
  reset_->setToolTip(tr("All settings of this objective back to %1, on the Train page too")
                         .arg(from));
  reset_->setVisible(differing > 0);
}

void SettingsCard::show(RunSpec& spec) {
  spec_ = &spec;
  setHeading(tr("Settings"));
  form_->setReadOnly(false);
  offer(offered_);
  fill();
}

void SettingsCard::offer(const QList<Picker::Option>& objectives) {
  if (!std::ranges::equal(offered_, objectives, {}, &Picker::Option::id, &Picker::Option::id)) {
    offered_ = objectives;
    of_->setOptions(offered_);
  }
  const auto own = std::ranges::find(
      offered_, spec_ ? QString::fromStdString(spec_->objective) : QString(), &Picker::Option::id);
  if (own != offered_.end()) of_->setCurrent(own->id, own->label);
  of_->setVisible(!offered_.isEmpty());
}

void SettingsCard::readBack() {
  const auto* masked = spec_ ? std::get_if<MaskedLmSettings>(&spec_->objectiveSettings) : nullptr;
  if (masked && masked->algorithm != algorithm_) return fill();
  form_->readBack();
}

void SettingsCard::fill() {
  auto* masked = std::get_if<MaskedLmSettings>(&spec_->objectiveSettings);
  algorithm_ = masked ? masked->algorithm : "";
  const std::vector<FieldRef> all = fieldsOf(*spec_);
  std::vector<FieldRef> fields;
  for (const Shown& shown : kShown) {
    const auto found = std::ranges::find_if(
        all, [&](const FieldRef& field) { return shown.key == field.info.key; });
    if (found == all.end()) continue;
    // A cap that the algorithm does not look at.
    if (shown.key == "objective.max_predictions" && algorithm_ != "bert-exact") continue;
    FieldRef field = *found;
    // The names are those of masked words and next token.
    const bool named = isEncoderDecoder(*spec_) && shown.key.starts_with("objective.");
    if (shown.name && !named) field.info.label = shown.name;
    field.info.unit = "";  // the explanation says it; here it would break the line
    field.info.essential = shown.open;
    fields.push_back(field);
  }
  form_->setFields(std::move(fields));
  if (masked)
    form_->setDerived("objective.random", tr("→ kept (the rest)"), [masked] {
      return tr("%1 %").arg(
          QLocale().toString(std::max(0.0, 100 * (1 - masked->mask - masked->random)), 'g', 4));
    });
  else
    form_->setDerived({}, {}, nullptr);
}

}  // namespace unmask
