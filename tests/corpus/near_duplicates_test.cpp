// Searching for duplicates from a disk gives what searching in memory gave.
#include "core/corpus/pictures/near_duplicates.h"

#include <QTemporaryDir>
#include <QtTest>
#include <algorithm>
#include <bit>
#include <numeric>
#include <set>

#include "core/base/random.h"

using namespace unmask;

namespace {

using Bits = std::array<uint64_t, 2>;

// A picture of few kinds: those of the same kind are alike to the last pixel.
struct Given {
  Bits digest, look;
  uint8_t kind;
};

std::vector<Given> givenPictures(size_t count) {
  std::vector<Given> all;
  for (size_t i = 0; i < count; ++i) {
    RandomStream random(1, Purpose::generated, 0, i);
    const auto kind = static_cast<uint8_t>(random.below(6));
    Given one{{random.below(2) << 63 | random.below(count / 12 + 1), kind},
              {random.below(3) * 0x5555555555555555, random.below(3) << 62},
              kind};
    for (uint64_t flips = random.below(6); flips > 0; --flips)
      one.look[random.below(2)] ^= uint64_t{1}
                                   << (random.below(2) ? 60 + random.below(4) : random.below(64));
    all.push_back(one);
  }
  return all;
}

// The search as its header describes it, with everything in memory.
class InMemory {
 public:
  explicit InMemory(const std::vector<Given>& given) : given_(given), parent_(given.size()) {
    std::iota(parent_.begin(), parent_.end(), size_t{0});
  }

  PictureDuplicates found() {
    for (size_t i = 0; i < given_.size(); ++i)
      for (size_t k = 0; k < i; ++k)
        if (given_[i].digest == given_[k].digest) join(i, k);
    PictureDuplicates found{listed(), {}};
    for (int band = 0; band < 8; ++band) search(band);
    found.near = listed();
    return found;
  }

 private:
  size_t of(size_t i) const { return parent_[i] == i ? i : of(parent_[i]); }
  void join(size_t a, size_t b) { parent_[std::max(of(a), of(b))] = std::min(of(a), of(b)); }

  void search(int band) {
    const auto part = [&](size_t i) {
      return given_[i].look[static_cast<size_t>(band / 4)] >> band % 4 * 16 & 0xffff;
    };
    std::vector<size_t> order(given_.size());
    std::iota(order.begin(), order.end(), size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
      return std::pair(part(a), given_[a].look) < std::pair(part(b), given_[b].look);
    });
    for (size_t i = 0; i < order.size(); ++i) {
      int refused = 0;
      for (size_t k = i + 1; k < std::min(order.size(), i + 17) && refused < 3; ++k) {
        const size_t a = order[i], b = order[k];
        if (part(a) != part(b)) break;
        if (std::popcount(given_[a].look[0] ^ given_[b].look[0]) +
                std::popcount(given_[a].look[1] ^ given_[b].look[1]) >
            kLookBits)
          continue;
        if (of(a) == of(b)) continue;
        if (given_[a].kind == given_[b].kind)
          join(a, b);
        else
          ++refused;
      }
    }
  }

  Duplicates listed() const {
    std::vector<DuplicateGroup> groups(given_.size());
    Duplicates found;
    for (size_t i = 0; i < given_.size(); ++i) {
      DuplicateGroup& group = groups[of(i)];
      ++group.copies;
      if (group.documents.size() < 100) group.documents.push_back(i);
      found.documents += of(i) != i;
    }
    std::erase_if(groups, [](const DuplicateGroup& group) { return group.copies < 2; });
    std::stable_sort(groups.begin(), groups.end(),
                     [](const auto& a, const auto& b) { return a.copies > b.copies; });
    found.groups = groups.size();
    groups.resize(std::min<size_t>(groups.size(), 1000));
    found.listed = groups;
    return found;
  }

  const std::vector<Given>& given_;
  std::vector<size_t> parent_;
};

}  // namespace

class NearDuplicatesTest : public QObject {
  Q_OBJECT

  static void compare(const Duplicates& found, const Duplicates& expected) {
    QCOMPARE(found.groups, expected.groups);
    QCOMPARE(found.documents, expected.documents);
    QCOMPARE(found.listed.size(), expected.listed.size());
    for (size_t i = 0; i < found.listed.size(); ++i) {
      QCOMPARE(found.listed[i].copies, expected.listed[i].copies);
      QCOMPARE(found.listed[i].documents, expected.listed[i].documents);
    }
  }

 private Q_SLOTS:
  void theSameAsInMemory_data() {
    QTest::addColumn<int>("count");
    for (const int count : {0, 1, 2, 300, 5000}) QTest::addRow("%d", count) << count;
  }
  void theSameAsInMemory() {
    QFETCH(int, count);
    const std::vector<Given> given = givenPictures(static_cast<size_t>(count));
    QTemporaryDir dir;
    auto search = DuplicateSearch::create(dir.path().toStdString());
    QVERIFY(search);
    for (const Given& one : given) QVERIFY(search->add(one.digest, one.look));
    JobControl job;
    const auto pixels = [&](uint64_t picture, std::span<uint8_t> out) -> Status {
      for (size_t i = 0; i < out.size(); ++i)
        out[i] = static_cast<uint8_t>((i >> given[picture].kind & 1) * 100);
      return {};
    };
    const auto found = search->find(pixels, 64, job);
    QVERIFY2(found, found ? "" : inEnglish(found.error()).c_str());
    QCOMPARE(job.progress().done, uint64_t{8});
    const PictureDuplicates expected = InMemory(given).found();
    if (count == 5000) {  // more groups than are listed, and larger ones than are
      QVERIFY(expected.exact.groups > 1000);
      QVERIFY(expected.near.listed[0].copies > 100);
    }
    compare(found->exact, expected.exact);
    compare(found->near, expected.near);
  }

  void cancelled() {
    QTemporaryDir dir;
    auto search = DuplicateSearch::create(dir.path().toStdString());
    QVERIFY(search && search->add({}, {}));
    JobControl job;
    job.cancel();
    const auto found = search->find([](uint64_t, std::span<uint8_t>) { return Status(); }, 1, job);
    QVERIFY(!found && isCancelled(found.error()));
  }
};

QTEST_GUILESS_MAIN(NearDuplicatesTest)
#include "near_duplicates_test.moc"
