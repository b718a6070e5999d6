// Lists of files by folded names, each made when it is first needed.
#include "core/corpus/pictures/picture_finder.h"

#include <QString>
#include <algorithm>

#include "core/tokenizers/utf8.h"

namespace unmask {

namespace fs = std::filesystem;

namespace {

std::string slashed(std::string name) {
  std::replace(name.begin(), name.end(), '\\', '/');
  return name;
}

std::string normal(const fs::path& path) {
  return path.lexically_normal().string();
}

std::string baseOf(const fs::path& path) {
  return path.filename().string();
}
std::string stemOf(const fs::path& path) {
  return normal(path.parent_path() / path.stem());
}
std::string baseStemOf(const fs::path& path) {
  return path.stem().string();
}

}  // namespace

std::string foldedName(const std::string& name) {
  if (asciiPrefix(name) == name.size()) {
    std::string lower = name;
    for (char& c : lower)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return lower;
  }
  if (validPrefix(name) != name.size()) return name;  // no UTF-8: its bytes
  return QString::fromStdString(name)
      .normalized(QString::NormalizationForm_C)
      .toCaseFolded()
      .normalized(QString::NormalizationForm_C)
      .toStdString();
}

struct PictureFinder::State {
  using KeyOf = std::string (*)(const fs::path&);
  struct List {
    const char* name;
    KeyOf keyOf;  // of a file, before it is folded
    std::optional<ScratchList> files = {};
  };

  const PictureFiles& files;
  List byPath{"by_path", [](const fs::path& path) { return normal(path); }};
  List byBase{"by_base", baseOf}, byStem{"by_stem", stemOf}, byBaseStem{"by_base_stem", baseStemOf};

  Status make(List& list) {
    UNMASK_ASSIGN(ScratchList names, ScratchList::create(files.scratch(), list.name));
    for (uint64_t i = 0; i < files.size(); ++i) {
      UNMASK_ASSIGN(const auto file, files.at(i));
      if (file && std::holds_alternative<ImageFormat>(file->format))
        UNMASK_TRY(names.add(foldedName(slashed(list.keyOf(file->path))), static_cast<int64_t>(i)));
    }
    UNMASK_TRY(names.index());
    list.files.emplace(std::move(names));
    return {};
  }

  // The files of this key: those that are written exactly so, or else all.
  Result<std::vector<uint64_t>> find(List& list, const std::string& key) {
    constexpr int64_t kMost = 64;
    if (!list.files) UNMASK_TRY(make(list));
    UNMASK_ASSIGN(const auto found, list.files->find(foldedName(slashed(key)), kMost));
    std::vector<uint64_t> all(found.begin(), found.end()), exact;
    for (const uint64_t number : all) {
      if (all.size() == 1) break;
      UNMASK_ASSIGN(const auto file, files.at(number));
      if (file && list.keyOf(file->path) == key) exact.push_back(number);
    }
    return exact.empty() ? all : exact;
  }

  // As a path below the table's folder or a given one, then as a name in any of them.
  Result<std::vector<uint64_t>> find(List& paths, List& names, const fs::path& table,
                                     const std::string& name) {
    for (size_t i = 0; i <= files.roots.size(); ++i) {
      const fs::path from = i == 0 ? table.parent_path() : files.roots[i - 1];
      UNMASK_ASSIGN(const auto there, find(paths, normal(from / name)));
      if (there.size() == 1) return there;
    }
    return find(names, baseOf(name));
  }
};

PictureFinder::PictureFinder(const PictureFiles& files) : state_(new State{files}) {}
PictureFinder::PictureFinder(PictureFinder&&) noexcept = default;
PictureFinder::~PictureFinder() = default;

Result<std::vector<uint64_t>> PictureFinder::named(const fs::path& table,
                                                   const std::string& name) {
  State& s = *state_;
  UNMASK_ASSIGN(auto found, s.find(s.byPath, s.byBase, table, name));
  const std::string written = slashed(name);
  if (found.size() != 1 && written != name) {
    UNMASK_ASSIGN(found, s.find(s.byPath, s.byBase, table, written));
  }
  if (!found.empty() || imageFormatNamed(written)) return found;
  return s.find(s.byStem, s.byBaseStem, table, written);
}

Result<std::vector<uint64_t>> PictureFinder::beside(const fs::path& captions) {
  return state_->find(state_->byStem, stemOf(captions));
}

}  // namespace unmask
