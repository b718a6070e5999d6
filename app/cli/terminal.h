// What the command line writes: results on stdout, progress and errors on stderr.
//
// With --json, stdout carries JSON objects only, one a line, each with a "type"; NaN and infinities
// are the strings "NaN", "Infinity" and "-Infinity".
#pragma once

#include <chrono>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "app/cli/output.h"
#include "core/base/job.h"
#include "core/base/result.h"

namespace unmask {

enum ExitCode { exitDone = 0, exitFailed = 1, exitWrongUse = 2 };

class Terminal {
 public:
  explicit Terminal(bool json);
  ~Terminal();  // ends a progress line

  bool json() const { return json_; }
  int columns() const { return columns_; }  // of stdout; 80 where it is no terminal

  void line(const Message&);           // a result for people: not with --json
  void text(const std::string& line);  // the same, already in words
  void raw(std::string_view text);     // a file's bytes, with --json too
  void object(const nlohmann::json&);  // a result for programs: only with --json
  void note(const Message&);           // about the work, on stderr: not with --json

  // The live line on stderr: rewritten in place on a terminal, else printed every few seconds.
  void progress(const std::string& line);
  void endProgress();

  int failed(const Error&);    // prints; exitFailed
  int wrongUse(const Error&);  // prints; exitWrongUse
  int ended(const Status&);    // exitDone, or failed()

  // Whether stdout takes what is written. Nobody reads on, or it failed: work that was asked for is
  // done or started all the same, what only shows may end.
  bool taken() const { return output_.open(); }
  const Output& output() const { return output_; }
  // The last call: `code`, or exitFailed where not all of the output could be written.
  int closed(int code);

 private:
  Output output_;
  bool json_, live_;
  int columns_ = 80;
  bool open_ = false;  // a progress line stands on the terminal
  std::chrono::steady_clock::time_point printed_{};
};

// In the person's language.
std::string words(const std::string& value);  // a text of core that may be a message
std::string words(const Message&);
std::string words(const Error&);

// A value for JSON: numbers that JSON does not know become strings.
nlohmann::json jsonNumber(double value);

std::string readableBytes(uint64_t bytes);     // "1.2 MB"
std::string readableDuration(double seconds);  // "1 min 20 s"
std::string withSeparators(uint64_t number);   // "1,003,854"
// A counted thing as a value of a message, "1 picture" or "1,003 pictures"; `many` has a %1.
std::string counted(uint64_t number, const char* one, const char* many);
// One line for a person: control characters made visible, cut to `columns` with an ellipsis.
std::string oneLine(const std::string& utf8, size_t columns);
size_t displayWidth(const std::string& utf8);

}  // namespace unmask
