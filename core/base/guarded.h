// What a library throws becomes a value where a thread, a job or a program begins: from there an
// exception would end the whole process.
#pragma once

#include <type_traits>

#include "core/base/result.h"

namespace unmask {

// The error that a person reads for the exception being handled. Only within a catch.
Error currentError();

// Calls `work`, which returns a Result or Status; what it throws is an Error.
template <class Work>
auto withoutThrowing(Work&& work) -> std::invoke_result_t<Work> {
  try {
    return work();
  } catch (...) {
    return failure(currentError());
  }
}

}  // namespace unmask
