// Editors by kind of setting; values and explanations in words.
#include "ui/widgets/setting_editors.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLineEdit>
#include <QLocale>
#include <QPlainTextEdit>
#include <QSpinBox>
#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "core/base/numbers.h"
#include "ui/theme/theme.h"
#include "ui/widgets/parts.h"
#include "ui/widgets/settings_form.h"
#include "ui/widgets/words.h"

namespace unmask {

namespace {

// Typed numbers go beyond the range, to be refused with a word; the arrow keys do not.
template <class Box, class Number>
class OpenBox : public Box {
 public:
  OpenBox(Number low, Number high) : low_(low), high_(high) {
    this->setRange(std::numeric_limits<int>::min(), std::numeric_limits<int>::max());
    this->setAlignment(Qt::AlignRight);
  }
  void stepBy(int steps) override {
    this->setValue(std::clamp(this->value() + steps * this->singleStep(), low_, high_));
  }
  // As wide as its number, not as the largest that could be: the name has the rest.
  QSize sizeHint() const override {
    const int text = this->fontMetrics().horizontalAdvance(this->text());
    return {std::max(theme().px(96), text + theme().px(46)), Box::sizeHint().height()};
  }
  QSize minimumSizeHint() const override { return sizeHint(); }

 private:
  Number low_, high_;
};

// A number with its digits, "0.00025" or "9007199254740991".
class NumberLine : public QLineEdit {
 public:
  NumberLine() { setAlignment(Qt::AlignRight); }
  QSize sizeHint() const override {
    const int digits = fontMetrics().horizontalAdvance(text());
    return {std::max(theme().px(96), digits + theme().px(24)), QLineEdit::sizeHint().height()};
  }
  QSize minimumSizeHint() const override {
    return {theme().px(96), QLineEdit::minimumSizeHint().height()};
  }
};

QString choiceName(const Choice& choice) {
  return *choice.label ? translated(choice.label) : QString::fromLatin1(choice.value);
}

QString nameOf(const FieldRef& field, const std::string& value) {
  for (const Choice& choice : field.info.choices)
    if (value == choice.value) return choiceName(choice);
  return QString::fromStdString(value);
}

bool fitsSpinBox(const FieldRef& field) {
  return field.info.minimum >= std::numeric_limits<int>::min() &&
         field.info.maximum <= std::numeric_limits<int>::max();
}

SettingEditor checkBox(const FieldRef& field, const TakeEdit& take) {
  auto* box = new QCheckBox;
  QObject::connect(box, &QCheckBox::toggled, box, [=](bool on) {
    box->setText(on ? SettingsForm::tr("on") : SettingsForm::tr("off"));
    take([=] { return field.set(on); });
  });
  return {box, [field, box] {
            box->setChecked(field.get().get<bool>());
            box->setText(box->isChecked() ? SettingsForm::tr("on") : SettingsForm::tr("off"));
          }};
}

SettingEditor choiceBox(const FieldRef& field, const TakeEdit& take) {
  auto* box = new QComboBox;
  if (isWide(field)) {  // may be narrower than its longest choice
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(6);
  } else {
    box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  }
  for (const Choice& c : field.info.choices)
    box->addItem(choiceName(c), QString::fromLatin1(c.value));
  QObject::connect(box, &QComboBox::currentIndexChanged, box, [=](int) {
    const std::string value = box->currentData().toString().toStdString();
    take([=] { return field.set(value); });
  });
  return {box, [field, box] {
            const std::string now = field.get().get<std::string>();
            box->setCurrentIndex(box->findData(QString::fromStdString(now)));
          }};
}

// A text of which some are usual: one of those, or any other typed.
SettingEditor suggestingBox(const FieldRef& field, const TakeEdit& take) {
  auto* box = new QComboBox;
  box->setEditable(true);
  box->setInsertPolicy(QComboBox::NoInsert);
  box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  for (const Choice& c : field.info.choices)
    box->addItem(choiceName(c), QString::fromLatin1(c.value));
  QObject::connect(box, &QComboBox::editTextChanged, box, [=](const QString& text) {
    const int known = box->findText(text.trimmed(), Qt::MatchFixedString);
    const QString value = known < 0 ? text.trimmed() : box->itemData(known).toString();
    take([=] { return field.setText(value.toStdString()); });
  });
  return {box, [field, box] {
            const QString now = nameOf(field, field.get().get<std::string>());
            if (box->currentText() != now) box->setCurrentText(now);
          }};
}

SettingEditor percentBox(const FieldRef& field, const TakeEdit& take) {
  auto* box =
      new OpenBox<QDoubleSpinBox, double>(100 * field.info.minimum, 100 * field.info.maximum);
  box->setDecimals(1);
  box->setSuffix(SettingsForm::tr(" %"));
  box->setSingleStep(1);
  QObject::connect(box, &QDoubleSpinBox::valueChanged, box,
                   [=](double percent) { take([=] { return field.set(percent / 100); }); });
  return {box, [field, box] { box->setValue(100 * field.get().get<double>()); }};
}

SettingEditor integerBox(const FieldRef& field, const TakeEdit& take) {
  auto* box = new OpenBox<QSpinBox, int>(static_cast<int>(field.info.minimum),
                                         static_cast<int>(field.info.maximum));
  box->setGroupSeparatorShown(true);
  QObject::connect(box, &QSpinBox::valueChanged, box,
                   [=](int value) { take([=] { return field.set(int64_t{value}); }); });
  return {box, [field, box] { box->setValue(static_cast<int>(field.get().get<int64_t>())); }};
}

SettingEditor textsBox(const FieldRef& field, const TakeEdit& take) {
  auto* box = new QPlainTextEdit;
  box->setTabChangesFocus(true);
  box->setPlaceholderText(SettingsForm::tr("one a line"));
  QObject::connect(box, &QPlainTextEdit::textChanged, box, [=] {
    nlohmann::json lines = nlohmann::json::array();
    for (const QString& entry : box->toPlainText().split('\n', Qt::SkipEmptyParts))
      lines.push_back(entry.toStdString());
    take([=] { return field.set(lines); });
  });
  return {box, [field, box] {
            QStringList lines;
            for (const auto& entry : field.get())
              lines << QString::fromStdString(entry.get<std::string>());
            if (box->toPlainText() != lines.join('\n')) box->setPlainText(lines.join('\n'));
            box->setFixedHeight(theme().px(64));
          }};
}

// Reals, integers beyond a spin box, text: a line, read as on the command line.
SettingEditor lineBox(const FieldRef& field, const TakeEdit& take) {
  const bool number = field.kind != FieldKind::text;
  auto* box = number ? new NumberLine : new QLineEdit;
  QObject::connect(box, &QLineEdit::textEdited, box, [=](const QString& text) {
    take([=] { return field.setText(text.trimmed().toStdString()); });
  });
  return {box, [field, box, number] {
            const nlohmann::json json = field.get();
            if (!number)
              box->setText(QString::fromStdString(json.get<std::string>()));
            else if (json.is_number_integer())
              box->setText(QString::number(json.get<int64_t>()));
            else
              box->setText(QString::fromStdString(exactly(json.get<double>())));
          }};
}

SettingEditor editorOf(const FieldRef& field, const TakeEdit& take) {
  switch (field.kind) {
    case FieldKind::boolean:
      return checkBox(field, take);
    case FieldKind::choice:
      return choiceBox(field, take);
    case FieldKind::fraction:
      return percentBox(field, take);
    case FieldKind::texts:
      return textsBox(field, take);
    case FieldKind::integer:
      return fitsSpinBox(field) ? integerBox(field, take) : lineBox(field, take);
    case FieldKind::text:
      return field.info.choices.empty() ? lineBox(field, take) : suggestingBox(field, take);
    case FieldKind::real:
      break;
  }
  return lineBox(field, take);
}

}  // namespace

SettingEditor makeEditor(const FieldRef& field, const TakeEdit& take) {
  return editorOf(field, take);
}

SettingEditor makeReadOnly(const FieldRef& field) {
  auto* value = label({}, "", true);
  value->setAlignment(Qt::AlignRight | Qt::AlignTop);
  return {value, [field, value] { value->setText(settingText(field, field.get())); }};
}

bool isWide(const FieldRef& field) {
  return field.kind == FieldKind::texts ||
         std::ranges::any_of(field.info.choices,
                             [](const Choice& c) { return choiceName(c).size() > 9; });
}

QString settingText(const FieldRef& field, const nlohmann::json& value) {
  if (value.is_boolean())
    return value.get<bool>() ? SettingsForm::tr("on") : SettingsForm::tr("off");
  if (value.is_string()) return nameOf(field, value.get<std::string>());
  if (field.kind == FieldKind::fraction && value.is_number())
    return SettingsForm::tr("%1 %").arg(QLocale().toString(100 * value.get<double>(), 'g', 6));
  if (value.is_number_integer())
    return QLocale().toString(static_cast<qlonglong>(value.get<int64_t>()));
  if (value.is_number())
    return QLocale().toString(value.get<double>(), 'g', QLocale::FloatingPointShortest);
  QStringList lines;
  if (value.is_array())
    for (const auto& entry : value)
      if (entry.is_string()) lines << QString::fromStdString(entry.get<std::string>());
  return lines.join('\n');
}

QString settingExplanation(const FieldRef& field) {
  QString text = translated(field.info.explanation);
  if (field.kind == FieldKind::integer || field.kind == FieldKind::real ||
      field.kind == FieldKind::fraction)  // the other editors show what is allowed
    text += "\n" + SettingsForm::tr("Allowed: %1").arg(inWords(allowedValues(field)));
  return text;
}

QString settingName(const FieldRef& field) {
  const QString name = translated(field.info.label);
  const QString unit = translated(field.info.unit);
  // "Pictures, pictures" says nothing that "Pictures" does not.
  const bool shown = *field.info.unit && field.kind != FieldKind::fraction &&
                     !name.endsWith(unit, Qt::CaseInsensitive);
  return shown ? SettingsForm::tr("%1, %2", "a setting and its unit").arg(name, unit) : name;
}

}  // namespace unmask
