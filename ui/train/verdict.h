// What the curves mean, in one plain sentence.
#pragma once

#include <QPointF>
#include <QString>
#include <vector>

namespace unmask {

struct Verdict {
  enum class Kind { waiting, neutral, good, warning } kind = Kind::waiting;
  QString headline;  // "Learning"
  QString detail;    // "1.21 nats below chance (ln 65 = 4.174)"
};

// train and validation: loss over steps. chance in nats with its name.
Verdict verdictOn(const std::vector<QPointF>& train, const std::vector<QPointF>& validation,
                  double chance, const QString& chanceName, bool live);

// "chance: ln 65 = 4.174"
QString chanceText(const QString& name, double chance);

}  // namespace unmask
