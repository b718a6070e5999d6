// Views of a picture: random resized crop, mirror image, colour jitter, grey, blur (SimCLR;
// recipes.md 5.2). What is drawn and how it is rendered are two steps, so that a page can show
// every number that made a view. Objectives with fewer changes have the others' probabilities at 0.
//
// The crop and the four colour changes are torchvision's: ten attempts, then the largest crop in
// the middle; the aspect evenly in its logarithm; contrast about the mean grey of the whole view
// (SimCLR's TensorFlow code pivots on each channel's mean), saturation towards the pixel's grey,
// hue in HSV. The blur is SimCLR's: a kernel of a tenth of the height, zeros beyond the edge.
// Values are cut to the possible range after each change. No mean or deviation is taken away.
//
// Pure functions, safe from many threads, equal bytes whatever their number; without blur on every
// machine, since only the blur is OpenCV's.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "core/base/random.h"
#include "core/pretext/resample.h"
#include "core/spec/picture_settings.h"

namespace unmask {

enum class ColourChange : uint8_t { brightness, contrast, saturation, hue };

// Everything that was drawn for one view.
struct ViewDraws {
  Crop crop;
  int64_t attempts = 0;      // crops drawn until one fitted; 0: none drawn
  bool inTheMiddle = false;  // none fitted: the largest crop in the middle
  bool flipped = false;
  bool jittered = false;
  std::array<ColourChange, 4> order = {ColourChange::brightness, ColourChange::contrast,
                                       ColourChange::saturation, ColourChange::hue};
  // By ColourChange: factors, 1 changes nothing; of the hue, the part of a turn, 0 changes nothing.
  std::array<double, 4> amounts = {1, 1, 1, 0};
  bool grey = false;
  double sigma = 0;  // of the blur, in the view's pixels; 0: none
  int64_t size = 0;  // height and width of the view

  double amount(ColourChange change) const { return amounts[static_cast<size_t>(change)]; }
};

// The colours are drawn before the crop, and always all of them: another setting of the crop
// leaves them as they are, and another probability leaves the crop.
ViewDraws drawView(const ViewSettings&, int64_t height, int64_t width, RandomStream);

// For evaluation: the middle of the picture, `share` of its height and width, nothing changed.
// SimCLR takes 0.875 of pictures above 32 pixels; the others 1.
ViewDraws plainView(int64_t size, int64_t height, int64_t width, double share = 1);

// Crop, resize (resample.h), mirror, jitter, grey, blur. `view` takes uint8 [size, size, channels];
// values are rounded once, before the blur, and by it.
void renderView(std::span<const uint8_t> picture, PictureShape, const ViewDraws&,
                std::span<uint8_t> view);

// Pixels of the blur's kernel to each side of the middle: (size / 10) / 2, whole numbers.
int64_t blurRadius(int64_t size);

}  // namespace unmask
