// Presets on little data, on much data and with other steps: what changes, what is said, and that
// the result opens as batches wherever a person set nothing.
#include "core/dataset/preset_fit.h"

#include <QtTest>

#include "core/dataset/batches.h"
#include "core/spec/catalogue.h"
#include "tests/dataset/made_up_corpus.h"
#include "tests/dataset/made_up_pairs.h"
#include "tests/dataset/made_up_pictures.h"

using namespace unmask;

class PresetFitTest : public QObject {
  Q_OBJECT

  static const FittedSetting* find(const std::vector<FittedSetting>& all, const char* key) {
    for (const FittedSetting& setting : all)
      if (setting.key == key) return &setting;
    return nullptr;
  }
  static std::string said(const FittedSetting* setting) {
    return setting ? setting->preset + " -> " + setting->now + " " + inEnglish(setting->reason)
                   : "nothing";
  }

 private Q_SLOTS:
  // 30 captioned pictures: every objective that works on pictures opens with every preset.
  void thirtyPicturesFitEveryPreset_data() {
    QTest::addColumn<QString>("objective");
    for (const ObjectiveInfo& info : objectives())
      if (info.family != Family::text) QTest::addRow("%s", info.id) << QString(info.id);
  }
  void thirtyPicturesFitEveryPreset() {
    QFETCH(QString, objective);
    for (const uint64_t pictures : {4u, 5u, 9u, 30u, 63u, 70u, 71u, 72u}) {
      QTemporaryDir dir;
      const std::filesystem::path folder = dir.path().toStdString();
      const ObjectiveInfo& info = *findObjective(objective.toStdString());
      MadeUpPairs pairs;
      pairs.pictures.count = pictures;
      QVERIFY(pairs.write(folder));
      uint64_t usable = pictures;
      if (info.family == Family::pairs)
        for (uint64_t i = 0; i < pictures; ++i) usable -= !pairs.captioned(i);
      for (const Preset& preset : info.presets) {
        RunSpec spec = *defaultSpec(info.id);
        QVERIFY(applyPreset(spec, preset.id));
        spec.corpus.hash = spec.tokenizer.hash = "pairs";
        spec.pieces = MadeUpPairs::kPieces;
        fitPreset(spec, {usable, 0}, {});
        QVERIFY2(validate(spec).has_value(), preset.id);
        const auto batches = Batches::open(spec, MadeUpPairs::folders(folder), Access::pread);
        QVERIFY2(batches, batches ? "" : inEnglish(batches.error()).c_str());
        // Held out: two at least, four where a quarter of the pictures are as many.
        const PictureParts parts = batches->pictures().parts();
        QVERIFY(parts.validation >= std::clamp<uint64_t>(usable / 4, 2, 4));
        if (spec.preset == "tiny") QVERIFY(batches->training(0, 0).has_value());
      }
    }
  }

  void whatChangedIsSaidWithItsReason() {
    RunSpec spec = *defaultSpec("contrastive");
    const auto fitted = fitPreset(spec, {30, 0}, {});
    QCOMPARE(spec.train.batchSize, int64_t{16});
    QCOMPARE(said(find(fitted, "train.batch_size")), std::string("64 -> 16 26 pictures train."));
    QCOMPARE(said(find(fitted, "data.train_fraction")),
             std::string("90 % -> 89 % So 4 of 30 pictures are held out."));
    QVERIFY(!find(fitted, "train.steps"));  // 500 steps of 16 go over 26 pictures 308 times
    QCOMPARE(fitted.size(), size_t{2});

    RunSpec pixels = *defaultSpec("masked-pixels");
    const auto shorter = fitPreset(pixels, {30, 0}, {});
    // 400 times over 26 pictures are 650 steps of 16.
    QCOMPARE(pixels.train.steps, int64_t{650});
    QCOMPARE(pixels.train.decaySteps, int64_t{650});
    QCOMPARE(pixels.train.warmupSteps, int64_t{43});
    QCOMPARE(pixels.train.evalEvery, int64_t{108});
    QVERIFY(find(shorter, "train.steps"));
    QVERIFY2(inEnglish(find(shorter, "train.steps")->reason).find("400 times") != std::string::npos,
             said(find(shorter, "train.steps")).c_str());
  }

