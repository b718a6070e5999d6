// Work off the event loop. JobRunner shows named jobs with progress and cancel; inBackground() is
// for short reads nobody waits to see; Latest keeps only the newest of many requests.
#pragma once

#include <QCoreApplication>
#include <QObject>
#include <QPointer>
#include <QThreadPool>
#include <QTimer>
#include <functional>
#include <memory>
#include <type_traits>
#include <vector>

#include "core/base/guarded.h"
#include "core/base/job.h"

namespace unmask {

// What a library threw out of work that has no error of its own to return: the window shows it. Until
// a handler is set it goes to stderr. On the main thread only.
void setTroubleHandler(std::function<void(const Error&)>);
void sayTrouble(const Error&);

template <class Value>
inline constexpr bool isResult = false;
template <class Value>
inline constexpr bool isResult<Result<Value>> = true;

// Runs work() on a pool thread, then done(result) on the thread of `context`, unless it is gone.
// What work() throws is the error of its Result; of other values, failed(error) comes instead.
template <class Work, class Done, class Failed>
void inBackground(QObject* context, Work work, Done done, Failed failed) {
  using Value = std::invoke_result_t<Work>;
  using Outcome = std::conditional_t<isResult<Value>, Value, Result<Value>>;
  // The context is looked at only on its own thread: the hop goes through the application.
  QPointer<QObject> alive(context);
  QThreadPool::globalInstance()->start([=, work = std::move(work), done = std::move(done)] {
    auto outcome =
        std::make_shared<Outcome>(withoutThrowing([&]() -> Outcome { return work(); }));
    QMetaObject::invokeMethod(
        qApp,
        [alive, outcome, done, failed] {
          if (!alive) return;
          if constexpr (isResult<Value>)
            done(std::move(*outcome));
          else if (*outcome)
            done(std::move(**outcome));
          else
            failed(outcome->error());
        },
        Qt::QueuedConnection);
  });
}
template <class Work, class Done>
void inBackground(QObject* context, Work work, Done done) {
  inBackground(context, std::move(work), std::move(done), sayTrouble);
}

// The newest request wins: while one runs, later ones replace each other.
template <class Value>
class Latest {
 public:
  Latest(QObject* context, std::function<void(Value)> done)
      : context_(context), done_(std::move(done)) {}

  void ask(std::function<Value()> work) {
    waiting_ = std::move(work);
    if (!running_) startNext();
  }
  bool busy() const { return running_; }

 private:
  void startNext() {
    running_ = true;
    auto work = std::move(waiting_);
    waiting_ = nullptr;
    inBackground(
        context_, std::move(work),
        [this](Value value) {
          if (isNewest()) done_(std::move(value));
        },
        [this](const Error& error) {
          if (isNewest()) sayTrouble(error);
        });
  }

  // Where not, what came is outdated before it was seen.
  bool isNewest() {
    running_ = false;
    if (!waiting_) return true;
    startNext();
    return false;
  }

  QObject* context_;
  std::function<void(Value)> done_;
  std::function<Value()> waiting_;
  bool running_ = false;
};

// Named jobs, one after the other; the status line shows the running one.
class JobRunner : public QObject {
  Q_OBJECT
 public:
  explicit JobRunner(QObject* parent = nullptr);
  ~JobRunner() override;  // cancels and waits: nothing half-made stays

  // `done` gets the Result on the thread of `context`. Cancelled jobs end with cancelledError(); what
  // `work` throws is an error like any other.
  template <class Work, class Done>
  void run(const QString& title, QObject* context, Work work, Done done) {
    using Value = std::invoke_result_t<Work, JobControl&>;
    auto control = std::make_shared<JobControl>();
    auto value = std::make_shared<std::unique_ptr<Value>>();
    QPointer<QObject> alive(context);
    enqueue({title, control,
             [work = std::move(work), control, value]() mutable {
               *value =
                   std::make_unique<Value>(withoutThrowing([&] { return work(*control); }));
             },
             [alive, value, done = std::move(done)]() mutable {
               if (alive) done(std::move(**value));
             }});
  }

  bool busy() const { return current_ != nullptr; }
  QString title() const;
  Progress progress() const;
  void cancel();

 Q_SIGNALS:
  void changed();  // started, progressed, ended; at most 10 times a second

 private:
  struct Job {
    QString title;
    std::shared_ptr<JobControl> control;
    std::function<void()> work;
    std::function<void()> done;
  };
  void enqueue(Job);
  void startNext();

  QThreadPool pool_;
  QTimer timer_;
  std::vector<Job> waiting_;
  std::unique_ptr<Job> current_;
};

}  // namespace unmask
