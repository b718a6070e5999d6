// Translation of core's patterns, and the way numbers are written.
#include "ui/widgets/words.h"

#include <QCoreApplication>
#include <QLocale>
#include <cmath>

#include "core/base/message_value.h"
#include "ui/widgets/setting_names.h"

namespace unmask {

QString translated(const char* coreText) {
  return withSettingNames(QCoreApplication::translate("core", coreText));
}

QString inWords(const std::string& value) {
  return withSettingNames(QString::fromStdString(said(value, [](const std::string& pattern) {
    return QCoreApplication::translate("core", pattern.c_str()).toStdString();
  })));
}

QString inWords(const QString& value) {
  return inWords(value.toStdString());
}

QString inWords(const Message& m) {
  return inWords(asValue(m));
}

QString inWords(const Error& error) {
  const QString what = inWords(error.what);
  return error.advice.empty() ? what : what + " " + inWords(error.advice);
}

QString countText(double value) {
  return QLocale().toString(value, 'f', 0);
}

QString bytesText(double bytes) {
  return QLocale().formattedDataSize(static_cast<qint64>(bytes), bytes < 10e3 ? 0 : 1,
                                     QLocale::DataSizeSIFormat);
}

QString durationText(double seconds) {
  if (!std::isfinite(seconds) || seconds < 0) return {};
  const auto s = static_cast<qint64>(std::lround(seconds));
  if (s < 60) return QCoreApplication::translate("words", "%1 s").arg(s);
  if (s < 3600) return QCoreApplication::translate("words", "%1 min %2 s").arg(s / 60).arg(s % 60);
  return QCoreApplication::translate("words", "%1 h %2 min").arg(s / 3600).arg(s % 3600 / 60);
}

QString valueText(double value) {
  if (std::isnan(value)) return QCoreApplication::translate("words", "not a number");
  if (std::isinf(value))
    return value > 0 ? QCoreApplication::translate("words", "infinite")
                     : QCoreApplication::translate("words", "minus infinite");
  const double size = std::fabs(value);
  if (size != 0 && (size < 0.01 || size >= 1e7)) return QLocale().toString(value, 'g', 3);
  return QLocale().toString(value, 'f', size >= 100 ? 0 : size >= 10 ? 2 : 3);
}

QString shareText(double share) {
  return QCoreApplication::translate("words", "%1 %").arg(QLocale().toString(100 * share, 'f', 2));
}

}  // namespace unmask
