// Views of pictures: how often and how much is drawn (recipes.md 5.2), and that rendering is what
// the draws say, against straightforward arithmetic in double.
#include "core/pretext/view_augmentation.h"

#include <QTest>
#include <algorithm>
#include <cmath>
#include <numeric>
#include <thread>

using namespace unmask;

namespace {

using Bytes = std::vector<uint8_t>;

// A picture with structure at every scale, the same each time.
Bytes madeUp(PictureShape shape, uint64_t example = 0) {
  RandomStream stream(3, Purpose::generated, 0, example);
  Bytes bytes(static_cast<size_t>(shape.bytes()));
  std::array<double, 9> a{};
  for (double& value : a) value = stream.uniform();
  size_t i = 0;
  for (int64_t y = 0; y < shape.height; ++y)
    for (int64_t x = 0; x < shape.width; ++x)
      for (int64_t c = 0; c < shape.channels; ++c) {
        const auto k = static_cast<size_t>(c);
        const double v = std::sin(static_cast<double>(x) * a[k] + 6 * a[3 + k]) *
                             std::cos(static_cast<double>(y) * a[6 + k]) +
                         0.3 * (stream.uniform() - 0.5);
        bytes[i++] = static_cast<uint8_t>(std::clamp(128 + 110 * v, 0.0, 255.0));
      }
  return bytes;
}

Bytes rendered(const Bytes& picture, PictureShape shape, const ViewDraws& draws) {
  Bytes view(static_cast<size_t>(draws.size * draws.size * shape.channels));
  renderView(picture, shape, draws, view);
  return view;
}

ViewDraws drawn(const ViewSettings& settings, int64_t side, uint64_t example) {
  return drawView(settings, side, side, RandomStream(11, Purpose::views, 0, example));
}

const ViewSettings kSimClr = {.jitter = 0.8, .strength = 1, .grey = 0.2, .blur = 0.5};

// The four changes as torchvision's documentation defines them, on one picture in [0, 1].
using Picture = std::vector<double>;

double greyAt(const Picture& p, size_t i) {
  return 0.2989 * p[i] + 0.587 * p[i + 1] + 0.114 * p[i + 2];
}

void changed(Picture& p, ColourChange change, double amount) {
  const auto blend = [&](size_t i, double other) {
    p[i] = std::clamp(amount * p[i] + (1 - amount) * other, 0.0, 1.0);
  };
  if (change == ColourChange::brightness)
    for (size_t i = 0; i < p.size(); ++i) blend(i, 0);
  if (change == ColourChange::contrast) {
    double mean = 0;
    for (size_t i = 0; i < p.size(); i += 3) mean += greyAt(p, i) * 3 / double(p.size());
    for (size_t i = 0; i < p.size(); ++i) blend(i, mean);
  }
  if (change == ColourChange::saturation)
    for (size_t i = 0; i < p.size(); i += 3) {
      const double grey = greyAt(p, i);
      for (size_t c = 0; c < 3; ++c) blend(i + c, grey);
    }
  if (change == ColourChange::hue)
    for (size_t i = 0; i < p.size(); i += 3) {
      const double value = std::max({p[i], p[i + 1], p[i + 2]});
      const double chroma = value - std::min({p[i], p[i + 1], p[i + 2]});
      if (chroma == 0) continue;  // grey has no hue
      const double sector = value == p[i]       ? (p[i + 1] - p[i + 2]) / chroma
                            : value == p[i + 1] ? (p[i + 2] - p[i]) / chroma + 2
                                                : (p[i] - p[i + 1]) / chroma + 4;
      const double turn = sector / 6 + amount + 1, hue = 6 * (turn - std::floor(turn));
      const double low = value - chroma, up = low + chroma * (hue - std::floor(hue));
      const double down = value - chroma * (hue - std::floor(hue));
      const std::array<std::array<double, 3>, 6> sectors = {{{value, up, low},
                                                             {down, value, low},
                                                             {low, value, up},
                                                             {low, down, value},
                                                             {up, low, value},
                                                             {value, low, down}}};
      std::ranges::copy(sectors[static_cast<size_t>(hue) % 6], p.begin() + std::ptrdiff_t(i));
    }
}

}  // namespace

