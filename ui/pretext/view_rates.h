// How often each change was drawn for the first views that training would see, beside what was
// asked for.
#pragma once

#include "ui/pretext/measured_card.h"
#include "ui/pretext/picture_preview.h"
#include "ui/pretext/rates.h"

namespace unmask {

// A mean and its standard error.
struct MeasuredMean {
  double mean = 0, error = 0;
};

struct ViewRates {
  uint64_t views = 0;
  Share flipped, jittered, grey, blurred;
  MeasuredMean area;    // of the crops, as a share of the picture
  Share fittedAtOnce;   // crops that fitted at the first attempt
  MeasuredMean hidden;  // share of the patches, where some are
  // masked-tokens: blocks of a picture, patches of a block, and pictures whose blocks cover all that
  // was asked for.
  MeasuredMean blocks, blockSize;
  Share full;
};

// Over 10,000 views of the run's own batches from step 0 on.
Result<ViewRates> measureViewRates(const PreviewSource&);

class ViewRatesCard : public MeasuredCard {
  Q_OBJECT
 public:
  explicit ViewRatesCard(QWidget* parent = nullptr);
  void show(const RunSpec&, const ViewRates&);
};

}  // namespace unmask
