// Ctrl+C: asks once, then kills. The first only sets a mark that loops look at; the second ends the
// program as usual.
#pragma once

namespace unmask {

void watchForInterrupt();
bool interrupted();

}  // namespace unmask
