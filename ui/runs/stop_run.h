// Stopping a live run that no view follows: a checkpoint is saved and its worker ends.
#pragma once

#include <QObject>
#include <filesystem>
#include <functional>

#include "core/base/result.h"

namespace unmask {

// `done` comes on the event loop, unless `context` is gone by then.
void stopRun(QObject* context, const std::filesystem::path& runFolder,
             std::function<void(Status)> done);

}  // namespace unmask
