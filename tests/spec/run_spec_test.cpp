// spec.json: written, read, refused with the file's name; the rules between settings; the
// catalogue.
#include "core/spec/run_spec.h"

#include <QTest>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "core/spec/catalogue.h"
#include "core/spec/measures.h"

using namespace unmask;
using nlohmann::json;

class RunSpecTest : public QObject {
  Q_OBJECT

  static RunSpec complete(const char* objective) {
    RunSpec spec = *defaultSpec(objective);
    spec.corpus = {"plays", std::string(64, 'a')};
    spec.tokenizer = {"plays-char", std::string(64, 'b')};
    spec.pieces = 65;
    return spec;
  }

 private Q_SLOTS:
  void survivesTheFile() {
    for (const ObjectiveInfo& info : objectives()) {
      RunSpec spec = complete(info.id);
      spec.train.learningRate = 0.1 + 0.2;  // needs all digits
      spec.samples.prompts = {"ROMEO:\n", "naïve \"quotes\""};
      const auto back = runSpecFromJson(toJson(spec).dump(2), "spec.json");
      QVERIFY2(back.has_value(), back ? "" : inEnglish(back.error()).c_str());
      QCOMPARE(toJson(*back).dump(), toJson(spec).dump());
      QCOMPARE(back->train.learningRate, 0.1 + 0.2);
    }
  }

  void nonsenseIsRefusedWithTheFilesName_data() {
    QTest::addColumn<QByteArray>("text");
    const json good = toJson(complete("masked-lm"));
    const auto row = [&](const char* name, auto change) {
      json object = good;
      change(object);
      QTest::newRow(name) << QByteArray::fromStdString(object.dump());
    };
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("cut") << QByteArray::fromStdString(good.dump().substr(0, 100));
    QTest::newRow("binary") << QByteArray("\xff\xfe\0\0", 4);
    QTest::newRow("deep") << QByteArray(100000, '[');
    QTest::newRow("array") << QByteArray("[1,2]");
    row("newer", [](json& o) { o["version"] = 2; });
    row("objective", [](json& o) { o["objective"] = "next-tokne"; });
    row("objective type", [](json& o) { o["objective"] = 7; });
    row("no corpus", [](json& o) { o.erase("corpus"); });
    row("slug leads away", [](json& o) { o["corpus"]["slug"] = "../../etc"; });
    row("pieces", [](json& o) { o["tokenizer"]["pieces"] = -1; });
    row("pieces huge", [](json& o) { o["tokenizer"]["pieces"] = 1e300; });
    row("device", [](json& o) { o["device"] = "cuda:99999"; });
    row("unknown entry", [](json& o) { o["extra"] = 1; });
    row("unknown setting", [](json& o) { o["settings"]["model.depth"] = 1; });
    row("negative width", [](json& o) { o["settings"]["model.width"] = -128; });
    row("settings list", [](json& o) { o["settings"] = json::array(); });
    row("heads", [](json& o) { o["settings"]["model.heads"] = 3; });
  }
  void nonsenseIsRefusedWithTheFilesName() {
    QFETCH(QByteArray, text);
    const auto spec = runSpecFromJson(text.toStdString(), "runs/x/spec.json");
    QVERIFY(!spec);
    QVERIFY(inEnglish(spec.error()).find("runs/x/spec.json") != std::string::npos);
  }

  void rulesBetweenSettings_data() {
    QTest::addColumn<QString>("objective");
    QTest::addColumn<QString>("assignments");
    QTest::addColumn<QString>("key");
    QTest::newRow("heads") << "next-token"
                           << "model.heads=3"
                           << "model.width";
    QTest::newRow("rates") << "masked-lm"
                           << "objective.mask=0.8,objective.random=0.3"
                           << "objective.random";
    QTest::newRow("warm-up") << "next-token"
                             << "train.warmup_steps=3000"
                             << "train.warmup_steps";
    QTest::newRow("lowest rate") << "next-token"
                                 << "train.min_learning_rate=1"
                                 << "train.min_learning_rate";
    QTest::newRow("post-norm GPT") << "next-token"
                                   << "model.norm=post"
                                   << "model.norm";
    QTest::newRow("BERT's head on GPT") << "next-token"
                                        << "model.head_transform=true"
                                        << "model.head_transform";
    QTest::newRow("targets longer than inputs") << "span-corruption"
                                                << "objective.density=0.8"
                                                << "objective.density";
    QTest::newRow("more spans than sentinels") << "span-corruption"
                                               << "model.context=2048"
                                               << "objective.mean_span";
    QTest::newRow("half hidden, one by one") << "span-corruption"
                                             << "objective.mean_span=1,objective.density=0.5,"
                                                "model.context=256"
                                             << "objective.mean_span";
    QTest::newRow("no room for a sentinel") << "span-corruption"
                                            << "model.context=3"
                                            << "model.context";
    QTest::newRow("short distances") << "span-corruption"
                                     << "model.position_buckets=64"
                                     << "model.position_distance";
    QTest::newRow("nothing corrupted") << "denoising"
                                       << "objective.permute=0,objective.infill=0"
                                       << "objective.infill";
    QTest::newRow("heads of BART") << "denoising"
                                   << "model.heads=3"
                                   << "model.width";
  }
  void rulesBetweenSettings() {
    QFETCH(QString, objective);
    QFETCH(QString, assignments);
    QFETCH(QString, key);
    RunSpec spec = complete(qPrintable(objective));
    QVERIFY(validate(spec).has_value());
    if (key == "model.position_distance") spec.model.positionDistance = 32;
    for (const QString& assignment : assignments.split(','))
      QVERIFY(setAssignment(fieldsOf(spec), assignment.toStdString()).has_value());
    const auto valid = validate(spec);
    QVERIFY(!valid);
    QVERIFY(inEnglish(valid.error()).starts_with(key.toStdString()));
  }

