// Answers with pictures: what is read from them and refused, how reconstructions are looked at, the
// samples of two steps beside each other, and asking with a file, a drop and a caption.
#include <QCheckBox>
#include <QDropEvent>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QSlider>
#include <QtTest>

#include "core/spec/catalogue.h"
#include "tests/corpus/picture_files.h"
#include "ui/train/ask_box.h"
#include "ui/train/measure_charts.h"
#include "ui/train/picture_answer_view.h"
#include "ui/train/picture_ask_box.h"
#include "ui/train/run_charts.h"
#include "ui/train/samples_card.h"
#include "ui/widgets/chart.h"
#include "ui/widgets/dialogs.h"
#include "ui/widgets/full_card.h"

using namespace unmask;

namespace {

constexpr int kSide = 8;

QJsonObject picture(const QByteArray& pixels, int size = kSide, int channels = 3) {
  return {{"size", size},
          {"channels", channels},
          {"pixels", QString::fromLatin1(qCompress(pixels).toBase64())}};
}
QJsonObject plain(char value) {
  return picture(QByteArray(kSide * kSide * 3, value));
}

// Of masked-pixels: a grey picture, patches of 4 x 4, of which the last is shown.
QJsonObject reconstruction(int step) {
  return {{"picture", plain(100)},
          {"hidden", "1110"},
          {"reconstruction", plain(static_cast<char>(step))},
          {"informed", plain(99)},
          {"neighbours", QJsonArray{QJsonObject{{"picture", plain(50)},
                                                {"index", 3},
                                                {"similarity", .5},
                                                {"class", "cat"}}}},
          {"searched", 500},
          {"step", step}};
}

RunSpec specOf(const char* objective) {
  const auto spec = defaultSpec(objective);
  if (!spec) qFatal("no %s", objective);
  return *spec;
}


}  // namespace

class PictureAnswersTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void readsWhatItIsGiven() {
    const PictureAnswer answer = readPictureAnswer(reconstruction(7));
    QCOMPARE(answer.picture.size(), QSize(kSide, kSide));
    QCOMPARE(answer.picture.pixelColor(0, 0), QColor(100, 100, 100));
    QCOMPARE(answer.grid, 2);
    QCOMPARE(answer.neighbours.size(), size_t{1});
    QCOMPARE(answer.neighbours[0].text, QString("cat"));
    // Only the last patch was shown; only the others were predicted.
    QCOMPARE(withoutPatches(answer.picture, answer, true).pixelColor(0, 0).alpha(), 0);
    QCOMPARE(withoutPatches(answer.picture, answer, true).pixelColor(7, 7).alpha(), 255);
    QCOMPARE(withoutPatches(answer.reconstruction, answer, false).pixelColor(7, 7).alpha(), 0);
    QCOMPARE(withoutPatches(answer.reconstruction, answer, false).pixelColor(0, 7).alpha(), 255);
    QVERIFY(pictureAnswerAsText(answer).contains("3 of 4"));
    QVERIFY(pictureAnswerAsText(answer).contains("cat"));
  }

  void hostileAnswersGiveNoPicture_data() {
    QTest::addColumn<QJsonObject>("picture");
    const QByteArray right(kSide * kSide * 3, 'x');
    QTest::newRow("too few") << picture(right.chopped(1));
    QTest::newRow("too many") << picture(right + "x");
    QTest::newRow("negative") << picture(right, -8);
    QTest::newRow("huge") << picture(right, 1 << 20);
    QTest::newRow("channels") << picture(right, kSide, 2);
    QTest::newRow("empty") << QJsonObject{};
    QJsonObject lying = picture(right);
    QByteArray packed = qCompress(right);
    packed[0] = '\x7f';  // says that it unpacks to two gigabytes
    lying["pixels"] = QString::fromLatin1(packed.toBase64());
    QTest::newRow("lying") << lying;
    lying["pixels"] = "not base64, nor zlib";
    QTest::newRow("rubbish") << lying;
  }
  void hostileAnswersGiveNoPicture() {
    QFETCH(const QJsonObject, picture);
    QVERIFY(readPictureAnswer({{"picture", picture}}).picture.isNull());
    PictureAnswerView view("view");
    view.setAnswer({{"picture", picture}, {"hidden", "101"}, {"captions", 3}}, false);
    view.resize(200, 100);
    view.grab();
    QCOMPARE(view.answer().grid, 0);
  }

  void looksAreSwitched() {
    PictureAnswerView view("view");
    view.setAnswer(reconstruction(7), true);
    view.resize(400, view.heightForWidth(400));
    // The second picture is the prediction.
    const QImage pasted = view.grab().toImage();
    view.setLook({false, false});
    const QImage alone = view.grab().toImage();
    view.setLook({true, true});
    const QImage informed = view.grab().toImage();
    QVERIFY(pasted != alone);
    QVERIFY(pasted != informed);
    QVERIFY(alone != informed);
    view.setLook({});
    QCOMPARE(view.grab().toImage(), pasted);
    // Narrow, everything is below each other; nothing is lost.
    QVERIFY(view.heightForWidth(90) > 2 * view.heightForWidth(400));
  }

  void samplesOfTwoSteps() {
    SamplesCard card;
    card.resize(700, 600);
    card.begin("run", specOf("masked-pixels"));
    card.setVisible(true);
    RunRecord record;
    RecordBatch batch;
    int64_t seq = 0;
    for (const int step : {0, 50, 100})
      for (int64_t probe = 0; probe < 2; ++probe) {
        SampleRecord sample;
        sample.seq = ++seq;
        sample.step = step;
        sample.index = probe;
        sample.prompt = "digits, 7";
        sample.json = QJsonDocument(reconstruction(step)).toJson().toStdString();
        batch.samples.push_back(sample);
      }
    record.take(batch);
    card.show(record);
    QVERIFY(!card.findChild<AskBox*>()->isVisible());
    QVERIFY(card.findChild<PictureAskBox*>()->isVisible());
    const auto shown = [&](const char* name) {
      auto* view = card.findChild<PictureAnswerView*>(name);
      if (!view) qFatal("no %s", name);
      return view->answer().reconstruction.pixelColor(0, 0).red();
    };
    QCOMPARE(shown("sampleChosen.0"), 0);
    QCOMPARE(shown("sampleNewest.1"), 100);
    card.findChild<QSlider*>("sampleSlider")->setValue(1);
    QCOMPARE(shown("sampleChosen.1"), 50);
    QCOMPARE(card.chosenStep(), int64_t{50});
    auto* pasted = card.findChild<QCheckBox*>("samplesPasted");
    QVERIFY(pasted->isVisible() && pasted->isChecked());
    auto* view = card.findChild<PictureAnswerView*>("sampleNewest.0");
    const QImage before = view->grab().toImage();
    pasted->click();
    QVERIFY(view->grab().toImage() != before);
    // A run of text has no pictures, and no switches.
    card.begin("other", specOf("next-token"));
    QVERIFY(card.findChild<AskBox*>()->isVisible());
    QVERIFY(!pasted->isVisible());
    QVERIFY(!card.findChild<PictureAnswerView*>("sampleNewest.0"));
  }

  void asksWithAFile() {
    QTemporaryDir folder;
    const QString file = folder.filePath("grey.png"), broken = folder.filePath("broken.png");
    const std::string png = picture_files::png(20, 30, 3, std::string(20 * 30 * 3, '\x50'));
    for (const auto& [name, bytes] : {std::pair(file, png), std::pair(broken, png.substr(0, 40))}) {
      QFile written(name);
      QVERIFY(written.open(QIODevice::WriteOnly));
      written.write(bytes.data(), static_cast<qint64>(bytes.size()));
    }
    PictureAskBox box;
    RunSpec spec = specOf("masked-pixels");
    box.begin("run", spec);
    box.show();
    QSignalSpy asked(&box, &PictureAskBox::asked);
    QStringList answered{file};
    const Dialogs before = dialogs();
    dialogs().openFiles = [&](QWidget*, const QString&, const QString&) { return answered; };
    QTest::mouseClick(box.findChild<QPushButton*>("askPicture"), Qt::LeftButton);
    QVERIFY(asked.wait(10'000));
    const auto size = static_cast<qsizetype>(viewOf(spec).size);
    QCOMPARE(asked[0][0].value<Question>().picture, QByteArray(size * size * 3, '\x50'));
    // Without an answer there is nothing to hide anew.
    auto* again = box.findChild<QPushButton*>("askPictureAgain");
    QVERIFY(!again->isVisible());
    box.showAnswer(reconstruction(12));
    QVERIFY(again->isVisible());
    QVERIFY(box.findChild<QLabel*>("pictureAnswerNote")->text().contains("12"));
    QTest::mouseClick(again, Qt::LeftButton);
    QCOMPARE(asked.count(), 2);
    QCOMPARE(asked[1][0].value<Question>().picture, asked[0][0].value<Question>().picture);

    answered = {broken};
    QTest::mouseClick(box.findChild<QPushButton*>("askPicture"), Qt::LeftButton);
    auto* note = box.findChild<QLabel*>("pictureAnswerNote");
    QTRY_VERIFY_WITH_TIMEOUT(note->text().contains("broken.png"), 10'000);
    QCOMPARE(asked.count(), 2);
    dialogs() = before;
  }

  // Wherever on the card a picture is dropped, it is asked about: on a sample, on an empty place,
  // in the full card, and beside that. Folders, several files and texts stay the window's.
  void theWholeCardTakesAPicture() {
    QTemporaryDir folder;
    const QString file = folder.filePath("grey.png");
    const std::string png = picture_files::png(20, 30, 3, std::string(20 * 30 * 3, '\x50'));
    QFile written(file);
    QVERIFY(written.open(QIODevice::WriteOnly));
    written.write(png.data(), static_cast<qint64>(png.size()));
    written.close();
    QWidget window;
    auto* column = new QVBoxLayout(&window);
    auto* card = new SamplesCard;
    column->addWidget(card);
    card->begin("run", specOf("image-text-contrast"));
    RunRecord record;
    RecordBatch batch;
    SampleRecord sample;
    sample.seq = 1;
    sample.prompt = "a.png";
    sample.json = QJsonDocument(reconstruction(1)).toJson().toStdString();
    batch.samples = {sample};
    record.take(batch);
    card->show(record);
    window.resize(700, 600);
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    QSignalSpy asked(card, &SamplesCard::asked);
    // As Qt does it: what lies there is asked first, then what it lies in.
    const auto drop = [&](QWidget* on, const QList<QUrl>& urls) {
      QMimeData data;
      data.setUrls(urls);
      QDragEnterEvent enter(QPoint(2, 2), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
      QApplication::sendEvent(on, &enter);
      if (!enter.isAccepted()) return false;
      QDropEvent dropped(QPointF(2, 2), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
      QApplication::sendEvent(on, &dropped);
      return dropped.isAccepted();
    };
    const QList<QUrl> one{QUrl::fromLocalFile(file)};
    auto* box = card->findChild<PictureAskBox*>();
    auto* caption = card->findChild<QLineEdit*>("askCaption");
    const std::vector<QWidget*> places = {card, box, caption, card->heading(),
                                          card->findChild<QWidget*>("sampleChosen.0")};
    int count = 0;
    for (QWidget* place : places) {
      QVERIFY(place);
      QVERIFY2(drop(place, one), qPrintable(place->objectName()));
      ++count;  // not in the macro, which evaluates it again and again
      QTRY_COMPARE_WITH_TIMEOUT(asked.count(), count, 10'000);
      QVERIFY(caption->text().isEmpty());
    }
    toggleFull(card);
    FullCard* full = FullCard::of(&window);
    QCOMPARE(full->card(), static_cast<Card*>(card));
    for (QWidget* place : {static_cast<QWidget*>(card), static_cast<QWidget*>(full),
                           full->childAt(full->rect().center()),
                           full->childAt(QPoint(full->width() / 2, full->height() - 40))}) {
      QVERIFY(drop(place ? place : full, one));
      ++count;
      QTRY_COMPARE_WITH_TIMEOUT(asked.count(), count, 10'000);
    }
    QVERIFY(!asked.last()[0].value<Question>().picture.isEmpty());
    const QUrl text = QUrl::fromLocalFile(folder.filePath("words.txt"));
    for (const QList<QUrl>& urls :
         {QList<QUrl>{one[0], one[0]}, {QUrl::fromLocalFile(folder.path())}, {text}}) {
      QVERIFY(!drop(card, urls));
      QVERIFY(!drop(full, urls));
    }
    toggleFull(card);
    card->begin("other", specOf("next-token"));
    QVERIFY(!drop(card, one));
    QCOMPARE(asked.count(), count);
  }

  // A search through the whole corpus: which candidates no step trained on.
  void heldOutCandidatesAreMarked() {
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    const auto one = [](const char* text, bool held) {
      return QJsonObject{{"picture", plain(50)}, {"text", text}, {"caption", text},
                         {"similarity", .5},     {"own", false}, {"held_out", held}};
    };
    QJsonObject json{{"caption", "a red star"},
                     {"captions", QJsonArray{one("a star", true), one("a moon", false)}},
                     {"pictures", QJsonArray{one("a star", false), one("a moon", true)}},
                     {"searched", 2000},
                     {"searchable", 12000}};
    const PictureAnswer answer = readPictureAnswer(json);
    QVERIFY(answer.marksHeldOut());
    QVERIFY(answer.captions[0].heldOut && !answer.captions[1].heldOut);
    QVERIFY(!answer.pictures[0].heldOut && answer.pictures[1].heldOut);
    QVERIFY(pictureAnswerAsText(answer).contains("captions: a star 0.50 (held out); a moon 0.50."));
    PictureAnswerView view("view");
    view.setAnswer(json, false);
    view.resize(400, view.heightForWidth(400));
    const QImage marked = view.grab().toImage();
    const int height = view.heightForWidth(400);
    for (const char* list : {"captions", "pictures"}) {
      QJsonArray plainList;
      for (const QJsonValue value : json[list].toArray()) {
        QJsonObject without = value.toObject();
        without.remove("held_out");
        plainList.append(without);
      }
      json[list] = plainList;
    }
    view.setAnswer(json, false);
    QVERIFY(!view.answer().marksHeldOut());
    QVERIFY(view.heightForWidth(400) < height);  // without the line that explains the mark
    QVERIFY(view.grab().toImage() != marked);
  }

  void asksWithACaption() {
    PictureAskBox box;
    box.begin("run", specOf("image-text-contrast"));
    box.show();
    QSignalSpy asked(&box, &PictureAskBox::asked);
    auto* caption = box.findChild<QLineEdit*>("askCaption");
    QVERIFY(caption->isVisible());
    QTest::keyClick(caption, Qt::Key_Return);
    QCOMPARE(asked.count(), 0);  // there is nothing to ask
    QTest::keyClicks(caption, "a red star");
    QTest::keyClick(caption, Qt::Key_Return);
    QCOMPARE(asked.count(), 1);
    QCOMPARE(asked[0][0].value<Question>().text, QString("a red star"));
    QVERIFY(asked[0][0].value<Question>().picture.isEmpty());
    box.begin("other", specOf("contrastive"));
    QVERIFY(!caption->isVisible());
  }

  // Of several reconstructions one is named; candidates stand in even lines.
  void severalAnswersShareTheirNames() {
    PictureAnswerView first("first"), second("second");
    for (PictureAnswerView* view : {&first, &second}) view->setAnswer(reconstruction(3), true);
    second.setNamed(false);
    QVERIFY(second.heightForWidth(300) < first.heightForWidth(300));
    // Too narrow for one line: each says what it is.
    QCOMPARE(second.heightForWidth(180), first.heightForWidth(180));

    // Five fit beside each other, six stand three and three.
    QJsonArray neighbours;
    for (int i = 0; i < 5; ++i)
      neighbours.append(QJsonObject{{"picture", plain(50)}, {"index", i}, {"class", "cat"}});
    PictureAnswerView view("neighbours");
    view.setAnswer({{"picture", plain(100)}, {"neighbours", neighbours}, {"step", 1}}, true);
    view.resize(6 * 76 + 4 * 8, 300);
    const QImage painted = view.grab().toImage();
    const QColor empty = painted.pixelColor(5 * 76 + 4 * 8 + 40, 38);
    QCOMPARE(painted.pixelColor(3 * 76 + 3 * 8 + 38, 38), empty);  // no fourth in the first line
    QVERIFY(painted.pixelColor(2 * 76 + 2 * 8 + 38, 38) != empty);
  }

  // A chart is there once one of its measures has a value.
  void measuresHaveTheirCharts() {
    Chart loss;
    MeasureCharts charts(loss.link());
    charts.resize(600, 400);
    QVERIFY(!charts.isVisibleTo(charts.parentWidget()));
    RunRecord record;
    RecordBatch batch;
    batch.points = {{1, 0, "probe/validation", 0, .5},
                    {2, 0, "probe/validation", 10, .8},
                    {3, 0, "majority/validation", 10, .1},
                    {4, 0, "uniformity/train", 3, -2},
                    {5, 0, "accuracy/validation", 0, .4}};
    record.take(batch);
    charts.show(record, 10, {0, record.trainingSeconds()});
    auto* classes = charts.findChild<Chart*>("chart.classes");
    QVERIFY(classes && charts.findChild<Chart*>("chart.uniformity"));
    QVERIFY(!charts.findChild<Chart*>("chart.retrieval"));
    QCOMPARE(classes->content().curves.size(), size_t{2});
    QCOMPARE(classes->content().curves.at("probe/validation").points->back().y(), .8);
    QVERIFY(!classes->content().reference);
    // Of matching: what an untrained model has, and one that always says no.
    batch.points = {{6, 0, "match_loss/train", 0, .69}, {7, 0, "match_loss/train", 9, .6}};
    record.take(batch);
    charts.show(record, 10, {0, record.trainingSeconds()});
    const ChartContent& matching = charts.findChild<Chart*>("chart.matching")->content();
    QVERIFY(std::abs(*matching.reference - std::log(2)) < 1e-12);
    const double no = -(std::log(1. / 3) / 3 + 2 * std::log(2. / 3) / 3);
    QVERIFY(std::abs(matching.curves.at("known").points->back().y() - no) < 1e-12);
    // Accuracy has one where copying is measured beside it.
    QVERIFY(!charts.findChild<Chart*>("chart.copying"));
    batch.points = {{8, 0, "copy_accuracy/validation", 0, .6}};
    record.take(batch);
    charts.show(record, 10, {0, record.trainingSeconds()});
    QCOMPARE(charts.findChild<Chart*>("chart.copying")->content().curves.size(), size_t{2});
    charts.begin();
    QVERIFY(!charts.findChild<Chart*>("chart.classes"));
  }

  // Beside chance: what one reaches by the codes' frequencies, without looking at the picture.
  void theLossOfCodesHasTheLineOfTheirFrequencies() {
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    RunSpec spec = specOf("masked-tokens");
    spec.pieces = 512;
    RunCharts charts;
    charts.begin(spec, "codes");
    RunRecord record;
    RecordBatch batch;
    batch.points = {{1, 0, "loss/train", 0, 6.2}, {2, 0, "loss/train", 40, 5.1}};
    record.take(batch);
    charts.show(record, 40);
    charts.resize(900, 700);
    auto* chart = charts.findChild<Chart*>("lossChart");
    const ChartContent& loss = chart->content();
    QVERIFY(std::abs(*loss.reference - std::log(512)) < 1e-12);
    QVERIFY(!loss.curves.contains("known"));  // not measured yet
    const double entropy = std::log(90);
    batch.points = {{3, 0, "code_entropy/validation", 40, entropy}};
    record.take(batch);
    charts.show(record, 40);
    const ChartCurve& known = loss.curves.at("known");
    QCOMPARE(known.points->front(), QPointF(0, entropy));
    QCOMPARE(known.points->back(), QPointF(40, entropy));
    charts.setVisible(true);
    QVERIFY(QTest::qWaitForWindowExposed(&charts));
    const auto says = [chart](const QString& what) { return chart->endLabels().contains(what); };
    QTRY_VERIFY(says("codes' frequencies alone 4.500"));
    charts.setLossUnit(LossUnit::perplexity);
    QTRY_VERIFY(says("codes' frequencies alone 90.00"));
    charts.begin(spec, "another");
    QVERIFY(!loss.curves.contains("known"));
  }
};

QTEST_MAIN(PictureAnswersTest)
#include "picture_answers_test.moc"
