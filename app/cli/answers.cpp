// Puts answers into words.
#include "app/cli/answers.h"

#include <QJsonArray>

#include "app/cli/terminal.h"

namespace unmask {

namespace {

std::string percent(double share) {
  return QString::number(100 * share, 'f', 1).toStdString() + " %";
}

void addList(std::vector<std::string>& lines, const QJsonObject& answer, const char* key,
             const char* title, const char* nameKey) {
  const QJsonArray list = answer.value(QLatin1String(key)).toArray();
  if (list.isEmpty()) return;
  lines.push_back(words(message(title, answer.value(QLatin1String("searched")).toInt())));
  for (const QJsonValue value : list) {
    const QJsonObject one = value.toObject();
    std::string line =
        "  " +
        QString::number(one.value(QLatin1String("similarity")).toDouble(), 'f', 3).toStdString();
    if (one.contains(QLatin1String("index")))
      line += "  #" + std::to_string(one.value(QLatin1String("index")).toInteger());
    const std::string name = one.value(QLatin1String(nameKey)).toString().toStdString();
    if (!name.empty()) line += "  " + name;
    if (one.value(QLatin1String("held_out")).toBool())
      line += "  " + words(message(UNMASK_TEXT("core", "(held out)")));
    lines.push_back(line);
  }
}

std::vector<std::string> pictureLines(const QJsonObject& answer) {
  std::vector<std::string> lines;
  if (const QString hidden = answer.value(QLatin1String("hidden")).toString(); !hidden.isEmpty())
    lines.push_back(words(message(
        UNMASK_TEXT("core", "%1 of %2 patches were hidden and predicted; --json has the pixels."),
        hidden.count(u'1'), hidden.size())));
  addList(lines, answer, "neighbours",
          UNMASK_TEXT("core", "Nearest of %1 training pictures, by cosine:"), "class");
  addList(lines, answer, "captions",
          UNMASK_TEXT("core", "Best captions of %1 pictures, by cosine:"), "text");
  addList(lines, answer, "pictures",
          UNMASK_TEXT("core", "Best of %1 pictures, by cosine:"), "caption");
  if (answer.contains(QLatin1String("similarity")))
    lines.push_back(words(
        message(UNMASK_TEXT("core", "Picture and caption: cosine %1"),
                QString::number(answer.value(QLatin1String("similarity")).toDouble(), 'f', 3)
                    .toStdString())));
  if (answer.contains(QLatin1String("match")))
    lines.push_back(words(message(UNMASK_TEXT("core", "They match with probability %1"),
                                  percent(answer.value(QLatin1String("match")).toDouble()))));
  return lines;
}

}  // namespace

std::vector<std::string> answerLines(const std::string& prompt, const QJsonObject& answer) {
  if (answer.contains(QLatin1String("searched"))) return pictureLines(answer);
  if (answer.contains(QLatin1String("restored"))) {
    std::vector<std::string> lines{
        answer.value(QLatin1String("restored")).toString().toStdString()};
    for (const QJsonValue gap : answer.value(QLatin1String("gaps")).toArray())
      lines.push_back("[MASK] " + std::to_string(lines.size()) + ": " +
                      gap.toString().toStdString());
    return lines;
  }
  if (!answer.contains(QLatin1String("fills")))
    return {prompt + answer.value(QLatin1String("text")).toString().toStdString()};
  std::vector<std::string> lines;
  for (const QJsonValue fill : answer.value(QLatin1String("fills")).toArray()) {
    QStringList candidates;
    for (const QJsonValue candidate : fill.toArray())
      candidates << QStringLiteral("%1 %2 %").arg(
          candidate.toArray().at(0).toString(),
          QString::number(100 * candidate.toArray().at(1).toDouble(), 'f', 1));
    lines.push_back("[MASK] " + std::to_string(lines.size() + 1) + ": " +
                    candidates.join(QStringLiteral(", ")).toStdString());
  }
  return lines;
}

}  // namespace unmask