  void vocabularyIsTheShortestPrefix() {
    // design: 65 characters: next-token 65, masked-lm without [CLS] and [SEP] 66.
    RunSpec gpt = complete("next-token"), bert = complete("masked-lm");
    QCOMPARE(vocabularySize(gpt), int64_t{65});
    QCOMPARE(vocabularySize(bert), int64_t{66});
    std::get<NextTokenSettings>(gpt.objectiveSettings).endOfDocument = true;
    std::get<MaskedLmSettings>(bert.objectiveSettings).clsSep = true;
    QCOMPARE(vocabularySize(gpt), int64_t{67});
    QCOMPARE(vocabularySize(bert), int64_t{70});
    // T5 needs every sentinel, of which the first has the highest id; BART [CLS] and [SEP].
    QCOMPARE(vocabularySize(complete("span-corruption")), int64_t{170});
    QCOMPARE(vocabularySize(complete("denoising")), int64_t{70});
    const TokenIds ids{65};
    QCOMPARE(ids.sentinel(0), int64_t{169});
    QCOMPARE(ids.sentinel(99), int64_t{70});
    QCOMPARE(ids.reservedName(70), std::string("[S99]"));
    QCOMPARE(ids.reservedName(66), std::string("[END]"));
    QCOMPARE(ids.reservedName(64), std::string());
  }

  void chanceIsLnOfThePieces() {
    QCOMPARE(QString::number(chanceLoss(complete("next-token")), 'f', 4), QString("4.1744"));
    QCOMPARE(QString::number(chanceLoss(complete("masked-lm")), 'f', 4), QString("4.1744"));
    QCOMPARE(QString::number(chanceLoss(complete("span-corruption")), 'f', 4), QString("5.1358"));
    QCOMPARE(QString::number(chanceLoss(complete("denoising")), 'f', 4), QString("4.2485"));
  }

  // An objective shows what its model and samples use, and refuses the rest by name.
  void settingsThatMeanNothingAreNotThere() {
    const auto keys = [](const char* objective) {
      RunSpec spec = complete(objective);
      std::set<std::string> all;
      for (const FieldRef& field : fieldsOf(spec)) all.insert(field.info.key);
      return all;
    };
    for (const char* objective : {"next-token", "masked-lm"}) {
      QVERIFY(!keys(objective).contains("model.decoder_layers"));
      QVERIFY(keys(objective).contains("model.norm"));
    }
    for (const char* objective : {"span-corruption", "denoising"}) {
      QVERIFY(keys(objective).contains("model.decoder_layers"));
      QVERIFY(!keys(objective).contains("model.norm"));
      QVERIFY(!keys(objective).contains("samples.temperature"));
      QVERIFY(keys(objective).contains("samples.prompts"));
    }
    QVERIFY(keys("span-corruption").contains("model.position_buckets"));
    QVERIFY(!keys("denoising").contains("model.position_buckets"));
  }

  void targetsAreAsLongAsTheirObjectiveMakesThem() {
    QCOMPARE(targetLength(complete("next-token")), int64_t{64});
    QCOMPARE(targetLength(complete("span-corruption")), int64_t{14});
    QCOMPARE(targetLength(complete("denoising")), int64_t{66});
  }

  void everyPresetIsValid() {
    for (const ObjectiveInfo& info : objectives())
      for (const Preset& preset : info.presets) {
        RunSpec spec = complete(info.id);
        QVERIFY(applyPreset(spec, preset.id).has_value());
        const auto valid = validate(spec);
        QVERIFY2(valid.has_value(), valid ? "" : inEnglish(valid.error()).c_str());
      }
    RunSpec spec = complete("next-token");
    QVERIFY(!applyPreset(spec, "huge"));
  }

  void theDefaultIsNanoGptsCpuSetting() {
    // recipes.md 1.2, column "CPU char config".
    const RunSpec spec = complete("next-token");
    QCOMPARE(spec.model.layers, int64_t{4});
    QCOMPARE(spec.model.width, int64_t{128});
    QCOMPARE(spec.model.context, int64_t{64});
    QCOMPARE(spec.train.batchSize, int64_t{12});
    QCOMPARE(spec.train.beta2, 0.99);
    QCOMPARE(spec.train.weightDecay, 0.1);
    QCOMPARE(spec.train.minLearningRate, 1e-4);
  }

  void measuresAreDescribedOnce() {
    for (const Measure& measure : measures()) {
      QCOMPARE(findMeasure(measure.id), &measure);
      QVERIFY(std::string(measure.meaning).ends_with('.'));
    }
    QVERIFY(!findMeasure("nothing"));
  }
};

QTEST_GUILESS_MAIN(RunSpecTest)
#include "run_spec_test.moc"
