// What libraries throw is told apart, and ends no program without a word.
#include "core/base/guarded.h"
#include "tests/base/sanitizers.h"

#include <sys/wait.h>
#include <unistd.h>
#include <QTest>
#include <filesystem>
#include <new>
#include <system_error>
#include <thread>

#include "core/base/uncaught.h"

using namespace unmask;

namespace {

// What a child that runs `work` says on stderr, and how it ends.
std::pair<std::string, int> ended(const std::function<void()>& work) {
  int said[2];
  if (::pipe(said) != 0) return {};
  const pid_t child = ::fork();
  if (child == 0) {
    ::dup2(said[1], STDERR_FILENO);
    ::close(said[0]);
    ::close(said[1]);
    sayWhatIsNotCaught();
    [&]() noexcept { work(); }();  // Qt Test would catch it
    ::_exit(0);
  }
  ::close(said[1]);
  std::string text;
  char buffer[512];
  for (ssize_t count; (count = ::read(said[0], buffer, sizeof buffer)) > 0;)
    text.append(buffer, static_cast<size_t>(count));
  ::close(said[0]);
  int status = -1;
  ::waitpid(child, &status, 0);
  return {text, status};
}

}  // namespace

class GuardedTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void whatIsThrownIsAnErrorOfItsKind() {
    const auto kindOf = [](const auto& thrown) {
      return withoutThrowing([&]() -> Status { throw thrown; }).error();
    };
    QVERIFY(kindOf(std::bad_alloc()).kind == ErrorKind::noMemory);
    const Error noThread =
        kindOf(std::system_error(std::make_error_code(std::errc::resource_unavailable_try_again)));
    QVERIFY(noThread.kind == ErrorKind::noMemory);
    QVERIFY(inEnglish(noThread).find("unavailable") == std::string::npos);
    const Error noDisk = kindOf(std::filesystem::filesystem_error(
        "stat", "/some/place", std::make_error_code(std::errc::io_error)));
    QVERIFY(inEnglish(noDisk).find("/some/place") != std::string::npos);
    QVERIFY(inEnglish(kindOf(std::runtime_error("why"))).find("why") != std::string::npos);
    QVERIFY(!inEnglish(kindOf(7)).empty());
    QCOMPARE(*withoutThrowing([]() -> Result<int> { return 3; }), 3);
  }

  void whatNobodyCatchesIsSaid() {
    UNMASK_NEEDS_THREADS_AFTER_FORK();
    const auto [text, status] = ended([] { throw std::bad_alloc(); });
    QCOMPARE(text, std::string("There is not enough memory. Close other programs and try again.\n"));
    QVERIFY(WIFEXITED(status));
    QCOMPARE(WEXITSTATUS(status), 1);
    const auto [other, end] = ended([] {
      std::thread([] { throw std::runtime_error("of a library"); }).join();
    });
    QVERIFY2(other.find("of a library") != std::string::npos, other.c_str());
    QVERIFY2(other.find("terminate called") == std::string::npos, other.c_str());
    QVERIFY(WIFEXITED(end));
  }
};

QTEST_GUILESS_MAIN(GuardedTest)
#include "guarded_test.moc"
