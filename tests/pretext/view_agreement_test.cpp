// Views are drawn and coloured as torchvision's: channel means and variances, crop areas and aspects
// have the same means and distributions. Skipped where torchvision is not there.
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>
#include <array>
#include <cmath>
#include <fstream>
#include <sstream>
#include <vector>

#include "core/pretext/view_augmentation.h"

using namespace unmask;

namespace {

constexpr size_t kFigures = 8;
constexpr const char* kNames[kFigures] = {
    "mean red",       "mean green",    "mean blue", "variance red",
    "variance green", "variance blue", "crop area", "crop log aspect"};
using Figures = std::array<double, kFigures>;

// Of the view and its crop, as torchvision_views.py prints them.
Figures figuresOf(const std::vector<uint8_t>& view, const Crop& crop, const PictureShape& shape) {
  Figures figures{};
  const double pixels = static_cast<double>(view.size()) / 3;
  std::array<double, 3> squares{};
  for (size_t i = 0; i < view.size(); ++i) {
    const double value = view[i] / 255.;
    figures[i % 3] += value / pixels;
    squares[i % 3] += value * value / pixels;
  }
  for (size_t c = 0; c < 3; ++c) figures[3 + c] = squares[c] - figures[c] * figures[c];
  const auto height = static_cast<double>(crop.height), width = static_cast<double>(crop.width);
  figures[6] = height * width / static_cast<double>(shape.height * shape.width);
  figures[7] = std::log(width / height);
  return figures;
}

std::vector<double> column(const std::vector<Figures>& rows, size_t which) {
  std::vector<double> values;
  for (const Figures& row : rows) values.push_back(row[which]);
  std::ranges::sort(values);
  return values;
}

// The difference of the means in its standard error.
double apart(const std::vector<double>& a, const std::vector<double>& b) {
  const auto moments = [](const std::vector<double>& values) {
    const auto count = static_cast<double>(values.size());
    double sum = 0, squares = 0;
    for (const double value : values) sum += value, squares += value * value;
    return std::pair{sum / count, (squares / count - sum / count * sum / count) / count};
  };
  const auto [meanA, errorA] = moments(a);
  const auto [meanB, errorB] = moments(b);
  return std::abs(meanA - meanB) / std::sqrt(errorA + errorB);
}

// Kolmogorov-Smirnov's largest distance of two sorted samples, times the root of its count.
double distance(const std::vector<double>& a, const std::vector<double>& b) {
  const auto upTo = [](const std::vector<double>& sorted, double value) {
    const auto at = std::ranges::upper_bound(sorted, value) - sorted.begin();
    return static_cast<double>(at) / static_cast<double>(sorted.size());
  };
  double largest = 0;
  for (const auto* sample : {&a, &b})
    for (const double value : *sample)
      largest = std::max(largest, std::abs(upTo(a, value) - upTo(b, value)));
  return largest / std::sqrt(1 / static_cast<double>(a.size()) + 1 / static_cast<double>(b.size()));
}

}  // namespace

class ViewAgreementTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void viewsAreLikeTorchvisions_data() {
    QTest::addColumn<int>("side");
    QTest::addColumn<int>("view");
    QTest::newRow("of their size") << 32 << 32;
    QTest::newRow("of larger pictures") << 96 << 64;
  }

  void viewsAreLikeTorchvisions() {
    QFETCH(const int, side);
    QFETCH(const int, view);
    constexpr int kViews = 4000;
    const QString python = UNMASK_SOURCE_DIR "/.venv/bin/python";
    if (!QFile::exists(python)) QSKIP("there is no .venv");
    QTemporaryDir folder;
    QProcess theirs;
    theirs.start(python, {UNMASK_SOURCE_DIR "/tests/pretext/torchvision_views.py", folder.path(),
                          QString::number(side), QString::number(view), QString::number(kViews)});
    QVERIFY(theirs.waitForFinished(300'000));
    if (theirs.exitCode() == 77)
      QSKIP("torchvision does not import: tests/pretext/torchvision_views.py says how to add it");
    QVERIFY2(theirs.exitCode() == 0, theirs.readAllStandardError());
    std::vector<Figures> wanted;
    std::istringstream lines(theirs.readAllStandardOutput().toStdString());
    for (Figures row{}; true;) {
      for (double& figure : row) lines >> figure;
      if (!lines) break;
      wanted.push_back(row);
    }
    QCOMPARE(wanted.size(), size_t(kViews));

    const PictureShape shape{side, side, 3};
    const auto bytes = static_cast<size_t>(shape.bytes());
    std::vector<uint8_t> pictures(40 * bytes), made(static_cast<size_t>(view * view * 3));
    std::ifstream file(folder.filePath("pictures").toStdString(), std::ios::binary);
    QVERIFY(file.read(reinterpret_cast<char*>(pictures.data()),
                      static_cast<std::streamsize>(pictures.size())));
    const ViewSettings settings = {
        .size = view, .jitter = 0.8, .strength = 0.5, .grey = 0.2, .blur = 0};
    std::vector<Figures> ours;
    for (uint64_t i = 0; i < uint64_t(kViews); ++i) {
      const ViewDraws draws = drawView(settings, side, side, RandomStream(1, Purpose::views, 0, i));
      renderView(std::span(pictures).subspan(i % 40 * bytes, bytes), shape, draws, made);
      ours.push_back(figuresOf(made, draws.crop, shape));
    }
    for (size_t i = 0; i < kFigures; ++i) {
      const std::vector<double> a = column(ours, i), b = column(wanted, i);
      const double errors = apart(a, b), gap = distance(a, b);
      qInfo("%s: %.1f standard errors, Kolmogorov-Smirnov %.2f", kNames[i], errors, gap);
      QVERIFY2(errors < 4, kNames[i]);
      QVERIFY2(gap < 2.3, kNames[i]);  // p = 5e-5
    }
  }
};

QTEST_GUILESS_MAIN(ViewAgreementTest)
#include "view_agreement_test.moc"
