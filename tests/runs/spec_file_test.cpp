// spec.json: changed by nobody but Unmask, or told.
#include "core/runs/spec_file.h"

#include <QTemporaryDir>
#include <QTest>
#include <fstream>
#include <nlohmann/json.hpp>

#include "core/base/files.h"
#include "core/runs/workspace.h"

using namespace unmask;

class SpecFileTest : public QObject {
  Q_OBJECT
  QTemporaryDir temporary_;
  fs::path run() const {
    const fs::path folder =
        fs::path(temporary_.path().toStdString()) / QTest::currentTestFunction();
    fs::create_directories(folder);
    return folder;
  }
  static RunSpec spec() {
    RunSpec spec = *defaultSpec("next-token");
    spec.corpus = {"small", "0"};
    spec.tokenizer = {"letters", "0"};
    spec.pieces = 30;
    return spec;
  }
  static void replace(const fs::path& file, const std::string& from, const std::string& to) {
    std::string text = *readFile(file);
    const size_t at = text.find(from);
    if (at == std::string::npos) qFatal("%s is not there", from.c_str());
    std::ofstream(file) << text.replace(at, from.size(), to);
  }

 private Q_SLOTS:
  void itIsReadAsItWasWritten() {
    const fs::path folder = run();
    QVERIFY(writeSpecFile(folder, spec(), 1764503633123).has_value());
    const auto read = readSpecFile(folder);
    QVERIFY(read.has_value());
    QVERIFY(toJson(read->spec) == toJson(spec()));
    QCOMPARE(read->createdMs, 1764503633123);
    QVERIFY(read->asWritten);
    QVERIFY(readSpec(folder).has_value());
  }

  void aChangedDigitIsTold() {
    const fs::path folder = run();
    QVERIFY(writeSpecFile(folder, spec(), 1).has_value());
    replace(folder / "spec.json", "\"train.seed\": 1337", "\"train.seed\": 1338");
    const auto read = readSpecFile(folder);
    QVERIFY(read.has_value());
    QCOMPARE(read->spec.train.seed, 1338);  // for a list to show
    QVERIFY(!read->asWritten);
    const auto refused = readSpec(folder);
    QVERIFY(!refused);
    QVERIFY(refused.error().kind == ErrorKind::damaged);
    QVERIFY(inEnglish(refused.error()).find("spec.json") != std::string::npos);
    QVERIFY(inEnglish(refused.error()).find("sha256") != std::string::npos);
  }

  void blanksAndOrderAreNoChange() {
    const fs::path folder = run();
    QVERIFY(writeSpecFile(folder, spec(), 1).has_value());
    const auto json = nlohmann::ordered_json::parse(*readFile(folder / "spec.json"));
    nlohmann::ordered_json turned;
    for (auto item = json.rbegin(); item != json.rend(); ++item) turned[item.key()] = item.value();
    std::ofstream(folder / "spec.json") << turned.dump();
    QVERIFY(readSpec(folder).has_value());
  }

  void whoTakesTheChecksumOutMeansTheChange() {
    const fs::path folder = run();
    QVERIFY(writeSpecFile(folder, spec(), 1).has_value());
    auto json = nlohmann::json::parse(*readFile(folder / "spec.json"));
    json.erase("sha256");
    json["settings"]["train.seed"] = 5;
    std::ofstream(folder / "spec.json") << json.dump();
    QCOMPARE(readSpec(folder)->train.seed, 5);
    // As in runs of versions without a checksum.
    std::ofstream(folder / "spec.json") << toJson(spec()).dump(2);
    QVERIFY(readSpec(folder).has_value());
    QCOMPARE(readSpecFile(folder)->createdMs, 0);
  }
};

QTEST_GUILESS_MAIN(SpecFileTest)
#include "spec_file_test.moc"
