// Captions on their way from tables and .txt files to the pictures of a corpus.
#pragma once

#include <memory>

#include "core/base/job.h"
#include "core/corpus/corpus_writer.h"
#include "core/corpus/pictures/audit.h"
#include "core/corpus/pictures/caption_table.h"
#include "core/corpus/pictures/picture_files.h"
#include "core/corpus/pictures/picture_writer.h"

namespace unmask {

// Reads `files.texts()` and joins what they say with pictures, which files.pictureOf() knows. A
// .txt or .caption beside a picture of its name has a caption in every line; the pictures of tables
// are found as picture_finder.h says. Texts that are neither are skipped and listed.
//
// Names and captions wait in the scratch database of `files`, which outlives this, as `columns` and
// `skips` do: memory does not grow with their number.
class Captions {
 public:
  static Result<Captions> read(const PictureFiles& files, const CaptionColumns&,
                               CorpusWriter& skips, JobControl&);
  Captions(Captions&&) noexcept;
  ~Captions();

  uint64_t count() const;                        // of those that have a picture
  const std::vector<Reading>& readings() const;  // how the files were read
  const PictureAudit& audit() const;             // captions whose picture is not in the corpus
  const Message& notFound() const;  // of the first table with such ones, how many; else empty
  // Documents of `text`, picture by picture, in the order of the files, and how many each of
  // `pictures` has. Returns what is to be told of pictures without a caption, and of captions whose
  // picture is not in the corpus.
  Result<PictureAudit> write(CorpusWriter& text, PictureWriter& pictures, JobControl&);

 private:
  struct State;
  explicit Captions(std::unique_ptr<State>);
  std::unique_ptr<State> state_;
};

}  // namespace unmask
