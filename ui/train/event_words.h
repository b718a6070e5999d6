// What an event of a run says to the person.
#pragma once

#include <QString>

#include "ui/train/run_record.h"

namespace unmask {

// An evaluation gives its loss, and whether it was the best; the others their own words.
QString eventText(const EventRecord&, const RunRecord&);
bool ofSample(const EventRecord&);  // an evaluation of a part of what is held out
bool isTrouble(const EventRecord&);  // failed, warning, waiting for disk, damaged

}  // namespace unmask
