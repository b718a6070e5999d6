// Built-in samples, made by the program itself: text, and captioned pictures, that a small model
// can learn within minutes.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/job.h"
#include "core/corpus/corpus.h"
#include "core/tokenizers/train_tokenizer.h"

namespace unmask {

struct SampleInfo {
  const char* id;  // stories | arithmetic | licences | shapes | emoji
  const char* label;
  const char* explanation;
  TokenizerSettings tokenizer;             // the tokenizer that comes with it
  std::vector<const char*> prompts;        // next-token beginnings
  std::vector<const char*> maskedPrompts;  // sentences with [MASK]
  bool pictures = false;                   // with captions; the tokenizer is theirs
};

const std::vector<SampleInfo>& builtInSamples();
const SampleInfo* findSample(const std::string& id);

// Into the new folder `folder`. The same on every machine, but for licences, which are read from
// /usr/share/common-licenses, and emoji, from an installed font (an error with advice where these
// are absent).
Result<CorpusInfo> makeSample(const std::string& id, const std::filesystem::path& folder,
                              JobControl&);
// The same into a folder that is still being made; the caller commits it. `slug`: its final name.
Result<CorpusInfo> makeSampleInto(const std::string& id, const std::filesystem::path& partialFolder,
                                  const std::string& slug, JobControl&);

}  // namespace unmask
