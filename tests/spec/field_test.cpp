// Settings through their descriptions: what is accepted, what is refused and how it is said.
#include "core/spec/field.h"

#include <QTest>
#include <nlohmann/json.hpp>
#include <set>

#include "core/spec/catalogue.h"
#include "core/spec/documentation.h"
#include "core/spec/field_text.h"
#include "core/spec/run_spec.h"

using namespace unmask;
using nlohmann::json;

class FieldTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void everyFieldSurvivesJson() {
    for (const char* objective : {"next-token", "masked-lm", "span-corruption", "denoising"}) {
      RunSpec a = *defaultSpec(objective), b = *defaultSpec(objective);
      for (const FieldRef& field : fieldsOf(a)) {
        // Another allowed value than the default for each kind.
        switch (field.kind) {
          case FieldKind::integer:
            QVERIFY(field.set(field.get().get<int64_t>() + 1).has_value());
            break;
          case FieldKind::real:
            QVERIFY(field.set(field.get().get<double>() * 0.5).has_value());
            break;
          case FieldKind::fraction:
            QVERIFY(field.set(0.25).has_value());
            break;
          case FieldKind::boolean:
            QVERIFY(field.set(!field.get().get<bool>()).has_value());
            break;
          case FieldKind::choice:
            QVERIFY(field.set(field.info.choices.back().value).has_value());
            break;
          case FieldKind::text:
            QVERIFY(field.set("x").has_value());
            break;
          case FieldKind::texts:
            QVERIFY(field.set(json{"a", "b|c"}).has_value());
            break;
        }
      }
      QVERIFY(fromJson(fieldsOf(b), json::parse(toJson(fieldsOf(a)).dump())).has_value());
      QCOMPARE(toJson(fieldsOf(b)).dump(), toJson(fieldsOf(a)).dump());
    }
  }

  // What is shown can be typed: after --set key= it is the same value.
  void everyValueIsTypedBack() {
    for (const ObjectiveInfo& info : objectives()) {
      RunSpec shown = *defaultSpec(info.id);
      shown.train.learningRate = 0.1 + 0.2;
      shown.train.minLearningRate = 1e-7;
      shown.samples.prompts = {"The cat", "Once"};
      RunSpec typed = *defaultSpec(info.id);
      for (const FieldRef& field : fieldsOf(shown)) {
        const Status set =
            setAssignment(fieldsOf(typed), field.info.key + ("=" + typedText(field)));
        QVERIFY2(set.has_value(), set ? "" : inEnglish(set.error()).c_str());
      }
      QCOMPARE(toJson(fieldsOf(typed)).dump(), toJson(fieldsOf(shown)).dump());
    }
  }

  // A refusal shows the range as it must be typed, under every locale.
  void rangesAreTypedBack() {
    RunSpec spec = *defaultSpec("next-token");
    for (const FieldRef& field : fieldsOf(spec)) {
      if (std::string_view(field.info.key) != "data.train_fraction") continue;
      const Status refused = field.setText("0,8");
      QVERIFY(!refused);
      QVERIFY2(inEnglish(refused.error()).find("0.01 to 0.99") != std::string::npos,
               inEnglish(refused.error()).c_str());
      QVERIFY(field.setText("0.01").has_value() && field.setText("0.99").has_value());
      return;
    }
    QFAIL("there is no data.train_fraction");
  }

  void everyFieldIsDescribed() {
    for (const char* objective : {"next-token", "masked-lm", "span-corruption", "denoising"}) {
      RunSpec spec = *defaultSpec(objective);
      std::set<std::string> keys;
      for (const FieldRef& field : fieldsOf(spec)) {
        QVERIFY2(keys.insert(field.info.key).second, field.info.key);
        QVERIFY2(field.info.label && *field.info.label, field.info.key);
        QVERIFY2(std::string(field.info.explanation).ends_with('.'), field.info.key);
        QVERIFY2(field.set(field.get()).has_value(), field.info.key);  // the default is allowed
      }
    }
  }

  void refusals_data() {
    QTest::addColumn<QString>("assignment");
    QTest::addColumn<QString>("said");
    QTest::newRow("range") << "model.layers=0"
                           << "model.layers cannot be 0. Allowed: a whole number from 1 to 200.";
    QTest::newRow("type") << "model.layers=4.5"
                          << "model.layers cannot be 4.5.";
    QTest::newRow("overflow") << "train.seed=99999999999999999999"
                              << "train.seed cannot be";
    QTest::newRow("choice") << "model.norm=middle"
                            << "Allowed: pre, post.";
    QTest::newRow("nan") << "train.learning_rate=nan"
                         << "train.learning_rate cannot be";
    QTest::newRow("percent") << "objective.chosen=150%"
                             << "objective.chosen cannot be 1.5.";
    QTest::newRow("key") << "modle.width=3"
                         << "There is no setting modle.width. Did you mean model.width?";
    QTest::newRow("form") << "model.width"
                          << "key=value";
    QTest::newRow("boolean") << "model.bias=maybe"
                             << "Allowed: true, false.";
  }
  void refusals() {
    QFETCH(QString, assignment);
    QFETCH(QString, said);
    RunSpec spec = *defaultSpec("masked-lm");
    const std::string before = toJson(spec).dump();
    const auto set = setAssignment(fieldsOf(spec), assignment.toStdString());
    QVERIFY(!set);
    const QString text = QString::fromStdString(inEnglish(set.error()));
    QVERIFY2(text.contains(said), qPrintable(text));
    QCOMPARE(toJson(spec).dump(), before);
  }

  void textFormsAreTaken() {
    RunSpec spec = *defaultSpec("masked-lm");
    for (const char* assignment :
         {"objective.chosen=20%", "model.bias=on", "train.learning_rate=3e-4",
          "samples.prompts=The [MASK] sat|A b"})
      QVERIFY2(setAssignment(fieldsOf(spec), assignment).has_value(), assignment);
    QCOMPARE(std::get<MaskedLmSettings>(spec.objectiveSettings).chosen, 0.2);
    QCOMPARE(spec.model.bias, true);
    QCOMPARE(spec.train.learningRate, 3e-4);
    QCOMPARE(spec.samples.prompts, (std::vector<std::string>{"The [MASK] sat", "A b"}));
  }

  void documentationListsEverySetting() {
    const std::string text = settingsMarkdown();
    for (const ObjectiveInfo& info : objectives()) {
      RunSpec spec = *defaultSpec(info.id);
      for (const FieldRef& field : fieldsOf(spec))
        QVERIFY2(text.find(std::string("`") + field.info.key + "`") != std::string::npos,
                 field.info.key);
    }
  }
};

QTEST_GUILESS_MAIN(FieldTest)
#include "field_test.moc"
