// The settings form: made from the descriptions, edits reach the settings, refusals stay visible.
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QToolButton>
#include <QtTest>
#include <nlohmann/json.hpp>

#include "core/spec/run_spec.h"
#include "ui/theme/theme.h"
#include "ui/widgets/settings_form.h"

using namespace unmask;

class FormTest : public QObject {
  Q_OBJECT

  template <class Editor>
  static Editor* find(SettingsForm& form, const char* key) {
    auto* editor = form.findChild<Editor*>(form.objectName() + "." + key);
    if (!editor) qWarning("no editor for %s", key);
    return editor;
  }

 private Q_SLOTS:
  void initTestCase() { theme().setMode(ThemeMode::light); }

  void everyFieldHasANamedAccessibleEditor() {
    for (const char* objective : {"next-token", "masked-lm"}) {
      auto spec = defaultSpec(objective);
      QVERIFY(spec.has_value());
      SettingsForm form("f");
      form.setFields(fieldsOf(*spec));
      for (const FieldRef& field : fieldsOf(*spec)) {
        QWidget* editor = form.editor(field.info.key);
        QVERIFY2(editor, field.info.key);
        QCOMPARE(editor->objectName(), QString("f.") + field.info.key);
        QVERIFY(!editor->accessibleName().isEmpty());
        QVERIFY2(!editor->toolTip().contains(field.info.key), field.info.key);  // the command line's
      }
    }
  }

  void essentialFieldsShowTheRestOpens() {
    ModelSettings model;
    SettingsForm form("m");
    form.setFields(fieldsOf(model));
    form.show();
    QVERIFY(QTest::qWaitForWindowExposed(&form));
    QVERIFY(form.editor("model.layers")->isVisible());
    QVERIFY(!form.editor("model.bias")->isVisible());
    QTest::mouseClick(form.findChild<QPushButton*>("m.more"), Qt::LeftButton);
    QVERIFY(form.editor("model.bias")->isVisible());
  }

  void settingsThatMeanNothingDoNotShow() {
    auto spec = defaultSpec("contrastive");
    spec->pictureModel.encoder = "resnet20";
    SettingsForm form("f");
    form.setIdle([&](const QString& key) { return idle(*spec, key.toStdString()); });
    form.setFields(fieldsOf(*spec));
    form.setMoreShown(true);
    const auto shows = [&](const char* key) { return form.editor(key)->isVisibleTo(&form); };
    QVERIFY(!shows("model.layers"));
    QVERIFY(!shows("model.patch"));
    QVERIFY(shows("model.projection_width"));
    QCOMPARE(form.setFilter("model.layers"), 0);
    form.setFilter({});
    auto* encoder = find<QComboBox>(form, "model.encoder");
    encoder->setCurrentIndex(encoder->findText("Vision transformer"));
    QVERIFY(shows("model.layers"));
    QVERIFY(shows("model.patch"));
    // Also when the settings change behind it, as a preset does.
    spec->pictureModel.encoder = "resnet18";
    form.readBack();
    QVERIFY(!shows("model.layers"));
  }

  void editsReachTheSettings() {
    auto spec = defaultSpec("masked-lm");
    SettingsForm form("f");
    form.setFields(fieldsOf(*spec));
    QSignalSpy edited(&form, &SettingsForm::edited);

    auto* layers = find<QSpinBox>(form, "model.layers");
    layers->setFocus();
    layers->selectAll();
    QTest::keyClicks(layers, "7");
    QCOMPARE(spec->model.layers, int64_t{7});
    QCOMPARE(edited.last().at(0).toString(), QString("model.layers"));

    auto* chosen = find<QDoubleSpinBox>(form, "objective.chosen");
    chosen->setValue(40);
    QCOMPARE(std::get<MaskedLmSettings>(spec->objectiveSettings).chosen, 0.4);

    auto* rate = find<QLineEdit>(form, "train.learning_rate");
    rate->selectAll();
    QTest::keyClicks(rate, "3e-4");
    QCOMPARE(spec->train.learningRate, 3e-4);

    auto* norm = find<QComboBox>(form, "model.norm");
    norm->setCurrentIndex(norm->findData("post"));
    QCOMPARE(spec->model.norm, std::string("post"));

    auto* bias = find<QCheckBox>(form, "model.bias");
    const bool before = spec->model.bias;
    QTest::mouseClick(bias, Qt::LeftButton, {}, QPoint(8, bias->height() / 2));
    QCOMPARE(spec->model.bias, !before);
  }

