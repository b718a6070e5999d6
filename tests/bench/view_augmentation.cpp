// Views a second of the contrastive pipeline, and what they are like: torchvision's opposite number
// in compare_views.py, which starts it.
//
//   view_augmentation PICTURES COUNT SIDE VIEW
//
// PICTURES: COUNT pictures as uint8 [COUNT, SIDE, SIDE, 3]; views are VIEW pixels wide, with the
// blur and the full jitter strength from 100 pixels on, as SimCLR has them for ImageNet. For each
// line on stdin: "views SECONDS" prints views a second in one thread; "statistics COUNT" prints one
// line a view: three channel means and three variances, and the crop's area and log aspect.
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <sstream>
#include <vector>

#include "core/pretext/view_augmentation.h"

using namespace unmask;

namespace {

struct Pipeline {
  std::vector<uint8_t> pictures, view;
  uint64_t count = 0;
  PictureShape shape;
  ViewSettings settings;

  ViewDraws make(uint64_t example) {
    const auto bytes = static_cast<size_t>(shape.bytes());
    const ViewDraws draws =
        drawView(settings, shape.height, shape.width, RandomStream(1, Purpose::views, 0, example));
    renderView(std::span(pictures).subspan(example % count * bytes, bytes), shape, draws, view);
    return draws;
  }
};

void measure(Pipeline& pipeline, double seconds) {
  const auto begin = std::chrono::steady_clock::now();
  std::chrono::duration<double> took{};
  uint64_t made = 0;
  for (; took.count() < seconds; took = std::chrono::steady_clock::now() - begin)
    for (int i = 0; i < 16; ++i) pipeline.make(made++);
  std::printf("%.2f\n", static_cast<double>(made) / took.count());
}

void describe(Pipeline& pipeline, uint64_t count) {
  for (uint64_t example = 0; example < count; ++example) {
    const ViewDraws draws = pipeline.make(example);
    std::array<double, 3> sums{}, squares{};
    for (size_t i = 0; i < pipeline.view.size(); ++i) {
      const double value = pipeline.view[i] / 255.;
      sums[i % 3] += value;
      squares[i % 3] += value * value;
    }
    const double pixels = static_cast<double>(pipeline.view.size()) / 3;
    for (const double sum : sums) std::printf("%.6f ", sum / pixels);
    for (size_t c = 0; c < 3; ++c)
      std::printf("%.6f ", squares[c] / pixels - sums[c] / pixels * sums[c] / pixels);
    const auto height = static_cast<double>(draws.crop.height),
               width = static_cast<double>(draws.crop.width);
    std::printf("%.6f %.6f\n",
                height * width / static_cast<double>(pipeline.shape.height * pipeline.shape.width),
                std::log(width / height));
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) {
    std::fprintf(stderr, "view_augmentation PICTURES COUNT SIDE VIEW\n");
    return 2;
  }
  Pipeline pipeline;
  pipeline.count = std::stoull(argv[2]);
  pipeline.shape = {std::stoll(argv[3]), std::stoll(argv[3]), 3};
  const int64_t view = std::stoll(argv[4]);
  const bool large = view >= 100;
  pipeline.settings = {.size = view,
                       .jitter = 0.8,
                       .strength = large ? 1. : .5,
                       .grey = 0.2,
                       .blur = large ? .5 : 0.};
  pipeline.pictures.resize(pipeline.count * static_cast<size_t>(pipeline.shape.bytes()));
  pipeline.view.resize(static_cast<size_t>(view * view * 3));
  std::ifstream file(argv[1], std::ios::binary);
  if (!file.read(reinterpret_cast<char*>(pipeline.pictures.data()),
                 static_cast<std::streamsize>(pipeline.pictures.size()))) {
    std::fprintf(stderr, "%s is too short\n", argv[1]);
    return 1;
  }
  std::string line;
  while (std::getline(std::cin, line)) {
    std::istringstream words(line);
    std::string command;
    double number = 0;
    words >> command >> number;
    if (command == "views") measure(pipeline, number);
    if (command == "statistics") describe(pipeline, static_cast<uint64_t>(number));
    std::fflush(stdout);
  }
  return 0;
}
