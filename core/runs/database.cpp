// Opening SQLite files and running statements.
#include "core/runs/database.h"

#include <QUrl>
#include <cmath>
#include <limits>

namespace unmask {

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
    code_ = sqlite3_bind_blob64(statement_.get(), ++bound_, bytes.data(), bytes.size(),
                                SQLITE_TRANSIENT);
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
  std::string name = path.string();
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
      name = "file:" + QUrl::toPercentEncoding(QString::fromStdString(name), "/").toStdString() +
             "?immutable=1";
      break;
  }
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(name.c_str(), &handle, flags, nullptr);
  Database database(handle, path);
  if (code != SQLITE_OK) return failure(database.error());
  sqlite3_busy_timeout(handle, 5000);
  if (mode == Mode::read) database.run("PRAGMA query_only = 1");
  return database;
}

int Database::run(const char* sql) const {
  return sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr);
}

Error Database::error() const {
  return {
      message(UNMASK_TEXT("core", "The run's records in %1 cannot be used: %2."), path_.string(),
              handle_ ? sqlite3_errmsg(handle_.get()) : sqlite3_errstr(SQLITE_NOMEM)),
      {}};
}

}  // namespace unmask
