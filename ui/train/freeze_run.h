// The newest checkpoint of a picture-tokenizer run as a picture tokenizer of the workspace, written
// by the worker as a job.
#pragma once

#include "core/runs/run_store.h"
#include "ui/shell/page.h"

namespace unmask {

// Asks for the tokenizer's name first. The end is said in the message bar; the library then knows
// the tokenizer.
void useAsPictureTokenizer(PageContext&, const RunSummary&, QWidget* window);

}  // namespace unmask
