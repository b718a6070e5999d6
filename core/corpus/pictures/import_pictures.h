// Importing pictures, with captions where there are some, as a corpus: files -> readers -> one
// array of equal squares, as a job.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/job.h"
#include "core/corpus/corpus.h"
#include "core/corpus/reading.h"
#include "core/spec/field.h"

namespace unmask {

// import.*
struct PictureImportSettings {
  int64_t size = 0;                  // 0: of arrays their own short side, of files 64
  std::string channels = "auto";     // auto | grey | colour
  std::string background = "white";  // white | grey | black, under see-through pixels
  std::string classes = "folder";    // folder | first | none
  std::string mislabelled = "skip";  // skip | read
  std::string captions = "auto";     // auto | none | needed
  std::string pictureColumn = "";    // of tables of captions; "": found by the usual names
  std::string captionColumn = "";
  std::string glob = "*";  // file names taken from folders
  bool recursive = true;
  ReadingSettings reading;  // of captions: encoding, tables
};
std::vector<FieldRef> fieldsOf(PictureImportSettings&);

constexpr int64_t kPictureFileSize = 64;  // size 0, for picture files
constexpr int64_t kLeastSide = 8, kMostSide = 1024;

// Files and folders -> the new folder `folder` (dataset/picture_data.h), whole or not at all, on
// every core. Progress in pictures.
//
// Each picture is scaled so that its short side is `size`, antialiased, and cut to the middle
// square (bitmap.h). Files that cannot be used are skipped and listed; when nothing is left, the
// first reason is the error. The pictures' order and every byte are the same on any number of
// cores.
//
// Captions: a .txt beside a picture (each line is one), and tables (caption_table.h); what they say
// of no picture of the corpus, and pictures without a caption, stay in audit.json. With any caption
// the corpus is one of pairs: pictures without one are in it, too. A table given alone brings the
// pictures below its folder that it names.
//
// Memory: some pictures a core, of an array its labels, of COCO's tables the names of their
// pictures, 16 bytes a caption (corpus_writer.h), and the first 100,000 things skipped. What is
// kept of every file waits in scratch databases of the new folder (base/database.h) while it is
// made.
Result<CorpusInfo> importPictures(const std::vector<std::filesystem::path>& paths,
                                  const std::string& name, const PictureImportSettings&,
                                  const std::filesystem::path& folder, JobControl&);

// The same into a folder that is still being made; the caller commits it. `slug`: its final name.
Result<CorpusInfo> importPicturesInto(const std::vector<std::filesystem::path>& paths,
                                      const std::string& name, const PictureImportSettings&,
                                      const std::filesystem::path& partialFolder,
                                      const std::string& slug, JobControl&);

}  // namespace unmask
