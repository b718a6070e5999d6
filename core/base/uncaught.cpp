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
    std::fprintf(stderr, "%s\n", inEnglish(currentError()).c_str());
    std::_Exit(1);
  });
}

}  // namespace unmask
