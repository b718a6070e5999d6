// One pass over the tokens and one over the documents' beginnings.
#include "core/corpus/token_measures.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>
#include <optional>

#include "core/base/files.h"
#include "core/corpus/length_bins.h"

namespace unmask {

namespace {

constexpr int kFormat = 2;
constexpr uint64_t kAtOnce = uint64_t{1} << 18;

nlohmann::json asJson(const TokenMeasures& m, const TokenDataInfo& info) {
  return {{"format", kFormat},
          {"corpus_hash", info.corpusHash},
          {"tokenizer_hash", info.tokenizerHash},
          {"tokens", m.tokens},
          {"documents", m.documents},
          {"bytes", m.bytes},
          {"shortest", m.shortest},
          {"longest", m.longest},
          {"length_bins", m.lengthBins},
          {"counts", m.counts}};
}

std::optional<TokenMeasures> kept(const fs::path& file, const TokenDataInfo& info) {
  const auto text = readFile(file);
  if (!text) return {};
  try {
    const auto json = nlohmann::json::parse(*text);
    if (json.at("format") != kFormat || json.at("corpus_hash") != info.corpusHash ||
        json.at("tokenizer_hash") != info.tokenizerHash)
      return {};
    TokenMeasures m;
    json.at("tokens").get_to(m.tokens);
    json.at("documents").get_to(m.documents);
    json.at("bytes").get_to(m.bytes);
    json.at("shortest").get_to(m.shortest);
    json.at("longest").get_to(m.longest);
    json.at("length_bins").get_to(m.lengthBins);
    json.at("counts").get_to(m.counts);
    if (m.counts.size() != static_cast<size_t>(info.pieces) || m.tokens != info.tokens) return {};
    return m;
  } catch (const nlohmann::json::exception&) {
    return {};  // damaged: made anew
  }
}

}  // namespace

Result<TokenMeasures> measureTokens(const TokenData& data, JobControl& job) {
  const TokenDataInfo& info = data.info();
  job.beginStage(message(UNMASK_TEXT("core", "Counting pieces")), info.tokens);
  TokenMeasures m{info.tokens, info.documents, info.bytes, 0, 0, {}, {}};
  m.counts.resize(static_cast<size_t>(info.pieces));
  std::vector<int64_t> ids;
  for (uint64_t first = 0; first < info.tokens; first += ids.size()) {
    if (job.cancelled()) return failure(cancelledError());
    ids.resize(std::min(kAtOnce, info.tokens - first));
    UNMASK_TRY(data.read(first, ids));
    for (const int64_t id : ids) ++m.counts[static_cast<size_t>(id)];
    job.report(first);
  }
  m.shortest = info.documents ? UINT64_MAX : 0;
  for (uint64_t first = 0; first < info.documents;) {
    if (job.cancelled()) return failure(cancelledError());
    const uint64_t count = std::min(kAtOnce, info.documents - first);
    UNMASK_ASSIGN(const std::vector<uint64_t> begins, data.documentBegins(first, count));
    for (size_t i = 0; i + 1 < begins.size(); ++i) {
      const uint64_t length = begins[i + 1] - begins[i];
      m.shortest = std::min(m.shortest, length);
      m.longest = std::max(m.longest, length);
      countLength(m.lengthBins, length);
    }
    first += count;
  }
  return m;
}

Result<TokenMeasures> tokenMeasuresOf(const fs::path& tokenFolder, const fs::path& file,
                                      JobControl& job) {
  UNMASK_ASSIGN(const TokenData data, TokenData::open(tokenFolder, Access::pread));
  if (auto found = kept(file, data.info())) return *found;
  UNMASK_ASSIGN(const TokenMeasures measures, measureTokens(data, job));
  // Where it cannot be kept (a full disk), it is computed again the next time.
  std::error_code ignored;
  fs::create_directories(file.parent_path(), ignored);
  [[maybe_unused]] const Status written =
      writeFileWhole(file, asJson(measures, data.info()).dump() + "\n");
  return measures;
}

}  // namespace unmask
