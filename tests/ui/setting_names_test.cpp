// Messages of core in the window's words: labels in place of keys.
#include "ui/widgets/setting_names.h"

#include <QTest>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/corpus/import.h"
#include "core/spec/catalogue.h"
#include "core/tokenizers/train_tokenizer.h"
#include "ui/widgets/words.h"

using namespace unmask;

class SettingNamesTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void keysBecomeLabels_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("shown");
    QTest::newRow("at the beginning") << "train.batch_size cannot be 0."
                                      << "\"Batch size\" cannot be 0.";
    QTest::newRow("before a colon") << "model.context: 3 leaves too little."
                                    << "\"Context\": 3 leaves too little.";
    QTest::newRow("several") << "Choose a smaller train.batch_size, a larger data.train_fraction."
                             << "Choose a smaller \"Batch size\", a larger \"Training share\".";
    QTest::newRow("a choice's value") << "choose: set tokenizer.type to byte."
                                      << "choose: set \"Type\" to \"Bytes\".";
    QTest::newRow("a value of many") << "choose: set import.encoding to latin-1."
                                     << "choose: set \"Encoding\" to latin-1.";
    QTest::newRow("a number") << "Set tokenizer.vocabulary_size to 305 or less."
                              << "Set \"Vocabulary size\" to 305 or less.";
    QTest::newRow("an assignment") << "Set objective.view_size=32 and objective.patch=4."
                                   << "Set \"View size\" = 32 and \"Patch size\" = 4.";
    QTest::newRow("other words") << "Cannot read /data/model.safetensors: e.g. a.b is gone."
                                 << "Cannot read /data/model.safetensors: e.g. a.b is gone.";
    QTest::newRow("a path that ends in a key") << "Cannot read /x/train.steps."
                                               << "Cannot read /x/train.steps.";
  }
  void keysBecomeLabels() {
    QFETCH(QString, text);
    QTEST(withSettingNames(text), "shown");
  }

  // What the command line is told of a wrong value names the key; the window the label. The range
  // that is allowed goes with it in both.
  void refusalsOfCoreAreInWindowWords() {
    QMultiHash<QString, QString> labels;
    for (const ObjectiveInfo& objective : objectives()) {
      RunSpec spec = *defaultSpec(objective.id);
      for (const FieldRef& field : fieldsOf(spec)) labels.insert(field.info.key, field.info.label);
    }
    for (const ObjectiveInfo& objective : objectives()) {
      RunSpec spec = *defaultSpec(objective.id);
      for (const FieldRef& field : fieldsOf(spec)) {
        const Status refused = field.set(nlohmann::json::array({nlohmann::json::object()}));
        QVERIFY(!refused);
        const QString key = QString::fromLatin1(field.info.key);
        QVERIFY2(QString::fromStdString(inEnglish(refused.error())).contains(key), qPrintable(key));
        const QString shown = inWords(refused.error());
        QVERIFY2(!shown.contains(key), qPrintable(shown));
        QVERIFY2(std::ranges::any_of(labels.values(key),
                                     [&](const QString& label) { return shown.contains(label); }),
                 qPrintable(shown));
      }
    }
  }
};

QTEST_GUILESS_MAIN(SettingNamesTest)
#include "setting_names_test.moc"
