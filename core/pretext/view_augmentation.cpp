// Draws a view's crop and colours, and renders it.
#include "core/pretext/view_augmentation.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

namespace unmask {

namespace {

constexpr int kCropAttempts = 10;
constexpr double kBlurLeast = 0.1, kBlurMost = 2;  // sigma

double between(double low, double high, RandomStream& stream) {
  return low + (high - low) * stream.uniform();
}

void drawCrop(ViewDraws& draws, const ViewSettings& settings, int64_t height, int64_t width,
              RandomStream& stream) {
  Crop& crop = draws.crop;
  const double area = static_cast<double>(height) * static_cast<double>(width);
  const double narrowest = std::log(settings.cropAspect);
  for (draws.attempts = 1; draws.attempts <= kCropAttempts; ++draws.attempts) {
    const double target = area * between(settings.cropMin, settings.cropMax, stream);
    const double aspect = std::exp(between(narrowest, -narrowest, stream));
    crop.width = std::llrint(std::sqrt(target * aspect));  // half to even
    crop.height = std::llrint(std::sqrt(target / aspect));
    if (crop.width < 1 || crop.width > width || crop.height < 1 || crop.height > height) continue;
    crop.top = static_cast<int64_t>(stream.below(static_cast<uint64_t>(height - crop.height + 1)));
    crop.left = static_cast<int64_t>(stream.below(static_cast<uint64_t>(width - crop.width + 1)));
    return;
  }
  draws.attempts = kCropAttempts;
  draws.inTheMiddle = true;
  const double aspect = static_cast<double>(width) / static_cast<double>(height);
  crop.width = width;
  crop.height = height;
  if (aspect < settings.cropAspect)
    crop.height = std::llrint(static_cast<double>(width) / settings.cropAspect);
  else if (aspect > 1 / settings.cropAspect)
    crop.width = std::llrint(static_cast<double>(height) / settings.cropAspect);
  crop.top = (height - crop.height) / 2;
  crop.left = (width - crop.width) / 2;
}

float cut(float value) {
  return std::min(std::max(value, 0.0F), 255.0F);
}

float greyOf(float red, float green, float blue) {
  return 0.2989F * red + 0.587F * green + 0.114F * blue;
}

// A view's colours, plane by plane, in [0, 255].
class Planes {
 public:
  Planes(int64_t size, int64_t channels)
      : size_(size),
        channels_(channels),
        values_(std::make_unique_for_overwrite<float[]>(static_cast<size_t>(size * channels))) {}

  std::span<float> values() { return {values_.get(), static_cast<size_t>(size_ * channels_)}; }

  void write(std::span<uint8_t> view) const {
    for (int64_t c = 0; c < channels_; ++c) {
      const float* in = plane(c);
      for (int64_t i = 0; i < size_; ++i)
        view[static_cast<size_t>(i * channels_ + c)] = static_cast<uint8_t>(in[i] + 0.5F);
    }
  }

  void change(ColourChange what, float amount) {
    switch (what) {
      case ColourChange::brightness:
        for (int64_t i = 0; i < size_ * channels_; ++i) values_[i] = cut(values_[i] * amount);
        return;
      case ColourChange::contrast: {
        const float pivot = (1 - amount) * meanGrey();
        for (int64_t i = 0; i < size_ * channels_; ++i)
          values_[i] = cut(values_[i] * amount + pivot);
        return;
      }
      case ColourChange::saturation:
        if (channels_ == 3) saturate(amount);
        return;
      case ColourChange::hue:
        if (channels_ == 3 && amount != 0) turnHue(amount);
        return;
    }
  }

  void loseColours() {
    if (channels_ == 3) saturate(0);
  }

 private:
  float* plane(int64_t channel) { return values_.get() + channel * size_; }
  const float* plane(int64_t channel) const { return values_.get() + channel * size_; }

  float meanGrey() const {
    std::array<double, 3> sums{};
    for (int64_t c = 0; c < channels_; ++c) {
      const float* in = plane(c);
      // Sums of a row's length stay exact enough in float, and are quick.
      for (int64_t i = 0; i < size_; i += 256) {
        std::array<float, 4> lanes{};
        const int64_t end = std::min(size_, i + 256);
        int64_t j = i;
        for (; j + 4 <= end; j += 4)
          for (size_t lane = 0; lane < 4; ++lane) lanes[lane] += in[j + static_cast<int64_t>(lane)];
        for (; j < end; ++j) lanes[0] += in[j];
        sums[static_cast<size_t>(c)] += lanes[0] + lanes[1] + lanes[2] + lanes[3];
      }
    }
    const auto n = static_cast<double>(size_);
    const auto mean = [&](size_t c) { return static_cast<float>(sums[c] / n); };
    return channels_ == 3 ? greyOf(mean(0), mean(1), mean(2)) : mean(0);
  }

