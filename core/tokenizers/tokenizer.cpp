// What all tokenizers share: opening, names of pieces for people, reserved names in typed text.
#include "core/tokenizers/tokenizer.h"

#include <cstdio>

#include "core/base/files.h"
#include "core/spec/token_ids.h"
#include "core/tokenizers/character_tokenizer.h"
#include "core/tokenizers/sentencepiece_tokenizer.h"
#include "core/tokenizers/tokenizer_file.h"

namespace unmask {

namespace {

bool carriesSpace(const Tokenizer& tokenizer) {
  return tokenizer.kind() == TokenizerKind::unigram || tokenizer.kind() == TokenizerKind::bpe;
}

// The reserved id that `text` begins with, and the length of its name; {-1, 0} for none.
std::pair<int64_t, size_t> reservedAt(const TokenIds& ids, std::string_view text) {
  for (int64_t id = ids.pieces; id < ids.all(); ++id) {
    const std::string name = ids.reservedName(id);
    if (text.starts_with(name)) return {id, name.size()};
  }
  return {-1, 0};
}

// Calls take(text before a reserved name, the name's id) for each, and take(the rest, -1).
template <class Take>
void forEachPart(const TokenIds& reserved, std::string_view text, Take take) {
  size_t begin = 0;
  for (size_t at = text.find('['); at != std::string_view::npos; at = text.find('[', at)) {
    const auto [id, length] = reservedAt(reserved, text.substr(at));
    if (length == 0) {
      ++at;
      continue;
    }
    take(text.substr(begin, at - begin), id);
    at += length;
    begin = at;
  }
  take(text.substr(begin), int64_t{-1});
}

}  // namespace

Encoding Tokenizer::encodeAll(std::string_view text, std::span<const uint64_t> ends,
                              std::vector<size_t>& idEnds) const {
  Encoding all;
  uint64_t begin = 0;
  const auto add = [&](uint64_t end) {
    const Encoding one = encode(text.substr(begin, end - begin));
    all.ids.insert(all.ids.end(), one.ids.begin(), one.ids.end());
    all.bytes.insert(all.bytes.end(), one.bytes.begin(), one.bytes.end());
    begin = end;
  };
  for (const uint64_t end : ends) {
    add(end);
    idEnds.push_back(all.ids.size());
  }
  if (begin < text.size()) add(text.size());
  return all;
}

std::string displayPiece(const Tokenizer& tokenizer, int64_t id) {
  const TokenIds ids{tokenizer.pieces()};
  if (ids.reserved(id)) return ids.reservedName(id);
  const std::string piece = tokenizer.piece(id);
  std::string shown;
  for (const char c : piece) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\n') {
      shown += "\u23CE";  // ⏎
    } else if (c == '\t') {
      shown += "\u21E5";  // ⇥
    } else if (c == '\r') {
      shown += "\u240D";  // ␍
    } else if (c == ' ') {
      shown += carriesSpace(tokenizer) ? " " : "\u2423";  // ␣
    } else if (byte < 0x20 || byte == 0x7F) {
      char text[8];
      std::snprintf(text, sizeof text, "<0x%02X>", byte);
      shown += text;
    } else {
      shown += c;
    }
  }
  return shown;
}

bool endsSentence(const Tokenizer& tokenizer, int64_t id) {
  const std::string text = tokenizer.decode({id});
  for (const std::string_view end : {".", "!", "?", "\u2026", "\u3002", "\uFF01", "\uFF1F"})
    if (text.ends_with(end)) return true;
  return false;
}

std::vector<int64_t> encodeWithReserved(const Tokenizer& tokenizer, std::string_view text) {
  const TokenIds reserved{tokenizer.pieces()};
  std::vector<int64_t> out;
  forEachPart(reserved, text, [&](std::string_view part, int64_t id) {
    const bool standsForWord = id == reserved.mask() || id > reserved.sep();
    if (standsForWord && carriesSpace(tokenizer) && part.ends_with(' ')) part.remove_suffix(1);
    const Encoding encoding = tokenizer.encode(part);
    out.insert(out.end(), encoding.ids.begin(), encoding.ids.end());
    if (id >= 0) out.push_back(id);
  });
  return out;
}

std::string withoutReserved(const Tokenizer& tokenizer, std::string_view text) {
  std::string out;
  forEachPart(TokenIds{tokenizer.pieces()}, text,
              [&](std::string_view part, int64_t) { out += part; });
  return out;
}

Result<std::shared_ptr<const Tokenizer>> openTokenizer(const fs::path& folder) {
  UNMASK_ASSIGN(const TokenizerFile file, readTokenizerFile(folder));
  std::shared_ptr<Tokenizer> tokenizer;
  std::string hash;
  if (file.kind == TokenizerKind::character) {
    tokenizer = std::make_shared<CharacterTokenizer>(file.characters);
    hash = tokenizerHash(file.characters);
  } else if (file.kind == TokenizerKind::byte) {
    tokenizer = std::make_shared<ByteTokenizer>();
    hash = tokenizerHash(file.kind, {});
  } else {
    const fs::path path = folder / "spm.model";
    UNMASK_ASSIGN(const std::string bytes, readFile(path, uint64_t{256} << 20));
    UNMASK_ASSIGN(tokenizer, SentencePieceTokenizer::load(bytes, path.string()));
    hash = tokenizerHash(file.kind, bytes);
  }
  if (hash != file.hash || tokenizer->pieces() != file.pieces || tokenizer->kind() != file.kind)
    return failure(
        message(UNMASK_TEXT("core", "The tokenizer in %1 is not the one that was made there."),
                folder.string()),
        message(UNMASK_TEXT("core", "Train it again, or restore the folder from a copy.")));
  tokenizer->slug = folder.filename().string();
  tokenizer->name = file.name;
  tokenizer->hash = file.hash;
  return tokenizer;
}

}  // namespace unmask
