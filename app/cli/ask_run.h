// One question to a run, live or finished, and its answer.
#pragma once

#include <QJsonObject>
#include <filesystem>

#include "core/base/result.h"
#include "core/runs/question.h"

namespace unmask {

// checkpoint -1: a live run's weights of now, else the newest checkpoint. Ctrl+C cancels.
Result<QJsonObject> askRun(const std::filesystem::path& runFolder, const Question&,
                           int64_t checkpoint = -1);

}  // namespace unmask
