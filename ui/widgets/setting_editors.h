// One editor for each kind of setting, made from its description.
#pragma once

#include <QWidget>
#include <functional>
#include <nlohmann/json_fwd.hpp>

#include "core/spec/field.h"

namespace unmask {

struct SettingEditor {
  QWidget* widget = nullptr;
  std::function<void()> show;  // the setting's value now
};

// Gets what writes the edited value, each time it is edited.
using TakeEdit = std::function<void(std::function<Status()> write)>;

// Takes any number, so that one out of range can be refused with its range instead of being cut.
SettingEditor makeEditor(const FieldRef&, const TakeEdit&);
SettingEditor makeReadOnly(const FieldRef&);

// Needs the whole width of a form.
bool isWide(const FieldRef&);

// A value of this setting in the person's language: "0.001", "15 %", "on", "cosine".
QString settingText(const FieldRef&, const nlohmann::json& value);

// Meaning and range, for a tooltip.
QString settingExplanation(const FieldRef&);
QString settingName(const FieldRef&);  // "Context, tokens"

}  // namespace unmask
