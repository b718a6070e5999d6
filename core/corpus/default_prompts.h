// What a model is asked while it trains when the person named nothing: the sample's own prompts, or
// beginnings of lines of the person's text.
#pragma once

#include <string>
#include <vector>

#include "core/corpus/corpus.h"
#include "core/tokenizers/tokenizer.h"

namespace unmask {

Result<std::vector<std::string>> defaultPrompts(const Corpus&, const Tokenizer&,
                                                const std::string& objective);

// The beginning of the text, to try objectives on; empty for a corpus without text.
Result<std::string> exampleSentence(const Corpus&);

}  // namespace unmask
