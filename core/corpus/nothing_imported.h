// What to say when an import found nothing that it could take.
#pragma once

#include "core/base/result.h"
#include "core/corpus/corpus.h"

namespace unmask {

// The first reason, and how many files there are besides; `empty` where nothing was skipped. The
// advice is `advice`, unless the reason names the way out (known_formats.h).
Error nothingImported(const CorpusStatistics&, const Error& empty, const Message& advice);

}  // namespace unmask
