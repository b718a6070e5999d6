// Which files an import of pictures reads, recognised by their content.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/base/job.h"
#include "core/corpus/pictures/caption_table.h"
#include "core/corpus/pictures/image_header.h"
#include "core/corpus/pictures/import_pictures.h"
#include "core/corpus/pictures/picture_array.h"

namespace unmask {

struct PictureFile {
  std::string path;
  uint32_t root = 0;         // index in PictureFiles::roots
  uint32_t shown = 0;        // where in `path` the name for people begins: below the given folder
  int32_t folderClass = -1;  // index in PictureFiles::classes
  uint64_t bytes = 0;
  std::variant<ImageFormat, ArrayFormat> format = ImageFormat::png;

  std::string_view name() const { return std::string_view(path).substr(shown); }
};

struct PictureFiles {
  std::vector<std::filesystem::path> roots;  // the given paths
  std::vector<PictureFile> files;            // in the order given; a folder's sorted by path
  std::vector<std::string> classes;          // of the folders, sorted; empty where it is only one
  std::vector<std::string> texts;            // paths: .txt, .csv, .tsv, .json, .jsonl, .gz of them
  uint64_t bytes = 0;                        // of `files`
  std::vector<std::pair<std::filesystem::path, Message>> skipped;
};

// Memory: a path and some 60 bytes a file.
Result<PictureFiles> pictureFiles(const std::vector<std::filesystem::path>&,
                                  const PictureImportSettings&, const JobControl&);

// Where only texts were given: the pictures below the folder of each table among them that it
// names.
Status addNamedPictures(PictureFiles&, const CaptionColumns&, const PictureImportSettings&,
                        JobControl&);

// Whether these paths are meant as pictures: they hold more of them than of texts that are neither
// captions beside a picture nor tables; or they are tables of captions alone. Looks at the first
// 2,000 files.
bool holdPictures(const std::vector<std::filesystem::path>&);

}  // namespace unmask
