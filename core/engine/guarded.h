// LibTorch reports errors by exceptions; here they become values.
#pragma once

#include <c10/util/Exception.h>

#include <new>
#include <stdexcept>
#include <system_error>

#include "core/base/guarded.h"

namespace unmask {

// The error that a person reads for an exception of LibTorch.
inline Error engineError(const std::string& what) {
  if (what.find("out of memory") != std::string::npos ||
      what.find("can't allocate memory") != std::string::npos)
    return {message(UNMASK_TEXT("core", "There is not enough memory for this model.")),
            message(UNMASK_TEXT("core",
                                "Lower train.batch_size, model.context, model.width or "
                                "model.layers.")),
            {},
            ErrorKind::noMemory};
  return {message(UNMASK_TEXT("core", "The training engine failed: %1"), what), {}};
}

// Calls `work`, which returns a Result or Status, and turns what LibTorch throws into an Error.
template <class Work>
auto guarded(Work&& work) -> decltype(work()) {
  try {
    return work();
  } catch (const c10::Error& error) {
    return failure(engineError(error.what_without_backtrace()));
  } catch (const std::bad_alloc&) {
    return failure(engineError("out of memory"));
  } catch (const std::runtime_error& error) {  // std::system_error is one, and no engine's
    if (dynamic_cast<const std::system_error*>(&error)) return failure(currentError());
    return failure(engineError(error.what()));
  } catch (...) {
    return failure(currentError());
  }
}

}  // namespace unmask
