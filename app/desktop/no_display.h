// A start without a display, or with one that does not answer: a clear word and exit code 1. Qt
// aborts there, with a core dump.
#pragma once

namespace unmask {

// Before QApplication is made: what Qt says from now on is kept back, and where it gives up, the
// program ends with a word of its own.
void explainMissingDisplay();
// Once it is made: what Qt said meanwhile is said, as it says things.
void displayIsThere();

}  // namespace unmask
