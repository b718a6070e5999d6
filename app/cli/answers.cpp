// Puts answers into words.
#include "app/cli/answers.h"

#include <QJsonArray>

namespace unmask {

std::vector<std::string> answerLines(const std::string& prompt, const QJsonObject& answer) {
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
