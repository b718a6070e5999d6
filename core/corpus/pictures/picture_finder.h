// The files that captions mean: by path from the table's folder or a given one, by name alone, or
// by name without its ending.
//
// Neither the case of letters, nor the composition of accents (NFC, NFD), nor which slash separates
// folders decides whether a file is found; where several differ in these alone, the one that is
// written exactly so is meant.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/corpus/pictures/picture_files.h"

namespace unmask {

// What two names that people take for the same have in common.
std::string foldedName(const std::string&);

class PictureFinder {
 public:
  // `files` outlives this. Memory: none but its scratch database's.
  explicit PictureFinder(const PictureFiles& files);
  PictureFinder(PictureFinder&&) noexcept;
  ~PictureFinder();

  // The file that a table's row means. Empty: there is none; several: it could be each of them.
  Result<std::vector<uint64_t>> named(const std::filesystem::path& table, const std::string& name);
  // The pictures that a file of captions lies beside: of its name but for the ending.
  Result<std::vector<uint64_t>> beside(const std::filesystem::path& captions);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace unmask
