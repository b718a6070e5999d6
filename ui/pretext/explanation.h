// What the examples in view say, in one or two sentences that name one of them.
#pragma once

#include <QString>

#include "core/tokenizers/tokenizer.h"
#include "ui/pretext/preview.h"

namespace unmask {

// Rich text. `batch`: of a whole batch, else of one item's draws.
QString explanationOf(const Preview&, const RunSpec&, const Tokenizer&, bool batch);

}  // namespace unmask
