// MAE's mask: exact counts, the inverse permutation, and how often patches and pairs of patches are
// hidden (recipes.md 6.3).
#include "core/pretext/patch_mask.h"

#include <QTest>
#include <cmath>
#include <numeric>
#include <thread>

#include "core/spec/picture_settings.h"

using namespace unmask;

class PatchMaskTest : public QObject {
  Q_OBJECT

  static PatchMask drawn(int64_t patches, int64_t visible, uint64_t example) {
    return drawPatchMask(patches, visible, RandomStream(7, Purpose::patches, 0, example));
  }

 private Q_SLOTS:
  void countsAreExactAndRestoreIsTheInverse() {
    for (const int64_t patches : {1, 4, 49, 64, 196})
      for (const double ratio : {.01, .5, .75, .9}) {
        const int64_t visible = visiblePatches(patches, ratio);
        const PatchMask mask = drawn(patches, visible, static_cast<uint64_t>(patches));
        QCOMPARE(std::accumulate(mask.mask.begin(), mask.mask.end(), int64_t{0}),
                 patches - visible);
        std::vector<int64_t> seen;
        for (int64_t place = 0; place < patches; ++place) {
          const int64_t patch = mask.shuffle[static_cast<size_t>(place)];
          QCOMPARE(mask.restore[static_cast<size_t>(patch)], place);
          QCOMPARE(int64_t{mask.mask[static_cast<size_t>(patch)]}, int64_t{place >= visible});
          if (place > 0)
            QVERIFY(mask.noise[static_cast<size_t>(patch)] >=
                    mask.noise[static_cast<size_t>(mask.shuffle[static_cast<size_t>(place - 1)])]);
        }
      }
  }

  void patchesAndPairsAreHiddenAsOftenAsTheyShould() {
    constexpr int64_t kPatches = 16, kVisible = 4, kHidden = kPatches - kVisible;
    constexpr int kDraws = 40000;
    std::array<std::array<int, kPatches>, kPatches> together{};
    for (int draw = 0; draw < kDraws; ++draw) {
      const PatchMask mask = drawn(kPatches, kVisible, static_cast<uint64_t>(draw));
      for (size_t a = 0; a < kPatches; ++a)
        for (size_t b = a; b < kPatches; ++b) together[a][b] += mask.mask[a] & mask.mask[b];
    }
    const double single = static_cast<double>(kHidden) / kPatches;
    const double pair = single * (kHidden - 1) / (kPatches - 1);
    for (size_t a = 0; a < kPatches; ++a)
      for (size_t b = a; b < kPatches; ++b) {
        const double p = a == b ? single : pair;
        const double measured = static_cast<double>(together[a][b]) / kDraws;
        QVERIFY2(
            std::abs(measured - p) < 5 * std::sqrt(p * (1 - p) / kDraws),
            qPrintable(QString("patches %1, %2: %3 for %4").arg(a).arg(b).arg(measured).arg(p)));
      }
  }

  void examplesDifferAndComeAgain() {
    QVERIFY(drawn(64, 16, 1).mask != drawn(64, 16, 2).mask);
    const PatchMask here = drawn(64, 16, 1);
    PatchMask there;
    std::thread([&] { there = drawn(64, 16, 1); }).join();
    QCOMPARE(here.mask, there.mask);
    QCOMPARE(here.shuffle, there.shuffle);
  }
};

QTEST_GUILESS_MAIN(PatchMaskTest)
#include "patch_mask_test.moc"
