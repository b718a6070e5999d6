// How a corpus was read from its files, in sentences for its facts.
#pragma once

#include <QString>

#include "core/corpus/corpus.h"

namespace unmask {

// Columns, encodings, what was guessed or changed: of the first few files, and how many more there
// are; what folders held that is not a person's own. Empty where there is nothing to say (plain
// text).
QString howRead(const CorpusInfo&);

}  // namespace unmask
