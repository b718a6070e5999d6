// Reads a run's files on a thread of their own: a slow or vanished disk never holds up a window.
#pragma once

#include <QObject>
#include <QSemaphore>
#include <atomic>
#include <filesystem>
#include <memory>

#include "core/runs/run_folder.h"

namespace unmask {

// Everything but cancel() and pageTaken() happens on the thread this object was moved to.
class HistoryReader : public QObject {
  Q_OBJECT
 public:
  // Reads the records after `seq` and the run's progress, in this order when nobody works on the
  // run, so that an ended run's last records are there.
  void read(quint64 reading, const std::filesystem::path& runFolder, int64_t seq);
  void cancel() { cancelled_ = true; }
  // To be called for every page: a few at most are on their way, so that neither memory nor the
  // receiver's event loop fills up with a long history.
  void pageTaken() { room_.release(); }

 Q_SIGNALS:
  void page(quint64 reading, std::shared_ptr<const unmask::RecordBatch> records);
  void done(quint64 reading, const unmask::RunProgress& progress, const QString& problem);

 private:
  Status readAll(quint64 reading, const std::filesystem::path& runFolder, int64_t& seq);
  std::atomic<bool> cancelled_ = false;
  QSemaphore room_{3};
};

}  // namespace unmask
