// Building editors from FieldRefs; refusals appear under the field that caused them.
#include "ui/widgets/settings_form.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QLineEdit>
#include <QLocale>
#include <QPlainTextEdit>
#include <QSpinBox>
#include <QWheelEvent>
#include <limits>
#include <nlohmann/json.hpp>

#include "ui/theme/theme.h"
#include "ui/widgets/parts.h"
#include "ui/widgets/words.h"

namespace unmask {

namespace {

// A wheel meant for the page must not change a setting under the pointer.
class NoWheel : public QObject {
 public:
  using QObject::QObject;
  bool eventFilter(QObject* watched, QEvent* event) override {
    if (event->type() != QEvent::Wheel || static_cast<QWidget*>(watched)->hasFocus()) return false;
    event->ignore();
    return true;
  }
};

void markInvalid(QWidget* editor, bool invalid) {
  editor->setProperty("invalid", invalid);
  editor->style()->unpolish(editor);
  editor->style()->polish(editor);
}

QString explanation(const FieldRef& field) {
  QString text = translated(field.info.explanation);
  const QString range = QString::fromStdString(rangeText(field));
  if (!range.isEmpty()) text += "\n" + SettingsForm::tr("Allowed: %1").arg(range);
  return text + "\n" + QString::fromLatin1(field.info.key);
}

QString label(const FieldRef& field) {
  const QString name = translated(field.info.label);
  const QString unit = translated(field.info.unit);
  const bool shown = *field.info.unit && field.kind != FieldKind::fraction &&
                     unit.compare(name, Qt::CaseInsensitive) != 0;
  return shown ? SettingsForm::tr("%1, %2", "a setting and its unit").arg(name, unit) : name;
}

// Choices whose words need the whole width.
bool longChoices(const FieldRef& field) {
  return std::any_of(field.info.choices.begin(), field.info.choices.end(),
                     [](const Choice& c) { return translated(c.label).size() > 9; });
}

bool fitsSpinBox(const FieldRef& field) {
  return field.info.minimum >= std::numeric_limits<int>::min() &&
         field.info.maximum <= std::numeric_limits<int>::max();
}

}  // namespace

SettingsForm::SettingsForm(const QString& objectName, QWidget* parent) : QWidget(parent) {
  setObjectName(objectName);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
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

QWidget* SettingsForm::editor(const QString& key) const {
  for (const Row& row : rows_)
    if (key == QLatin1String(row.field.info.key)) return row.editor;
  return nullptr;
}

void SettingsForm::build() {
  auto* column = static_cast<QVBoxLayout*>(layout());
  clear(column);
  rows_.clear();
  invalid_.clear();
  derivedLabel_ = nullptr;
  column->setSpacing(theme().px(kSpaceS));

  const auto newGrid = [this](QWidget* holder) {
    auto* grid = new QGridLayout(holder);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setVerticalSpacing(theme().px(kSpaceS));
    grid->setHorizontalSpacing(theme().px(kSpaceS));
    grid->setColumnStretch(0, 5);
    grid->setColumnStretch(1, 4);
    return grid;
  };
  const bool anyEssential = std::any_of(fields_.begin(), fields_.end(),
                                        [](const FieldRef& f) { return f.info.essential; });
  auto* first = new QWidget;
  rest_ = new QWidget;
  auto* firstGrid = newGrid(first);
  auto* restGrid = newGrid(rest_);
  int firstLine = 0, restLine = 0;
  for (const FieldRef& field : fields_) {
    const bool essential = field.info.essential || !anyEssential;
    QGridLayout* grid = essential ? firstGrid : restGrid;
    int& line = essential ? firstLine : restLine;
    addRow(grid, line, field);
    if (derivedValue_ && derivedAfter_ == QLatin1String(field.info.key)) addDerivedRow(grid, line);
  }
  column->addWidget(first);
  more_ = linkButton(objectName() + ".more", {});
  column->addWidget(more_);
  column->addWidget(rest_);
  more_->setVisible(restLine > 0);
  connect(more_, &QPushButton::clicked, this, [this] { showMore(!open_); });
  showMore(open_);
  readBack();
}

void SettingsForm::showMore(bool open) {
  open_ = open;
  rest_->setVisible(open);
  more_->setText(open ? tr("Fewer settings") : tr("More settings"));
}

void SettingsForm::addDerivedRow(QGridLayout* grid, int& line) {
  grid->addWidget(unmask::label(derivedName_, "secondary", true), line, 0);
  derivedLabel_ = unmask::label({}, "secondary");
  derivedLabel_->setObjectName(objectName() + ".derived");
  derivedLabel_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
  derivedLabel_->setContentsMargins(0, 0, theme().px(9), 0);
  grid->addWidget(derivedLabel_, line++, 1);
}

void SettingsForm::take(const QString& key, const std::function<Status()>& set, QWidget* editor,
                        QLabel* problem) {
  if (reading_) return;
  const Status status = set();
  std::erase(invalid_, key);
  if (!status) invalid_.push_back(key);
  problem->setVisible(!status);
  problem->setText(status ? QString() : inWords(status.error()));
  markInvalid(editor, !status);
  if (derivedLabel_) derivedLabel_->setText(derivedValue_());
  Q_EMIT edited(key);
}

void SettingsForm::addRow(QGridLayout* grid, int& line, const FieldRef& field) {
  const QString key = QString::fromLatin1(field.info.key);
  auto* problem = unmask::label({}, "error", true);
  problem->setObjectName(objectName() + "." + key + ".problem");
  problem->hide();
  auto* name = unmask::label(label(field), "", true);
  name->setToolTip(explanation(field));
  Row row{field, name, nullptr, problem, nullptr};

  if (readOnly_) {
    auto* value = unmask::label({}, "", true);
    value->setAlignment(Qt::AlignRight | Qt::AlignTop);
    row.editor = value;
    row.show = [field, value] {
      const nlohmann::json json = field.get();
      QString text;
      if (field.kind == FieldKind::boolean) {
        text = json.get<bool>() ? tr("on") : tr("off");
      } else if (field.kind == FieldKind::choice) {
        const std::string now = json.get<std::string>();
        text = QString::fromStdString(now);
        for (const Choice& c : field.info.choices)
          if (now == c.value) text = translated(c.label);
      } else if (field.kind == FieldKind::fraction) {
        text = tr("%1 %").arg(QLocale().toString(100 * json.get<double>(), 'g', 6));
      } else if (json.is_number_integer()) {
        text = QLocale().toString(static_cast<qlonglong>(json.get<int64_t>()));
      } else if (json.is_number()) {
        text = QLocale().toString(json.get<double>(), 'g', 6);
      } else if (json.is_string()) {
        text = QString::fromStdString(json.get<std::string>());
      } else {
        for (const auto& entry : json)
          text += QString::fromStdString(entry.get<std::string>()) + "\n";
        text = text.trimmed();
      }
      value->setText(text);
    };
  } else if (field.kind == FieldKind::boolean) {
    auto* box = new QCheckBox;
    row.editor = box;
    row.show = [field, box] {
      box->setChecked(field.get().get<bool>());
      box->setText(box->isChecked() ? tr("on") : tr("off"));
    };
    connect(box, &QCheckBox::toggled, this, [=, this](bool on) {
      box->setText(on ? tr("on") : tr("off"));
      take(
          key, [=] { return field.set(on); }, box, problem);
    });
  } else if (field.kind == FieldKind::choice) {
    auto* box = new QComboBox;
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(6);
    for (const Choice& c : field.info.choices)
      box->addItem(translated(c.label), QString::fromLatin1(c.value));
    row.editor = box;
    row.show = [field, box] {
      box->setCurrentIndex(box->findData(QString::fromStdString(field.get().get<std::string>())));
    };
    connect(box, &QComboBox::currentIndexChanged, this, [=, this](int) {
      const std::string value = box->currentData().toString().toStdString();
      take(
          key, [=] { return field.set(value); }, box, problem);
    });
  } else if (field.kind == FieldKind::fraction) {
    auto* box = new QDoubleSpinBox;
    box->setRange(100 * field.info.minimum, 100 * field.info.maximum);
    box->setDecimals(1);
    box->setSuffix(tr(" %"));
    box->setSingleStep(1);
    box->setAlignment(Qt::AlignRight);
    row.editor = box;
    row.show = [field, box] { box->setValue(100 * field.get().get<double>()); };
    connect(box, &QDoubleSpinBox::valueChanged, this, [=, this](double percent) {
      take(
          key, [=] { return field.set(percent / 100); }, box, problem);
    });
  } else if (field.kind == FieldKind::integer && fitsSpinBox(field)) {
    auto* box = new QSpinBox;
    box->setRange(static_cast<int>(field.info.minimum), static_cast<int>(field.info.maximum));
    box->setGroupSeparatorShown(true);
    box->setAlignment(Qt::AlignRight);
    row.editor = box;
    row.show = [field, box] { box->setValue(static_cast<int>(field.get().get<int64_t>())); };
    connect(box, &QSpinBox::valueChanged, this, [=, this](int value) {
      take(
          key, [=] { return field.set(int64_t{value}); }, box, problem);
    });
  } else if (field.kind == FieldKind::texts) {
    auto* box = new QPlainTextEdit;
    box->setTabChangesFocus(true);
    box->setPlaceholderText(tr("one a line"));
    row.editor = box;
    row.show = [field, box] {
      QStringList lines;
      for (const auto& entry : field.get())
        lines << QString::fromStdString(entry.get<std::string>());
      if (box->toPlainText() != lines.join('\n')) box->setPlainText(lines.join('\n'));
      box->setFixedHeight(theme().px(64));
    };
    connect(box, &QPlainTextEdit::textChanged, this, [=, this] {
      nlohmann::json lines = nlohmann::json::array();
      for (const QString& entry : box->toPlainText().split('\n', Qt::SkipEmptyParts))
        lines.push_back(entry.toStdString());
      take(
          key, [=] { return field.set(lines); }, box, problem);
    });
  } else {  // integers beyond a spin box, reals, text: a line, read as on the command line
    auto* box = new QLineEdit;
    const bool number = field.kind != FieldKind::text;
    if (number) box->setAlignment(Qt::AlignRight);
    row.editor = box;
    row.show = [field, box, number] {
      const nlohmann::json json = field.get();
      if (!number)
        box->setText(QString::fromStdString(json.get<std::string>()));
      else if (json.is_number_integer())
        box->setText(QString::number(json.get<int64_t>()));
      else
        box->setText(QString::number(json.get<double>(), 'g', 8));
    };
    connect(box, &QLineEdit::textEdited, this, [=, this](const QString& text) {
      take(
          key, [=] { return field.setText(text.toStdString()); }, box, problem);
    });
  }

  row.editor->setObjectName(objectName() + "." + key);
  row.editor->setAccessibleName(translated(field.info.label));
  row.editor->setAccessibleDescription(translated(field.info.explanation));
  row.editor->setToolTip(explanation(field));
  row.editor->setWhatsThis(explanation(field));  // F1
  row.editor->installEventFilter(new NoWheel(row.editor));
  if (qobject_cast<QAbstractSpinBox*>(row.editor) || qobject_cast<QComboBox*>(row.editor))
    row.editor->setFocusPolicy(Qt::StrongFocus);
  name->setBuddy(row.editor);
  if (field.kind == FieldKind::texts || longChoices(field)) {
    grid->addWidget(name, line++, 0, 1, 2);
    grid->addWidget(row.editor, line++, 0, 1, 2);
  } else {
    grid->addWidget(name, line, 0);
    grid->addWidget(row.editor, line++, 1);
  }
  grid->addWidget(problem, line++, 0, 1, 2);
  rows_.push_back(std::move(row));
}

void SettingsForm::readBack() {
  reading_ = true;
  for (Row& row : rows_) {
    row.show();
    if (row.problem->isVisibleTo(this)) {
      row.problem->hide();
      markInvalid(row.editor, false);
    }
  }
  invalid_.clear();
  if (derivedLabel_) derivedLabel_->setText(derivedValue_());
  reading_ = false;
}

}  // namespace unmask
