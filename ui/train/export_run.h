// The newest checkpoint of a run as a folder for Hugging Face's transformers, written by the worker
// as a job.
#pragma once

#include "core/runs/run_store.h"
#include "ui/shell/page.h"

namespace unmask {

// Asks where, then starts the job; its end is said in the message bar.
void exportForTransformers(PageContext&, QWidget* parent, const RunSummary&);

}  // namespace unmask
