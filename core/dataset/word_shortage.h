// Whether whole words can be hidden in a text: one that puts no spaces between its words, in a
// script whose characters are no words by themselves (DNA, lists of moves), is one long word.
#pragma once

#include "core/base/message.h"
#include "core/dataset/text_batches.h"

namespace unmask {

// Empty where the run does not hide whole words, or the text has them. Looks at the first windows:
// a shortage is one word over more than half of most of them.
Message wordShortage(const RunSpec&, const TextBatches&);

}  // namespace unmask