class ViewAugmentationTest : public QObject {
  Q_OBJECT

  static bool likely(double count, double p, double trials) {
    return std::abs(count - trials * p) <= 5 * std::sqrt(trials * p * (1 - p));
  }

 private Q_SLOTS:
  void changesHappenAsOftenAsAsked() {
    constexpr int kDraws = 50000;
    double flips = 0, jitters = 0, greys = 0, blurs = 0, bothFlipped = 0;
    std::array<std::array<double, 4>, 4> places{};
    std::array<double, 4> sums{};
    double sigmas = 0;
    for (uint64_t i = 0; i < kDraws; ++i) {
      const ViewDraws first = drawn(kSimClr, 32, 2 * i), second = drawn(kSimClr, 32, 2 * i + 1);
      flips += first.flipped;
      jitters += first.jittered;
      greys += first.grey;
      blurs += first.sigma > 0;
      bothFlipped += first.flipped && second.flipped;
      if (first.jittered)
        for (size_t place = 0; place < 4; ++place) {
          ++places[place][static_cast<size_t>(first.order[place])];
          sums[place] += first.amounts[place];
          const double most = place == 3 ? 0.2 : 1.8, least = place == 3 ? -0.2 : 0.2;
          QVERIFY(first.amounts[place] >= least && first.amounts[place] <= most);
        }
      else
        QCOMPARE(first.amounts, (std::array<double, 4>{1, 1, 1, 0}));
      if (first.sigma > 0) {
        QVERIFY(first.sigma >= 0.1 && first.sigma < 2);
        sigmas += first.sigma;
      }
    }
    QVERIFY(likely(flips, .5, kDraws));
    QVERIFY(likely(jitters, .8, kDraws));
    QVERIFY(likely(greys, .2, kDraws));
    QVERIFY(likely(blurs, .5, kDraws));
    QVERIFY(likely(bothFlipped, .25, kDraws));  // two independent draws
    for (const auto& place : places)
      for (const double count : place) QVERIFY(likely(count, .25, jitters));
    // Means of uniform draws: the width over the root of 12 n.
    for (size_t i = 0; i < 4; ++i) {
      const double mean = i == 3 ? 0 : 1, width = i == 3 ? .4 : 1.6;
      QVERIFY(std::abs(sums[i] / jitters - mean) < 5 * width / std::sqrt(12 * jitters));
    }
    QVERIFY(std::abs(sigmas / blurs - 1.05) < 5 * 1.9 / std::sqrt(12 * blurs));
  }

