// One look for what pops up: menus and the lists of combo boxes have round corners and rows like
// those of the window's other lists, on every platform.
#pragma once

namespace unmask {

void stylePopups();  // of the whole application, once

}  // namespace unmask
