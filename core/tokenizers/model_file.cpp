// Parses the parts of SentencePiece's ModelProto that Unmask relies on (sentencepiece_model.proto).
#include "core/tokenizers/model_file.h"

#include "core/base/message_value.h"

#include <utf8.h>

#include <cmath>
#include <cstdio>
#include <cstring>
#include <unordered_set>

namespace unmask {

namespace {

// One field of a protobuf message: a number (varint or fixed) or bytes.
struct WireField {
  uint32_t number = 0;
  uint64_t value = 0;
  std::string_view bytes;
  uint32_t type = 0;
};

// Reads fields one after the other; ok() turns false at the first malformed one.
class WireReader {
 public:
  explicit WireReader(std::string_view bytes) : rest_(bytes) {}
  bool ok() const { return ok_; }

  bool next(WireField& field) {
    if (rest_.empty() || !ok_) return false;
    const uint64_t tag = varint();
    field = {static_cast<uint32_t>(tag >> 3), 0, {}, static_cast<uint32_t>(tag & 7)};
    if (field.number == 0 || tag >> 32) ok_ = false;
    if (field.type == 0)
      field.value = varint();
    else if (field.type == 1)
      field.value = fixed(8);
    else if (field.type == 5)
      field.value = fixed(4);
    else if (field.type == 2)
      field.bytes = take(varint());
    else
      ok_ = false;
    return ok_;
  }

 private:
  uint64_t varint() {
    uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (rest_.empty()) break;
      const auto byte = static_cast<unsigned char>(rest_.front());
      rest_.remove_prefix(1);
      value |= uint64_t{byte & 0x7Fu} << shift;
      if (!(byte & 0x80)) return value;
    }
    ok_ = false;
    return 0;
  }
  std::string_view take(uint64_t size) {
    if (size > rest_.size()) {
      ok_ = false;
      return {};
    }
    const auto part = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return part;
  }
  uint64_t fixed(size_t size) {
    const auto part = take(size);
    uint64_t value = 0;
    for (size_t i = 0; i < part.size(); ++i)
      value |= uint64_t{static_cast<unsigned char>(part[i])} << (8 * i);
    return value;
  }

