// Hashing documents, grouping the equal ones, and keeping the result.
#include "core/corpus/duplicates.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/base/digest.h"
#include "core/base/files.h"
#include "core/corpus/document_ends.h"

namespace unmask {

namespace {

constexpr int kFormat = 1;
constexpr size_t kListedGroups = 1000, kListedDocuments = 100;
constexpr uint64_t kBlock = uint64_t{4} << 20;

struct Hashed {
  std::array<uint8_t, 16> digest{};
  uint64_t document = 0;
};

std::array<uint8_t, 16> firstHalf(const std::string& hex) {
  std::array<uint8_t, 16> bytes{};
  for (size_t i = 0; i < bytes.size(); ++i) {
    const auto digit = [&](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
    bytes[i] = static_cast<uint8_t>(digit(hex[2 * i]) << 4 | digit(hex[2 * i + 1]));
  }
  return bytes;
}

Result<std::vector<Hashed>> hashDocuments(const Corpus& corpus, JobControl& job) {
  const uint64_t size = corpus.info().statistics.bytes;
  job.beginStage(message(UNMASK_TEXT("core", "Comparing documents")), size);
  std::vector<Hashed> hashed;
  hashed.reserve(corpus.documents());
  DocumentEnds ends(corpus);
  Sha256 digest;
  uint64_t document = 0;
  for (uint64_t position = 0; position < size;) {
    if (job.cancelled()) return failure(cancelledError());
    UNMASK_ASSIGN(const std::string text,
                  corpus.bytes(position, std::min(kBlock, size - position)));
    std::string_view rest = text;
    while (document < corpus.documents()) {
      UNMASK_ASSIGN(const uint64_t end, ends.of(document));
      if (end > position + rest.size()) break;
      digest.add(rest.substr(0, end - position));
      rest.remove_prefix(end - position);
      position = end;
      hashed.push_back({firstHalf(digest.hex()), document++});
    }
    digest.add(rest);
    position += rest.size();
    job.report(position);
  }
  return hashed;
}

nlohmann::json asJson(const Duplicates& duplicates, const std::string& corpusHash) {
  nlohmann::json listed = nlohmann::json::array();
  for (const DuplicateGroup& group : duplicates.listed)
    listed.push_back({{"copies", group.copies}, {"documents", group.documents}});
  return {{"format", kFormat},
          {"corpus_hash", corpusHash},
          {"groups", duplicates.groups},
          {"documents", duplicates.documents},
          {"listed", listed}};
}

std::optional<Duplicates> kept(const fs::path& file, const CorpusInfo& corpus) {
  const auto text = readFile(file);
  if (!text) return {};
  try {
    const auto json = nlohmann::json::parse(*text);
    if (json.at("format") != kFormat || json.at("corpus_hash") != corpus.hash) return {};
    Duplicates duplicates;
    json.at("groups").get_to(duplicates.groups);
    json.at("documents").get_to(duplicates.documents);
    for (const auto& item : json.at("listed")) {
      DuplicateGroup group{item.at("copies"), item.at("documents")};
      for (const uint64_t document : group.documents)
        if (document >= corpus.statistics.documents) return {};
      duplicates.listed.push_back(std::move(group));
    }
    return duplicates;
  } catch (const nlohmann::json::exception&) {
    return {};  // damaged: made anew
  }
}

}  // namespace

Result<Duplicates> findDuplicates(const Corpus& corpus, JobControl& job) {
  UNMASK_ASSIGN(std::vector<Hashed> hashed, hashDocuments(corpus, job));
  std::sort(hashed.begin(), hashed.end(), [](const Hashed& a, const Hashed& b) {
    return std::tie(a.digest, a.document) < std::tie(b.digest, b.document);
  });
  Duplicates duplicates;
  for (size_t begin = 0; begin < hashed.size();) {
    size_t end = begin + 1;
    while (end < hashed.size() && hashed[end].digest == hashed[begin].digest) ++end;
    if (end - begin > 1) {
      ++duplicates.groups;
      duplicates.documents += end - begin - 1;
      DuplicateGroup group{end - begin, {}};
      for (size_t i = begin; i < std::min(end, begin + kListedDocuments); ++i)
        group.documents.push_back(hashed[i].document);
      duplicates.listed.push_back(std::move(group));
    }
    begin = end;
  }
  std::sort(duplicates.listed.begin(), duplicates.listed.end(),
            [](const DuplicateGroup& a, const DuplicateGroup& b) {
              return a.copies != b.copies ? a.copies > b.copies : a.documents < b.documents;
            });
  if (duplicates.listed.size() > kListedGroups) duplicates.listed.resize(kListedGroups);
  return duplicates;
}

Result<Duplicates> duplicatesOf(const Corpus& corpus, const fs::path& file, JobControl& job) {
  if (auto found = kept(file, corpus.info())) return *found;
  UNMASK_ASSIGN(const Duplicates duplicates, findDuplicates(corpus, job));
  // Where it cannot be kept (a full disk), it is computed again the next time.
  std::error_code ignored;
  fs::create_directories(file.parent_path(), ignored);
  [[maybe_unused]] const Status written =
      writeFileWhole(file, asJson(duplicates, corpus.info().hash).dump() + "\n");
  return duplicates;
}

}  // namespace unmask
