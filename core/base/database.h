// SQLite's C interface with owners for its handles and errors as values.
#pragma once

#include <sqlite3.h>

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace unmask {

class Statement {
 public:
  Statement(sqlite3* database, const char* sql);
  int code() const { return code_; }  // SQLITE_OK, or why preparing or binding failed

  Statement& bind(int64_t);
  Statement& bind(double);  // NaN becomes NULL
  Statement& bind(std::string_view text);
  Statement& bindBlob(std::string_view bytes);
  int step();  // SQLITE_ROW, SQLITE_DONE or an error
  void reset();

  int64_t integer(int column) const;
  double real(int column) const;  // NULL is NaN
  std::string text(int column) const;
  std::string blob(int column) const;

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  int bound_ = 0;
  int code_ = SQLITE_OK;
};

class Database {
 public:
  enum class Mode {
    create,    // read and write, made when absent
    read,      // reads; may replay a log that a killed writer left
    snapshot,  // reads a file in a folder that cannot be written to
    // For one task and thread: made anew, without a name from the start, so that nothing is left of
    // it however the task ends. Memory: 256 KiB for its pages; for a sort 1 MiB and 4 KiB
    // for every MiB sorted, which lie in SQLite's temporary folder (SQLITE_TMPDIR, /var/tmp).
    scratch,
  };
  static Result<Database> open(const std::filesystem::path&, Mode);

  sqlite3* handle() const { return handle_.get(); }
  int run(const char* sql) const;  // SQLITE_OK or the error
  // Whether the statement comes to a row; where not, it is ready for the next values.
  Result<bool> row(Statement&) const;
  // Runs a statement that has no rows; then it is ready for the next values.
  Status change(Statement&) const;
  // The last error, as a message that names the file.
  Error error() const;

 private:
  struct Close {
    void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
  };
  Database(sqlite3* handle, std::filesystem::path path, Mode mode)
      : handle_(handle), path_(std::move(path)), mode_(mode) {}
  std::unique_ptr<sqlite3, Close> handle_;
  std::filesystem::path path_;
  Mode mode_;
};

}  // namespace unmask
