// What one file is to an import of pictures, by its content.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "core/corpus/pictures/picture_files.h"

namespace unmask {

struct Recognised {
  std::optional<PictureFormat> format = {};
  bool labels = false;
  bool meant = false;   // a picture, or an array of them, that is not read
  Message reason = {};  // why there is no format
};

// `beginning`: its first bytes (known_formats.h). mislabelled: a picture may have the ending of
// another format.
Recognised recognise(const std::filesystem::path&, const std::string& beginning, bool mislabelled);

}  // namespace unmask
