// From the table of roles to what stands beside the example.
#include "ui/pretext/match_partners.h"

#include <cmath>

#include "ui/widgets/words.h"

namespace unmask {

std::optional<PictureExampleView::Partners> partnersOf(const RolesTable& table,
                                                       const std::vector<BatchRow>& batch,
                                                       size_t row) {
  if (row >= table.wrongCaptions.size() || row >= table.wrongPictures.size()) return {};
  const auto match = [row](const std::vector<float>& shares) {
    return row < shares.size() && std::isfinite(shares[row])
               ? PictureExampleView::tr("match %1").arg(shareText(shares[row]))
               : QString();
  };
  const auto drawn = [&](const std::vector<int>& from) {
    return from[row] >= 0 && static_cast<size_t>(from[row]) < batch.size()
               ? &batch[static_cast<size_t>(from[row])]
               : nullptr;
  };
  PictureExampleView::Partners partners;
  partners.said = PictureExampleView::tr("Right pair: %1. Each is shown with a wrong partner too:")
                      .arg(match(table.ownShares));
  if (const BatchRow* wrong = drawn(table.wrongPictures)) {
    partners.wrongPicture = wrong->small;
    partners.wrongPictureWords = match(table.wrongPictureShares);
  }
  if (const BatchRow* wrong = drawn(table.wrongCaptions)) {
    partners.wrongCaption = wrong->pieces;
    partners.wrongCaptionWords = match(table.wrongCaptionShares);
  }
  return partners;
}

}  // namespace unmask
