// Captions on their way from tables and .txt files to the pictures of a corpus.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/base/job.h"
#include "core/corpus/corpus_writer.h"
#include "core/corpus/pictures/audit.h"
#include "core/corpus/pictures/caption_table.h"
#include "core/corpus/pictures/picture_files.h"

namespace unmask {

constexpr uint32_t kNoPicture = UINT32_MAX;

// Reads `files.texts` and joins what they say with pictures; `pictureOf[i]` is the picture that
// files.files[i] became, or kNoPicture. A .txt beside a picture of its name has a caption in every
// line. A path in a table is looked for from the table's folder, from the given ones, then by its
// name alone where only one file has it. Texts that are neither are skipped and listed.
//
// Memory: 16 bytes a caption (their words wait in a file of `folder`, removed at the end), and 100
// bytes a picture.
class Captions {
 public:
  static Result<Captions> read(const PictureFiles& files, const std::vector<uint32_t>& pictureOf,
                               const CaptionColumns&, const std::filesystem::path& folder,
                               CorpusWriter& skips, JobControl&);
  Captions(Captions&&) noexcept;
  ~Captions();

  uint64_t count() const;  // of those that have a picture
  // Documents of `text`, picture by picture, in the order of the files; returns where each
  // picture's begin and the last one's end [pictures + 1].
  Result<std::vector<uint64_t>> write(CorpusWriter& text, uint64_t pictures, JobControl&);
  // Captions whose picture is not in the corpus.
  uint64_t withoutPicture() const;
  const std::vector<LoneCaption>& listed() const;

 private:
  struct State;
  explicit Captions(std::unique_ptr<State>);
  std::unique_ptr<State> state_;
};

}  // namespace unmask
