// Batches ahead: the right step whatever is asked for, errors passed on, no deadlock at the end.
#include "core/engine/prefetcher.h"

#include <QtTest>
#include <atomic>

#include "core/spec/token_ids.h"

using namespace unmask;

namespace {

Batch batchOf(uint64_t step, uint64_t micro) {
  Batch batch;
  batch.arrays.push_back(Array::zeros<int64_t>("labels", {1, 3}));
  const auto labels = batch.arrays[0].values<int64_t>();
  labels[0] = static_cast<int64_t>(step);
  labels[1] = static_cast<int64_t>(micro);
  labels[2] = kNoLoss;
  batch.targets = 2;
  return batch;
}

}  // namespace

class PrefetcherTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void givesEveryStepInOrderWithItsHashesAndTargets() {
    Prefetcher prefetcher([](uint64_t s, uint64_t m) -> Result<Batch> { return batchOf(s, m); }, 2,
                          7);
    for (uint64_t step = 7; step < 40; ++step) {
      const auto prepared = prefetcher.take(step);
      QVERIFY(prepared.has_value());
      QCOMPARE(prepared->step, step);
      QCOMPARE(prepared->micros.size(), size_t(2));
      QCOMPARE(prepared->countedTargets, uint64_t(4));
      QCOMPARE(prepared->hashes[1], hashOf(batchOf(step, 1)));
    }
  }

  void jumpsForwardsAndBackwards() {
    Prefetcher prefetcher([](uint64_t s, uint64_t m) -> Result<Batch> { return batchOf(s, m); }, 1,
                          0);
    for (const uint64_t step : {0u, 1u, 50u, 51u, 3u, 4u, 4u, 100u, 0u}) {
      const auto prepared = prefetcher.take(step);
      QVERIFY(prepared.has_value());
      QCOMPARE(prepared->step, step);
      QCOMPARE(prepared->hashes[0], hashOf(batchOf(step, 0)));
    }
  }

  void preparesAheadOnAnotherThread() {
    std::atomic<uint64_t> highest = 0;
    std::atomic<bool> sameThread = false;
    const auto here = std::this_thread::get_id();
    Prefetcher prefetcher(
        [&](uint64_t s, uint64_t m) -> Result<Batch> {
          if (std::this_thread::get_id() == here) sameThread = true;
          highest = s;
          highest.notify_all();
          return batchOf(s, m);
        },
        1, 0);
    QVERIFY(prefetcher.take(0).has_value());
    for (uint64_t seen = highest; seen < 2; seen = highest) highest.wait(seen);
    QCOMPARE(highest.load(), uint64_t(2));  // two ahead, without being asked
    QVERIFY(!sameThread);
  }

  void passesErrorsAndExceptionsOn() {
    Prefetcher prefetcher(
        [](uint64_t s, uint64_t m) -> Result<Batch> {
          if (s == 1) return failure(message("Damaged block %1.", 9));
          if (s == 2) throw std::runtime_error("no room");
          return batchOf(s, m);
        },
        1, 0);
    QVERIFY(prefetcher.take(0).has_value());
    QCOMPARE(inEnglish(prefetcher.take(1).error()), std::string("Damaged block 9."));
    QVERIFY(inEnglish(prefetcher.take(2).error()).find("no room") != std::string::npos);
    QVERIFY(prefetcher.take(3).has_value());
  }
};

QTEST_GUILESS_MAIN(PrefetcherTest)
#include "prefetcher_test.moc"