  void saturate(float amount) {
    float *red = plane(0), *green = plane(1), *blue = plane(2);
    for (int64_t i = 0; i < size_; ++i) {
      const float grey = (1 - amount) * greyOf(red[i], green[i], blue[i]);
      red[i] = cut(red[i] * amount + grey);
      green[i] = cut(green[i] * amount + grey);
      blue[i] = cut(blue[i] * amount + grey);
    }
  }

  // RGB to HSV, the hue in sixths of a turn, and back by
  // f(n) = V - C max(0, min(k, 4 - k, 1)), k = (n + hue) mod 6, n = 5, 3, 1 for red, green, blue.
  void turnHue(float turn) {
    float *red = plane(0), *green = plane(1), *blue = plane(2);
    const float sixths = 6 * turn + 6;  // so that k is never negative before the modulo
    for (int64_t i = 0; i < size_; ++i) {
      const float r = red[i], g = green[i], b = blue[i];
      const float value = std::max(std::max(r, g), b);
      const float chroma = value - std::min(std::min(r, g), b);
      const float per = 1.0F / std::max(chroma, 1e-6F);
      const float ifGreen = (b - r) * per + 2, ifBlue = (r - g) * per + 4;
      float hue = (g - b) * per;
      hue = value == r ? hue : value == g ? ifGreen : ifBlue;
      hue += sixths;
      const auto channel = [&](float n) {
        float k = n + hue;
        k -= 6 * static_cast<float>(static_cast<int>(k * (1.0F / 6)));
        return value - chroma * std::max(0.0F, std::min(std::min(k, 4 - k), 1.0F));
      };
      red[i] = channel(5);
      green[i] = channel(3);
      blue[i] = channel(1);
    }
  }

  int64_t size_, channels_;
  std::unique_ptr<float[]> values_;
};

// Weights beyond four sigma are below what a byte can show: the kernel ends there.
void blur(std::span<uint8_t> view, int64_t size, int64_t channels, double sigma) {
  const int radius =
      std::min(static_cast<int>(blurRadius(size)), static_cast<int>(std::ceil(4 * sigma)));
  if (radius == 0) return;
  // OpenCV's own threads would only stand in the way of those that prepare batches.
  static const bool once = (cv::setNumThreads(1), true);
  static_cast<void>(once);
  const int side = static_cast<int>(size), kernel = 2 * radius + 1;
  cv::Mat out(side, side, CV_8UC(static_cast<int>(channels)), view.data());
  cv::GaussianBlur(out, out, {kernel, kernel}, sigma, sigma, cv::BORDER_CONSTANT);
}

}  // namespace

int64_t blurRadius(int64_t size) {
  return size / 10 / 2;
}

ViewDraws drawView(const ViewSettings& settings, int64_t height, int64_t width,
                   RandomStream stream) {
  ViewDraws draws;
  draws.size = settings.size;
  draws.flipped = stream.bernoulli(settings.flip);
  draws.jittered = stream.bernoulli(settings.jitter);
  draws.grey = stream.bernoulli(settings.grey);
  const bool blurred = stream.bernoulli(settings.blur);
  const double sigma = between(kBlurLeast, kBlurMost, stream);
  if (blurred) draws.sigma = sigma;
  for (size_t i = 3; i > 0; --i) std::swap(draws.order[i], draws.order[stream.below(i + 1)]);
  const double spread = 0.8 * settings.strength, turn = settings.hueShare * settings.strength;
  for (size_t change = 0; change < 3; ++change) {
    const double amount = between(std::max(0.0, 1 - spread), 1 + spread, stream);
    if (draws.jittered) draws.amounts[change] = amount;
  }
  const double hue = between(-turn, turn, stream);
  if (draws.jittered) draws.amounts[3] = hue;
  drawCrop(draws, settings, height, width, stream);
  return draws;
}

ViewDraws plainView(int64_t size, int64_t height, int64_t width, double share) {
  ViewDraws draws;
  draws.size = size;
  const auto part = [share](int64_t side) {
    return std::clamp<int64_t>(std::llrint(share * static_cast<double>(side)), 1, side);
  };
  draws.crop.height = part(height);
  draws.crop.width = part(width);
  draws.crop.top = (height - draws.crop.height) / 2;
  draws.crop.left = (width - draws.crop.width) / 2;
  return draws;
}

void renderView(std::span<const uint8_t> picture, PictureShape shape, const ViewDraws& draws,
                std::span<uint8_t> view) {
  Planes planes(draws.size * draws.size, shape.channels);
  resample(picture, shape, draws.crop, draws.size, draws.flipped, planes.values());
  if (draws.jittered)
    for (const ColourChange change : draws.order)
      planes.change(change, static_cast<float>(draws.amount(change)));
  if (draws.grey) planes.loseColours();
  planes.write(view);
  if (draws.sigma > 0) blur(view, draws.size, shape.channels, draws.sigma);
}

}  // namespace unmask
