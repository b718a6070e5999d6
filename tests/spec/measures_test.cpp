// The units of measures, by objective; how large models are, by what they have.
#include <QtTest>
#include <nlohmann/json.hpp>

#include "core/spec/catalogue.h"
#include "core/spec/measures.h"
#include "core/spec/model_shape.h"

using namespace unmask;

class MeasuresTest : public QObject {
  Q_OBJECT

  static QStringList shape(RunSpec spec) {
    QStringList keys;
    for (const FieldRef& field : modelShape(spec)) keys << field.info.key;
    return keys;
  }

 private Q_SLOTS:
  // Of what each loss is the mean is in the papers: tokens, masked patches' codes (BEiT), views
  // (SimCLR), pairs (CLIP, ALBEF), squared errors of pixels (MAE, VQ-VAE).
  void lossesCountInTheObjectivesUnit_data() {
    QTest::addColumn<QString>("unit");
    for (const char* id : {"next-token", "masked-lm", "span-corruption", "denoising"})
      QTest::addRow("%s", id) << "nats/token";
    QTest::addRow("contrastive") << "nats/view";
    QTest::addRow("masked-pixels") << "squared error";
    QTest::addRow("picture-tokenizer") << "squared error";
    QTest::addRow("masked-tokens") << "nats/patch";
    QTest::addRow("image-text-contrast") << "nats/pair";
    QTest::addRow("image-text-matching") << "nats/pair";
  }
  void lossesCountInTheObjectivesUnit() {
    QFETCH(QString, unit);
    const ObjectiveInfo* info = findObjective(QTest::currentDataTag());
    QVERIFY(info);
    for (const char* loss : {"loss/train", "loss/validation"})
      QCOMPARE(QString(unitOf(*findMeasure(loss), *info)), unit);
    QCOMPARE(QString(unitOf(*findMeasure("step_seconds"), *info)), QString("s"));
  }

  void everyObjectiveIsInTheList() {
    QCOMPARE(objectives().size(), size_t{10});  // one of the rows above for each
  }

  void aModelIsDescribedByWhatItHas() {
    QCOMPARE(shape(*defaultSpec("next-token")),
             (QStringList{"model.layers", "model.heads", "model.width", "model.context"}));
    RunSpec views = *defaultSpec("contrastive");
    views.pictureModel.encoder = "resnet20";
    const QStringList resnet = shape(views);
    QVERIFY(resnet.contains("model.encoder"));
    for (const char* transformers : {"model.layers", "model.width", "model.context"})
      QVERIFY2(!resnet.contains(transformers), transformers);
    views.pictureModel.encoder = "vit";
    QVERIFY(shape(views).contains("model.layers") && shape(views).contains("model.width"));
  }
};

QTEST_GUILESS_MAIN(MeasuresTest)
#include "measures_test.moc"
