// The handler of std::terminate.
#include "core/base/uncaught.h"

#include <cstdio>
#include <cstdlib>
#include <exception>

#include "core/base/guarded.h"

namespace unmask {

void sayWhatIsNotCaught() {
  std::set_terminate([] {
    if (!std::current_exception()) std::abort();
    try {
      std::fprintf(stderr, "%s\n", inEnglish(currentError()).c_str());
    } catch (...) {  // not even room for the words
      std::fputs("There is not enough memory. Close other programs and try again.\n", stderr);
    }
    std::_Exit(1);
  });
}

}  // namespace unmask
