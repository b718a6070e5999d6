// Taking names apart byte by byte: the system's locale has no say in what a .TXT is.
#include "core/corpus/file_names.h"

namespace unmask {

std::string lowerCase(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return lower;
}

std::string endingOf(const std::filesystem::path& path) {
  const std::filesystem::path name = lowerCase(path.filename().string());
  return (name.extension() == ".gz" ? name.stem() : name).extension().string();
}

}  // namespace unmask
