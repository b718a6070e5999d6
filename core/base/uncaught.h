// The last word of a program: what nobody catches, on a library's own thread for instance, ends it
// with exit code 1 and with words on stderr instead of an abort.
#pragma once

namespace unmask {

// To be called first in main().
void sayWhatIsNotCaught();

}  // namespace unmask
