// Naming classes in captions.
#include "core/worker/zero_shot_tasks.h"

#include "core/corpus/pictures/shapes.h"
#include "core/dataset/caption_data.h"

namespace unmask {

namespace {

class Wording {
 public:
  explicit Wording(const RunInputs& inputs) : inputs_(inputs) {}
  Caption operator()(const std::string& text) const {
    const Encoding encoding = inputs_.tokenizer->encode(text);
    return unmask::captionOf(inputs_.spec, {encoding.ids.begin(), encoding.ids.end()});
  }

 private:
  const RunInputs& inputs_;
};

std::vector<ZeroShotTask> shapesTasks(const Wording& worded) {
  ZeroShotTask colours{"zero_shot_colour/validation", {}, {}};
  ZeroShotTask shapes{"zero_shot_shape/validation", {}, {}};
  colours.label = [](uint64_t picture) -> Result<int64_t> {
    return static_cast<int64_t>(shapeOf(picture).colour);
  };
  shapes.label = [](uint64_t picture) -> Result<int64_t> {
    return static_cast<int64_t>(shapeOf(picture).shape);
  };
  colours.classes.resize(kShapeColours.size());
  shapes.classes.resize(kShapeNames.size());
  size_t turn = 0;
  for (size_t size = 0; size < kShapeSizes.size(); ++size)
    for (size_t colour = 0; colour < kShapeColours.size(); ++colour)
      for (size_t shape = 0; shape < kShapeNames.size(); ++shape) {
        const Caption caption =
            worded(unmask::captionOf(Shape{size, colour, shape, turn++ % kShapePositions.size()}));
        colours.classes[colour].push_back(caption);
        shapes.classes[shape].push_back(caption);
      }
  return {std::move(colours), std::move(shapes)};
}

}  // namespace

std::vector<ZeroShotTask> zeroShotTasks(const RunInputs& inputs) {
  if (familyOf(inputs.spec) != Family::pairs) return {};
  const Wording worded(inputs);
  const PictureData& data = inputs.batches->pictures().data();
  if (inputs.sampleOf == "shapes" && data.count() == kShapePictures) return shapesTasks(worded);
  if (!data.labelled() || inputs.classes.size() < 2) return {};
  ZeroShotTask task{"zero_shot_class/validation", {}, {}};
  for (const std::string& name : inputs.classes)
    task.classes.push_back({worded(name), worded("a " + name), worded("a picture of a " + name)});
  task.label = [&data](uint64_t picture) -> Result<int64_t> {
    int32_t label = -1;
    UNMASK_TRY(data.labels(picture, std::span(&label, 1)));
    return label;
  };
  return {std::move(task)};
}

}  // namespace unmask
