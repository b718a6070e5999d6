// A look at files before they are imported: how each would be read, and its first records as they
// would come out.
//
// The same readers as of the import, on the first 256 KiB of each file.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/job.h"
#include "core/corpus/import.h"
#include "core/corpus/pictures/import_pictures.h"
#include "core/corpus/reading.h"

namespace unmask {

struct LookedRecord {
  std::string place;    // asValue of a message: "row 2"
  std::string picture;  // of captions: the name in the table
  std::string text;     // its beginning, at most 1,000 bytes, whole characters
  uint64_t bytes = 0;   // of all of it
};

struct FileLook {
  std::filesystem::path path;
  Reading reading;  // the counts are those of the part looked at
  // Plain text in UTF-8 that no setting of tables or encodings would change.
  bool plain = false;
  bool whole = false;                                // the part looked at is all of it
  std::vector<LookedRecord> records;                 // the first 20
  std::vector<std::pair<Message, Message>> skipped;  // place, reason; the first 20
  Message problem;                                   // why it cannot be used; empty: it can
};

struct FirstLook {
  bool pictures = false;        // it would become a corpus of pictures (or pairs)
  std::vector<FileLook> files;  // the first 20; of pictures the tables and texts beside them
  uint64_t moreFiles = 0;       // of these that were not looked at
  // Whether a person should see it before the import: something was guessed or chosen, or would be
  // left out.
  bool worthShowing() const;
};

// Paths as importText takes them. Errors: a path that is not there, a setting that is none.
Result<FirstLook> lookAt(const std::vector<std::filesystem::path>&, const ImportSettings&,
                         JobControl&);
// Paths as importPictures takes them.
Result<FirstLook> lookAt(const std::vector<std::filesystem::path>&, const PictureImportSettings&,
                         JobControl&);

}  // namespace unmask
