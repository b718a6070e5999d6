// JSON files with a sum over their entries.
#include "core/base/summed_json.h"

#include <QTest>
#include <nlohmann/json.hpp>

using namespace unmask;
using nlohmann::json;

class SummedJsonTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void theSumIsThatOfTheCompactFormInOrder() {
    json object = {{"b", {1, 2}}, {"a", "x"}};
    addSum(object);
    // printf '{"a":"x","b":[1,2]}' | sha256sum
    QCOMPARE(object["sha256"].get<std::string>(),
             std::string("721ef82f2d6c0997bffb7a8ab3f40f8fb45b0b52ce2af3afa6b0f05efbdc317f"));
    addSum(object);  // a second time is over the same entries
    QVERIFY(asSummed(object));
    QVERIFY(asSummed(json::parse(object.dump(7))));
  }

  void aChangeIsSeenAndTakingTheSumOutMeansIt() {
    json object = {{"name", "a"}, {"nested", {{"sha256", "of something else"}}}};
    QVERIFY(asSummed(object));
    addSum(object);
    json changed = object;
    changed["name"] = "b";
    QVERIFY(!asSummed(changed));
    changed = object;
    changed["nested"]["sha256"] = "";
    QVERIFY(!asSummed(changed));
    changed = object;
    changed["more"] = 1;
    QVERIFY(!asSummed(changed));
    changed.erase("sha256");
    QVERIFY(asSummed(changed));
    changed["sha256"] = 5;
    QVERIFY(!asSummed(changed));
  }

  void bytesThatAreNoTextAreSummedAsTheyAreWritten() {
    json object = {{"path", "\xff.txt"}};
    addSum(object);
    const std::string written = object.dump(1, ' ', false, json::error_handler_t::replace);
    QVERIFY(asSummed(json::parse(written)));
  }
};

QTEST_GUILESS_MAIN(SummedJsonTest)
#include "summed_json_test.moc"
