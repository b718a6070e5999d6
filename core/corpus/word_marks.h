// What the pieces of a tokenizer say about words: kept with the tokens of a corpus, and made for a
// typed sentence.
#pragma once

#include "core/pretext/words.h"
#include "core/tokenizers/tokenizer.h"

namespace unmask {

WordMarks wordMarks(const Tokenizer&);

}  // namespace unmask
