// Views a second of the contrastive pipeline, and what they are like: torchvision's opposite number
// in compare_views.py, which starts it.
//
//   view_augmentation PICTURES COUNT SIDE VIEW
//
// PICTURES: COUNT pictures as uint8 [COUNT, SIDE, SIDE, 3]; views are VIEW pixels wide, with the
// blur and the full jitter strength from 100 pixels on, as SimCLR has them for ImageNet. For each
// line on stdin, "views SECONDS", prints views a second in one thread.
#include <chrono>
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

  void make(uint64_t example) {
    const auto bytes = static_cast<size_t>(shape.bytes());
    const ViewDraws draws =
        drawView(settings, shape.height, shape.width, RandomStream(1, Purpose::views, 0, example));
    renderView(std::span(pictures).subspan(example % count * bytes, bytes), shape, draws, view);
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
    std::fflush(stdout);
  }
  return 0;
}
