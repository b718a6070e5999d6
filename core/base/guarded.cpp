// Telling apart what libraries throw.
#include "core/base/guarded.h"

#include <filesystem>
#include <new>
#include <system_error>

#include "core/base/files.h"

namespace unmask {

namespace {

Error outOfMemory() {
  return {message(UNMASK_TEXT("core", "There is not enough memory.")),
          message(UNMASK_TEXT("core", "Close other programs and try again.")),
          {},
          ErrorKind::noMemory};
}

}  // namespace

Error currentError() {
  try {
    throw;
  } catch (const std::bad_alloc&) {
    return outOfMemory();
  } catch (const std::filesystem::filesystem_error& error) {
    return systemError(
        message(UNMASK_TEXT("core", "Cannot use %1: %2."), error.path1().string()),
        error.code().value());
  } catch (const std::system_error& error) {
    // EAGAIN is what starting a thread fails with where the limit of threads is reached.
    if (error.code() == std::errc::resource_unavailable_try_again ||
        error.code() == std::errc::not_enough_memory)
      return {message(UNMASK_TEXT("core", "The system gives no further thread or process.")),
              message(UNMASK_TEXT("core", "Close other programs and try again.")),
              {},
              ErrorKind::noMemory};
    return {message(UNMASK_TEXT("core", "An operation failed: %1."), error.code().message()), {}};
  } catch (const std::exception& error) {
    return {message(UNMASK_TEXT("core", "An operation failed: %1."), error.what()), {}};
  } catch (...) {
    return {message(UNMASK_TEXT("core", "An operation failed: %1."), "?"), {}};
  }
}

}  // namespace unmask
