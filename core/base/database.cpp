// Opening SQLite files and running statements.
#include "core/base/database.h"

#include <cmath>
#include <limits>

#include "core/base/files.h"

namespace unmask {

namespace {

// The characters that mean something in the path of a URI of SQLite.
std::string escaped(const std::string& path) {
  std::string out;
  for (const char c : path) {
    if (c == '%')
      out += "%25";
    else if (c == '?')
      out += "%3f";
    else if (c == '#')
      out += "%23";
    else
      out += c;
  }
  return out;
}

ErrorKind kindOf(int code) {
  switch (code & 0xff) {  // the rest tells more of the same
    case SQLITE_FULL:
      return ErrorKind::noSpace;
    case SQLITE_NOMEM:
      return ErrorKind::noMemory;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return ErrorKind::busy;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return ErrorKind::damaged;
    default:
      return ErrorKind::failed;
  }
}

// Sorts would map their temporary files, whose pages count as memory of this process; they read
// and write them instead. For the whole process, before its first database.
void mapNoFiles() {
  [[maybe_unused]] static const int code =
      sqlite3_config(SQLITE_CONFIG_MMAP_SIZE, sqlite3_int64{0}, sqlite3_int64{0});
}

}  // namespace

Statement::Statement(sqlite3* database, const char* sql) {
  sqlite3_stmt* statement = nullptr;
  code_ = sqlite3_prepare_v2(database, sql, -1, &statement, nullptr);
  statement_.reset(statement);
}

Statement& Statement::bind(int64_t value) {
  if (code_ == SQLITE_OK) code_ = sqlite3_bind_int64(statement_.get(), ++bound_, value);
  return *this;
}

Statement& Statement::bind(double value) {
  if (code_ != SQLITE_OK) return *this;
  ++bound_;
  code_ = std::isnan(value) ? sqlite3_bind_null(statement_.get(), bound_)
                            : sqlite3_bind_double(statement_.get(), bound_, value);
  return *this;
}

Statement& Statement::bind(std::string_view text) {
  if (code_ == SQLITE_OK) {
    code_ = sqlite3_bind_text64(statement_.get(), ++bound_, text.data(), text.size(),
                                SQLITE_TRANSIENT, SQLITE_UTF8);
  }
  return *this;
}

Statement& Statement::bindBlob(std::string_view bytes) {
  if (code_ == SQLITE_OK) {
    // No bytes are no NULL.
    code_ = sqlite3_bind_blob64(statement_.get(), ++bound_, bytes.empty() ? "" : bytes.data(),
                                bytes.size(), SQLITE_TRANSIENT);
  }
  return *this;
}

int Statement::step() {
  return code_ == SQLITE_OK ? sqlite3_step(statement_.get()) : code_;
}

void Statement::reset() {
  sqlite3_reset(statement_.get());
  bound_ = 0;
}

int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

double Statement::real(int column) const {
  if (sqlite3_column_type(statement_.get(), column) == SQLITE_NULL) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  return sqlite3_column_double(statement_.get(), column);
}

std::string Statement::text(int column) const {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
  return bytes ? std::string(bytes, sqlite3_column_bytes(statement_.get(), column)) : std::string();
}

std::string Statement::blob(int column) const {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_.get(), column));
  return bytes ? std::string(bytes, sqlite3_column_bytes(statement_.get(), column)) : std::string();
}

Result<Database> Database::open(const std::filesystem::path& path, Mode mode) {
  mapNoFiles();
  std::string name = path.string();
  const char* system = nullptr;
  std::error_code error;
  int flags = SQLITE_OPEN_NOMUTEX;
  switch (mode) {
    case Mode::create:
      flags |= SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
      break;
    case Mode::read:
      flags |= SQLITE_OPEN_READWRITE;
      break;
    case Mode::snapshot:
      flags |= SQLITE_OPEN_READONLY | SQLITE_OPEN_URI;
      name = "file:" + escaped(name) + "?immutable=1";
      break;
    case Mode::scratch:
      flags |= SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
      system = "unix-none";  // nobody else knows of it: without locks
      std::filesystem::remove(path, error);
      break;
  }
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(name.c_str(), &handle, flags, system);
  Database database(handle, path, mode);
  if (code != SQLITE_OK) return failure(database.error());
  sqlite3_busy_timeout(handle, 5000);
  if (mode == Mode::read) database.run("PRAGMA query_only = 1");
  if (mode == Mode::scratch) {
    std::filesystem::remove(path, error);
    if (error)
      return failure(systemError(
          message(UNMASK_TEXT("core", "Cannot write %1: %2."), path.string()), error.value()));
    // One transaction without end: what would be kept of it goes with the file.
    if (database.run("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
                     "PRAGMA secure_delete = OFF; PRAGMA temp_store = FILE;"
                     "PRAGMA cache_size = -256; BEGIN") != SQLITE_OK)
      return failure(database.error());
  }
  return database;
}

int Database::run(const char* sql) const {
  return sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr);
}

Result<bool> Database::row(Statement& statement) const {
  const int code = statement.step();
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) return failure(error());
  statement.reset();
  return false;
}

Status Database::change(Statement& statement) const {
  if (statement.step() != SQLITE_DONE) return failure(error());
  statement.reset();
  return {};
}

Error Database::error() const {
  if (mode_ == Mode::scratch) {
    const int code = handle_ ? sqlite3_errcode(handle_.get()) : SQLITE_NOMEM;
    Error failed{
        message(UNMASK_TEXT("core", "Cannot write %1: %2."), path_.string(), sqlite3_errstr(code)),
        {}, {}, kindOf(code)};
    if (code == SQLITE_FULL)
      failed.advice = message(UNMASK_TEXT("core", "Free some space on that disk and try again."));
    return failed;
  }
  const int code = handle_ ? sqlite3_errcode(handle_.get()) : SQLITE_NOMEM;
  return {message(UNMASK_TEXT("core", "The database %1 cannot be used: %2."), path_.string(),
                  handle_ ? sqlite3_errmsg(handle_.get()) : sqlite3_errstr(SQLITE_NOMEM)),
          {},
          {},
          kindOf(code)};
}

}  // namespace unmask
