// Counting or projecting tokens.
#include "ui/train/corpus_tokens.h"

#include "core/corpus/corpus.h"
#include "core/corpus/computed_folder.h"
#include "core/dataset/token_data.h"

namespace unmask {

TokenCount countTokens(const std::filesystem::path& root, const std::filesystem::path& corpusFolder,
                       const Tokenizer& tokenizer, uint64_t room) {
  constexpr uint64_t kLooked = 64 << 10;
  // A corpus that cannot be read is reported by the library; here its size stays unknown.
  const auto corpus = Corpus::open(corpusFolder);
  if (!corpus) return {};
  std::error_code error;
  const auto encoded = tokenFolder(root, corpusFolder, corpus->info(), tokenizer);
  if (std::filesystem::exists(encoded / "tokens.json", error))
    if (const auto data = TokenData::open(encoded, Access::pread)) {
      TokenCount count{static_cast<double>(data->info().tokens), true};
      if (room == 0 || corpus->info().kind != "pairs") return count;
      if (auto captions = captionTokens(*data, room, JobControl()))
        count.captions = std::move(*captions);
      return count;
    }
  const uint64_t size = corpus->info().statistics.bytes;
  const auto text = corpus->bytes(0, std::min(size, kLooked));
  if (!text || text->empty()) return {};
  const double ids = static_cast<double>(tokenizer.encode(*text).ids.size());
  return {ids * static_cast<double>(size) / static_cast<double>(text->size()), false};
}

}  // namespace unmask
