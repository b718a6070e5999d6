// tokenizers/<slug>/unmask.json: what a tokenizer folder holds.
#pragma once

#include <nlohmann/json.hpp>

#include "core/base/result.h"
#include "core/tokenizers/tokenizer.h"

namespace unmask {

struct TokenizerFile {
  TokenizerKind kind = TokenizerKind::byte;
  std::string name, hash;
  int64_t pieces = 0;
  std::vector<uint32_t> characters;                  // character tokenizers: code points, ascending
  nlohmann::json origin = nlohmann::json::object();  // settings or source, for display only
};

Status writeTokenizerFile(const std::filesystem::path& folder, const TokenizerFile&);
// Of a tokenizer of texts: one of pictures is refused (spec/picture_tokenizer_info.h).
Result<TokenizerFile> readTokenizerFile(const std::filesystem::path& folder);

// SHA-256 of what determines the ids: the kind, and the model's bytes or the characters.
std::string tokenizerHash(TokenizerKind, std::string_view content);
std::string tokenizerHash(const std::vector<uint32_t>& characters);

// Another name for people; what determines ids and hash stays. Refuses an empty name, one over 200
// bytes, and control characters.
Status renameTokenizer(const std::filesystem::path& folder, const std::string& name);
Status renamePictureTokenizer(const std::filesystem::path& folder, const std::string& name);
Status checkName(const std::string& name);

// An error when there is something at `folder`: a new tokenizer or corpus replaces nothing.
Status refuseExisting(const std::filesystem::path& folder);

}  // namespace unmask
