// Errors at boundaries are values: what failed and on what, and what the person can do about it.
#pragma once

#include <cstdint>
#include <tl/expected.hpp>

#include "core/base/message.h"

namespace unmask {

// What sort of failure it is. Callers decide by this, never by the words.
enum class ErrorKind : uint8_t {
  failed,     // any other
  cancelled,  // the person, or whoever started the work, wanted it ended
  absent,     // what was named is not there
  busy,       // another process works on it
  noSpace,    // the disk, or the share of it that one may use, is full
  noMemory,   // or no further thread or process
  damaged,    // it is there, and not as it was written
};

struct Error {
  Message what;            // what failed, naming the file, key or place
  Message advice;          // the one thing to do; may be empty
  std::string place = {};  // the file it was found in, where `what` does not name it
  ErrorKind kind = ErrorKind::failed;
};

inline bool isCancelled(const Error& error) {
  return error.kind == ErrorKind::cancelled;
}

// One line: where, what failed, then the advice.
inline std::string inEnglish(const Error& error) {
  return (error.place.empty() ? "" : error.place + ": ") + inEnglish(error.what) +
         (error.advice.empty() ? "" : " " + inEnglish(error.advice));
}

template <class T>
using Result = tl::expected<T, Error>;
using Status = Result<void>;

inline tl::unexpected<Error> failure(Message what, Message advice = {}) {
  return tl::unexpected<Error>(Error{std::move(what), std::move(advice), {}});
}
inline tl::unexpected<Error> failure(ErrorKind kind, Message what, Message advice = {}) {
  return tl::unexpected<Error>(Error{std::move(what), std::move(advice), {}, kind});
}
inline tl::unexpected<Error> failure(Error error) {
  return tl::unexpected<Error>(std::move(error));
}

// What whoever is handed one thing after another answers: go on, or it has seen enough.
enum class Walk : uint8_t { on, enough };

// The same error, found while reading `place`.
inline Error inPlace(Error error, const std::string& place) {
  if (error.place.empty()) error.place = place;
  return error;
}

}  // namespace unmask

// Returns the error of `expression` to the caller, or goes on.
#define UNMASK_TRY(expression)                                  \
  do {                                                          \
    if (auto unmaskTried = (expression); !unmaskTried)          \
      return ::unmask::failure(std::move(unmaskTried).error()); \
  } while (false)

#define UNMASK_JOIN_(a, b) a##b
#define UNMASK_JOIN(a, b) UNMASK_JOIN_(a, b)

// UNMASK_ASSIGN(auto text, readFile(path)): the value, or the error returned to the caller.
#define UNMASK_ASSIGN(declaration, expression) \
  UNMASK_ASSIGN_(UNMASK_JOIN(unmaskResult, __LINE__), declaration, expression)
#define UNMASK_ASSIGN_(name, declaration, expression)           \
  auto name = (expression);                                     \
  if (!name) return ::unmask::failure(std::move(name).error()); \
  declaration = std::move(*name)
