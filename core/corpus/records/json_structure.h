// How a JSON file is laid out, and where its values end: by its brackets and strings alone.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace unmask {

enum class JsonLayout : uint8_t {
  array,    // the elements of a list
  values,   // one after the other, a line each or not
  members,  // the lists within one object
  entries,  // the objects within one object, each under a key of its own: {"17": {...}, ...}
};
const char* layoutName(JsonLayout);  // "array", as Reading::layout

// By the beginning of the file, `whole` if it is all of it. `lines`: its name promises a record a
// line.
JsonLayout jsonLayout(std::string_view beginning, bool lines, bool whole);

std::string_view trimmedFront(std::string_view);  // without JSON's blanks

constexpr size_t kDeepestJson = 64;

// Follows brackets and strings, without a look at what else there is.
class JsonStructure {
 public:
  enum class End : uint8_t { no, balanced, broken };
  explicit JsonStructure(bool deep = true) : deep_(deep) {}
  // `broken`: a line ends within a string, or a bracket closes another, or, unless `deep` is
  // allowed, more of them are open than a record may have.
  End add(char c) {
    if (inString_) {
      if (c == '\n' || c == '\r') return End::broken;
      if (escaped_)
        escaped_ = false;
      else if (c == '\\')
        escaped_ = true;
      else if (c == '"')
        inString_ = false;
      return !inString_ && open_.empty() ? End::balanced : End::no;
    }
    if (c == '"') inString_ = true;
    if (c == '{' || c == '[') open_ += c;
    if (open_.size() > kDeepestJson && !deep_) return End::broken;
    if (c != '}' && c != ']') return End::no;
    if (open_.empty() || open_.back() != (c == '}' ? '{' : '[')) return End::broken;
    open_.pop_back();
    return open_.empty() ? End::balanced : End::no;
  }
  bool outside() const { return open_.empty() && !inString_; }  // of brackets and strings

 private:
  std::string open_;
  bool deep_, inString_ = false, escaped_ = false;
};

}  // namespace unmask
