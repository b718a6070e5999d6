// Lists in a scratch database: their orders, finding in them, and that a disk which refuses is told
// of and nothing is left on it.
#include "core/base/scratch_list.h"

#include <QTemporaryDir>
#include <QTest>
#include <map>

#include "core/base/files.h"
#include "tests/base/full_disk.h"

using namespace unmask;

class ScratchListTest : public QObject {
  Q_OBJECT
  QTemporaryDir dir_;
  fs::path at(const char* name) const { return fs::path(dir_.path().toStdString()) / name; }
  Database opened() const {
    auto database = Database::open(at("scratch"), Database::Mode::scratch);
    if (!database) qFatal("%s", inEnglish(database.error()).c_str());
    return std::move(*database);
  }
  static std::vector<std::string> sorted(const ScratchList& list) {
    std::vector<std::string> all;
    const Status status = list.sorted([&](ScratchList::Entry&& entry) -> Status {
      all.push_back(entry.bytes + " " + std::to_string(entry.number));
      return {};
    });
    if (!status) qFatal("%s", inEnglish(status.error()).c_str());
    return all;
  }

 private Q_SLOTS:
  void entriesComeInBothOrders() {
    const Database database = opened();
    auto list = ScratchList::create(database, "words");
    QVERIFY(list);
    const std::string zero("b\0a", 3), high("\xff\xfe");
    for (const auto& [bytes, number] : std::vector<std::pair<std::string, int64_t>>{
             {"b.", 1}, {high, 2}, {"", 3}, {zero, 4}, {"b", 9}, {"B", -5}, {"b", 7}})
      QVERIFY(list->add(bytes, number));
    QCOMPARE(list->size(), uint64_t{7});
    QCOMPARE(list->at(1)->bytes, high);
    QCOMPARE(list->at(3)->bytes, zero);
    QCOMPARE(list->at(5)->number, int64_t{-5});
    QVERIFY(!list->at(7));
    QCOMPARE(sorted(*list), (std::vector<std::string>{" 3", "B -5", "b 7", "b 9", zero + " 4",
                                                      "b. 1", high + " 2"}));
  }

  void entriesAreFound() {
    const Database database = opened();
    auto list = ScratchList::create(database, "words");
    QVERIFY(list && list->add("a", 5) && list->add("", 1) && list->index());
    QVERIFY(list->add("a", 3) && list->add("ab", 2));  // afterwards, too
    QCOMPARE(*list->find("a"), (std::vector<int64_t>{3, 5}));
    QCOMPARE(*list->find("a", 1), (std::vector<int64_t>{3}));
    QCOMPARE(*list->find(""), (std::vector<int64_t>{1}));
    QCOMPARE(*list->find("b"), std::vector<int64_t>{});
    // Without an index, which would order them by itself.
    auto plain = ScratchList::create(database, "plain");
    for (const int64_t number : {5, 1, 9, 3}) QVERIFY(plain->add("a", number));
    QCOMPARE(*plain->find("a"), (std::vector<int64_t>{1, 3, 5, 9}));
    QCOMPARE(*plain->find("a", 2), (std::vector<int64_t>{1, 3}));
  }

  void aListIsCut() {
    const Database database = opened();
    auto list = ScratchList::create(database, "words");
    QVERIFY(list && list->add("a", 1) && list->add("b", 2) && list->add("c", 3) && list->cut(1));
    QVERIFY(list->add("d", 4));
    QCOMPARE(list->size(), uint64_t{2});
    QCOMPARE(list->at(1)->bytes, std::string("d"));
    QCOMPARE(sorted(*list), (std::vector<std::string>{"a 1", "d 4"}));
  }

  // More than the database keeps in memory, and more than a sort does.
  void longListsAreWhole() {
    const Database database = opened();
    auto list = ScratchList::create(database, "words");
    std::map<std::string, int64_t> expected;
    for (int64_t i = 0; i < 60'000; ++i) {
      const std::string word = std::to_string(i * 7919 % 60'000) + std::string(40, '.');
      QVERIFY(list->add(word, i));
      expected[word] = i;
    }
    QVERIFY(list->index());
    auto next = expected.begin();
    const Status status = list->sorted([&](ScratchList::Entry&& entry) -> Status {
      if (next == expected.end() || entry.bytes != next->first || entry.number != next->second)
        return failure(message("another order"));
      ++next;
      return {};
    });
    QVERIFY(status && next == expected.end());
    for (const auto& [word, number] : expected)
      QCOMPARE(*list->find(word), (std::vector<int64_t>{number}));
  }

  void nothingIsLeft() {
    const Database database = opened();
    auto list = ScratchList::create(database, "words");
    for (int i = 0; i < 20'000; ++i) QVERIFY(list->add(std::string(50, 'x'), i));
    QVERIFY(fs::is_empty(at("")));
  }

  void aDiskThatRefusesIsToldOf() {
    const auto nowhere = Database::open(at("nowhere/scratch"), Database::Mode::scratch);
    QVERIFY(!nowhere);
    QVERIFY2(inEnglish(nowhere.error()).find("nowhere/scratch") != std::string::npos,
             inEnglish(nowhere.error()).c_str());

    const Database database = opened();
    auto list = ScratchList::create(database, "words");
    Status status;
    {
      const FullDisk disk(1 << 18);
      for (int i = 0; status && i < 50'000; ++i) status = list->add(std::string(50, 'x'), i);
    }
    QVERIFY(!status);
    QVERIFY2(inEnglish(status.error()).find("Cannot write") == 0 &&
                 inEnglish(status.error()).find("/scratch") != std::string::npos,
             inEnglish(status.error()).c_str());
  }
};

QTEST_GUILESS_MAIN(ScratchListTest)
#include "scratch_list_test.moc"
