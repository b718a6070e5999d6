// What the window remembers: choices, pages, look; also when it is killed; never trusting what it
// reads. And undo of settings.
#include <QJsonDocument>
#include <QLineEdit>
#include <QSpinBox>
#include <QUndoStack>

#include "core/spec/catalogue.h"
#include "tests/ui/filled_window.h"
#include "ui/shell/choices_state.h"
#include "ui/shell/remembered.h"
#include "ui/shell/settings_edit.h"

using namespace unmask;

class MemoryTest : public QObject {
  Q_OBJECT

  static void type(QWidget* editor, const QString& text) {
    editor->setFocus();
    if (auto* box = qobject_cast<QSpinBox*>(editor)) box->selectAll();
    QTest::keyClicks(editor, text);
  }
  static QJsonObject onDisk() {
    QSettings settings = remembered();
    settings.sync();
    return QJsonDocument::fromJson(settings.value("choices").toByteArray()).object();
  }

 private Q_SLOTS:
  void choicesComeBackAsTheyWere() {
    ChoicesState state;
    state.corpus = "stories";
    state.tokenizer = "stories-1000";
    state.objective = "masked-lm";
    state.run = "/lab/runs/20260101-120000-x";
    for (const ObjectiveInfo& info : objectives()) {
      auto spec = defaultSpec(info.id);
      QVERIFY(spec);
      spec->train.steps = 77;
      spec->samples.prompts = {"a", "b\nc"};
      state.specs.emplace(info.id, *spec);
    }
    const QJsonObject json = toJson(state);
    const ChoicesState back = choicesStateFromJson(json);
    QCOMPARE(back.corpus, state.corpus);
    QCOMPARE(back.objective, state.objective);
    QCOMPARE(back.run, state.run);
    QCOMPARE(back.specs.size(), state.specs.size());
    QCOMPARE(back.specs.at("masked-lm").train.steps, int64_t{77});
    QCOMPARE(toJson(back), json);
  }

  void hostileChoicesAreTheDefaults_data() {
    QTest::addColumn<QByteArray>("json");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("no object") << QByteArray("[1,2]");
    QTest::newRow("wrong types") << QByteArray(
        R"({"corpus":7,"tokenizer":[],"objective":{},"run":null,"specs":"x"})");
    QTest::newRow("unknown objective")
        << QByteArray(R"({"objective":"mind-reading","specs":{"mind-reading":{"a":1}}})");
    QTest::newRow("damaged settings") << QByteArray(
        R"({"specs":{"next-token":{"objective":"next-token","train.steps":-5},"masked-lm":3}})");
    QTest::newRow("settings of another objective")
        << QByteArray(R"({"specs":{"next-token":{"objective":"masked-lm"}}})");
  }

  void hostileChoicesAreTheDefaults() {
    QFETCH(QByteArray, json);
    const ChoicesState state = choicesStateFromJson(QJsonDocument::fromJson(json).object());
    QCOMPARE(state.objective, std::string("next-token"));
    QVERIFY(state.specs.empty());
  }

  void hostileFileOpensAWindow() {
    WindowFixture f;
    {
      QSettings settings = remembered();
      settings.setValue("window/page", 99);
      settings.setValue("window/scale", "huge");
      settings.setValue("window/geometry", QByteArray("not a geometry"));
      settings.setValue("window/theme", -3);
      settings.setValue("choices", QByteArray("{\"run\":\"/nowhere\",\"objective\":\"\\u0000\"}"));
      for (int page = 0; page < 4; ++page)
        settings.setValue(QString("pages/%1").arg(page),
                          QByteArray(R"({"sentence":[1],"step":-1e300,"batch":"yes","draws":1e9,)"
                                     R"("document":-7,"filter":{"x":[]},"selected":"\u0000"})"));
    }
    QVERIFY(f.open());
    QVERIFY(theme().scalePercent() >= 80 && theme().scalePercent() <= 250);
    for (const char* page : {"goData", "goPretext", "goTrain", "goRuns"}) QVERIFY(f.click(page));
  }

