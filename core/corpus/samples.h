// Built-in samples, made by the program itself: text a small model can learn within a minute.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/job.h"
#include "core/corpus/corpus.h"
#include "core/tokenizers/train_tokenizer.h"

namespace unmask {

struct SampleInfo {
  const char* id;  // stories | arithmetic | licences
  const char* label;
  const char* explanation;
  TokenizerSettings tokenizer;             // the tokenizer that comes with it
  std::vector<const char*> prompts;        // next-token beginnings
  std::vector<const char*> maskedPrompts;  // sentences with [MASK]
};

const std::vector<SampleInfo>& textSamples();
const SampleInfo* findSample(const std::string& id);

// Into the new folder `folder`. The same text on every machine, but for licences, which are read
// from /usr/share/common-licenses (an error with advice where that is absent).
Result<CorpusInfo> makeSample(const std::string& id, const std::filesystem::path& folder,
                              JobControl&);
// The same into a folder that is still being made; the caller commits it. `slug`: its final name.
Result<CorpusInfo> makeSampleInto(const std::string& id, const std::filesystem::path& partialFolder,
                                  const std::string& slug, JobControl&);

}  // namespace unmask
