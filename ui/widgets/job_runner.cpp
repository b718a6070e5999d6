// The queue of named jobs and its pool of one thread.
#include "ui/widgets/job_runner.h"

#include <cstdio>

namespace unmask {

namespace {
std::function<void(const Error&)> troubleHandler;
}

void setTroubleHandler(std::function<void(const Error&)> handler) {
  troubleHandler = std::move(handler);
}

void sayTrouble(const Error& error) {
  if (troubleHandler)
    troubleHandler(error);
  else
    std::fprintf(stderr, "%s\n", inEnglish(error).c_str());
}

JobRunner::JobRunner(QObject* parent) : QObject(parent) {
  pool_.setMaxThreadCount(1);
  timer_.setInterval(100);
  connect(&timer_, &QTimer::timeout, this, &JobRunner::changed);
}

JobRunner::~JobRunner() {
  waiting_.clear();
  if (current_) current_->control->cancel();
  pool_.waitForDone();
}

void JobRunner::enqueue(Job job) {
  waiting_.push_back(std::move(job));
  if (!current_) startNext();
}

void JobRunner::startNext() {
  if (waiting_.empty()) {
    timer_.stop();
    Q_EMIT changed();
    return;
  }
  current_ = std::make_unique<Job>(std::move(waiting_.front()));
  waiting_.erase(waiting_.begin());
  timer_.start();
  QPointer<JobRunner> self(this);
  pool_.start([self, work = current_->work] {
    work();
    QMetaObject::invokeMethod(
        QCoreApplication::instance(),
        [self] {
          if (!self) return;
          const std::unique_ptr<Job> ended = std::move(self->current_);
          self->startNext();
          ended->done();
        },
        Qt::QueuedConnection);
  });
  Q_EMIT changed();
}

QString JobRunner::title() const {
  return current_ ? current_->title : QString();
}

Progress JobRunner::progress() const {
  return current_ ? current_->control->progress() : Progress{};
}

void JobRunner::cancel() {
  if (current_) current_->control->cancel();
}

}  // namespace unmask
