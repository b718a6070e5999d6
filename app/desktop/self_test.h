// --self-test: says how long the window took until it could be used, and ends. For the benchmark of
// the start, and for a quick look whether an installation works.
#pragma once

#include <QMainWindow>
#include <functional>

namespace unmask {

// Prints one JSON line: milliseconds from the start of the process to the first painted frame after
// which the event loop has come round ("usable"), to the last page made ("complete"), and the
// longest time that the loop did not come round in between. Then quits the application.
void selfTest(QMainWindow& window, const std::function<bool()>& complete);

}  // namespace unmask
