// Every page of a window, empty and with a made-up workspace: what tests over all controls walk.
#pragma once

#include <functional>

#include "tests/ui/made_up_runs.h"
#include "tests/ui/window_fixture.h"

namespace unmask {

inline constexpr const char* kPageButtons[] = {"goData", "goPretext", "goTrain", "goRuns"};

// A corpus with its tokenizer, and two runs of it: one finished, one cut off.
inline bool fill(WindowFixture& f) {
  const std::filesystem::path root = f.window().library().workspace().root();
  if (!f.click("goData") || !f.click("sample.arithmetic")) return false;
  const bool there = QTest::qWaitFor(
      [&] {
        return f.window().choices().corpus() && f.window().choices().tokenizer() &&
               !f.window().jobs().busy();
      },
      180'000);
  if (!there) return false;
  const std::string corpus = f.window().choices().corpus()->info.slug;
  writeRun(root, {.slug = "20261101-120000-next-token-a", .name = "first", .corpus = corpus});
  writeRun(root, {.slug = "20261102-120000-masked-lm-b",
                  .objective = "masked-lm",
                  .corpus = corpus,
                  .end = ""});
  f.window().library().refresh();
  return QTest::qWaitFor([&] { return f.window().library().runs().size() == 2; }, 30'000);
}

// Calls `look` with each page in view, by a name for messages; the run view too where runs are.
inline void eachPage(WindowFixture& f, const std::function<void(const QString&)>& look) {
  for (const char* page : kPageButtons) {
    if (!f.click(page)) return;
    QTest::qWait(400);  // charts and previews are made off the event loop
    look(QString(page).mid(2));
  }
  const auto& runs = f.window().library().runs();
  if (runs.empty()) return;
  f.window().choices().setRun(runs.front().folder);
  f.click("goTrain");
  QTest::qWait(400);
  look("a run");
  f.window().choices().setRun({});
}

}  // namespace unmask
