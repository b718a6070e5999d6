// Every page and dialog, filled with what is long, in windows from 1024 x 700 on and at every scale
// from 80 to 250 %: nothing is cut, outside its place, over its neighbour, or moved by Tab or by
// other colours. With UNMASK_SCREENSHOTS=FOLDER what was looked at is written there.
#include <QLineEdit>
#include <QRegularExpression>

#include "tests/ui/layout_problems.h"
#include "tests/ui/long_content.h"
#include "tests/ui/window_fixture.h"
#include "ui/data/places_dialog.h"
#include "ui/help/about.h"
#include "ui/help/help_window.h"
#include "ui/train/run_dialogs.h"
#include "ui/train/run_log.h"
#include "ui/train/run_view.h"
#include "ui/train/train_page.h"

using namespace unmask;

namespace {

constexpr int kLong = 180'000;
constexpr QSize kSizes[] = {{1024, 700}, {1280, 720}, {1366, 768}, {1920, 1080}};
constexpr int kScales[] = {80, 100, 120, 150, 170, 200, 250};

void settle() {
  for (int i = 0; i < 4; ++i) {
    QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
    QCoreApplication::processEvents();
  }
}

QString combination(QSize size, int scale) {
  return QString("%1x%2 at %3 %").arg(size.width()).arg(size.height()).arg(scale);
}

}  // namespace

class LayoutTest : public QObject {
  Q_OBJECT

 public:
  static void initMain() { qputenv("QTEST_FUNCTION_TIMEOUT", "1800000"); }

 private:
  std::unique_ptr<WindowFixture> f_;
  QTemporaryDir folder_;
  const QString target_ = qEnvironmentVariable("UNMASK_SCREENSHOTS");

  MainWindow& window() { return f_->window(); }
  std::filesystem::path runFolder(const char* slug) {
    return window().library().workspace().root() / "runs" / slug;
  }
  void chooseCorpus(const char* slug) {
    window().choices().setRun({});
    window().choices().setCorpus(slug);
    QTRY_VERIFY(window().choices().corpus() && window().choices().corpus()->info.slug == slug);
  }
  bool openRun(const char* slug) {
    window().choices().setRun(runFolder(slug));
    if (!f_->click("goTrain")) return false;
    RunView* view = window().findChild<TrainPage*>()->runView();
    return QTest::qWaitFor([&] { return view->record().events().size() >= 11; }, kLong);
  }
  void picture(const QString& name, QSize size, int scale) {
    if (target_.isEmpty()) return;
    QDir().mkpath(target_);
    window().grab().save(
        QString("%1/%2-%3-%4.png").arg(target_, name).arg(size.width()).arg(scale), "PNG");
  }
  void set(QSize size, int scale) {
    theme().setScalePercent(scale);
    window().resize(size);
    settle();
    QTest::qWait(60);  // charts and previews follow
    settle();
  }
  // Each problem once, with the combinations that have it.
  QStringList everySizeAndScale(const QString& page) {
    QMap<QString, QStringList> found;
    for (const QSize size : kSizes)
      for (const int scale : kScales) {
        set(size, scale);
        for (const QString& problem : layoutProblems(window()))
          found[QString(problem).remove(QRegularExpression("[0-9]+"))]
              << combination(size, scale) + ": " + problem;
        picture(page, size, scale);
      }
    set(kSizes[1], 100);
    QStringList all;
    for (const QStringList& same : found)
      all << same.front() + (same.size() > 1 ? QString("  (and in %1 others)").arg(same.size() - 1)
                                             : QString());
    return all;
  }
  // Tab through the page, at a scale at which it is narrow: no column is moved sideways.
  QStringList shiftedByTab() {
    set(kSizes[0], 150);
    QStringList wrong;
    for (int i = 0; i < 40; ++i) {
      QWidget* focus = QApplication::focusWidget();
      QTest::keyClick(focus ? focus : &window(), Qt::Key_Tab);
      addShifted(window(), wrong);
    }
    set(kSizes[1], 100);
    wrong.removeDuplicates();
    return wrong;
  }
  QMap<QString, QRect> places() {
    QMap<QString, QRect> all;
    for (QWidget* widget : window().findChildren<QWidget*>())
      if (widget->isVisible() && !widget->objectName().isEmpty() &&
          !widget->objectName().startsWith("qt_"))
        all.insert(describedWidget(widget),
                   QRect(widget->mapTo(&window(), QPoint()), widget->size()));
    return all;
  }
  QStringList movedByColours() {
    theme().setMode(ThemeMode::light);
    settle();
    const auto light = places();
    theme().setMode(ThemeMode::dark);
    settle();
    QTest::qWait(60);
    QStringList wrong = layoutProblems(window());
    const auto dark = places();
    for (auto it = light.begin(); it != light.end(); ++it)
      if (dark.contains(it.key()) && dark[it.key()] != it.value())
        wrong << "moved by other colours: " + it.key();
    theme().setMode(ThemeMode::light);
    settle();
    return wrong;
  }
  void look(const QString& page) {
    QStringList wrong = everySizeAndScale(page);
    wrong += shiftedByTab();
    wrong += movedByColours();
    for (const QString& problem : wrong) qWarning("%s: %s", qPrintable(page), qPrintable(problem));
    QVERIFY(wrong.isEmpty());
  }

 private Q_SLOTS:
  void initTestCase() {
    const QString lab = folder_.filePath("lab");
    auto workspace = Workspace::open(lab.toStdString());
    QVERIFY(workspace);
    longContent::makeAll(workspace->root(), folder_.filePath("sources"));
    f_ = std::make_unique<WindowFixture>(lab);
    QVERIFY(f_->open(kSizes[1]));
    QTRY_COMPARE_WITH_TIMEOUT(window().library().runs().size(), size_t{4}, kLong);
  }
  void cleanup() {
    theme().setScalePercent(100);
    theme().setMode(ThemeMode::light);
  }
  void cleanupTestCase() { f_.reset(); }

