// Looking at files with the import's own readers.
#include "core/corpus/first_look.h"

namespace unmask {

bool FirstLook::worthShowing() const {
  for (const FileLook& file : files)
    if (!file.plain || !file.problem.empty()) return true;
  return false;
}

Result<FirstLook> lookAt(const std::vector<std::filesystem::path>&, const ImportSettings&,
                         JobControl&) {
  return FirstLook();
}

Result<FirstLook> lookAt(const std::vector<std::filesystem::path>&, const PictureImportSettings&,
                         JobControl&) {
  return FirstLook();
}

}  // namespace unmask
