// Settings of the objectives on pictures: the counts of recipes.md 0.1 and 7.1, the rules between
// fields, one field a setting.
#include "core/spec/picture_settings.h"

#include <QTest>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "core/spec/run_spec.h"

using namespace unmask;
using nlohmann::json;

class PictureSettingsTest : public QObject {
  Q_OBJECT

  static bool refusedFor(const Status& status, const std::string& key) {
    return !status && inEnglish(status.error()).find(key) != std::string::npos;
  }

 private Q_SLOTS:
  void visibleCountsAreExact() {
    // Where MAE's int(L * (1 - r)) would keep 9, 4, 4, 9 and 19.
    const std::tuple<int64_t, double, int64_t> rows[] = {
        {100, .9, 10}, {50, .9, 5},    {25, .8, 5},   {50, .8, 10},
        {100, .8, 20}, {196, .75, 49}, {64, .75, 16}, {49, .75, 12}};
    for (const auto& [patches, ratio, visible] : rows)
      QCOMPARE(visiblePatches(patches, ratio), visible);
  }

  void maskTargetsAreThoseOfTheRecipes() {
    const auto target = [](int64_t grid, double ratio) {
      MaskedTokensSettings s;
      s.patch = 4;
      s.view.size = grid * s.patch;
      s.maskRatio = ratio;
      return maskTarget(s);
    };
    QCOMPARE(target(8, .4), 26);
    QCOMPARE(target(16, .4), 102);
    QCOMPARE(target(7, .4), 20);
    QCOMPARE(target(4, .4), 6);
    QCOMPARE(target(14, 75. / 196), 75);
  }

  void defaultsAreValidAndKeysAreDistinct() {
    const auto check = [](auto settings) {
      QVERIFY(validate(settings));
      std::set<std::string> keys;
      for (const FieldRef& field : fieldsOf(settings)) {
        QVERIFY2(keys.insert(field.info.key).second, field.info.key);
        QVERIFY2(field.set(field.get()), field.info.key);  // the default is within the range
        QVERIFY2(std::string(field.info.key).starts_with("objective."), field.info.key);
      }
    };
    check(ContrastiveSettings{});
    check(MaskedPixelsSettings{});
    check(PictureTokenizerSettings{});
    check(MaskedTokensSettings{});
    check(ImageTextContrastSettings{});
    check(ImageTextMatchingSettings{});
  }

  void whatMeansNothingIsKnown() {
    const auto idleOf = [](const char* objective, std::vector<std::pair<const char*, json>> set) {
      auto spec = defaultSpec(objective);
      json values = json::object();
      for (const auto& [key, value] : set) values[key] = value;
      if (!fromJson(fieldsOf(*spec), values)) qFatal("not set");
      std::set<std::string> keys;
      for (const FieldRef& field : fieldsOf(*spec))
        if (idle(*spec, field.info.key)) keys.insert(field.info.key);
      return keys;
    };
    const std::set<std::string> ofOthers = {"train.momentum", "train.trust"};
    QCOMPARE(idleOf("next-token", {}), ofOthers);
    QCOMPARE(idleOf("masked-pixels", {}), ofOthers);
    QCOMPARE(idleOf("contrastive", {{"model.encoder", "vit"}}), ofOthers);
    QCOMPARE(idleOf("image-text-matching", {}), ofOthers);
    QCOMPARE(idleOf("contrastive", {{"model.encoder", "resnet18"},
                                    {"train.optimizer", "lars"},
                                    {"model.projection_layers", 1}}),
             (std::set<std::string>{"model.layers", "model.heads", "model.width",
                                    "model.feed_forward", "model.patch", "model.projection_hidden",
                                    "train.beta1", "train.beta2"}));
    QCOMPARE(idleOf("image-text-contrast", {{"model.encoder", "resnet20"},
                                            {"train.optimizer", "sgd"},
                                            {"train.schedule", "constant"}}),
             (std::set<std::string>{"model.layers", "model.heads", "model.width",
                                    "model.feed_forward", "model.patch", "train.beta1",
                                    "train.beta2", "train.trust", "train.decay_steps",
                                    "train.min_learning_rate"}));
  }

  void whatCannotBeIsRefusedByKey() {
    ContrastiveSettings contrastive;
    contrastive.view.cropMin = .9;
    contrastive.view.cropMax = .5;
    QVERIFY(refusedFor(validate(contrastive), "objective.crop_min"));

    MaskedPixelsSettings pixels;
    pixels.patch = 5;
    QVERIFY(refusedFor(validate(pixels), "objective.view_size"));
    pixels.patch = 32;  // one patch
    QVERIFY(refusedFor(validate(pixels), "objective.mask_ratio"));
    pixels.patch = 16;  // four
    pixels.maskRatio = .9;
    QVERIFY(refusedFor(validate(pixels), "objective.mask_ratio"));
    pixels.maskRatio = .75;
    QVERIFY(validate(pixels));

    MaskedTokensSettings tokens;
    tokens.minBlock = 50;  // 7 x 7 is the largest on 8 x 8
    QVERIFY(refusedFor(validate(tokens), "objective.min_block"));
    tokens.minBlock = 4;
    tokens.patch = 32;
    QVERIFY(refusedFor(validate(tokens), "objective.patch"));
    tokens.patch = 4;
    tokens.maskRatio = .99;
    tokens.view.size = 8;
    tokens.minBlock = 1;
    QVERIFY(refusedFor(validate(tokens), "objective.mask_ratio"));

    PictureTokenizerSettings tokenizer;
    tokenizer.patch = 6;
    tokenizer.view.size = 36;
    QVERIFY(refusedFor(validate(tokenizer), "objective.patch"));
    tokenizer.patch = 8;
    QVERIFY(refusedFor(validate(tokenizer), "objective.view_size"));
    tokenizer.patch = 4;
    QVERIFY(validate(tokenizer));

    ImageTextContrastSettings pairs;
    pairs.maxScale = 10;  // the start is 1 / .07 = 14.3
    QVERIFY(refusedFor(validate(pairs), "objective.max_scale"));
  }
};

QTEST_APPLESS_MAIN(PictureSettingsTest)
#include "picture_settings_test.moc"
