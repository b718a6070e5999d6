// Which files an import of pictures reads, recognised by their content.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "core/base/job.h"
#include "core/corpus/pictures/caption_table.h"
#include "core/corpus/pictures/image_header.h"
#include "core/corpus/pictures/import_pictures.h"
#include "core/corpus/pictures/picture_array.h"

namespace unmask {

struct PictureFolder {
  std::string path;         // with a slash at its end
  uint32_t root = 0;        // index in PictureFiles::roots
  uint32_t shown = 0;       // where in `path` names for people begin: below the given folder
  int32_t classIndex = -1;  // in PictureFiles::classes, of the pictures in it
};

// One of millions, perhaps: what it shares with others stands elsewhere.
struct PictureFile {
  uint64_t name = 0;  // where its file name begins in PictureFiles::fileNames
  uint32_t folder = 0;
  uint16_t nameLength = 0;
  std::variant<ImageFormat, ArrayFormat> format = ImageFormat::png;
};

struct PictureFiles {
  std::vector<std::filesystem::path> roots;  // the given paths
  std::vector<PictureFolder> folders;
  std::vector<PictureFile> files;    // in the order given; a folder's sorted by path
  std::string fileNames;             // of all files, one after the other
  std::vector<std::string> classes;  // of the folders, sorted; empty where it is only one
  std::vector<std::string> texts;    // paths: .txt, .csv, .tsv, .json, .jsonl, .gz of them
  std::vector<std::pair<std::filesystem::path, Message>> skipped;

  const PictureFolder& folder(const PictureFile& file) const { return folders[file.folder]; }
  std::string path(const PictureFile& file) const {
    return folder(file).path + fileNames.substr(file.name, file.nameLength);
  }
  std::string name(const PictureFile& file) const { return path(file).substr(folder(file).shown); }
  // `in`: index in folders.
  void add(uint32_t in, const std::string& fileName,
           std::variant<ImageFormat, ArrayFormat> format) {
    files.push_back({fileNames.size(), in, static_cast<uint16_t>(fileName.size()), format});
    fileNames += fileName;
  }
};

// Memory: 16 bytes and its name without folders a picture.
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
