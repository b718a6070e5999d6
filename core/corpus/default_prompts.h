// What a model is asked while it trains when the person named nothing: the sample's own prompts, or
// the beginning of the person's text.
#pragma once

#include <string>
#include <vector>

#include "core/corpus/corpus.h"
#include "core/tokenizers/tokenizer.h"

namespace unmask {

Result<std::vector<std::string>> defaultPrompts(const Corpus&, const Tokenizer&,
                                                const std::string& objective);

}  // namespace unmask
