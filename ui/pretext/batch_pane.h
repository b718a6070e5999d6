// The batch of a step: which step, which micro-batch, made by these settings or by a run, and
// whether it is what the run trained on.
#pragma once

#include <QWidget>

#include "ui/pretext/pretext_state.h"
#include "ui/pretext/run_match.h"
#include "ui/widgets/picker.h"

class QLabel;
class QSpinBox;

namespace unmask {

class BatchPane : public QWidget {
  Q_OBJECT
 public:
  explicit BatchPane(QWidget* parent = nullptr);
  void setRuns(const QList<Picker::Option>&);
  void show(const PretextState&, int64_t accumulate);
  void showMatch(const PretextState&, const RunMatch&, const std::string& hash = {});

 Q_SIGNALS:
  void stepChosen(quint64 step);
  void microChosen(quint64 micro);
  void runChosen(const QString& folder);

 private:
  QSpinBox *step_, *micro_;
  QLabel *microName_, *microOf_, *match_;
  Picker* run_;
  QList<Picker::Option> runs_;
  bool showing_ = false;
};

}  // namespace unmask
