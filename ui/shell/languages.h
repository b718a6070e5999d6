// The languages that the window can speak: resources/translations/unmask_<code>.ts, built into the
// program; the pages of help are resources/help/<code>/*.md. English is in the source.
#pragma once

#include <QStringList>

namespace unmask {

QStringList languages();                    // "de", ... without English; by name
QString languageName(const QString& code);  // in that language
// Once at start: the remembered choice, else the system's; numbers follow the system's locale.
void speakLanguage();
QString spokenLanguage();  // its code

}  // namespace unmask
