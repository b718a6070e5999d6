// Where the window remembers what was chosen, between two starts.
#pragma once

#include <QSettings>

namespace unmask {

// An INI file in the person's configuration folder; tests move it with QSettings::setPath.
inline QSettings remembered() {
  return QSettings(QSettings::IniFormat, QSettings::UserScope, "unmask", "unmask");
}

}  // namespace unmask
