// Reading captions.
#include "core/dataset/caption_data.h"

#include <algorithm>

namespace unmask {

uint64_t captionRoom(int64_t context) {
  return static_cast<uint64_t>(context) - 2;
}

Caption captionOf(const RunSpec& spec, std::vector<int64_t> pieces, uint64_t document) {
  const uint64_t room = captionRoom(spec.model.context);
  Caption caption{document, {}, pieces.size() > room};
  pieces.resize(std::min<uint64_t>(pieces.size(), room));
  const TokenIds ids = spec.tokenIds();
  caption.ids.push_back(ids.cls());
  caption.ids.insert(caption.ids.end(), pieces.begin(), pieces.end());
  caption.ids.push_back(ids.sep());
  return caption;
}

CaptionArrays captionArrays(const RunSpec& spec, std::span<const Caption* const> captions) {
  const auto rows = static_cast<int64_t>(captions.size());
  const int64_t length = spec.model.context;
  CaptionArrays arrays{Array::zeros<int64_t>("input_ids", {rows, length}),
                       Array::zeros<int64_t>("caption_end", {rows})};
  const auto ids = arrays.ids.values<int64_t>();
  std::ranges::fill(ids, spec.tokenIds().pad());
  for (size_t row = 0; row < captions.size(); ++row) {
    const std::vector<int64_t>& caption = captions[row]->ids;
    std::ranges::copy(caption, ids.begin() + static_cast<int64_t>(row) * length);
    arrays.ends.values<int64_t>()[row] = static_cast<int64_t>(caption.size()) - 1;
  }
  return arrays;
}

Result<CaptionData> CaptionData::open(const RunSpec& spec, const PictureData& pictures,
                                      const std::filesystem::path& tokenFolder, Access access) {
  UNMASK_ASSIGN(TokenData tokens, TokenData::open(tokenFolder, access));
  UNMASK_TRY(sameData(spec, tokens.info(), tokenFolder));
  CaptionData data(spec, std::move(tokens));
  constexpr uint64_t kAtOnce = 1 << 16;
  std::vector<uint64_t> begins;
  for (uint64_t first = 0; first < pictures.count(); first += kAtOnce) {
    const uint64_t count = std::min(kAtOnce, pictures.count() - first);
    begins.resize(count + 1);
    UNMASK_TRY(pictures.captionOffsets(first, begins));
    for (uint64_t i = 0; i < count; ++i)
      if (begins[i] < begins[i + 1]) {
        data.captioned_.push_back(first + i);
        data.documents_.emplace_back(begins[i], begins[i + 1]);
      }
    if (begins.back() > data.tokens_.info().documents)
      return failure(message(UNMASK_TEXT("core", "%1 does not belong to the files beside it."),
                             tokenFolder.string()),
                     message(UNMASK_TEXT("core", "Import the pictures again.")));
  }
  if (data.captioned_.empty())
    return failure(message(UNMASK_TEXT("core", "The pictures of %1 have no captions."),
                           spec.corpus.slug));
  return data;
}

std::pair<uint64_t, uint64_t> CaptionData::captionsOf(uint64_t picture) const {
  const auto found = std::ranges::lower_bound(captioned_, picture);
  if (found == captioned_.end() || *found != picture) return {0, 0};
  return documents_[static_cast<size_t>(found - captioned_.begin())];
}

Result<Caption> CaptionData::caption(uint64_t document) const {
  UNMASK_ASSIGN(const TokenRange range, tokens_.documentTokens(document));
  const uint64_t room = captionRoom(spec_.model.context);
  std::vector<int64_t> pieces(std::min(range.size(), room));
  UNMASK_TRY(tokens_.read(range.begin, pieces));
  Caption caption = captionOf(spec_, std::move(pieces), document);
  caption.cut = range.size() > room;
  return caption;
}

}  // namespace unmask
