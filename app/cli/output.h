// Standard output, written so that a failure is known: at once, and whichever part it was.
#pragma once

#include <string_view>

#include "core/base/result.h"

namespace unmask {

class Output {
 public:
  // After a failure nothing more is written.
  void write(std::string_view text);

  // Nobody reads on, as in `... | head -1`: no failure, but nothing to be said any more.
  bool hungUp() const;
  // Whether more can be written.
  bool open() const { return error_ == 0; }
  // What kept the text from being written; fine where the reader hung up.
  Status status() const;
  // The end of all output: what a network disk says only now is a failure, too.
  Status close();

 private:
  int error_ = 0;  // errno
};

}  // namespace unmask