  // Of a large square picture, a crop of share a and log aspect l fits if |l| <= -ln a. So the
  // share of fitting crops has density P(fits | a) / P(fits), P(fits | a) = min(1, -ln a /
  // ln(4/3)), and the log aspect P(a <= exp(-|l|)).
  void cropsAreDistributedAsTheirRejectionSays() {
    constexpr int kDraws = 60000, kBins = 23;
    constexpr int64_t kSide = 4000;
    const ViewSettings settings;
    std::array<double, kBins> areas{}, aspects{};
    double fitted = 0;
    for (uint64_t i = 0; i < kDraws; ++i) {
      const ViewDraws draws = drawn(settings, kSide, i);
      QVERIFY(draws.crop.top >= 0 && draws.crop.left >= 0);
      QVERIFY(draws.crop.top + draws.crop.height <= kSide &&
              draws.crop.left + draws.crop.width <= kSide);
      if (draws.inTheMiddle) continue;
      ++fitted;
      const double area =
          double(draws.crop.height) * double(draws.crop.width) / double(kSide * kSide);
      const double aspect = std::log(double(draws.crop.width) / double(draws.crop.height));
      QVERIFY(area > .0799 && area < 1.0001 && std::abs(aspect) < std::log(4. / 3) + .001);
      const auto bin = [](double share) {
        return static_cast<size_t>(std::clamp(share * kBins, 0.0, kBins - 1.0));
      };
      ++areas[bin((area - .08) / .92)];
      ++aspects[bin((aspect / std::log(4. / 3) + 1) / 2)];
    }
    // Numerical integrals of the two densities over each bin.
    std::array<double, kBins> areaWeights{}, aspectWeights{};
    constexpr int kFine = 1000;
    for (size_t i = 0; i < kBins; ++i)
      for (int j = 0; j < kFine; ++j) {
        const double share = (double(i) + (j + .5) / kFine) / kBins;
        areaWeights[i] += std::min(1.0, -std::log(.08 + .92 * share) / std::log(4. / 3));
        aspectWeights[i] += std::exp(-std::abs(2 * share - 1) * std::log(4. / 3)) - .08;
      }
    const auto chiSquare = [&](const auto& counts, auto weights) {
      const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
      double sum = 0;
      for (size_t i = 0; i < kBins; ++i) {
        const double expected = fitted * weights[i] / total;
        if (expected < 5) return 1e9;
        sum += (counts[i] - expected) * (counts[i] - expected) / expected;
      }
      return sum;
    };
    // 22 degrees of freedom: 69.4 has p = 1e-6.
    const double area = chiSquare(areas, areaWeights), aspect = chiSquare(aspects, aspectWeights);
    QVERIFY2(area < 69.4, qPrintable(QString("areas %1").arg(area)));
    QVERIFY2(aspect < 69.4, qPrintable(QString("aspects %1").arg(aspect)));
  }

  void aCropThatNeverFitsIsTheLargestInTheMiddle() {
    const ViewDraws wide =
        drawView({.cropMin = 1}, 10, 1000, RandomStream(1, Purpose::views, 0, 0));
    QVERIFY(wide.inTheMiddle);
    QCOMPARE(wide.crop.height, 10);
    QCOMPARE(wide.crop.width, 13);  // 4 : 3
    QCOMPARE(wide.crop.top, 0);
    QCOMPARE(wide.crop.left, 493);
    const ViewDraws tall =
        drawView({.cropMin = 1}, 1000, 10, RandomStream(1, Purpose::views, 0, 0));
    QVERIFY(tall.inTheMiddle);
    QCOMPARE(tall.crop.height, 13);
    QCOMPARE(tall.crop.width, 10);
  }

  void settingsLeaveTheOtherDrawsAlone() {
    for (uint64_t i = 0; i < 50; ++i) {
      const ViewDraws all = drawn(kSimClr, 64, i);
      ViewSettings other = kSimClr;
      other.cropMin = .9;
      const ViewDraws narrow = drawn(other, 64, i);
      QCOMPARE(narrow.flipped, all.flipped);
      QCOMPARE(narrow.amounts, all.amounts);
      QCOMPARE(narrow.order, all.order);
      QCOMPARE(narrow.sigma, all.sigma);
      other = kSimClr;
      other.jitter = other.grey = other.blur = other.flip = 0;
      const ViewDraws plain = drawn(other, 64, i);
      QVERIFY(!plain.jittered && !plain.grey && plain.sigma == 0 && !plain.flipped);
      QCOMPARE(plain.crop.top, all.crop.top);
      QCOMPARE(plain.crop.left, all.crop.left);
      QCOMPARE(plain.crop.height, all.crop.height);
      QCOMPARE(plain.crop.width, all.crop.width);
    }
  }

  void nothingDrawnIsThePictureItself() {
    for (const int64_t channels : {1, 3}) {
      const PictureShape shape{24, 24, channels};
      const Bytes picture = madeUp(shape);
      QCOMPARE(rendered(picture, shape, plainView(24, 24, 24)), picture);
      ViewDraws flipped = plainView(24, 24, 24);
      flipped.flipped = true;
      const Bytes mirror = rendered(picture, shape, flipped);
      QVERIFY(mirror != picture);
      for (size_t y = 0; y < 24; ++y)
        for (size_t x = 0; x < 24; ++x)
          for (size_t c = 0; c < static_cast<size_t>(channels); ++c)
            QCOMPARE(mirror[(y * 24 + 23 - x) * size_t(channels) + c],
                     picture[(y * 24 + x) * size_t(channels) + c]);
    }
  }

