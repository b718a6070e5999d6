// Writes the arrays of a picture corpus and counts as it goes. Import and samples both end here.
#pragma once

#include <array>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/base/job.h"
#include "core/base/result.h"
#include "core/corpus/corpus.h"
#include "core/corpus/pictures/audit.h"
#include "core/corpus/pictures/bitmap.h"

namespace unmask {

// A picture as it goes into the corpus, measured.
struct MadePicture {
  std::string name;
  int64_t originalWidth = 0, originalHeight = 0;
  int32_t label = -1;
  std::vector<uint8_t> pixels;
  std::array<uint64_t, 2> digest{};           // the first half of the SHA-256 of the pixels
  std::array<uint64_t, 2> look{};             // near_duplicates.h
  std::array<uint64_t, 3> sums{}, squares{};  // by channel
  PictureChanges changes;                     // each 0 or 1
};

// Scales, cuts and measures; costly, and safe on any thread.
MadePicture madePicture(const Bitmap&, int64_t size, int64_t channels, uint8_t background);

// Memory: that of its scratch database (near_duplicates.h), whatever the number of pictures.
class PictureWriter {
 public:
  // `folder` exists and is a PartialFolder's.
  static Result<PictureWriter> create(const std::filesystem::path& folder, int64_t size,
                                      int64_t channels);
  PictureWriter(PictureWriter&&) noexcept;
  ~PictureWriter();

  Status add(const MadePicture&);
  uint64_t count() const;

  // The corpus is one of pairs: addCaptions() says of every picture, in their order, how many
  // captions it has.
  Status beginCaptions();
  Status addCaptions(uint64_t count);

  // Finds duplicates, writes audit.json and fills in `info`: pictures and hash. Labels stay where
  // there are classes. info.hash is that of the text already (corpus_writer.h), `audit` and
  // info.pictures know of captions without a picture.
  Status finish(CorpusInfo& info, const std::vector<std::string>& classes, PictureAudit audit,
                JobControl&);

 private:
  struct State;
  explicit PictureWriter(std::unique_ptr<State>);
  std::unique_ptr<State> state_;
};

}  // namespace unmask