  void refusalIsShownAndChangesNothing() {
    TrainSettings train;
    train.learningRate = 0.5;
    SettingsForm form("t");
    form.setFields(fieldsOf(train));
    auto* rate = find<QLineEdit>(form, "train.learning_rate");
    auto* problem = form.findChild<QLabel*>("t.train.learning_rate.problem");
    rate->selectAll();
    QTest::keyClicks(rate, "-3");
    QCOMPARE(train.learningRate, 0.5);
    QVERIFY(!form.valid());
    QVERIFY(!problem->isHidden());
    QVERIFY2(problem->text().contains("\"Learning rate\""), qPrintable(problem->text()));
    QVERIFY(rate->property("invalid").toBool());
    rate->selectAll();
    QTest::keyClicks(rate, "0.25");
    QVERIFY(form.valid());
    QVERIFY(problem->isHidden());
    QCOMPARE(train.learningRate, 0.25);
  }

  void whatDiffersIsMarkedAndGoesBack() {
    TrainSettings reference, train;
    train.learningRate = 5e-4;
    SettingsForm form("t");
    form.setFields(fieldsOf(train));
    form.setReference(toJson(fieldsOf(reference)), "14:02", SettingsForm::Compared::run);
    form.show();
    QVERIFY(QTest::qWaitForWindowExposed(&form));
    const auto was = [&](const char* key) {
      return form.findChild<QLabel*>(QString("t.%1.was").arg(key));
    };
    const auto reset = [&](const char* key) {
      return form.findChild<QToolButton*>(QString("t.%1.reset").arg(key));
    };
    QVERIFY(was("train.learning_rate")->isVisible());
    QVERIFY(was("train.learning_rate")->text().contains("0.001"));
    QVERIFY(!was("train.steps")->isVisible());
    QVERIFY(!reset("train.steps")->isVisible());
    auto* steps = find<QSpinBox>(form, "train.steps");
    steps->setFocus();
    steps->selectAll();
    QTest::keyClicks(steps, "3000");
    QVERIFY(was("train.steps")->isVisible());
    QVERIFY2(reset("train.steps")->toolTip().contains("14:02"),
             qPrintable(reset("train.steps")->toolTip()));
    QSignalSpy edited(&form, &SettingsForm::edited);
    QTest::mouseClick(reset("train.steps"), Qt::LeftButton);
    QCOMPARE(train.steps, int64_t{2000});
    QCOMPARE(steps->value(), 2000);
    QCOMPARE(edited.count(), 1);
    QVERIFY(!was("train.steps")->isVisible());
    // Without a run to compare with, what is usual.
    form.setReference(toJson(fieldsOf(reference)), "the size Tiny", SettingsForm::Compared::preset);
    QVERIFY(was("train.learning_rate")->text().contains("usually 0.001"));
    QVERIFY(was("train.learning_rate")->isVisible());
    QCOMPARE(form.differing(), 1);
    QVERIFY(reset("train.learning_rate")->isVisible());
  }

  void arrowKeysStayInRangeTypingIsRefused() {
    ModelSettings model;
    model.layers = 200;
    SettingsForm form("m");
    form.setFields(fieldsOf(model));
    auto* layers = find<QSpinBox>(form, "model.layers");
    QTest::keyClick(layers, Qt::Key_Up);
    QCOMPARE(model.layers, int64_t{200});
    layers->selectAll();
    QTest::keyClicks(layers, "201");
    QCOMPARE(model.layers, int64_t{20});  // the last number in range that was typed
    QVERIFY(!form.valid());
    QVERIFY(form.findChild<QLabel*>("m.model.layers.problem")->text().contains("200"));
  }

  void onlyWhatIsLookedFor() {
    TrainSettings train;
    SettingsForm form("t");
    form.setFields(fieldsOf(train));
    form.show();
    QVERIFY(QTest::qWaitForWindowExposed(&form));
    QCOMPARE(form.setFilter("clip"), 1);
    QVERIFY(form.editor("train.clip_norm")->isVisible());
    QVERIFY(!form.editor("train.steps")->isVisible());
    QCOMPARE(form.setFilter("nothing like it"), 0);
    form.setFilter("");
    QVERIFY(form.editor("train.steps")->isVisible());
    QVERIFY(!form.editor("train.clip_norm")->isVisible());
  }

