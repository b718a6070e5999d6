// A table of all settings there are, and the keys found in a text.
#include "ui/widgets/setting_names.h"

#include <QCoreApplication>
#include <QHash>
#include <QRegularExpression>

#include "core/corpus/import.h"
#include "core/corpus/pictures/import_pictures.h"
#include "core/spec/catalogue.h"
#include "core/tokenizers/train_tokenizer.h"

namespace unmask {

namespace {

using Names = QHash<QString, FieldInfo>;

template <class Settings>
void addFields(Names& names, Settings settings) {
  for (const FieldRef& field : fieldsOf(settings)) {
    const QString key = QString::fromLatin1(field.info.key);
    if (!names.contains(key)) names.insert(key, field.info);
  }
}

// A key that several objectives have bears the label that the first of them gives it.
const Names& names() {
  static const Names all = [] {
    Names made;
    for (const ObjectiveInfo& objective : objectives())
      if (const auto spec = defaultSpec(objective.id)) addFields(made, *spec);
    addFields(made, TokenizerSettings());
    addFields(made, ImportSettings());
    addFields(made, PictureImportSettings());
    return made;
  }();
  return all;
}

QString label(const char* english) {
  return QCoreApplication::translate("words", "\"%1\"")
      .arg(QCoreApplication::translate("core", english));
}

QString valueName(const FieldInfo& field, const QString& value) {
  for (const Choice& choice : field.choices)
    if (value == QLatin1String(choice.value)) return label(choice.label);
  return value;
}

}  // namespace

QString withSettingNames(const QString& text) {
  static const QRegularExpression pattern(
      R"((?<![\w./\\-])([a-z]+(?:\.[a-z0-9_]+)+)(?:( to | ?= ?)([\w.-]*\w))?)");
  if (!text.contains('.')) return text;
  QString written;
  qsizetype end = 0;
  for (auto matches = pattern.globalMatch(text); matches.hasNext();) {
    const QRegularExpressionMatch match = matches.next();
    const auto found = names().constFind(match.captured(1));
    if (found == names().constEnd()) continue;
    written += text.mid(end, match.capturedStart() - end) + label(found->label);
    if (!match.captured(3).isEmpty()) {
      const QString joint = match.captured(2);
      written +=
          (joint == " to " ? joint : QStringLiteral(" = ")) + valueName(*found, match.captured(3));
    }
    end = match.capturedEnd();
  }
  return written + text.mid(end);
}

}  // namespace unmask
