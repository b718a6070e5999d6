// One question to a run, live or finished, and its answer.
#pragma once

#include <QJsonObject>
#include <filesystem>
#include <string>

#include "core/base/result.h"

namespace unmask {

// checkpoint -1: a live run's weights of now, else the newest checkpoint. Ctrl+C cancels.
Result<QJsonObject> askRun(const std::filesystem::path& runFolder, const std::string& text,
                           int64_t checkpoint = -1);

}  // namespace unmask
