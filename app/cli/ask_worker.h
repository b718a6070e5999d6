// Asking unmask-worker as a child process, for what only it knows.
#pragma once

#include <QStringList>
#include <functional>
#include <nlohmann/json_fwd.hpp>

#include "core/base/result.h"

namespace unmask {

// Runs unmask-worker with --json; `take` gets each line of its stdout. Its last lines on stderr
// are the error.
Status askWorker(const QStringList& arguments,
                 const std::function<void(const nlohmann::json&)>& take);

}  // namespace unmask