  std::string_view rest_;
  bool ok_ = true;
};

uint32_t word(std::string_view bytes, size_t index) {
  uint32_t value;
  std::memcpy(&value, bytes.data() + 4 * index, 4);
  return value;
}

// precompiled_charsmap = trie size in bytes (u32), darts-clone units, replacement texts ending in
// 0. From node i, label c leads to (i ^ offset) ^ c; units come in blocks of 256, so it is enough
// that i ^ offset lies inside.
bool charsmapIsSafe(std::string_view map) {
  if (map.empty()) return true;
  if (map.size() < 4) return false;
  const uint32_t trieBytes = word(map, 0);
  if (trieBytes % 1024 != 0 || trieBytes == 0 || trieBytes >= map.size() - 4) return false;
  const std::string_view trie = map.substr(4, trieBytes);
  const std::string_view texts = map.substr(4 + trieBytes);
  if (texts.back() != '\0' || !utf8::is_valid(texts)) return false;
  const size_t units = trieBytes / 4;
  for (size_t i = 0; i < units; ++i) {
    const uint32_t unit = word(trie, i);
    if (unit >> 31) {
      if ((unit & 0x7FFFFFFFu) >= texts.size()) return false;
    } else if ((i ^ ((unit >> 10) << ((unit & 0x200u) >> 6))) >= units) {
      return false;
    }
  }
  return true;
}

// Why a model is refused; empty when it is good.
Message parsePiece(std::string_view bytes, ModelPiece& piece) {
  WireReader reader(bytes);
  WireField field;
  while (reader.next(field)) {
    if (field.number == 1 && field.type == 2) piece.text = field.bytes;
    if (field.number == 2 && field.type == 5) {
      const auto bits = static_cast<uint32_t>(field.value);
      std::memcpy(&piece.score, &bits, 4);
    }
    if (field.number == 3 && field.type == 0) {
      if (field.value < 1 || field.value > 6)
        return message(UNMASK_TEXT("core", "a piece has the unknown type %1"), field.value);
      piece.type = static_cast<ModelPiece::Type>(field.value);
    }
  }
  if (!reader.ok()) return message(UNMASK_TEXT("core", "it is cut off or no SentencePiece model"));
  if (piece.text.empty() || piece.text.find('\0') != std::string::npos ||
      !utf8::is_valid(piece.text))
    return message(UNMASK_TEXT("core", "a piece is empty or no valid UTF-8"));
  if (!std::isfinite(piece.score))
    return message(UNMASK_TEXT("core", "the score of \"%1\" is not a number"), piece.text);
  return {};
}

Message parseNormaliser(std::string_view bytes, ModelDescription& model) {
  WireReader reader(bytes);
  WireField field;
  while (reader.next(field)) {
    if (field.number == 2 && field.type == 2) {
      if (!charsmapIsSafe(field.bytes))
        return message(UNMASK_TEXT("core", "its table of character replacements is damaged"));
      model.normalises = model.normalises || !field.bytes.empty();
    }
    if (field.type != 0) continue;
    if (field.number == 3) model.dummyPrefix = field.value;
    if (field.number == 4) model.removesSpaces = field.value;
    if (field.number == 5) model.escapesSpaces = field.value;
  }
  if (!reader.ok()) return message(UNMASK_TEXT("core", "it is cut off or no SentencePiece model"));
  return {};
}

Message parseTrainer(std::string_view bytes, ModelDescription& model) {
  WireReader reader(bytes);
  WireField field;
  while (reader.next(field)) {
    if (field.type != 0) continue;
    if (field.number == 3) {
      if (field.value != 1 && field.value != 2)
        return message(UNMASK_TEXT("core", "it is neither a unigram nor a BPE model"));
      model.kind = field.value == 1 ? TokenizerKind::unigram : TokenizerKind::bpe;
    }
    if (field.number == 24) model.suffixSpaces = field.value;
    if (field.number == 35) model.byteFallback = field.value;
  }
  if (!reader.ok()) return message(UNMASK_TEXT("core", "it is cut off or no SentencePiece model"));
  return {};
}

Message parseModel(std::string_view bytes, ModelDescription& model) {
  WireReader reader(bytes);
  WireField field;
  Message wrong;
  while (wrong.empty() && reader.next(field)) {
    if (field.type != 2) continue;
    if (field.number == 1) wrong = parsePiece(field.bytes, model.pieces.emplace_back());
    if (field.number == 2) wrong = parseTrainer(field.bytes, model);
    if (field.number == 3) wrong = parseNormaliser(field.bytes, model);
    if (field.number == 5) {
      ModelDescription ignored;  // the denormaliser's flags mean nothing, its table is used
      wrong = parseNormaliser(field.bytes, ignored);
      model.normalises = model.normalises || ignored.normalises;
    }
  }
  if (wrong.empty() && !reader.ok())
    wrong = message(UNMASK_TEXT("core", "it is cut off or no SentencePiece model"));
  return wrong;
}

Message checkPieces(const ModelDescription& model) {
  constexpr size_t kMostPieces = size_t{1} << 22;
  if (model.pieces.empty())
    return message(UNMASK_TEXT("core", "it has no pieces, so it is no SentencePiece model"));
  if (model.pieces.size() > kMostPieces)
    return message(UNMASK_TEXT("core", "it has %1 pieces; at most %2 are allowed"),
                   model.pieces.size(), kMostPieces);
  std::unordered_set<std::string_view> seen;
  size_t unknowns = 0, bytes = 0, normal = 0;
  for (const ModelPiece& piece : model.pieces) {
    if (!seen.insert(piece.text).second)
      return message(UNMASK_TEXT("core", "the piece \"%1\" occurs twice"), piece.text);
    unknowns += piece.type == ModelPiece::Type::unknown;
    normal += piece.type == ModelPiece::Type::normal;
    if (piece.type != ModelPiece::Type::byte) continue;
    unsigned value = 0;
    char again[8];
    if (piece.text.size() == 6 && std::sscanf(piece.text.c_str(), "<0x%2X>", &value) == 1)
      std::snprintf(again, sizeof again, "<0x%02X>", value);
    else
      again[0] = 0;
    if (piece.text != again)
      return message(UNMASK_TEXT("core", "\"%1\" is no byte piece"), piece.text);
    ++bytes;
  }
  if (unknowns != 1) return message(UNMASK_TEXT("core", "it has no single unknown piece"));
  if (normal == 0) return message(UNMASK_TEXT("core", "it has no ordinary pieces"));
  if (model.byteFallback ? bytes != 256 : bytes != 0)
    return message(UNMASK_TEXT("core", "it has %1 of the 256 byte pieces"), bytes);
  return {};
}

}  // namespace

Result<ModelDescription> describeModel(std::string_view bytes, const std::string& fileName) {
  ModelDescription model;
  Message wrong = parseModel(bytes, model);
  if (wrong.empty()) wrong = checkPieces(model);
  if (!wrong.empty())
    return failure(message(UNMASK_TEXT("core", "%1 cannot be used: %2."), fileName, asValue(wrong)),
                   message(UNMASK_TEXT("core", "Choose a .model file written by SentencePiece.")));
  return model;
}

}  // namespace unmask
