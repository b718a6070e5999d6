// Writing estimates.
#include "ui/train/estimate_rows.h"

#include <QCoreApplication>
#include <QLocale>
#include <cmath>

#include "ui/widgets/words.h"

namespace unmask {

namespace {

class EstimateWords {
  Q_DECLARE_TR_FUNCTIONS(estimate)
};

}  // namespace

QString parametersText(double parameters) {
  if (parameters < 1e5) return countText(parameters);
  const double millions = parameters / 1e6;
  if (millions < 1e3)
    return EstimateWords::tr("%1 M", "millions of parameters")
        .arg(QLocale().toString(millions, 'f',
                                millions < 10    ? 2
                                : millions < 100 ? 1
                                                 : 0));
  return EstimateWords::tr("%1 billion", "parameters")
      .arg(QLocale().toString(millions / 1e3, 'f', 1));
}

QString roughDuration(double seconds) {
  const auto number = [](double value) { return QLocale().toString(std::round(value), 'f', 0); };
  if (seconds < 100) {
    const double step = seconds < 20 ? 1 : 5;
    return EstimateWords::tr("%1 s").arg(number(std::max(1.0, std::round(seconds / step) * step)));
  }
  if (seconds < 100 * 60) return EstimateWords::tr("%1 min").arg(number(seconds / 60));
  if (seconds < 48 * 3600) return EstimateWords::tr("%1 h").arg(number(seconds / 3600));
  if (seconds < 2 * 365 * 86400.0) return EstimateWords::tr("%1 days").arg(number(seconds / 86400));
  return EstimateWords::tr("%1 years").arg(number(seconds / (365 * 86400.0)));
}

QString roughBytes(double bytes) {
  if (!(bytes > 0)) return bytesText(0);
  const double step = std::pow(10, std::floor(std::log10(bytes)) - 1);
  return QLocale().formattedDataSize(static_cast<qint64>(std::round(bytes / step) * step),
                                     bytes >= 1e9 && bytes < 1e10 ? 1 : 0,
                                     QLocale::DataSizeSIFormat);
}

Figures::Rows estimateRows(const Estimate& estimate, const Used& used) {
  Figures::Rows rows;
  rows.append(
      {EstimateWords::tr("Parameters"), countText(static_cast<double>(estimate.parameters))});
  const QString memory = roughBytes(estimate.memory.total());
  // On a GPU the worker's own memory is not that of the device.
  const bool comparable = std::isfinite(used.memoryBytes) && !estimate.device.starts_with("cuda");
  rows.append({EstimateWords::tr("Memory"),
               comparable ? EstimateWords::tr("%1, %2 estimated", "used, estimated")
                                .arg(roughBytes(used.memoryBytes), memory)
                          : EstimateWords::tr("about %1").arg(memory)});
  if (std::isfinite(estimate.time.seconds)) {
    const QString time = roughDuration(estimate.time.seconds);
    const bool took = std::isfinite(used.seconds) && used.seconds > 0;
    rows.append({used.finished ? EstimateWords::tr("Time") : EstimateWords::tr("Time so far"),
                 took ? EstimateWords::tr("%1, %2 estimated", "used, estimated")
                            .arg(durationText(used.seconds), time)
                      : EstimateWords::tr("about %1").arg(time)});
  }
  return rows;
}

}  // namespace unmask