  void plainViewsTakeTheMiddle() {
    const ViewDraws draws = plainView(224, 256, 256, .875);
    QCOMPARE(draws.crop.height, 224);
    QCOMPARE(draws.crop.top, 16);
    QCOMPARE(draws.crop.left, 16);
    QCOMPARE(plainView(8, 1, 1, .1).crop.height, 1);
  }

  // A ramp stays a ramp, at the place that the crop says.
  void cropsAreWhereTheySay() {
    const PictureShape shape{64, 64, 1};
    Bytes across(64 * 64), down(64 * 64);
    for (size_t y = 0; y < 64; ++y)
      for (size_t x = 0; x < 64; ++x) {
        across[y * 64 + x] = static_cast<uint8_t>(4 * x);
        down[y * 64 + x] = static_cast<uint8_t>(4 * y);
      }
    ViewDraws draws = plainView(32, 64, 64);
    for (const auto& [top, left, height, width] :
         {std::array<int64_t, 4>{5, 11, 20, 27}, {0, 0, 64, 64}, {40, 8, 24, 50}}) {
      draws.crop.top = top;
      draws.crop.left = left;
      draws.crop.height = height;
      draws.crop.width = width;
      const Bytes byColumn = rendered(across, shape, draws), byRow = rendered(down, shape, draws);
      for (size_t y = 4; y < 28; ++y)
        for (size_t x = 4; x < 28; ++x) {
          const double column = double(left) + (double(x) + .5) * double(width) / 32 - .5;
          const double row = double(top) + (double(y) + .5) * double(height) / 32 - .5;
          QVERIFY(std::abs(byColumn[y * 32 + x] - 4 * column) <= 1.5);
          QVERIFY(std::abs(byRow[y * 32 + x] - 4 * row) <= 1.5);
        }
    }
  }

  void coloursChangeAsDefined() {
    const PictureShape shape{16, 16, 3};
    const Bytes picture = madeUp(shape, 4);
    for (uint64_t example = 0; example < 300; ++example) {
      ViewDraws draws = plainView(16, 16, 16);
      const ViewDraws colours = drawn({.jitter = 1, .strength = 1.1, .grey = .2}, 16, example);
      draws.jittered = true;
      draws.order = colours.order;
      draws.amounts = colours.amounts;
      draws.grey = colours.grey;
      Picture expected(picture.size());
      for (size_t i = 0; i < picture.size(); ++i) expected[i] = picture[i] / 255.;
      for (const ColourChange change : draws.order) changed(expected, change, draws.amount(change));
      if (draws.grey) changed(expected, ColourChange::saturation, 0);
      const Bytes view = rendered(picture, shape, draws);
      for (size_t i = 0; i < view.size(); ++i)
        QVERIFY2(
            std::abs(view[i] - 255 * expected[i]) < 0.75,
            qPrintable(
                QString("example %1: %2 for %3").arg(example).arg(view[i]).arg(255 * expected[i])));
    }
  }

  void aTurnOfTheHueMovesPureColours() {
    const PictureShape shape{8, 8, 3};
    Bytes red(8 * 8 * 3, 0);
    for (size_t i = 0; i < red.size(); i += 3) red[i] = 200;
    ViewDraws draws = plainView(8, 8, 8);
    draws.jittered = true;
    draws.amounts = {1, 1, 1, 1. / 3};
    const Bytes green = rendered(red, shape, draws);
    for (size_t i = 0; i < green.size(); i += 3)
      QVERIFY(green[i] <= 1 && green[i + 1] >= 199 && green[i + 2] <= 1);
    draws.amounts[3] = 0;
    QCOMPARE(rendered(red, shape, draws), red);
  }

