// Keeping the list of an import's files in a scratch database.
#include "core/corpus/pictures/picture_files.h"

#include "core/base/files.h"

namespace unmask {

namespace {

// A format as one number.
int64_t numberOf(const PictureFormat& format) {
  const auto* array = std::get_if<ArrayFormat>(&format);
  return array ? -1 - static_cast<int64_t>(*array)
               : static_cast<int64_t>(std::get<ImageFormat>(format));
}
PictureFormat formatOf(int64_t number) {
  if (number < 0) return static_cast<ArrayFormat>(-1 - number);
  return static_cast<ImageFormat>(number);
}

}  // namespace

struct PictureFiles::State {
  Database database;
  std::optional<ScratchList> texts;
  Statement insert, at, remove, insertMade, made;
  uint64_t size = 0, arrays = 0;
  std::vector<int32_t> classPlaces = {};
};

PictureFiles::PictureFiles(std::unique_ptr<State> state) : state_(std::move(state)) {}
PictureFiles::PictureFiles(PictureFiles&&) noexcept = default;
PictureFiles::~PictureFiles() = default;

Result<PictureFiles> PictureFiles::create(const fs::path& folder) {
  UNMASK_ASSIGN(Database database, Database::open(folder / "files.part", Database::Mode::scratch));
  if (database.run("CREATE TABLE files(number INTEGER PRIMARY KEY, path BLOB, root INTEGER,"
                   " shown INTEGER, class INTEGER, format INTEGER);"
                   "CREATE TABLE made(number INTEGER PRIMARY KEY, picture INTEGER)") != SQLITE_OK)
    return failure(database.error());
  sqlite3* handle = database.handle();
  std::unique_ptr<State> state(new State{
      std::move(database), std::nullopt,
      Statement(handle, "INSERT INTO files VALUES(?, ?, ?, ?, ?, ?)"),
      Statement(handle, "SELECT path, root, shown, class, format FROM files WHERE number = ?"),
      Statement(handle, "DELETE FROM files WHERE number = ?"),
      Statement(handle, "INSERT INTO made VALUES(?, ?)"),
      Statement(handle, "SELECT picture FROM made WHERE number = ?")});
  UNMASK_ASSIGN(ScratchList texts, ScratchList::create(state->database, "texts"));
  state->texts.emplace(std::move(texts));
  return PictureFiles(std::move(state));
}

uint64_t PictureFiles::size() const {
  return state_->size;
}
uint64_t PictureFiles::arrays() const {
  return state_->arrays;
}
ScratchList& PictureFiles::texts() {
  return *state_->texts;
}
const ScratchList& PictureFiles::texts() const {
  return *state_->texts;
}
const Database& PictureFiles::scratch() const {
  return state_->database;
}

Status PictureFiles::add(const PictureFile& file) {
  State& s = *state_;
  s.insert.bind(static_cast<int64_t>(s.size)).bindBlob(file.path);
  s.insert.bind(int64_t{file.root}).bind(int64_t{file.shown}).bind(int64_t{file.classIndex});
  UNMASK_TRY(s.database.change(s.insert.bind(numberOf(file.format))));
  ++s.size;
  s.arrays += std::holds_alternative<ArrayFormat>(file.format);
  return {};
}

Result<std::optional<PictureFile>> PictureFiles::at(uint64_t number) const {
  State& s = *state_;
  UNMASK_ASSIGN(const bool there, s.database.row(s.at.bind(static_cast<int64_t>(number))));
  if (!there) return std::nullopt;
  PictureFile file{number,
                   s.at.blob(0),
                   static_cast<uint32_t>(s.at.integer(1)),
                   static_cast<uint32_t>(s.at.integer(2)),
                   static_cast<int32_t>(s.at.integer(3)),
                   formatOf(s.at.integer(4))};
  s.at.reset();
  if (file.classIndex >= 0 && !s.classPlaces.empty())
    file.classIndex = s.classPlaces[static_cast<size_t>(file.classIndex)];
  return file;
}

Status PictureFiles::remove(uint64_t number) {
  return state_->database.change(state_->remove.bind(static_cast<int64_t>(number)));
}

void PictureFiles::setClasses(std::vector<std::string> names, std::vector<int32_t> places) {
  classes = std::move(names);
  state_->classPlaces = std::move(places);
}

Status PictureFiles::became(uint64_t number, uint64_t picture) {
  State& s = *state_;
  return s.database.change(
      s.insertMade.bind(static_cast<int64_t>(number)).bind(static_cast<int64_t>(picture)));
}

Result<uint64_t> PictureFiles::pictureOf(uint64_t number) const {
  State& s = *state_;
  UNMASK_ASSIGN(const bool there, s.database.row(s.made.bind(static_cast<int64_t>(number))));
  if (!there) return kNoPicture;
  const auto picture = static_cast<uint64_t>(s.made.integer(0));
  s.made.reset();
  return picture;
}

}  // namespace unmask
