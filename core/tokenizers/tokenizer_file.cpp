// Reads and writes unmask.json of a tokenizer.
#include "core/tokenizers/tokenizer_file.h"

#include <algorithm>

#include "core/base/digest.h"
#include "core/base/files.h"
#include "core/base/message_value.h"
#include "core/base/summed_json.h"
#include "core/spec/picture_tokenizer_info.h"

namespace unmask {

namespace {
constexpr int kFormat = 1;

Error damaged(const fs::path& path, Message why) {
  return {message(UNMASK_TEXT("core", "%1 is damaged: %2"), path.string(), asValue(why)),
          message(UNMASK_TEXT("core", "Train the tokenizer again, or restore it from a copy."))};
}
}  // namespace

const char* id(TokenizerKind kind) {
  switch (kind) {
    case TokenizerKind::unigram:
      return "unigram";
    case TokenizerKind::bpe:
      return "bpe";
    case TokenizerKind::character:
      return "char";
    case TokenizerKind::byte:
      return "byte";
  }
  return "";
}

std::string tokenizerHash(TokenizerKind kind, std::string_view content) {
  Sha256 digest;
  digest.add(id(kind));
  digest.add(std::string_view("\0", 1));
  digest.add(content);
  return digest.hex();
}

std::string tokenizerHash(const std::vector<uint32_t>& characters) {
  std::string bytes;  // little-endian u32 each, the same on every machine
  for (const uint32_t c : characters)
    for (int shift = 0; shift < 32; shift += 8) bytes += static_cast<char>(c >> shift & 255);
  return tokenizerHash(TokenizerKind::character, bytes);
}

Status writeTokenizerFile(const fs::path& folder, const TokenizerFile& file) {
  nlohmann::json json = {{"format", kFormat}, {"kind", id(file.kind)}, {"name", file.name},
                         {"hash", file.hash}, {"pieces", file.pieces}, {"origin", file.origin}};
  if (file.kind == TokenizerKind::character) json["characters"] = file.characters;
  addSum(json);
  return writeFileWhole(folder / "unmask.json",
                        json.dump(1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
}

Result<TokenizerFile> readTokenizerFile(const fs::path& folder) {
  const fs::path path = folder / "unmask.json";
  UNMASK_ASSIGN(const std::string text, readFile(path));
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object())
    return failure(damaged(path, message(UNMASK_TEXT("core", "it is not a JSON object."))));
  const auto word = [&](const char* key) {
    const auto found = json.find(key);
    return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  const auto number = [&](const char* key) -> int64_t {
    const auto found = json.find(key);
    return found != json.end() && found->is_number_integer() ? found->get<int64_t>() : 0;
  };
  if (number("format") > kFormat)
    return failure(
        message(UNMASK_TEXT("core", "%1 was written by a newer Unmask."), path.string()),
        message(UNMASK_TEXT("core", "Open it with that version, or train the tokenizer again.")));

  if (!asSummed(json)) return failure(tokenizerChanged(path));

  TokenizerFile file;
  file.name = word("name");
  file.hash = word("hash");
  file.pieces = number("pieces");
  if (json.contains("origin")) file.origin = json["origin"];
  const std::string kind = word("kind");
  if (kind == kPictureTokenizerKind)
    return failure(message(UNMASK_TEXT("core",
                                       "%1 is a picture tokenizer; texts cannot be cut "
                                       "with it."),
                           folder.string()),
                   message(UNMASK_TEXT("core", "Choose a tokenizer of texts.")));
  bool known = false;
  for (const auto k :
       {TokenizerKind::unigram, TokenizerKind::bpe, TokenizerKind::character, TokenizerKind::byte})
    if (kind == id(k)) {
      file.kind = k;
      known = true;
    }
  if (!known)
    return failure(
        damaged(path, message(UNMASK_TEXT("core", "there is no tokenizer kind \"%1\"."), kind)));

  if (file.kind == TokenizerKind::character) {
    const auto list = json.find("characters");
    if (list == json.end() || !list->is_array() || list->empty())
      return failure(damaged(path, message(UNMASK_TEXT("core", "it lists no characters."))));
    for (const auto& item : *list) {
      const bool good = item.is_number_unsigned() && item.get<uint64_t>() < 0x110000 &&
                        (item.get<uint64_t>() < 0xD800 || item.get<uint64_t>() > 0xDFFF);
      if (!good || (!file.characters.empty() && item.get<uint32_t>() <= file.characters.back()))
        return failure(damaged(
            path, message(UNMASK_TEXT("core", "\"characters\" must be ascending code points."))));
      file.characters.push_back(item.get<uint32_t>());
    }
  }
  return file;
}

Status checkName(const std::string& name) {
  const bool control = std::any_of(name.begin(), name.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F;
  });
  if (!control && name.size() <= 200 && name.find_first_not_of(' ') != std::string::npos) return {};
  return failure(message(UNMASK_TEXT("core", "\"%1\" cannot be a name."), name),
                 message(UNMASK_TEXT("core",
                                     "A name has 1 to 200 bytes and no line ends or other control "
                                     "characters.")));
}

Status renameTokenizer(const fs::path& folder, const std::string& name) {
  UNMASK_TRY(checkName(name));
  UNMASK_ASSIGN(TokenizerFile file, readTokenizerFile(folder));
  file.name = name;
  return writeTokenizerFile(folder, file);
}

Status renamePictureTokenizer(const fs::path& folder, const std::string& name) {
  UNMASK_TRY(checkName(name));
  UNMASK_ASSIGN(PictureTokenizerInfo info, readPictureTokenizerInfo(folder));
  info.name = name;
  return writePictureTokenizerInfo(folder, info);
}

Status refuseExisting(const fs::path& folder) {
  std::error_code ignored;  // an unreadable parent shows when the folder is made
  if (!fs::exists(folder, ignored)) return {};
  return failure(message(UNMASK_TEXT("core", "%1 exists already."), folder.string()),
                 message(UNMASK_TEXT("core", "Choose another name.")));
}

}  // namespace unmask
