// Events in words.
#include "ui/train/event_words.h"

#include <QCoreApplication>
#include <cmath>

#include "ui/widgets/words.h"

namespace unmask {

namespace {

class EventWords {
  Q_DECLARE_TR_FUNCTIONS(events)
};

// The value of a curve at exactly this step; NaN when there is none.
double valueAt(const CurveData& curve, int64_t step) {
  const size_t index = curve.firstAt(static_cast<double>(step));
  const bool there = index < curve.size() && curve[index].x() == static_cast<double>(step);
  return there ? curve[index].y() : std::nan("");
}

}  // namespace

QString eventText(const EventRecord& event, const RunRecord& record) {
  if (event.kind == "evaluated") {
    const auto losses = record.series("loss/validation");
    const double loss = valueAt(*losses, event.step);
    if (!std::isnan(loss)) {
      const auto found = losses->extremes(0, losses->size());
      const bool best = found.low != CurveData::kNone && (*losses)[found.low].y() == loss;
      const QString text = best ? EventWords::tr("evaluated %1 · best").arg(valueText(loss))
                                : EventWords::tr("evaluated %1").arg(valueText(loss));
      if (!ofSample(event)) return text;
      const auto count = [&](size_t i) {
        return countText(QString::fromStdString(event.values[i]).toDouble());
      };
      return EventWords::tr("%1, on a sample: %2 of %3", "what was scored, how many, of how many")
          .arg(text, count(0), count(1));
    }
  }
  if (event.kind == "checkpoint")
    for (const CheckpointRecord& checkpoint : record.checkpoints())
      if (checkpoint.step == event.step)
        return EventWords::tr("checkpoint, %1")
            .arg(bytesText(static_cast<double>(checkpoint.bytes)));
  if (event.kind == "checkpoint") return EventWords::tr("checkpoint, removed since");
  const QString text = inWords(Message{event.text, event.values});
  if (event.advice.empty()) return text;
  return text + " " + inWords(Message{event.advice, event.adviceValues});
}

bool ofSample(const EventRecord& event) {
  return event.kind == "evaluated" && event.values.size() == 2;
}

bool isTrouble(const EventRecord& event) {
  return event.kind == "failed" || event.kind == "warning" || event.kind == "waiting_for_disk" ||
         event.kind == "damaged";
}

}  // namespace unmask
