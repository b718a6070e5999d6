// Whether an objective can be trained on a corpus with these settings, and if not, what helps.
#pragma once

#include <optional>

#include "core/corpus/corpus.h"
#include "core/dataset/batches.h"
#include "core/dataset/preset_fit.h"
#include "core/spec/catalogue.h"

namespace unmask {

struct Fit {
  enum class Help {
    none,            // it fits
    openCorpus,      // another or a longer corpus
    tokenizer,       // one is to be made
    shorterContext,  // `context` tokens do fit
    smallerBatch,    // of `batch` pictures
    holdOut,         // so much that `trainFraction` of the pictures train
  };
  Message reason;  // empty: it fits
  Help help = Help::none;
  int64_t context = 0, batch = 0;
  double trainFraction = 0;
  bool fits() const { return help == Help::none; }
};

// Why the objective has nothing to work on in a corpus of this kind; empty: it has. Pictures with
// captions do for pictures, too.
Message wrongKind(const ObjectiveInfo&, const CorpusInfo&);

// An error where there is nothing to make a tokenizer of, or to encode: pictures without captions.
Status hasText(const CorpusInfo&);

// corpus: null for none. `spec`: the objective's settings. `sizes`: of the corpus in the pieces of
// the tokenizer, where it is encoded; without them only what is certain is refused (no token
// covers less than a byte).
Fit fitOf(const ObjectiveInfo&, const CorpusInfo* corpus, bool tokenizer, const RunSpec& spec,
          const std::optional<PartSizes>& sizes);

// Whether so much data fills a batch of these settings and has something to hold out, where its
// size is known. Refuses what Batches::open refuses.
Fit fillsBatches(const RunSpec&, const DataSize&);

// Does what helps, where that is a setting.
void apply(const Fit&, RunSpec&);

}  // namespace unmask
