// Comparing settings, and putting them back.
#include "ui/shell/settings_edit.h"

#include <QCoreApplication>
#include <nlohmann/json.hpp>

#include "core/spec/catalogue.h"
#include "ui/shell/choices.h"
#include "ui/widgets/words.h"

namespace unmask {

namespace {

class EditWords {
  Q_DECLARE_TR_FUNCTIONS(settings)
};

QString valueOf(const FieldRef& field) {
  const nlohmann::json json = field.get();
  if (field.kind == FieldKind::boolean)
    return json.get<bool>() ? EditWords::tr("on") : EditWords::tr("off");
  if (field.kind == FieldKind::choice) {
    for (const Choice& choice : field.info.choices)
      if (json.get<std::string>() == choice.value) return translated(choice.label);
    return QString::fromStdString(json.get<std::string>());
  }
  if (field.kind == FieldKind::fraction)
    return EditWords::tr("%1 %").arg(QLocale().toString(100 * json.get<double>(), 'g', 6));
  if (json.is_number_integer())
    return QLocale().toString(static_cast<qlonglong>(json.get<int64_t>()));
  if (json.is_number())
    return QLocale().toString(json.get<double>(), 'g', QLocale::FloatingPointShortest);
  return {};
}

}  // namespace

QStringList changedKeys(RunSpec before, RunSpec after) {
  QStringList keys;
  if (before.preset != after.preset) keys << "preset";
  if (before.device != after.device) keys << "device";
  const std::vector<FieldRef> was = fieldsOf(before), is = fieldsOf(after);
  for (size_t i = 0; i < std::min(was.size(), is.size()); ++i)
    if (was[i].get() != is[i].get()) keys << QString::fromLatin1(is[i].info.key);
  return keys;
}

SettingsEdit::SettingsEdit(Choices& choices, Side before, Side after)
    : choices_(choices),
      before_(std::move(before)),
      after_(std::move(after)),
      keys_(changedKeys(before_.spec, after_.spec)) {
  describe();
}

// What one wrote, of keys of which others may only have followed it.
QString SettingsEdit::written() const {
  QStringList own;
  for (const QString& key : keys_)
    if (key != "preset" && (after_.own.contains(key.toStdString()) ||
                            before_.own.contains(key.toStdString())))
      own << key;
  return own.size() == 1 ? own.front() : keys_.size() == 1 ? keys_.front() : QString();
}

void SettingsEdit::describe() {
  QString text = EditWords::tr("settings");
  const QString key = written();
  if (keys_ == QStringList{"device"}) {
    text = EditWords::tr("choice of the device");
  } else if (keys_.contains("preset") && keys_.size() > 1 && key.isEmpty()) {
    text = EditWords::tr("choice of a size");
  } else if (!key.isEmpty()) {
    const std::vector<FieldRef> was = fieldsOf(before_.spec), is = fieldsOf(after_.spec);
    for (size_t i = 0; i < is.size(); ++i) {
      if (is[i].info.key != key) continue;
      const QString name = translated(is[i].info.label);
      const QString from = valueOf(was[i]), to = valueOf(is[i]);
      text = from.isEmpty() ? name : EditWords::tr("%1, %2 to %3").arg(name, from, to);
    }
  }
  setText(text);
}

void SettingsEdit::undo() {
  choices_.replaceSettings(before_.spec, before_.own);
}

void SettingsEdit::redo() {
  if (!std::exchange(happened_, false)) choices_.replaceSettings(after_.spec, after_.own);
}

bool SettingsEdit::mergeWith(const QUndoCommand* other) {
  const auto* next = static_cast<const SettingsEdit*>(other);
  if (next->before_.spec.objective != before_.spec.objective) return false;
  const bool sameField = !written().isEmpty() && next->written() == written();
  if (next->keys_ != keys_ && !sameField) return false;
  after_ = next->after_;
  keys_ = changedKeys(before_.spec, after_.spec);
  setObsolete(keys_.isEmpty());
  if (!keys_.isEmpty()) describe();
  return true;
}

}  // namespace unmask