  // Rows that do not show take no room: the hit stands at the top, and below an idle row no hole.
  void hiddenRowsTakeNoRoom() {
    TrainSettings reference, train;
    SettingsForm form("t");
    form.setFields(fieldsOf(train));
    form.setReference(toJson(fieldsOf(reference)), "the size Tiny", SettingsForm::Compared::preset);
    form.resize(360, 900);
    form.show();
    QVERIFY(QTest::qWaitForWindowExposed(&form));
    QCOMPARE(form.setFilter("seed"), 1);
    QTRY_VERIFY(form.editor("train.seed")->isVisible());
    QTest::qWait(0);
    const auto top = [&](const char* key) {
      return form.editor(key)->mapTo(&form, QPoint(0, 0)).y();
    };
    const int row = form.editor("train.seed")->height() + theme().px(kSpaceS);
    QVERIFY2(top("train.seed") < row, qPrintable(QString::number(top("train.seed"))));

    SettingsForm model("m");
    auto spec = defaultSpec("contrastive");
    auto usual = *spec;
    model.setIdle([&](const QString& key) { return idle(*spec, key.toStdString()); });
    model.setFields(fieldsOf(*spec));
    model.setReference(toJson(fieldsOf(usual)), "the size Tiny", SettingsForm::Compared::preset);
    model.resize(360, 900);
    model.show();
    QVERIFY(QTest::qWaitForWindowExposed(&model));
    int last = -1, lastHeight = 0;
    for (const FieldRef& field : fieldsOf(*spec)) {
      const QWidget* editor = model.editor(field.info.key);
      if (!editor->isVisible()) continue;
      const int y = editor->mapTo(&model, QPoint(0, 0)).y();
      // Between two rows a gap, a label of its own for a wide editor at most.
      if (last >= 0)
        QVERIFY2(y - last < lastHeight + 3 * theme().px(kSpaceS) + theme().px(34), field.info.key);
      last = y;
      lastHeight = editor->height();
    }
  }

  // A field is as wide as its number, in the widest form.
  void widthsFollowTheContent() {
    auto spec = defaultSpec("next-token");
    SettingsForm form("f");
    form.setFields(fieldsOf(*spec));
    form.setMoreShown(true);
    form.resize(1270, 900);
    form.show();
    QVERIFY(QTest::qWaitForWindowExposed(&form));
    for (const FieldRef& field : fieldsOf(*spec)) {
      if (field.kind != FieldKind::integer && field.kind != FieldKind::real &&
          field.kind != FieldKind::fraction)
        continue;
      const QWidget* editor = form.editor(field.info.key);
      QVERIFY2(editor->width() <= theme().px(140), field.info.key);
      QVERIFY2(editor->width() >= editor->minimumSizeHint().width(), field.info.key);
      // And close to its name.
      QVERIFY2(editor->mapTo(&form, QPoint(0, 0)).x() < theme().px(400), field.info.key);
    }
  }

  // What follows an edit shows at once; what is being typed is left alone.
  void othersAreReadBackWhileOneTypes() {
    TrainSettings train;
    SettingsForm form("t");
    form.setFields(fieldsOf(train));
    form.setMoreShown(true);
    form.show();
    QVERIFY(QTest::qWaitForWindowActive(&form));
    auto* rate = find<QLineEdit>(form, "train.learning_rate");
    connect(&form, &SettingsForm::edited, &form, [&] {
      train.decaySteps = 77;
      form.readBackOthers();
    });
    rate->setFocus();
    rate->selectAll();
    QTest::keyClicks(rate, "5e-0");
    QCOMPARE(rate->text(), QString("5e-0"));
    QCOMPARE(find<QSpinBox>(form, "train.decay_steps")->value(), 77);
  }

  void derivedNumberFollows() {
    MaskedLmSettings masked;
    SettingsForm form("p");
    form.setFields(fieldsOf(masked));
    form.setDerived("objective.random", "kept", [&masked] {
      return QString::number(100 * (1 - masked.mask - masked.random), 'f', 0);
    });
    auto* derived = form.findChild<QLabel*>("p.derived");
    QVERIFY(derived);
    QCOMPARE(derived->text(), QString("10"));
    find<QDoubleSpinBox>(form, "objective.mask")->setValue(60);
    QCOMPARE(derived->text(), QString("30"));
  }

  void readOnlyShowsWithoutEditors() {
    TrainSettings train;
    SettingsForm form("r");
    form.setReadOnly(true);
    form.setFields(fieldsOf(train));
    QVERIFY(form.findChildren<QLineEdit*>().isEmpty());
    QCOMPARE(qobject_cast<QLabel*>(form.editor("train.steps"))->text(), QLocale().toString(2000));
  }

  void readBackTakesChangesFromElsewhere() {
    TrainSettings train;
    SettingsForm form("t");
    form.setFields(fieldsOf(train));
    QSignalSpy edited(&form, &SettingsForm::edited);
    train.steps = 4321;
    form.readBack();
    QCOMPARE(find<QSpinBox>(form, "train.steps")->value(), 4321);
    QCOMPARE(edited.count(), 0);
  }
};

QTEST_MAIN(FormTest)
#include "form_test.moc"
