// Comparing runs' settings: exactly what differs, in order, told apart by content.
#include "core/spec/spec_diff.h"

#include <QTest>

using namespace unmask;

class SpecDiffTest : public QObject {
  Q_OBJECT

  static RunSpec complete(const char* objective = "next-token") {
    RunSpec spec = *defaultSpec(objective);
    spec.corpus = {"plays", std::string(64, 'a')};
    spec.tokenizer = {"plays-char", std::string(64, 'b')};
    spec.pieces = 65;
    return spec;
  }

 private Q_SLOTS:
  void equalRunsDifferInNothing() {
    QVERIFY(specDiff({complete(), complete()}).empty());
    QVERIFY(specDiff({}).empty());
    QVERIFY(specDiff({complete()}).empty());
  }

  // Every field there is, changed by itself, is found by itself.
  void everyFieldIsFound() {
    for (const char* objective : {"next-token", "masked-lm"}) {
      RunSpec base = complete(objective);
      const size_t count = fieldsOf(base).size();
      for (size_t i = 0; i < count; ++i) {
        RunSpec other = base;
        const FieldRef field = fieldsOf(other)[i];
        if (auto* integer = std::get_if<int64_t*>(&field.place)) **integer += 1;
        if (auto* number = std::get_if<double*>(&field.place)) **number *= 1.0000000001;
        if (auto* number = std::get_if<double*>(&field.place); number && **number == 0)
          **number = 0.5;
        if (auto* on = std::get_if<bool*>(&field.place)) **on = !**on;
        if (auto* text = std::get_if<std::string*>(&field.place)) **text += "x";
        if (auto* texts = std::get_if<std::vector<std::string>*>(&field.place))
          (*texts)->push_back("more");
        const auto differences = specDiff({base, other});
        QCOMPARE(differences.size(), size_t{1});
        QCOMPARE(differences[0].key, std::string(field.info.key));
        QCOMPARE(differences[0].values.size(), size_t{2});
      }
    }
  }

  void readsAsPeopleWriteIt() {
    RunSpec a = complete("masked-lm"), b = a;
    b.train.learningRate = 5e-4;
    std::get<MaskedLmSettings>(b.objectiveSettings).chosen = 0.4;
    std::get<MaskedLmSettings>(b.objectiveSettings).wholeWord = true;
    const auto rows = specDiff({a, b});
    QCOMPARE(rows.size(), size_t{3});
    QCOMPARE(rows[0].label, std::string("Chosen as target"));
    QCOMPARE(rows[0].values, (std::vector<std::string>{"15 %", "40 %"}));
    QCOMPARE(rows[1].values, (std::vector<std::string>{"off", "on"}));
    QCOMPARE(rows[2].key, std::string("train.learning_rate"));
    QCOMPARE(rows[2].values, (std::vector<std::string>{"0.001", "0.0005"}));
  }

  // What no field describes is compared too.
  void devicesAndTokenizersDiffer() {
    RunSpec a = complete(), b = a;
    b.device = "cuda:0";
    b.tokenizer = {"letters", std::string(64, 'd')};
    const auto rows = specDiff({a, b});
    QCOMPARE(rows.size(), size_t{2});
    QCOMPARE(rows[0].key, std::string("tokenizer"));
    QCOMPARE(rows[0].values, (std::vector<std::string>{a.tokenizer.slug, "letters"}));
    QCOMPARE(rows[1].key, std::string("device"));
    QCOMPARE(rows[1].values, (std::vector<std::string>{a.device, "cuda:0"}));
  }

  void corporaDifferByContent() {
    RunSpec a = complete(), b = a, c = a;
    b.corpus = {"tales", a.corpus.hash};  // renamed: the same content
    QVERIFY(specDiff({a, b}).empty());
    c.corpus = {"plays", std::string(64, 'c')};  // another content under its name
    const auto rows = specDiff({a, c});
    QCOMPARE(rows.size(), size_t{1});
    QCOMPARE(rows[0].values, (std::vector<std::string>{"plays (aaaaaaaa)", "plays (cccccccc)"}));
  }

  void objectivesHaveSettingsOfTheirOwn() {
    const auto rows = specDiff({complete("next-token"), complete("masked-lm")});
    const auto value = [&](const std::string& key, size_t run) {
      for (const SpecDifference& row : rows)
        if (row.key == key) return row.values[run];
      return std::string("absent");
    };
    QCOMPARE(value("objective", 1), std::string("Masked words"));
    QCOMPARE(value("objective.chosen", 0), std::string());
    QCOMPARE(value("objective.chosen", 1), std::string("15 %"));
    QCOMPARE(value("train.steps", 0), std::string("absent"));
  }

  void translatesWhatIsCores() {
    RunSpec a = complete(), b = a;
    b.train.schedule = "linear";
    const auto rows =
        specDiff({a, b}, [](const char* text) { return std::string("<") + text + ">"; });
    QCOMPARE(rows[0].label, std::string("<Schedule>"));
    QCOMPARE(rows[0].values[1], std::string("<linear>"));
  }
};

QTEST_GUILESS_MAIN(SpecDiffTest)
#include "spec_diff_test.moc"
