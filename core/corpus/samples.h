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
  const char* id;           // stories | arithmetic | licences
  const char* label;
  const char* explanation;
  TokenizerSettings tokenizer;           // the tokenizer that comes with it
  std::vector<const char*> prompts;      // next-token beginnings
  std::vector<const char*> maskedPrompts;  // sentences with [MASK]
};

const std::vector<SampleInfo>& textSamples();
const SampleInfo* findSample(const std::string& id);

Result<CorpusInfo> makeSample(const std::string& id, const std::filesystem::path& folder,
                              JobControl&);

}  // namespace unmask
