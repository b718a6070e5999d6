// How long the first minute takes: first launch, three clicks, a moving curve with a sample after
// step 0.
//
//     QT_QPA_PLATFORM=offscreen build/release/bin/first_minute
//
// The times count from the request for the window, on a fresh workspace with real clicks.
#include <QApplication>
#include <cstdio>

#include "tests/ui/first_minute.h"

int main(int argc, char** argv) {
  QApplication app(argc, argv);
  unmask::WindowFixture f;
  const unmask::FirstMinute m = unmask::firstMinute(f, 300'000);
  if (!m.failed.isEmpty()) {
    std::fprintf(stderr, "%s\n", qPrintable(m.failed));
    return 1;
  }
  std::printf(
      "window %.2f s, corpus and tokenizer %.2f s, worker running %.2f s, curve %.2f s, "
      "first sample %.2f s; %d clicks\n",
      m.window, m.corpus, m.started, m.curve, m.sample, m.clicks);
  return 0;
}
