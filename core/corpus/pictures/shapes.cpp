// Drawing shapes by whether a point lies inside, 16 points a pixel.
#include "core/corpus/pictures/shapes.h"

#include <algorithm>
#include <cmath>

#include "core/base/random.h"

namespace unmask {

const std::array<const char*, 3> kShapeSizes = {"small", "medium", "large"};
const std::array<const char*, 12> kShapeColours = {"red",   "orange", "yellow", "green",
                                                   "cyan",  "blue",   "purple", "pink",
                                                   "brown", "black",  "grey",   "white"};
const std::array<const char*, 10> kShapeNames = {"circle", "square",   "triangle", "star",
                                                 "cross",  "ring",     "diamond",  "heart",
                                                 "moon",   "rectangle"};
const std::array<const char*, 9> kShapePositions = {
    "at the top left",    "at the top",    "at the top right",
    "on the left",        "in the middle", "on the right",
    "at the bottom left", "at the bottom", "at the bottom right"};

namespace {

constexpr uint64_t kSeed = 1;    // the sample is the same for everybody
constexpr uint64_t kShapes = 2;  // "step" of the random stream; 0 and 1 are the text samples'
constexpr int kSub = 4;          // points a pixel, each way

constexpr std::array<std::array<int, 3>, 12> kColours = {{{214, 39, 40},
                                                          {245, 133, 24},
                                                          {240, 208, 30},
                                                          {44, 150, 60},
                                                          {40, 200, 215},
                                                          {35, 85, 205},
                                                          {128, 55, 165},
                                                          {245, 130, 190},
                                                          {125, 78, 42},
                                                          {20, 20, 20},
                                                          {128, 128, 128},
                                                          {250, 250, 250}}};
// Grounds that none of the colours is lost on.
constexpr std::array<std::array<int, 3>, 3> kGrounds = {
    {{196, 205, 212}, {214, 204, 186}, {190, 206, 188}}};
constexpr std::array<double, 3> kRadii = {5.5, 9, 13.5};  // pixels

// x to the right, y downwards, in radii from the shape's middle.
bool inside(size_t shape, double x, double y) {
  const double r2 = x * x + y * y;
  switch (shape) {
    case 0:
      return r2 <= 1;
    case 1:
      return std::abs(x) <= 0.82 && std::abs(y) <= 0.82;
    case 2:
      return y <= 0.54 && y >= -1.08 + 1.7 * std::abs(x);  // its centre of mass is the middle
    case 3: {  // a five-pointed star: inside all, or all but one, of the five lines through it
      int out = 0;
      constexpr std::array<std::array<double, 2>, 5> normals = {
          {{0, 1},
           {0.9510565162951535, 0.3090169943749474},
           {0.5877852522924731, -0.8090169943749475},
           {-0.5877852522924731, -0.8090169943749475},
           {-0.9510565162951535, 0.3090169943749474}}};
      for (const auto& n : normals) out += x * n[0] + y * n[1] > 0.36;
      return out <= 1 && r2 <= 1.4;
    }
    case 4:
      return (std::abs(x) <= 0.32 && std::abs(y) <= 1) || (std::abs(y) <= 0.32 && std::abs(x) <= 1);
    case 5:
      return r2 <= 1 && r2 >= 0.36;
    case 6:
      return std::abs(x) / 0.72 + std::abs(y) <= 1.05;
    case 7: {
      const double u = x * 1.2, v = -y * 1.2 + 0.15;
      const double a = u * u + v * v - 1;
      return a * a * a - u * u * v * v * v <= 0;
    }
    case 8: {  // a disc without another
      const double u = x - 0.3;
      return u * u + y * y <= 1 && (u - 0.5) * (u - 0.5) + y * y >= 0.64;
    }
    default:
      return std::abs(x) <= 1.05 && std::abs(y) <= 0.5;
  }
}

Shape drawn(RandomStream& draws) {
  Shape s;  // one statement a draw: their order is part of the sample
  s.size = draws.below(kShapeSizes.size());
  s.colour = draws.below(kShapeColours.size());
  s.shape = draws.below(kShapeNames.size());
  s.position = draws.below(kShapePositions.size());
  return s;
}

}  // namespace

std::string captionOf(const Shape& s) {
  const std::string first = kShapeSizes[s.size];
  return "a " + first + " " + kShapeColours[s.colour] + " " + kShapeNames[s.shape] + " " +
         kShapePositions[s.position];
}

Shape shapeOf(uint64_t index) {
  RandomStream draws(kSeed, Purpose::generated, kShapes, index);
  return drawn(draws);
}

SamplePicture shapePicture(uint64_t index) {
  RandomStream draws(kSeed, Purpose::generated, kShapes, index);
  const Shape s = drawn(draws);
  const double radius = kRadii[s.size] * (0.94 + 0.12 * draws.uniform());
  const auto& ground = kGrounds[draws.below(kGrounds.size())];
  const double shade = 0.93 + 0.1 * draws.uniform();
  // As far from the middle as the shape has room for, give or take a pixel.
  const double way = static_cast<double>(kShapeSide) / 2 - kRadii[s.size] * 1.12 - 1;
  const double middle = static_cast<double>(kShapeSide) / 2;
  const double jitterX = draws.uniform() * 2 - 1;
  const double jitterY = draws.uniform() * 2 - 1;
  const double centreX = middle + (static_cast<double>(s.position % 3) - 1) * way + jitterX;
  const double centreY = middle + (static_cast<double>(s.position / 3) - 1) * way + jitterY;

  SamplePicture out;
  out.name = "shape " + std::to_string(index);
  out.label = static_cast<int32_t>(s.shape);
  out.captions = {captionOf(s)};
  out.bitmap = {kShapeSide, kShapeSide, 3, {}};
  out.bitmap.pixels.reserve(static_cast<size_t>(kShapeSide * kShapeSide * 3));
  for (int64_t y = 0; y < kShapeSide; ++y)
    for (int64_t x = 0; x < kShapeSide; ++x) {
      int covered = 0;
      for (int j = 0; j < kSub; ++j)
        for (int i = 0; i < kSub; ++i)
          covered += inside(s.shape, (static_cast<double>(x) + (i + 0.5) / kSub - centreX) / radius,
                            (static_cast<double>(y) + (j + 0.5) / kSub - centreY) / radius);
      for (size_t c = 0; c < 3; ++c) {
        const double colour = std::min(255.0, kColours[s.colour][c] * shade);
        const double mixed = ground[c] + (colour - ground[c]) * covered / (kSub * kSub);
        out.bitmap.pixels.push_back(static_cast<uint8_t>(mixed + 0.5));
      }
    }
  return out;
}

Result<CorpusInfo> makeShapes(CorpusInfo info, const std::filesystem::path& folder,
                              JobControl& job) {
  return writePictureSample(
      std::move(info), kShapePictures, kShapeSide, {kShapeNames.begin(), kShapeNames.end()},
      [](uint64_t i) -> Result<SamplePicture> { return shapePicture(i); }, folder, job);
}

}  // namespace unmask