  // Nothing closes the window, and yet it is all on disk shortly after.
  void keptWithoutClosing() {
    WindowFixture f;
    QVERIFY(f.open());
    QVERIFY(fill(f));
    QVERIFY(f.click("goPretext"));
    QVERIFY(f.click("objective.masked-lm"));
    QTRY_COMPARE_WITH_TIMEOUT(onDisk().value("objective").toString(), QString("masked-lm"), 10'000);
    QTRY_COMPARE_WITH_TIMEOUT(remembered().value("window/page").toInt(), 1, 10'000);
    auto* sentence = f.find<QLineEdit>("sentence");
    sentence->setText("Kept though the window was killed.");
    QTest::keyClick(sentence, Qt::Key_End);
    QTRY_VERIFY_WITH_TIMEOUT(
        remembered().value("pages/1").toByteArray().contains("the window was killed"), 10'000);
  }

  void windowComesBackAsItWas() {
    WindowFixture f;
    QVERIFY(f.open());
    QVERIFY(f.click("goTrain"));
    theme().setScalePercent(130);
    f.close();
    theme().setScalePercent(100);
    QVERIFY(f.open());
    QCOMPARE(f.window().page(), PageId::train);
    QCOMPARE(theme().scalePercent(), 130);
    theme().setScalePercent(100);
  }

  void settingsAreUndone() {
    WindowFixture f;
    QVERIFY(f.open());
    QVERIFY(fill(f));
    QVERIFY(f.click("goPretext"));
    QVERIFY(f.click("objective.masked-lm"));
    QVERIFY(f.click("goTrain"));
    Choices& choices = f.window().choices();
    const int64_t before = choices.spec().train.batchSize;
    QTRY_VERIFY(f.find<QSpinBox>("training.train.batch_size")->isVisible());
    type(f.find<QSpinBox>("training.train.batch_size"), "34");
    QCOMPARE(choices.spec().train.batchSize, int64_t{34});
    QCOMPARE(f.window().undo().count(), 1);  // two keys, one edit
    // Elsewhere, with another objective chosen.
    f.find("pageArea")->setFocus();
    choices.setObjective("next-token");
    QTest::keyClick(&f.window(), Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(choices.objective(), std::string("masked-lm"));
    QCOMPARE(choices.spec().train.batchSize, before);
    QVERIFY2(f.text("messageWhat").contains("34"), qPrintable(f.text("messageWhat")));
    QTRY_COMPARE(f.find<QSpinBox>("training.train.batch_size")->value(), static_cast<int>(before));
    QTest::keyClick(&f.window(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(choices.spec().train.batchSize, int64_t{34});
    QVERIFY(f.click("messageAction"));  // "Undo"
    QCOMPARE(choices.spec().train.batchSize, before);
  }

  void presetIsUndoneAsOne() {
    WindowFixture f;
    QVERIFY(f.open());
    QVERIFY(f.click("goTrain"));
    Choices& choices = f.window().choices();
    const RunSpec before = choices.spec();
    const ObjectiveInfo* info = findObjective(choices.objective());
    const QString other = QString::fromLatin1(info->presets[1].id);
    QVERIFY(f.click("preset." + other));
    QVERIFY(!changedKeys(before, choices.spec()).isEmpty());
    QCOMPARE(f.window().undo().count(), 1);
    f.window().undo().undo();
    QVERIFY(changedKeys(before, choices.spec()).isEmpty());
  }

  // A text has its own undo; where it has nothing to undo, the window's works.
  void textKeepsItsOwnUndo() {
    WindowFixture f;
    QVERIFY(f.open());
    QVERIFY(f.click("goTrain"));
    auto* name = f.find<QLineEdit>("runName");
    QTRY_VERIFY(name->isVisible());
    auto* batch = f.find<QSpinBox>("training.train.batch_size");
    const int before = batch->value();
    batch->setFocus();
    QTest::keyClick(batch, Qt::Key_Up);
    QCOMPARE(batch->value(), before + 1);
    name->setFocus();
    QTest::keyClicks(name, "first");
    QTest::keyClick(name, Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(name->text() != "first");
    QCOMPARE(batch->value(), before + 1);
    while (name->isUndoAvailable()) QTest::keyClick(name, Qt::Key_Z, Qt::ControlModifier);
    QTest::keyClick(name, Qt::Key_Z, Qt::ControlModifier);
    QTRY_COMPARE(batch->value(), before);
    QVERIFY(name->hasFocus());
  }
};

QTEST_MAIN(MemoryTest)
#include "memory_test.moc"