  void enoughDataChangesNothing() {
    for (const ObjectiveInfo& info : objectives()) {
      RunSpec spec = *defaultSpec(info.id);
      const RunSpec before = spec;
      const DataSize enough{info.family == Family::text ? 0u : 3600u,
                            info.family == Family::text ? 1'115'394u : 0u};
      QVERIFY2(fitPreset(spec, enough, {}).empty(), info.id);
      QVERIFY(differingKeys(spec, before).empty());
      QVERIFY(fitPreset(spec, {}, {}).empty());  // nor where the size is not known
      QVERIFY(differingKeys(spec, before).empty());
    }
  }

  void whatAPersonSetStays() {
    RunSpec spec = *defaultSpec("masked-pixels");
    spec.train.batchSize = 64;
    spec.train.steps = 1500;
    const auto fitted = fitPreset(spec, {30, 0}, {"train.batch_size", "train.steps"});
    QCOMPARE(spec.train.batchSize, int64_t{64});
    QCOMPARE(spec.train.steps, int64_t{1500});
    QVERIFY(!find(fitted, "train.batch_size"));
    RunSpec codes = *defaultSpec("picture-tokenizer");
    fitPreset(codes, {4, 0}, {"objective.codes"});
    QCOMPARE(std::get<PictureTokenizerSettings>(codes.objectiveSettings).codes, int64_t{128});
    // Two train, 64 patches each, eight a code.
    fitPreset(codes, {4, 0}, {});
    QCOMPARE(std::get<PictureTokenizerSettings>(codes.objectiveSettings).codes, int64_t{16});
  }

  // Fitted to little data and then to much, the preset is itself again.
  void goesByTheDataAtHand() {
    for (const char* objective : {"contrastive", "picture-tokenizer", "image-text-matching"}) {
      RunSpec spec = *defaultSpec(objective);
      const RunSpec preset = spec;
      fitPreset(spec, {9, 0}, {});
      QVERIFY(!differingKeys(spec, preset).empty());
      fitPreset(spec, {3600, 0}, {});
      QVERIFY(differingKeys(spec, preset).empty());
    }
  }

  void shortTextsHoldOutMoreAndThenLookAtLess() {
    for (const char* objective : {"next-token", "masked-lm", "span-corruption", "denoising"}) {
      for (uint64_t tokens = 60; tokens < 3000; tokens += tokens < 400 ? 7 : 301) {
        QTemporaryDir dir;
        const std::filesystem::path folder = dir.path().toStdString();
        MadeUpCorpus corpus;
        corpus.tokens.resize(tokens);
        corpus.widths.resize(tokens);
        corpus.documentBegins = {0, tokens};
        QVERIFY(corpus.write(folder));
        RunSpec spec = *defaultSpec(objective);
        spec.corpus.hash = "c0ffee";
        spec.tokenizer.hash = "beef";
        spec.pieces = MadeUpCorpus::kPieces;
        fitPreset(spec, {0, tokens}, {});
        const auto batches = Batches::open(spec, folder, Access::pread);
        QVERIFY2(batches, batches ? "" : inEnglish(batches.error()).c_str());
      }
    }
    RunSpec spec = *defaultSpec("next-token");
    const auto fitted = fitPreset(spec, {0, 400}, {});
    // A tenth are 40 tokens, a fifth are 80: enough for a window of 64 and its last target.
    QCOMPARE(spec.data.trainFraction, 0.8);
    QCOMPARE(spec.model.context, int64_t{64});
    QCOMPARE(said(find(fitted, "data.train_fraction")),
             std::string("90 % -> 80 % So 80 of 400 tokens are held out."));
    fitPreset(spec, {0, 200}, {});
    QCOMPARE(spec.model.context, int64_t{32});
    QCOMPARE(spec.train.steps, int64_t{300});
  }

