// unmask-worker as a child that does one thing and ends.
#pragma once

#include <QJsonObject>
#include <QStringList>
#include <string>
#include <vector>

#include "core/base/job.h"
#include "core/base/result.h"

namespace unmask {

// Blocks: for jobs. What the worker said on its way to failure is the error.
Status runWorkerOnce(const std::vector<std::string>& arguments, JobControl&);
// The same, with the JSON object that it prints last.
Result<QJsonObject> askWorkerOnce(const QStringList& arguments, JobControl&);

}  // namespace unmask
