// Finding and loading translations, ours and Qt's own.
#include "ui/shell/languages.h"

#include <QCoreApplication>
#include <QDir>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

#include "ui/shell/remembered.h"
#include "ui/theme/icons.h"

namespace unmask {

namespace {

const QString kFolder = QStringLiteral(":/unmask/translations");
QString spoken = QStringLiteral("en");

}  // namespace

QStringList languages() {
  makeIconsKnown();  // the translations lie beside them
  QStringList codes;
  for (const QString& file : QDir(kFolder).entryList({"unmask_*.qm"}, QDir::Files))
    codes << file.section('_', 1).section('.', 0, 0);
  return codes;
}

QString languageName(const QString& code) {
  const QString name = QLocale(code).nativeLanguageName();
  return name.isEmpty() ? code : name;
}

void speakLanguage() {
  const QStringList known = languages();
  QStringList wanted{remembered().value("window/language").toString()};
  if (wanted.front().isEmpty()) wanted = QLocale::system().uiLanguages();
  for (QString code : wanted) {
    code = code.section('-', 0, 0).section('_', 0, 0);
    if (code == "en") return;
    if (!known.contains(code)) continue;
    auto* ours = new QTranslator(qApp);
    auto* qts = new QTranslator(qApp);
    if (qts->load("qtbase_" + code, QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
      QCoreApplication::installTranslator(qts);
    if (!ours->load("unmask_" + code, kFolder)) return;
    QCoreApplication::installTranslator(ours);
    spoken = code;
    return;
  }
}

QString spokenLanguage() {
  return spoken;
}

}  // namespace unmask
