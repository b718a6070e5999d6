// The sample 'Shapes': one coloured shape on a plain ground, with a caption that says its size,
// colour, shape and position. The same on every machine.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "core/corpus/pictures/sample_writer.h"

namespace unmask {

// What the words say. 3 sizes x 12 colours x 10 shapes x 9 positions: 3,240 captions.
struct Shape {
  size_t size = 0, colour = 0, shape = 0, position = 0;
};
extern const std::array<const char*, 3> kShapeSizes;
extern const std::array<const char*, 12> kShapeColours;
extern const std::array<const char*, 10> kShapeNames;  // the classes
extern const std::array<const char*, 9> kShapePositions;

constexpr uint64_t kShapePictures = 10'000;
constexpr int64_t kShapeSide = 48;

std::string captionOf(const Shape&);
// The `index`-th of the sample: what is in it, drawn from the sample's seed, and its picture.
Shape shapeOf(uint64_t index);
SamplePicture shapePicture(uint64_t index);

// Into the partial folder.
Result<CorpusInfo> makeShapes(CorpusInfo, const std::filesystem::path& partialFolder, JobControl&);

}  // namespace unmask
