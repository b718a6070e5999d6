// How long filling and painting the token grids of a page takes: four examples of 64, of 1,024 and
// of 131,072 positions.
//
//     cmake --preset release -DUNMASK_BENCH=ON && cmake --build build/release --target token_grid
//     QT_QPA_PLATFORM=offscreen build/release/bin/token_grid
#include <QApplication>
#include <QElapsedTimer>
#include <QPixmap>
#include <algorithm>
#include <cstdio>
#include <memory>

#include "core/base/random.h"
#include "core/pretext/masked_lm.h"
#include "ui/theme/theme.h"
#include "ui/widgets/token_grid.h"

using namespace unmask;

namespace {

constexpr int64_t kPieces = 4096;

class Words : public Tokenizer {
 public:
  TokenizerKind kind() const override { return TokenizerKind::unigram; }
  int64_t pieces() const override { return kPieces; }
  Encoding encode(std::string_view) const override { return {}; }
  std::string decode(const std::vector<int64_t>&) const override { return {}; }
  std::string piece(int64_t id) const override {
    return "\u2581" + std::string("abcdefghij").substr(0, static_cast<size_t>(1 + id % 9)) +
           std::to_string(id);
  }
  bool startsWord(int64_t) const override { return true; }
  bool isUnknown(int64_t) const override { return false; }
  size_t cut(std::string_view text) const override { return text.size(); }
  std::optional<size_t> firstUnknown(std::string_view) const override { return {}; }
  bool lossless() const override { return true; }
};

Example exampleOf(size_t length, uint64_t seed) {
  RandomStream random(seed, Purpose::generated, 0, 0);
  std::vector<int64_t> window(length);
  for (int64_t& id : window) id = static_cast<int64_t>(random.below(kPieces));
  return maskedLmExample(
      window, {}, TokenIds{kPieces}, [](int64_t) { return true; },
      RandomStream(seed, Purpose::corruption, 0, 0));
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

// Share of the pixels that are not the background's: whether anything was painted at all.
double inkIn(const QImage& image) {
  const QRgb background = image.pixel(image.width() - 1, image.height() - 1);
  qint64 different = 0;
  for (int y = 0; y < image.height(); ++y)
    for (int x = 0; x < image.width(); ++x) different += image.pixel(x, y) != background;
  return static_cast<double>(different) / (static_cast<double>(image.width()) * image.height());
}

// As the page shows a batch: four grids, filled one after the other.
void measure(size_t length) {
  constexpr int kGrids = 4;
  const auto tokenizer = std::make_shared<Words>();
  std::vector<std::unique_ptr<TokenGrid>> grids;
  for (int i = 0; i < kGrids; ++i) {
    grids.push_back(std::make_unique<TokenGrid>());
    grids.back()->show(tokenizer, exampleOf(length, 0), MaskedLmSettings{});
    // Of four rows: without any it would be a sliver, and painting it would cost nothing.
    grids.back()->resize(1200, grids.back()->sizeHint().height());
    grids.back()->QWidget::show();
  }
  QApplication::processEvents();
  std::vector<double> fills, paints;
  double ink = 1;
  for (uint64_t round = 0; round < 30; ++round) {
    std::vector<Example> examples;
    for (uint64_t i = 0; i < kGrids; ++i) examples.push_back(exampleOf(length, round * kGrids + i));
    QElapsedTimer timer;
    timer.start();
    for (size_t i = 0; i < kGrids; ++i) grids[i]->show(tokenizer, examples[i], MaskedLmSettings{});
    fills.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
    timer.restart();
    std::vector<QPixmap> painted;
    for (auto& grid : grids) painted.push_back(grid->grab());
    paints.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
    for (const QPixmap& one : painted) ink = std::min(ink, inkIn(one.toImage()));
  }
  std::printf("4 grids of %zu positions: fill %.1f ms, paint %.1f ms (medians of 30; ", length,
              median(fills), median(paints));
  std::printf("%d x %d px each, least ink %.0f %%)\n", grids[0]->width(), grids[0]->height(),
              100 * ink);
  if (ink < 0.1) std::printf("  almost nothing was painted: that paint figure means nothing\n");
}

}  // namespace

int main(int argc, char** argv) {
  QApplication app(argc, argv);
  theme().setMode(ThemeMode::light);
  for (const size_t length : {64, 1024, 131'072}) measure(length);
}
