// Core's messages and plain numbers in the person's language.
#pragma once

#include <QString>

#include "core/base/result.h"

namespace unmask {

QString inWords(const Message&);
QString inWords(const Error&);             // what failed, then the advice
QString inWords(const QString& value);     // a text of core that may be a message (message_value.h)
QString inWords(const std::string& value);
QString translated(const char* coreText);  // a label or explanation that core wrote

QString countText(double value);       // "1,115,394"
QString bytesText(double bytes);       // "1.1 MB"
QString durationText(double seconds);  // "18 s", "2 min 10 s", "3 h 5 min"
QString valueText(double value);       // about four digits; "not a number"
QString shareText(double share);       // "15.02 %"

}  // namespace unmask
