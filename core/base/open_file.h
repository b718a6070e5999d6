// Opening a file of somebody else's to read it.
#pragma once

#include <filesystem>

namespace unmask {

// A descriptor, closed at exec. -1, with errno: it cannot be opened, or is no file; a named pipe
// would be waited on for ever.
int openToRead(const std::filesystem::path&);

}  // namespace unmask