  void ofMuchHeldOutASampleIsEvaluated() {
    RunSpec spec = *defaultSpec("next-token");
    const auto fitted = fitPreset(spec, {0, 2'000'000}, {});
    QCOMPARE(spec.train.evalBatches, int64_t{86});  // 65,536 tokens in batches of 12 x 64
    QVERIFY2(inEnglish(find(fitted, "train.eval_batches")->reason).find("200000 tokens") == 0,
             said(find(fitted, "train.eval_batches")).c_str());
    fitPreset(spec, {0, 1'115'394}, {});  // tinyshakespeare's 111,540 are scored whole
    QCOMPARE(spec.train.evalBatches, int64_t{0});
    spec.train.evalBatches = 0;
    fitPreset(spec, {0, 2'000'000}, {"train.eval_batches"});
    QCOMPARE(spec.train.evalBatches, int64_t{0});
    RunSpec pictures = *defaultSpec("masked-pixels");
    fitPreset(pictures, {200'000, 0}, {});
    QCOMPARE(pictures.train.evalBatches, int64_t{16});  // 1,024 pictures
  }

  void theScheduleEndsWithTheSteps() {
    const auto withSteps = [](int64_t steps, OwnKeys own = {}) {
      RunSpec spec = *defaultSpec("next-token");
      spec.train.steps = steps;
      own.insert("train.steps");
      fitPreset(spec, {}, own);
      return spec.train;
    };
    QCOMPARE(withSteps(800).decaySteps, int64_t{800});
    QCOMPARE(withSteps(800).warmupSteps, int64_t{40});  // its share of the preset's 2,000
    QCOMPARE(withSteps(4000).decaySteps, int64_t{4000});
    QCOMPARE(withSteps(4000).warmupSteps, int64_t{100});
    QCOMPARE(withSteps(800, {"train.decay_steps"}).decaySteps, int64_t{2000});
    QCOMPARE(withSteps(800, {"train.warmup_steps"}).warmupSteps, int64_t{100});
    for (const ObjectiveInfo& info : objectives())
      for (const Preset& preset : info.presets)
        for (const int64_t steps : {1, 10, 99, 800}) {
          RunSpec spec = *defaultSpec(info.id);
          QVERIFY(applyPreset(spec, preset.id));
          spec.train.steps = steps;
          fitPreset(spec, {}, {"train.steps"});
          QVERIFY2(validate(spec).has_value(), preset.id);
        }
  }

  // What each setting would be had it not been set: the mark beside it, and the way back.
  void unsetTakesOneBack() {
    RunSpec spec = *defaultSpec("masked-pixels");
    const OwnKeys own{"train.batch_size", "train.steps", "model.width"};
    const DataSize size{30, 0};
    spec.train.batchSize = 8;
    spec.train.steps = 800;
    spec.model.width = 64;
    fitPreset(spec, size, own);
    const RunSpec usual = unset(spec, size, own);
    QCOMPARE(usual.train.batchSize, int64_t{16});
    QCOMPARE(usual.train.steps, int64_t{1300});  // 400 times over 26 pictures, 8 at once
    QCOMPARE(usual.model.width, int64_t{128});
    // What follows the steps differs from nothing.
    QCOMPARE(differingKeys(spec, usual),
             (OwnKeys{"model.width", "train.batch_size", "train.steps"}));
    QCOMPARE(ownKeysOf(spec, size), own);
  }

  // 'New run from this' repeats the run, however it came by its settings.
  void ownKeysKeepASpecAsItIs() {
    RunSpec spec = *defaultSpec("next-token");
    spec.train.steps = 800;  // before the schedule followed: its end stayed at 2,000
    for (const DataSize size : {DataSize{}, DataSize{0, 300}, DataSize{0, 3'000'000}}) {
      RunSpec kept = spec;
      fitPreset(kept, size, ownKeysOf(spec, size));
      QVERIFY(differingKeys(kept, spec).empty());
    }
  }
};

QTEST_GUILESS_MAIN(PresetFitTest)
#include "preset_fit_test.moc"
