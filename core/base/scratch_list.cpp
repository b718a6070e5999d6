// A table for each list; its order of adding is that of the row numbers.
#include "core/base/scratch_list.h"

namespace unmask {

struct ScratchList::State {
  const Database& database;
  std::string name;
  uint64_t size = 0;
  Statement insert, at, find;

  Statement prepared(const std::string& sql) const {
    return Statement(database.handle(), sql.c_str());
  }
  Status run(const std::string& sql) const {
    if (database.run(sql.c_str()) != SQLITE_OK) return failure(database.error());
    return {};
  }
};

ScratchList::ScratchList(std::unique_ptr<State> state) : state_(std::move(state)) {}
ScratchList::ScratchList(ScratchList&&) noexcept = default;
ScratchList::~ScratchList() = default;

Result<ScratchList> ScratchList::create(const Database& database, const std::string& name) {
  const std::string table = "CREATE TABLE " + name + "(bytes BLOB, number INTEGER)";
  if (database.run(table.c_str()) != SQLITE_OK) return failure(database.error());
  const auto prepared = [&](const std::string& sql) {
    return Statement(database.handle(), sql.c_str());
  };
  return ScratchList(std::unique_ptr<State>(new State{
      database, name, 0, prepared("INSERT INTO " + name + " VALUES(?, ?)"),
      prepared("SELECT bytes, number FROM " + name + " WHERE rowid = ?"),
      prepared("SELECT number FROM " + name + " WHERE bytes = ? ORDER BY number LIMIT ?")}));
}

uint64_t ScratchList::size() const {
  return state_->size;
}

Status ScratchList::add(std::string_view bytes, int64_t number) {
  State& s = *state_;
  UNMASK_TRY(s.database.change(s.insert.bindBlob(bytes).bind(number)));
  ++s.size;
  return {};
}

Result<ScratchList::Entry> ScratchList::at(uint64_t place) const {
  State& s = *state_;
  UNMASK_ASSIGN(const bool there, s.database.row(s.at.bind(static_cast<int64_t>(place + 1))));
  if (!there) return failure(s.database.error());
  Entry entry{s.at.blob(0), s.at.integer(1)};
  s.at.reset();
  return entry;
}

Status ScratchList::cut(uint64_t size) {
  State& s = *state_;
  UNMASK_TRY(s.run("DELETE FROM " + s.name + " WHERE rowid > " + std::to_string(size)));
  s.size = size;
  return {};
}

Status ScratchList::sorted(const std::function<Status(Entry&&)>& take) const {
  const State& s = *state_;
  Statement rows = s.prepared("SELECT bytes, number FROM " + s.name + " ORDER BY bytes, number");
  while (true) {
    UNMASK_ASSIGN(const bool there, s.database.row(rows));
    if (!there) return {};
    UNMASK_TRY(take({rows.blob(0), rows.integer(1)}));
  }
}

Status ScratchList::index() {
  return state_->run("CREATE INDEX by_" + state_->name + " ON " + state_->name + "(bytes, number)");
}

Result<std::vector<int64_t>> ScratchList::find(std::string_view bytes, int64_t most) const {
  State& s = *state_;
  s.find.bindBlob(bytes).bind(most);
  std::vector<int64_t> numbers;
  while (true) {
    UNMASK_ASSIGN(const bool there, s.database.row(s.find));
    if (!there) return numbers;
    numbers.push_back(s.find.integer(0));
  }
}

}  // namespace unmask