  void dataOfText() {
    chooseCorpus(longContent::kText);
    QVERIFY(f_->click("goData"));
    QTRY_VERIFY_WITH_TIMEOUT(!window().jobs().busy(), kLong);
    QTest::qWait(500);
    look("data-text");
  }

  void dataTokenizer() {
    chooseCorpus(longContent::kText);
    QVERIFY(f_->click("goData") && f_->click("dataTokenizer"));
    QTest::qWait(500);
    look("data-tokenizer");
    QVERIFY(f_->click("dataCorpus"));
  }

  void dataOfPictures() {
    chooseCorpus(longContent::kPictures);
    QVERIFY(f_->click("goData"));
    QTRY_VERIFY_WITH_TIMEOUT(f_->find("pictureGrid") && f_->find("pictureGrid")->isVisible(), kLong);
    QTest::qWait(500);
    look("data-pictures");
  }

  void pretextOfText_data() {
    QTest::addColumn<QString>("objective");
    QTest::addColumn<QString>("mode");
    QTest::newRow("next token") << "next-token" << "modeItem";
    QTest::newRow("masked words") << "masked-lm" << "modeItem";
    QTest::newRow("masked words, a batch") << "masked-lm" << "modeBatch";
    QTest::newRow("span corruption") << "span-corruption" << "modeItem";
    QTest::newRow("compared") << "denoising" << "modeCompare";
  }
  void pretextOfText() {
    QFETCH(QString, objective);
    QFETCH(QString, mode);
    chooseCorpus(longContent::kText);
    QVERIFY(f_->click("goPretext"));
    window().choices().setObjective(objective.toStdString());
    if (auto* sentence = f_->find<QLineEdit>("sentence"))
      sentence->setText("The keeper wrote " + QString::fromStdString(longContent::word(300)));
    QVERIFY(f_->click(mode));
    QTest::qWait(800);
    look("pretext-" + objective + "-" + mode);
    QVERIFY(f_->click("modeItem"));
  }

  void pretextOfPictures_data() {
    QTest::addColumn<QString>("objective");
    for (const char* id : {"contrastive", "masked-pixels", "masked-tokens", "image-text-contrast"})
      QTest::newRow(id) << id;
  }
  void pretextOfPictures() {
    QFETCH(QString, objective);
    chooseCorpus(longContent::kPictures);
    QVERIFY(f_->click("goPretext"));
    window().choices().setObjective(objective.toStdString());
    QTest::qWait(1200);
    look("pretext-" + objective);
  }

  void newRun_data() {
    QTest::addColumn<QString>("corpus");
    QTest::addColumn<QString>("objective");
    QTest::newRow("of text") << longContent::kText << "masked-lm";
    QTest::newRow("of pictures") << longContent::kPictures << "contrastive";
  }
  void newRun() {
    QFETCH(QString, corpus);
    QFETCH(QString, objective);
    chooseCorpus(corpus.toUtf8());
    window().choices().setObjective(objective.toStdString());
    QVERIFY(f_->click("goTrain"));
    QTest::qWait(600);
    look("new-run-" + objective);
  }

  void run_data() {
    QTest::addColumn<QString>("slug");
    QTest::newRow("of text") << longContent::kTextRun;
    QTest::newRow("failed") << longContent::kFailedRun;
    QTest::newRow("of pairs") << longContent::kPairsRun;
    QTest::newRow("of pictures") << longContent::kPicturesRun;
  }
  void run() {
    QFETCH(QString, slug);
    QVERIFY(openRun(slug.toUtf8()));
    QTest::qWait(400);
    look("run-" + QString(QTest::currentDataTag()).replace(' ', '-'));
    window().choices().setRun({});
  }

  void runs() {
    QVERIFY(f_->click("goRuns"));
    QTest::qWait(600);
    look("runs");
  }

  // A dialog fits into the window that it belongs to.
  void everyDialog() {
    using Make = std::function<QDialog*()>;
    RunSpec spec = *defaultSpec("next-token");
    const std::pair<const char*, Make> all[] = {
        {"learning rate", [&] { return new RateDialog(spec.train, 12, 1e-3, &window()); }},
        {"more steps", [&] { return new ExtendDialog({}, 2000, 1'234'567, &window()); }},
        {"places", [&] { return new PlacesDialog(window().library(), &window()); }},
        {"about", [&] { return new AboutDialog(folder_.path(), &window()); }},
        {"log", [&] { return new RunLog(runFolder(longContent::kTextRun), &window()); }}};
    QStringList wrong;
    for (const QSize size : kSizes)
      for (const int scale : kScales) {
        set(size, scale);
        for (const auto& [name, make] : all) {
          const std::unique_ptr<QDialog> dialog(make());
          dialog->setAttribute(Qt::WA_DeleteOnClose, false);
          dialog->show();
          settle();
          const QString where = QString("%1, %2: ").arg(name, combination(size, scale));
          for (const QString& problem : layoutProblems(*dialog)) wrong << where + problem;
          if (dialog->width() > size.width() || dialog->height() > size.height())
            wrong << where + QString("%1x%2 is larger than its window")
                                 .arg(dialog->width())
                                 .arg(dialog->height());
          if (!target_.isEmpty())
            dialog->grab().save(QString("%1/dialog-%2-%3-%4.png")
                                    .arg(target_, QString(name).replace(' ', '-'))
                                    .arg(size.width())
                                    .arg(scale));
        }
      }
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join('\n')));
  }
};

QTEST_MAIN(LayoutTest)
#include "layout_test.moc"
