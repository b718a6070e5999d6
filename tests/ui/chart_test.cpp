// The chart: no spike lost, at most 10,000 points, values without a place said, zoom, cursor,
// files.
#include <QChart>
#include <QClipboard>
#include <QLineSeries>
#include <QMenu>
#include <QPainter>
#include <QSlider>
#include <QSvgRenderer>
#include <QToolButton>
#include <QtTest>
#include <cmath>
#include <set>

#include "ui/theme/theme.h"
#include "ui/widgets/chart.h"
#include "ui/widgets/chart_export.h"
#include "ui/widgets/chart_marker.h"
#include "ui/widgets/chart_scene.h"
#include "ui/widgets/chart_tools.h"
#include "ui/widgets/dialogs.h"

using namespace unmask;

namespace {

std::vector<QPointF> wave(int count) {
  std::vector<QPointF> points;
  for (int i = 0; i < count; ++i) points.emplace_back(i, 2 + std::sin(i * 0.01));
  return points;
}

CurvePoints curve(const std::vector<QPointF>& points) {
  return curveOf(points);
}

// Where a value of a chart stands, in its pixels.
QPoint pixel(Chart& chart, double x, double y) {
  return QPointF(chart.picture().x.place(x), chart.picture().y.place(y)).toPoint();
}

void shown(QWidget& widget, QSize size = {800, 400}) {
  widget.resize(size);
  widget.show();
  QVERIFY(QTest::qWaitForWindowExposed(&widget));
}

void wheel(Chart& chart, QPoint at, int delta) {
  QWheelEvent event(at, chart.mapToGlobal(at), {}, {0, delta}, Qt::NoButton, Qt::ControlModifier,
                    Qt::NoScrollPhase, false);
  QCoreApplication::sendEvent(&chart, &event);
}

// The platform's own cursor enters a window before it moves in it; here it only moves.
void moveTo(Chart& chart, QPoint at) {
  QMouseEvent move(QEvent::MouseMove, at, chart.mapToGlobal(at), Qt::NoButton, Qt::NoButton, {});
  QCoreApplication::sendEvent(&chart, &move);
}

void drag(Chart& chart, QPoint from, QPoint to, Qt::KeyboardModifiers keys = {}) {
  QTest::mousePress(&chart, Qt::LeftButton, keys, from);
  for (int i = 1; i <= 4; ++i) {
    const QPoint at = from + (to - from) * i / 4;
    QMouseEvent move(QEvent::MouseMove, at, chart.mapToGlobal(at), Qt::NoButton, Qt::LeftButton,
                     keys);
    QCoreApplication::sendEvent(&chart, &move);
  }
  QTest::mouseRelease(&chart, Qt::LeftButton, keys, to);
}

QAction* action(QWidget& tools, const QString& menu, const QString& text) {
  auto* found = tools.findChild<QMenu*>(menu);
  if (!found) return nullptr;
  for (QAction* action : found->actions())
    if (action->text() == text) return action;
  return nullptr;
}

}  // namespace

class ChartTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase() { theme().setMode(ThemeMode::light); }

  // What Qt Charts draws is the picture that the mouse and the cursor go by, to the pixel.
  void seriesAreThePicture() {
    Chart chart;
    shown(chart);
    auto points = wave(500);
    for (size_t i = 100; i < 150; ++i) points[i].setY(NAN);
    chart.setCurve("a", {"a", 0, false, false}, curve(points));
    chart.setCurve("b", {"b", 1, true, false}, curve(wave(20'000)));
    chart.setReference("chance", 2);
    for (const bool log : {false, true}) {
      chart.link().setLogX(log);
      chart.setLogY(log);
      chart.redrawNow();
      const ChartPicture& picture = chart.picture();
      const QChart& drawn = chart.scene().chart();
      QCOMPARE(drawn.plotArea(), picture.plot);
      QList<QPointF> expected, found;
      for (const auto& line : picture.lines)
        for (const QPointF& p : line.points)
          if (!std::isnan(p.y())) expected << p;
      expected << QPointF(picture.plot.left(), *picture.reference)
               << QPointF(picture.plot.right(), *picture.reference);
      int lines = 0;
      for (QAbstractSeries* series : drawn.series()) {
        const auto* line = qobject_cast<QLineSeries*>(series);
        QVERIFY(line);
        lines += line->count() > 0;
        for (const QPointF& p : line->points())
          found << chart.scene().chart().mapToPosition(p, series);
      }
      QCOMPARE(lines, 4);  // the gap parts the first
      QCOMPARE(found.size(), expected.size());
      for (qsizetype i = 0; i < found.size(); ++i)
        QVERIFY(QLineF(found[i], expected[i]).length() < 0.01);
    }
    // The series stay from drawing to drawing.
    const auto before = chart.scene().chart().series();
    chart.zoom(0.5, 250);
    chart.redrawNow();
    QCOMPARE(chart.scene().chart().series(), before);
  }

  void spikesAreDrawn() {
    auto points = wave(1'000'000);
    points[123'456].setY(50);
    points[777'777].setY(-40);
    Chart chart;
    chart.resize(800, 400);
    chart.setCurve("a", {"a", 0, false, true}, curve(points));
    const ChartPicture& picture = chart.picture();
    const auto drawn = [&](double y) {
      for (const QPointF& p : picture.lines.front().points)
        if (std::fabs(picture.y.value(p.y()) - y) < 1e-6) return true;
      return false;
    };
    QVERIFY(drawn(50));
    QVERIFY(drawn(-40));
    QVERIFY(picture.lines.front().points.size() <= 2'000);
  }

  void drawsAtMostTenThousandPoints() {
    for (const int curves : {1, 8, 40}) {
      Chart chart;
      chart.resize(4000, 400);
      for (int i = 0; i < curves; ++i) {
        auto points = wave(20'000);
        if (i == 0)
          for (int j = 0; j < 10'000; ++j) points[static_cast<size_t>(j)].setY(NAN);
        chart.setCurve(QString::number(i), {"run", i, false, true}, curve(points));
      }
      chart.setReference("chance", 1.5);
      QVERIFY(chart.drawnPoints() > 1000);
      QVERIFY2(chart.drawnPoints() <= Chart::kMostPoints,
               qPrintable(QString::number(chart.drawnPoints())));
    }
  }

  void nonFiniteValuesAreCountedAndMarked() {
    Chart chart;
    chart.resize(600, 300);
    auto points = wave(100);
    points[10].setY(std::nan(""));
    points[20].setY(INFINITY);
    chart.setCurve("train", {"training", 0, false, false}, curve(points));
    QCOMPARE(chart.notFinite(), 2);
    QCOMPARE(chart.picture().marks.size(), size_t{2});
    QVERIFY(chart.notes().first().contains('2'));
    // The line is broken there, not drawn across or through zero.
    int breaks = 0;
    for (const QPointF& p : chart.picture().lines.front().points) breaks += std::isnan(p.y());
    QCOMPARE(breaks, 2);
    chart.setCurve("train", {"training", 0, false, false}, curve(wave(100)));
    chart.redrawNow();
    QCOMPARE(chart.notFinite(), 0);
    QVERIFY(chart.notes().isEmpty());
  }

  void valuesBelowALogAxisAreSaid() {
    Chart chart;
    chart.resize(600, 300);
    auto points = wave(100);
    points[5].setY(0);
    points[6].setY(-1);
    chart.setCurve("a", {"a", 0, false, false}, curve(points));
    chart.setLogY(true);
    QVERIFY(chart.notes().join(' ').contains("2"));
    QVERIFY(chart.picture().y.values.low > 0);
    chart.link().setLogX(true);
    QVERIFY(chart.picture().x.values.low > 0);
    QVERIFY(chart.notes().join(' ').contains("step 0"));
    for (const auto& line : chart.picture().lines)
      for (const QPointF& p : line.points) QVERIFY(std::isfinite(p.x()) && std::isfinite(p.y()));
  }

  void labelsNameCurveAndLastValue() {
    Chart chart;
    chart.resize(600, 300);
    chart.setCurve("validation", {"validation", 0, true, false}, curve({{0, 4.17}, {100, 1.892}}));
    QCOMPARE(chart.endLabels(), QStringList{"validation 1.892"});
    chart.setLossUnit(LossUnit::choices, 65);
    QCOMPARE(chart.endLabels(), QStringList{"validation 6.6 of 65"});
    chart.removeCurves();
    chart.redrawNow();
    QVERIFY(chart.endLabels().isEmpty());
  }

  // Runs differ by colour and shape, the split by the dash; one run keeps its colour.
  void runsAndSplitsAreToldApart() {
    Chart chart;
    chart.resize(800, 400);
    chart.setCurve("a.train", {"a", 0, false, false}, curve(wave(100)));
    chart.setCurve("a.validation", {"a", 0, true, false}, curve(wave(100)));
    chart.setCurve("b.train", {"b", 1, false, false}, curve(wave(100)));
    const auto& lines = chart.picture().lines;
    QCOMPARE(lines.size(), size_t{3});
    QCOMPARE(lines[0].color, lines[1].color);
    QVERIFY(lines[0].color != lines[2].color);
    QVERIFY(!lines[0].dashed && lines[1].dashed && !lines[2].dashed);
    std::set<int> shapes;
    for (const auto& marker : chart.picture().markers) shapes.insert(marker.run);
    QCOMPARE(shapes.size(), size_t{2});
    // The shapes differ in grey, too.
    const auto shape = [](int run) {
      QImage image(40, 40, QImage::Format_RGB32);
      image.fill(Qt::white);
      QPainter painter(&image);
      paintMarker(painter, {20, 20}, run, Qt::black, 10);
      return image;
    };
    for (int a = 0; a < 7; ++a)
      for (int b = 0; b < a; ++b) QVERIFY(shape(a) != shape(b));
  }

  // Many updates within one interval end in one drawing.
  void redrawsAreThrottled() {
    Chart chart;
    shown(chart);
    chart.redrawNow();
    QSignalSpy redrawn(&chart, &Chart::redrawn);
    for (int i = 0; i < 500; ++i) chart.setCurve("a", {"a", 0, false, false}, curve(wave(10 + i)));
    QCOMPARE(redrawn.count(), 0);
    QVERIFY(redrawn.wait());
    QCOMPARE(redrawn.count(), 1);
  }

  void pointsThatArriveAreDrawn() {
    Chart chart;
    shown(chart);
    auto growing = std::make_shared<CurveData>();
    growing->append(0, 1);
    chart.setCurve("a", {"a", 0, false, true}, growing);
    chart.redrawNow();
    for (int i = 1; i < 5000; ++i) growing->append(i, i % 7);
    chart.setCurve("a", {"a", 0, false, true}, growing);
    QTRY_COMPARE(chart.picture().x.values.high, 4999.0);
    QVERIFY(chart.picture().lines.size() == 2);  // raw under smoothed
    QVERIFY(chart.picture().lines[0].color.alpha() < chart.picture().lines[1].color.alpha());
  }

  void wheelZoomsAroundTheMouse() {
    Chart chart;
    shown(chart);
    chart.setCurve("a", {"a", 0, false, false}, curve(wave(1000)));
    chart.redrawNow();
    const QPoint at = pixel(chart, 300, 2);
    const double before = chart.picture().x.value(at.x());
    wheel(chart, at, 240);
    QVERIFY(chart.zoomed());
    QVERIFY(chart.picture().x.values.extent() < 700);
    QVERIFY(std::fabs(chart.picture().x.value(at.x()) - before) < 2);
    // Every curve still reaches the edges of the plot.
    const auto& line = chart.picture().lines.front().points;
    QVERIFY(line.front().x() <= chart.picture().plot.left());
    QVERIFY(line.back().x() >= chart.picture().plot.right());
    wheel(chart, at, -2400);
    QVERIFY(!chart.zoomed());
  }

  void draggingZoomsThenPans() {
    Chart chart;
    shown(chart);
    chart.setCurve("a", {"a", 0, false, false}, curve(wave(1000)));
    chart.redrawNow();
    drag(chart, pixel(chart, 200, 2), pixel(chart, 400, 2));
    QVERIFY(chart.link().range());
    QVERIFY(std::fabs(chart.link().range()->low - 200) < 4);
    QVERIFY(std::fabs(chart.link().range()->high - 400) < 4);
    const double width = chart.link().range()->extent();
    drag(chart, pixel(chart, 350, 2), pixel(chart, 300, 2));
    QVERIFY(std::fabs(chart.link().range()->low - 250) < 6);
    QVERIFY(std::fabs(chart.link().range()->extent() - width) < 1e-6);
    // Never beyond what there is.
    for (int i = 0; i < 30; ++i) chart.pan(-0.5);
    QVERIFY(std::fabs(chart.link().range()->low) < 1e-6);
    QTest::mouseDClick(&chart, Qt::LeftButton, {}, pixel(chart, 300, 2));
    QVERIFY(!chart.zoomed());
  }

  void keysDoWhatTheMouseDoes() {
    Chart chart;
    shown(chart);
    chart.setCurve("a", {"a", 0, false, false}, curve(wave(1000)));
    chart.setPins({{500, "checkpoint"}, {100, "learning rate"}});
    chart.setStepsChosenFrom("a", "open");
    chart.redrawNow();
    chart.setFocus();
    QTest::keyClick(&chart, Qt::Key_Right);
    QCOMPARE(*chart.link().cursor(), 999.0);  // begins at the newest
    QTest::keyClick(&chart, Qt::Key_Left);
    QCOMPARE(*chart.link().cursor(), 998.0);
    QTest::keyClick(&chart, Qt::Key_Up);
    QCOMPARE(*chart.link().cursor(), 500.0);
    QVERIFY(chart.readout().contains("checkpoint"));
    QVERIFY(chart.accessibleDescription().contains("checkpoint"));
    QTest::keyClick(&chart, Qt::Key_Up);
    QCOMPARE(*chart.link().cursor(), 100.0);
    QTest::keyClick(&chart, Qt::Key_Down);
    QCOMPARE(*chart.link().cursor(), 500.0);
    QTest::keyClick(&chart, Qt::Key_Plus);
    QVERIFY(chart.zoomed());
    const Range zoomed = *chart.link().range();
    QVERIFY(zoomed.low < 500 && zoomed.high > 500);
    QTest::keyClick(&chart, Qt::Key_Right, Qt::ShiftModifier);
    QVERIFY(chart.link().range()->low > zoomed.low);
    QTest::keyClick(&chart, Qt::Key_Home);
    QVERIFY(!chart.zoomed());
    QSignalSpy chosen(&chart, &Chart::stepChosen);
    QTest::keyClick(&chart, Qt::Key_Return);
    QCOMPARE(chosen.count(), 1);
    QCOMPARE(chosen.first().first().toLongLong(), qint64{500});
    QTest::keyClick(&chart, Qt::Key_Escape);
    QVERIFY(!chart.link().cursor());
  }

  // The value as it was logged, not the one that was drawn or smoothed.
  void readoutIsExactAndLinked() {
    Chart large, small;
    small.setLink(&large.link());
    shown(large);
    auto points = wave(100'000);
    points[50'001].setY(7.125);
    large.setCurve("train", {"training", 0, false, true}, curve(points));
    large.setCurve("validation", {"validation", 0, true, false}, curve({{0, 4}, {60'000, 3}}));
    small.setCurve("rate", {"rate", 0, false, false}, curve({{50'000, 0.5}, {50'001, 0.25}}));
    large.link().setCursor(50'001);
    QVERIFY2(large.readout().contains("training 7.125"), qPrintable(large.readout()));
    QVERIFY(large.readout().contains("validation 3.000 (step 60,000)"));
    QVERIFY(small.readout().contains("rate 0.250"));
    QSignalSpy moved(&large.link(), &ChartLink::cursorChanged);
    moveTo(large, pixel(large, 20'000, 2));
    QCOMPARE(moved.count(), 1);
    QVERIFY2(std::fabs(*small.link().cursor() - 20'000) < 200, qPrintable(small.readout()));
  }

  void clickOnTheCurveChoosesItsStep() {
    Chart chart;
    shown(chart);
    chart.setCurve("a", {"a", 0, false, false}, curve(wave(200)));
    chart.setStepsChosenFrom("a", "open");
    chart.redrawNow();
    QSignalSpy chosen(&chart, &Chart::stepChosen);
    const double y = 2 + std::sin(1.2);
    QTest::mouseClick(&chart, Qt::LeftButton, {}, pixel(chart, 120, y));
    QCOMPARE(chosen.count(), 1);
    QCOMPARE(chosen.first().first().toLongLong(), qint64{120});
    // Beside the curve nothing happens.
    QTest::mouseClick(&chart, Qt::LeftButton, {}, pixel(chart, 120, y) + QPoint(0, 90));
    QCOMPARE(chosen.count(), 1);
  }

  void unitsOfXMoveThePoints() {
    Chart chart;
    chart.resize(800, 400);
    std::vector<QPointF> seconds;
    for (int i = 0; i < 100; ++i) seconds.emplace_back(i, i < 50 ? i : 50 + 10 * (i - 50));
    chart.setCurve("a", {"a", 0, false, false}, curve(wave(100)), {768, curve(seconds)});
    QVERIFY(chart.knows(XUnit::tokens) && chart.knows(XUnit::time));
    chart.link().setUnit(XUnit::tokens);
    QVERIFY(chart.picture().x.values.high >= 99 * 768);
    chart.link().setUnit(XUnit::time);
    QCOMPARE(chart.picture().x.values.high, 540.0);
    // The slow half of the steps takes most of the width.
    const auto& line = chart.picture().lines.front().points;
    QCOMPARE(line.size(), 100);
    QVERIFY(line[50].x() < chart.picture().plot.left() + 0.15 * chart.picture().plot.width());
  }

  void backgroundTakesColourWhenHovered() {
    Chart chart;
    shown(chart);
    std::vector<BackgroundCurve> many;
    for (int i = 0; i < 250; ++i) {
      std::vector<QPointF> flat;
      for (int x = 0; x < 300; ++x) flat.emplace_back(x, i);
      many.push_back({QString::number(i), QString("run %1").arg(i), curve(flat), {}});
    }
    QSignalSpy redrawn(&chart, &Chart::redrawn);
    chart.setBackgroundCurves(many);
    chart.redrawNow();
    QVERIFY(chart.picture().y.values.high >= 249);
    QCOMPARE(chart.drawnPoints(), 0);  // not of the chart's own points
    const auto inked = [&] {
      const QImage image = chart.grab().toImage();
      const QPoint at = pixel(chart, 150, 100);
      for (int y = at.y() - 1; y <= at.y() + 1; ++y)
        if (image.pixelColor(at.x(), y) != image.pixelColor(2, 2)) return true;
      return false;
    };
    QTRY_VERIFY(inked());
    QSignalSpy hovered(&chart, &Chart::backgroundHovered), pinned(&chart, &Chart::backgroundPinned);
    const QPoint at = pixel(chart, 150, 100);
    moveTo(chart, at);
    QCOMPARE(hovered.count(), 1);
    QCOMPARE(hovered.first().first().toString(), QString("100"));
    QTest::mouseClick(&chart, Qt::LeftButton, {}, at);
    QCOMPARE(pinned.count(), 1);
    QCOMPARE(pinned.first().first().toString(), QString("100"));
  }

  void toolsSwitchAndSay() {
    Chart chart;
    ChartTools tools(&chart, "loss");
    shown(chart);
    shown(tools, {600, 40});
    chart.setLossUnit(LossUnit::nats, 65);
    chart.setCurve("train", {"training", 0, false, true}, curve(wave(4000)), {100, nullptr});
    chart.redrawNow();
    auto* slider = tools.findChild<QSlider*>("loss.smoothing");
    QTRY_VERIFY(slider->value() > 0);  // once it is drawn
    QCOMPARE(chart.picture().lines.size(), size_t{2});
    slider->setFocus();
    QTest::keyClick(slider, Qt::Key_Home);
    QCOMPARE(chart.picture().lines.size(), size_t{1});  // off: the raw curve alone
    QTest::mouseClick(tools.findChild<QAbstractButton*>("loss.logX"), Qt::LeftButton);
    QVERIFY(chart.picture().x.log);
    QTest::mouseClick(tools.findChild<QAbstractButton*>("loss.logY"), Qt::LeftButton);
    QVERIFY(chart.picture().y.log);
    QSignalSpy chosen(&tools, &ChartTools::lossUnitChosen);
    action(tools, "loss.unitMenu", "bits")->trigger();
    QCOMPARE(chosen.count(), 1);
    QVERIFY(chart.lossUnit() == LossUnit::bits);
    QVERIFY(!action(tools, "loss.unitXMenu", "by training time")->isEnabled());
    action(tools, "loss.unitXMenu", "by tokens")->trigger();
    QVERIFY(chart.link().unit() == XUnit::tokens);
    auto* everything = chart.findChild<QAbstractButton*>("loss.everything");
    QVERIFY(!everything->isVisible());
    chart.zoom(0.5, 1000);
    QVERIFY(everything->isVisible());
    QTest::mouseClick(everything, Qt::LeftButton);
    QVERIFY(!chart.zoomed());
    action(tools, "loss.saveMenu", "Copy as picture")->trigger();
    QVERIFY(!QGuiApplication::clipboard()->image().isNull());
  }

  // Every format is written and read back.
  void picturesAreSaved() {
    QTemporaryDir folder;
    Chart chart;
    ChartTools tools(&chart, "loss");
    shown(chart);
    chart.setNames("Loss", "nats per token");
    chart.setCurve("train", {"training", 0, false, true}, curve(wave(4000)));
    chart.setReference("chance: ln 65 = 4.174", 4.174);
    chart.redrawNow();
    QSignalSpy saved(&tools, &ChartTools::saved), failed(&tools, &ChartTools::saveFailed);
    QString suggested;
    const auto save = [&](const QString& format, const QString& file) {
      dialogs().saveFile = [&, file](QWidget*, const QString&, const QString& name,
                                     const QString&) {
        suggested = name;
        return file;
      };
      action(tools, "loss.saveMenu", format)->trigger();
    };
    const QString png = folder.filePath("a.png"), svg = folder.filePath("a.svg"),
                  pdf = folder.filePath("a.pdf");
    save("PNG…", png);
    QTRY_COMPARE(saved.count(), 1);
    QVERIFY(suggested.endsWith(".png"));
    QImage image(png);
    QVERIFY(image.width() >= 2 * chart.width());
    std::set<QRgb> colors;
    for (int y = 0; y < image.height(); y += 3)
      for (int x = 0; x < image.width(); x += 3) colors.insert(image.pixel(x, y));
    QVERIFY(colors.size() > 3);
    save("SVG…", svg);
    QTRY_COMPARE(saved.count(), 2);
    QSvgRenderer renderer(svg);
    QVERIFY(renderer.isValid());
    QFile text(svg);
    QVERIFY(text.open(QIODevice::ReadOnly));
    const QString content = QString::fromUtf8(text.readAll());
    QVERIFY(content.contains("polyline") || content.contains("<path"));
    QVERIFY(content.contains("nats per token") && content.contains("chance: ln 65"));
    save("PDF…", pdf);
    QTRY_COMPARE(saved.count(), 3);
    QFile paper(pdf);
    QVERIFY(paper.open(QIODevice::ReadOnly));
    QVERIFY(paper.readAll().startsWith("%PDF"));
    save("PDF…", "/nowhere/at/all.pdf");
    QTRY_COMPARE(failed.count(), 1);
    QVERIFY(!failed.first()[1].toString().isEmpty());
    save("PNG…", {});  // thought better of it
    QCOMPARE(saved.count(), 3);
  }

  void emptyAndTinyChartsHold() {
    for (const QSize size : {QSize(1, 1), QSize(40, 20), QSize(800, 400)}) {
      Chart chart;
      chart.resize(size);
      QCOMPARE(chart.drawnPoints(), 0);
      chart.setCurve("a", {"a", 0, false, true}, curve({}));
      chart.setCurve("b", {"b", 0, false, true}, curve({{0, 1}}));
      chart.setCurve("c", {"c", 0, false, false}, curve({{0, NAN}, {1, NAN}}));
      for (const bool log : {false, true}) {
        chart.setLogY(log);
        chart.link().setLogX(log);
        chart.redrawNow();
        chart.grab();
      }
    }
  }
};

QTEST_MAIN(ChartTest)
#include "chart_test.moc"
