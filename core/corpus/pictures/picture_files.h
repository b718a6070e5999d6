// Which files an import of pictures reads, recognised by their content.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/base/job.h"
#include "core/base/scratch_list.h"
#include "core/corpus/corpus_writer.h"
#include "core/corpus/pictures/caption_table.h"
#include "core/corpus/pictures/image_header.h"
#include "core/corpus/pictures/import_pictures.h"
#include "core/corpus/pictures/picture_array.h"

namespace unmask {

using PictureFormat = std::variant<ImageFormat, ArrayFormat>;

struct PictureFile {
  uint64_t number = 0;  // in PictureFiles
  std::string path;
  uint32_t root = 0;        // index in PictureFiles::roots
  uint32_t shown = 0;       // where in `path` names for people begin: below the given folder
  int32_t classIndex = -1;  // in PictureFiles::classes
  PictureFormat format = ImageFormat::png;

  std::string name() const { return path.substr(shown); }
};

constexpr uint64_t kNoPicture = UINT64_MAX;

// The files of an import, in the order given; a folder's sorted by path. Not for two threads at a
// time. They lie in a scratch database (base/database.h): memory does not grow with their number.
class PictureFiles {
 public:
  static Result<PictureFiles> create(const std::filesystem::path& folder);
  PictureFiles(PictureFiles&&) noexcept;
  ~PictureFiles();

  std::vector<std::filesystem::path> roots;  // the given paths
  std::vector<std::string> classes;          // of the folders, sorted; empty where it is only one

  uint64_t size() const;    // numbers are below it
  uint64_t arrays() const;  // added files that hold one
  Status add(const PictureFile&);
  // Nothing: it was removed.
  Result<std::optional<PictureFile>> at(uint64_t number) const;
  Status remove(uint64_t number);
  // What is kept as the class of each file stands at this place among `classes` now; -1: nowhere.
  void setClasses(std::vector<std::string> names, std::vector<int32_t> places);

  // The picture of the corpus that a file became, or kNoPicture.
  Status became(uint64_t number, uint64_t picture);
  Result<uint64_t> pictureOf(uint64_t number) const;

  // Paths: .txt, .csv, .tsv, .json, .jsonl, .gz of them.
  ScratchList& texts();
  const ScratchList& texts() const;
  const Database& scratch() const;  // for more lists

 private:
  struct State;
  explicit PictureFiles(std::unique_ptr<State>);
  std::unique_ptr<State> state_;
};

// Looks for them in these paths; what cannot be used is told to `skips`. The scratch database goes
// to `folder`.
Result<PictureFiles> pictureFiles(const std::vector<std::filesystem::path>&,
                                  const PictureImportSettings&, const std::filesystem::path& folder,
                                  CorpusWriter& skips, const JobControl&);

// Where only texts were given: the pictures below the folder of each table among them that it
// names. What it names and cannot be used is told to `skips`.
Status addNamedPictures(PictureFiles&, const CaptionColumns&, const PictureImportSettings&,
                        CorpusWriter& skips, JobControl&);

// Whether these paths are meant as pictures: they hold more of them than of texts that are neither
// captions beside a picture nor tables; or they are tables of captions alone. Looks at the first
// 2,000 files.
bool holdPictures(const std::vector<std::filesystem::path>&);

}  // namespace unmask