  void oneChannelHasNoColoursToLose() {
    const PictureShape shape{16, 16, 1};
    const Bytes picture = madeUp(shape);
    ViewDraws draws = plainView(16, 16, 16);
    draws.jittered = draws.grey = true;
    draws.amounts = {1, 1, 0.2, 0.3};
    QCOMPARE(rendered(picture, shape, draws), picture);
    draws.amounts = {0.5, 1, 1, 0};
    for (size_t i = 0; i < picture.size(); ++i)
      QVERIFY(std::abs(rendered(picture, shape, draws)[i] - picture[i] / 2.) <= .51);
  }

  // Against the sum itself, with the whole kernel of SimCLR and zeros beyond the edge.
  void blurIsTheWeightedSum() {
    for (const double sigma : {0.1, 0.5, 1.3, 2.0}) {
      const int64_t side = 64, radius = blurRadius(side);
      QCOMPARE(radius, 3);
      const PictureShape shape{side, side, 1};
      const Bytes picture = madeUp(shape, 5);
      ViewDraws draws = plainView(side, side, side);
      draws.sigma = sigma;
      const Bytes view = rendered(picture, shape, draws);
      std::vector<double> kernel;
      for (int64_t i = -radius; i <= radius; ++i)
        kernel.push_back(std::exp(-double(i * i) / (2 * sigma * sigma)));
      const double total = std::accumulate(kernel.begin(), kernel.end(), 0.0);
      for (int64_t y = 0; y < side; ++y)
        for (int64_t x = 0; x < side; ++x) {
          double sum = 0;
          for (int64_t dy = -radius; dy <= radius; ++dy)
            for (int64_t dx = -radius; dx <= radius; ++dx)
              if (y + dy >= 0 && y + dy < side && x + dx >= 0 && x + dx < side)
                sum += picture[size_t((y + dy) * side + x + dx)] * kernel[size_t(dy + radius)] *
                       kernel[size_t(dx + radius)] / total / total;
          const double seen = view[size_t(y * side + x)];
          QVERIFY2(std::abs(seen - sum) < 2.5, qPrintable(QString("%1 for %2").arg(seen).arg(sum)));
        }
    }
  }

  void kernelsAreATenthOfTheHeight() {
    QCOMPARE(2 * blurRadius(224) + 1, 23);
    QCOMPARE(2 * blurRadius(32) + 1, 3);
    QCOMPARE(blurRadius(8), 0);
  }

  void anySizeIsRendered() {
    for (const int64_t side : {1, 2, 7, 300})
      for (const int64_t size : {8, 33, 512}) {
        const PictureShape shape{side, side + side / 2, 3};
        const Bytes picture = madeUp(shape);
        ViewSettings settings = kSimClr;
        settings.size = size;
        for (uint64_t example = 0; example < 8; ++example)
          rendered(picture, shape,
                   drawView(settings, shape.height, shape.width,
                            RandomStream(5, Purpose::views, 1, example)));
      }
  }

  void threadsGiveEqualBytes() {
    const PictureShape shape{96, 96, 3};
    const Bytes picture = madeUp(shape);
    ViewSettings settings = kSimClr;
    settings.size = 64;
    settings.blur = 1;
    constexpr size_t kViews = 40;
    std::vector<Bytes> alone(kViews), together(kViews);
    const auto make = [&](size_t i) { return rendered(picture, shape, drawn(settings, 96, i)); };
    for (size_t i = 0; i < kViews; ++i) alone[i] = make(i);
    std::vector<std::thread> threads;
    for (size_t t = 0; t < 4; ++t)
      threads.emplace_back([&, t] {
        for (size_t i = t; i < kViews; i += 4) together[i] = make(i);
      });
    for (std::thread& thread : threads) thread.join();
    QCOMPARE(alone, together);
    for (size_t i = 1; i < kViews; ++i) QVERIFY(alone[i] != alone[i - 1]);
  }
};

QTEST_GUILESS_MAIN(ViewAugmentationTest)
#include "view_augmentation_test.moc"
