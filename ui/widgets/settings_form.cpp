// Building rows from FieldRefs; refusals appear under the field that caused them.
#include "ui/widgets/settings_form.h"

#include <QGridLayout>
#include <QStyle>
#include <QToolButton>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "ui/help/help.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/parts.h"
#include "ui/widgets/setting_editors.h"
#include "ui/widgets/words.h"

namespace unmask {

namespace {

enum Column { nameColumn, helpColumn, editorColumn };

constexpr int kResetSide = 20;   // pixels at 100 %
constexpr int kFormWidth = 400;  // a name and its field stay in one glance

// As wide as it may be, what is left over at its right.
QLayout* leftward(QWidget* part) {
  auto* row = new QHBoxLayout;
  row->addWidget(part, 1000);
  row->addStretch(1);
  return row;
}

void markInvalid(QWidget* editor, bool invalid) {
  if (editor->property("invalid").toBool() == invalid) return;
  editor->setProperty("invalid", invalid);
  editor->style()->unpolish(editor);
  editor->style()->polish(editor);
}

}  // namespace

SettingsForm::SettingsForm(const QString& objectName, QWidget* parent)
    : QWidget(parent), reference_(std::make_shared<nlohmann::json>(nlohmann::json::object())) {
  setObjectName(objectName);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  connect(&theme(), &Theme::changed, this, &SettingsForm::applyScale);
}

void SettingsForm::setFields(std::vector<FieldRef> fields) {
  fields_ = std::move(fields);
  build();
}

void SettingsForm::setDerived(const QString& afterKey, const QString& name,
                              std::function<QString()> value) {
  derivedAfter_ = afterKey;
  derivedName_ = name;
  derivedValue_ = std::move(value);
  build();
}

void SettingsForm::setReadOnly(bool readOnly) {
  if (readOnly_ == readOnly) return;
  readOnly_ = readOnly;
  build();
}

void SettingsForm::setReference(const nlohmann::json& values, const QString& name,
                                Compared compared) {
  const bool first = reference_->empty();
  reference_ = std::make_shared<nlohmann::json>(values);
  referenceName_ = name;
  compared_ = compared;
  if (first && !values.empty()) return build();  // now there is a way back in each row
  for (Row& row : rows_) compare(row);
}

SettingsForm::Row* SettingsForm::row(const QString& key) {
  for (Row& row : rows_)
    if (key == QLatin1String(row.field.info.key)) return &row;
  return nullptr;
}

QWidget* SettingsForm::editor(const QString& key) const {
  const Row* found = const_cast<SettingsForm*>(this)->row(key);
  return found ? found->editor : nullptr;
}

void SettingsForm::build() {
  auto* column = static_cast<QVBoxLayout*>(layout());
  clear(column);
  rows_.clear();
  invalid_.clear();
  grids_.clear();
  derivedLabel_ = derivedNameLabel_ = nullptr;

  const auto newGrid = [this](QWidget* holder) {
    auto* grid = new QGridLayout(holder);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setColumnStretch(nameColumn, 1);
    grids_.push_back(grid);
    return grid;
  };
  const bool anyEssential = std::any_of(fields_.begin(), fields_.end(),
                                        [](const FieldRef& f) { return f.info.essential; });
  auto* first = new QWidget;
  rest_ = new QWidget;
  auto* firstGrid = newGrid(first);
  auto* restGrid = newGrid(rest_);
  int firstLine = 0, restLine = 0;
  rows_.reserve(fields_.size());
  for (const FieldRef& field : fields_) {
    const bool essential = field.info.essential || !anyEssential;
    QGridLayout* grid = essential ? firstGrid : restGrid;
    int& line = essential ? firstLine : restLine;
    addRow(grid, line, field, essential);
    if (derivedValue_ && derivedAfter_ == QLatin1String(field.info.key)) addDerivedRow(grid, line);
  }
  column->addLayout(leftward(first));
  more_ = linkButton(objectName() + ".more", {});
  column->addWidget(more_);
  column->addLayout(leftward(rest_));
  column->addStretch(1);  // not between the rows
  connect(more_, &QPushButton::clicked, this, [this] { setMoreShown(!open_); });
  applyScale();
  setMoreShown(open_);
  readBack();
}

void SettingsForm::applyScale() {
  layout()->setSpacing(theme().px(kSpaceS));
  for (QGridLayout* grid : grids_) {
    grid->setVerticalSpacing(theme().px(kSpaceS));
    grid->setHorizontalSpacing(theme().px(kSpaceS));
    grid->parentWidget()->setMaximumWidth(theme().px(kFormWidth));
  }
  for (Row& row : rows_)
    if (row.reset) row.reset->setFixedSize(theme().px(kResetSide), theme().px(kResetSide));
  if (derivedLabel_) derivedLabel_->setContentsMargins(0, 0, theme().px(9), 0);
}

void SettingsForm::setMoreShown(bool open) {
  open_ = open;
  showRows();
}

int SettingsForm::setFilter(const QString& words) {
  filter_ = words.split(' ', Qt::SkipEmptyParts);
  showRows();
  return static_cast<int>(std::count_if(rows_.begin(), rows_.end(), [](const Row& row) {
    return row.editor->isVisibleTo(row.editor->parentWidget());
  }));
}

void SettingsForm::setIdle(std::function<bool(const QString& key)> idle) {
  idle_ = std::move(idle);
  showRows();
}

void SettingsForm::showRows() {
  if (!more_) return;
  bool anyMore = false;
  for (Row& row : rows_) {
    const QString text = settingName(row.field) + ' ' + settingExplanation(row.field) + ' ' +
                         QString::fromLatin1(row.field.info.key);
    const bool means = !idle_ || !idle_(row.field.info.key);
    const bool wanted =
        means && std::all_of(filter_.begin(), filter_.end(), [&](const QString& word) {
          return text.contains(word, Qt::CaseInsensitive);
        });
    anyMore |= means && !row.essential;
    for (QWidget* part : std::initializer_list<QWidget*>{row.name, row.help, row.editor})
      if (part) part->setVisible(wanted);
    row.problem->setVisible(wanted && !row.problem->text().isEmpty());
    compare(row);
  }
  for (QWidget* part : {derivedLabel_, derivedNameLabel_})
    if (part) part->setVisible(filter_.isEmpty());
  more_->setVisible(anyMore && filter_.isEmpty());
  rest_->setVisible(anyMore && (open_ || !filter_.isEmpty()));
  more_->setText(open_ ? tr("Fewer settings") : tr("More settings"));
}

void SettingsForm::addDerivedRow(QGridLayout* grid, int& line) {
  derivedNameLabel_ = unmask::label(derivedName_, "secondary", true);
  grid->addWidget(derivedNameLabel_, line, nameColumn);
  derivedLabel_ = unmask::label({}, "secondary");
  derivedLabel_->setObjectName(objectName() + ".derived");
  derivedLabel_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
  grid->addWidget(derivedLabel_, line++, editorColumn);
}

void SettingsForm::take(const QString& key, const std::function<Status()>& write) {
  Row* edited = row(key);
  if (reading_ || !edited) return;
  const Status status = write();
  std::erase(invalid_, key);
  if (!status) invalid_.push_back(key);
  edited->problem->setText(status ? QString() : inWords(status.error()));
  edited->problem->setVisible(!status);
  markInvalid(edited->editor, !status);
  compare(*edited);
  if (derivedLabel_) derivedLabel_->setText(derivedValue_());
  if (idle_) showRows();
  Q_EMIT this->edited(key);
}

void SettingsForm::reset(const QString& key) {
  Row* back = row(key);
  if (!back || !reference_->contains(key.toStdString())) return;
  const nlohmann::json value = (*reference_)[key.toStdString()];
  const FieldRef field = back->field;
  reading_ = true;
  const Status status = field.set(value);
  back->show();
  reading_ = false;
  take(key, [status] { return status; });
  back->editor->setFocus();
}

bool SettingsForm::differs(const Row& row) const {
  const std::string key = row.field.info.key;
  return reference_->contains(key) &&
         (row.field.get() != (*reference_)[key] || !row.problem->text().isEmpty());
}

int SettingsForm::differing() const {
  return static_cast<int>(
      std::ranges::count_if(rows_, [this](const Row& row) { return differs(row); }));
}

// How the row stands to the reference.
void SettingsForm::compare(Row& row) {
  if (!row.reset) return;
  const bool differs = this->differs(row);
  const bool shown = differs && row.editor->isVisibleTo(row.editor->parentWidget());
  row.reset->setVisible(shown);
  row.was->setVisible(shown);
  setRole(row.name, differs ? "value" : "");
  if (!differs) return;
  const QString before =
      settingText(row.field, (*reference_)[row.field.info.key]).replace('\n', " | ");
  const QString value = before.isEmpty() ? tr("empty") : before;
  row.was->setText(compared_ == Compared::run ? tr("● was %1").arg(value)
                                              : tr("● usually %1").arg(value));
  row.reset->setToolTip(tr("Back to %1, as in %2").arg(before, referenceName_));
  row.reset->setAccessibleName(tr("%1: back to %2").arg(translated(row.field.info.label), before));
}

void SettingsForm::addRow(QGridLayout* grid, int& line, const FieldRef& field, bool essential) {
  const QString key = QString::fromLatin1(field.info.key);
  auto* problem = unmask::label({}, "error", true);
  problem->setObjectName(objectName() + "." + key + ".problem");
  problem->hide();
  auto* name = unmask::label(settingName(field), "", true);
  name->setToolTip(settingExplanation(field));
  if (readOnly_) name->setAlignment(Qt::AlignLeft | Qt::AlignTop);  // as its value has it
  const SettingEditor editor =
      readOnly_ ? makeReadOnly(field)
                : makeEditor(field, [this, key](const std::function<Status()>& write) {
                    take(key, write);
                  });
  editor.widget->setObjectName(objectName() + "." + key);
  editor.widget->setAccessibleName(translated(field.info.label));
  editor.widget->setAccessibleDescription(translated(field.info.explanation));
  editor.widget->setToolTip(settingExplanation(field));
  editor.widget->setWhatsThis(settingExplanation(field));  // F1
  name->setBuddy(editor.widget);

  const bool wide = readOnly_ ? field.kind == FieldKind::texts : isWide(field);
  QToolButton* help = nullptr;
  if (!readOnly_ && *field.info.help) {
    help = helpMark(field.info.help);
    grid->addWidget(help, line, helpColumn, Qt::AlignVCenter);
  }
  grid->addWidget(name, line, nameColumn, 1, wide && !help ? 3 : 1);
  QToolButton* reset = nullptr;
  auto* was = unmask::label({}, "secondary", true);
  was->setObjectName(objectName() + "." + key + ".was");
  was->setAlignment(Qt::AlignRight);
  was->hide();
  if (!readOnly_ && !reference_->empty()) {
    reset = new QToolButton;
    reset->setObjectName(objectName() + "." + key + ".reset");
    reset->setProperty("inline", true);
    reset->setIcon(icon("reset", IconTint::secondary));
    reset->setCursor(Qt::PointingHandCursor);
    reset->setFocusPolicy(Qt::TabFocus);
    reset->hide();
    connect(reset, &QToolButton::clicked, this, [this, key] { this->reset(key); });
  }
  if (wide)
    grid->addWidget(editor.widget, ++line, nameColumn, 1, 3);
  else
    grid->addWidget(editor.widget, line, editorColumn, readOnly_ ? Qt::Alignment() : Qt::AlignLeft);
  // In a line of their own, which is there only where something differs.
  grid->addWidget(was, ++line, nameColumn, 1, reset ? 2 : 3);
  if (reset) grid->addWidget(reset, line, editorColumn, Qt::AlignLeft | Qt::AlignVCenter);
  grid->addWidget(problem, ++line, nameColumn, 1, 3);
  ++line;
  rows_.push_back({field, essential, name, problem, was, reset, help, editor.widget, editor.show});
}

void SettingsForm::readBackOthers() {
  reading_ = true;
  for (Row& row : rows_)
    if (!row.editor->hasFocus() && row.problem->text().isEmpty()) row.show();
  showRows();
  if (derivedLabel_) derivedLabel_->setText(derivedValue_());
  reading_ = false;
}

void SettingsForm::readBack() {
  reading_ = true;
  for (Row& row : rows_) {
    row.show();
    row.problem->setText({});
    row.problem->hide();
    markInvalid(row.editor, false);
  }
  showRows();
  invalid_.clear();
  if (derivedLabel_) derivedLabel_->setText(derivedValue_());
  reading_ = false;
}

}  // namespace unmask
