// Work off the event loop: what it throws is an error, and nothing waits for ever.
#include "ui/widgets/job_runner.h"

#include <QtTest>
#include <filesystem>
#include <new>
#include <stdexcept>

using namespace unmask;

class JobRunnerTest : public QObject {
  Q_OBJECT
  std::vector<Error> trouble_;

 private Q_SLOTS:
  void init() {
    trouble_.clear();
    setTroubleHandler([this](const Error& error) { trouble_.push_back(error); });
  }
  void cleanup() { setTroubleHandler({}); }

  void whatAJobThrowsIsItsError() {
    JobRunner jobs;
    std::optional<Result<int>> first, second;
    jobs.run(
        "first", this, [](JobControl&) -> Result<int> { throw std::bad_alloc(); },
        [&](const Result<int>& result) { first = result; });
    jobs.run(
        "second", this, [](JobControl&) -> Result<int> { return 2; },
        [&](const Result<int>& result) { second = result; });
    QTRY_VERIFY(second.has_value());
    QVERIFY(first.has_value() && !first->has_value());
    QVERIFY(first->error().kind == ErrorKind::noMemory);
    QCOMPARE(**second, 2);
    QTRY_VERIFY(!jobs.busy());
  }

  void whatWorkInTheBackgroundThrowsIsItsError() {
    std::optional<Status> ended;
    inBackground(
        this,
        []() -> Status {
          throw std::filesystem::filesystem_error("stat", "/a/share",
                                                  std::make_error_code(std::errc::io_error));
        },
        [&](const Status& status) { ended = status; });
    QTRY_VERIFY(ended.has_value());
    QVERIFY(!*ended);
    QVERIFY(inEnglish(ended->error()).find("/a/share") != std::string::npos);
    QVERIFY(trouble_.empty());
  }

  void workWithoutAnErrorOfItsOwnTellsTheWindow() {
    bool done = false;
    inBackground(
        this, []() -> int { throw std::runtime_error("of a library"); }, [&](int) { done = true; });
    QTRY_COMPARE(trouble_.size(), size_t{1});
    QVERIFY(!done);
    QVERIFY(inEnglish(trouble_.front()).find("of a library") != std::string::npos);
  }

  void theNewestGoesOnAfterOneThatThrew() {
    std::vector<int> got;
    Latest<int> latest(this, [&](int value) { got.push_back(value); });
    latest.ask([]() -> int { throw std::runtime_error("outdated"); });
    latest.ask([] { return 2; });
    QTRY_COMPARE(got, std::vector<int>{2});
    QVERIFY(trouble_.empty());  // nobody waits for the first
    latest.ask([]() -> int { throw std::runtime_error("newest"); });
    QTRY_COMPARE(trouble_.size(), size_t{1});
    QVERIFY(!latest.busy());
    latest.ask([] { return 4; });
    QTRY_COMPARE(got, (std::vector<int>{2, 4}));
  }
};

QTEST_GUILESS_MAIN(JobRunnerTest)
#include "job_runner_test.moc"
