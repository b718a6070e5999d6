// Encoding and decoding with a SentencePiece model.
#include "core/tokenizers/sentencepiece_tokenizer.h"

#include <utf8.h>

#include <algorithm>
#include <cstdio>

#include "core/base/message_value.h"
#include "core/tokenizers/utf8.h"

namespace unmask {

namespace {

constexpr std::string_view kSpaceMark = "\u2581";  // "▁"
constexpr size_t kLongestWord = 4096;              // bytes; longer ones are cut, always alike
constexpr size_t kLongestParagraph = 32768;

std::string withSpaces(std::string piece) {
  for (size_t at = 0; (at = piece.find(kSpaceMark, at)) != std::string::npos; ++at)
    piece.replace(at, kSpaceMark.size(), " ");
  return piece;
}

}  // namespace

Result<std::shared_ptr<SentencePieceTokenizer>> SentencePieceTokenizer::load(
    std::string_view bytes, const std::string& fileName) {
  UNMASK_ASSIGN(ModelDescription model, describeModel(bytes, fileName));
  const auto refused = [&](const std::string& why) {
    return failure(message(UNMASK_TEXT("core", "%1 cannot be used: %2."), fileName, why),
                   message(UNMASK_TEXT("core", "Choose a .model file written by SentencePiece.")));
  };
  std::shared_ptr<SentencePieceTokenizer> tokenizer(new SentencePieceTokenizer(std::move(model)));
  try {
    const auto status = tokenizer->processor_.LoadFromSerializedProto(bytes);
    if (!status.ok()) return refused(status.message());
  } catch (const std::exception& error) {
    return refused(error.what());
  }
  if (static_cast<size_t>(tokenizer->processor_.GetPieceSize()) != tokenizer->model_.pieces.size())
    return refused(asValue(message(UNMASK_TEXT("core", "its number of pieces is ambiguous"))));
  tokenizer->prepare();
  return tokenizer;
}

SentencePieceTokenizer::SentencePieceTokenizer(ModelDescription model) : model_(std::move(model)) {}

void SentencePieceTokenizer::prepare() {
  byteIds_.fill(-1);
  bool crosses = false, hasSpace = false;
  for (size_t i = 0; i < model_.pieces.size(); ++i) {
    const ModelPiece& piece = model_.pieces[i];
    const auto id = static_cast<int32_t>(i);
    std::string surface;
    switch (piece.type) {
      case ModelPiece::Type::unknown:
        unknown_ = id;
        surface = "\uFFFD";
        break;
      case ModelPiece::Type::control:
        break;
      case ModelPiece::Type::byte: {
        const auto value =
            static_cast<unsigned char>(std::stoi(piece.text.substr(3, 2), nullptr, 16));
        byteIds_[value] = id;
        surface = static_cast<char>(value);
        break;
      }
      default:
        surface = withSpaces(piece.text);
        if (piece.text == "\n" && piece.type == ModelPiece::Type::userDefined)
          newline_ = id;
        else if (piece.text == "\t" && piece.type == ModelPiece::Type::userDefined)
          tab_ = id;
        else
          crosses = crosses || surface.find_first_of(" \n\t", 1) != std::string::npos ||
                    surface[0] == '\n' || surface[0] == '\t';
        hasSpace = hasSpace || surface == " ";
    }
    surfaces_.push_back(std::move(surface));
  }
  plain_ = model_.byteFallback && !model_.normalises && !model_.dummyPrefix &&
           !model_.removesSpaces && model_.escapesSpaces && hasSpace;
  byWord_ = plain_ && !crosses && !model_.suffixSpaces && newline_ >= 0 && tab_ >= 0;
}

Encoding SentencePieceTokenizer::encode(std::string_view text) const {
  std::vector<size_t> none;
  return encodeAll(text, {}, none);
}

Encoding SentencePieceTokenizer::encodeAll(std::string_view text, std::span<const uint64_t> ends,
                                           std::vector<size_t>& idEnds) const {
  Encoding out;
  out.ids.reserve(text.size() / 3);
  out.bytes.reserve(text.size() / 3);
  KnownWords known;
  uint64_t begin = 0;
  for (const uint64_t end : ends) {
    encodeDocument(text.substr(begin, end - begin), known, out);
    idEnds.push_back(out.ids.size());
    begin = end;
  }
  encodeDocument(text.substr(begin), known, out);
  return out;
}

void SentencePieceTokenizer::encodeDocument(std::string_view text, KnownWords& known,
                                            Encoding& out) const {
  while (!text.empty()) {
    const std::string_view valid = text.substr(0, validPrefix(text));
    if (byWord_)
      encodeWords(valid, known, out);
    else
      encodeParagraphs(valid, out);
    text.remove_prefix(valid.size());
    if (text.empty()) break;
    const size_t wrong = decodeOne(text.data(), text.data() + text.size()).length;
    encodeBytes(text.substr(0, wrong), out);
    text.remove_prefix(wrong);
  }
}

// A word: an optional space and what follows up to the next space, tab, newline or U+2581.
size_t SentencePieceTokenizer::wordEnd(std::string_view text, size_t begin) const {
  if (text.substr(begin, kSpaceMark.size()) == kSpaceMark) return begin + kSpaceMark.size();
  const size_t limit = std::min(text.size(), begin + kLongestWord);
  for (size_t i = begin + 1; i < limit; ++i) {
    const char c = text[i];
    if (c == ' ' || c == '\n' || c == '\t') return i;
    if (c == kSpaceMark[0] && text.substr(i, 3) == kSpaceMark) return i;
  }
  return characterBoundary(text, limit);
}

void SentencePieceTokenizer::encodeWords(std::string_view text, KnownWords& known,
                                         Encoding& out) const {
  const auto one = [&](int32_t id) {
    out.ids.push_back(id);
    out.bytes.push_back(1);
  };
  for (size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (c == '\n' || c == '\t') {
      one(c == '\n' ? newline_ : tab_);
      ++i;
      continue;
    }
    if (c == kSpaceMark[0] && text.substr(i, 3) == kSpaceMark) {
      encodeBytes(kSpaceMark, out);
      i += 3;
      continue;
    }
    const size_t end = wordEnd(text, i);
    const std::string_view word = text.substr(i, end - i);
    const auto [found, isNew] = known.try_emplace(word, Span{out.ids.size(), 0});
    if (isNew) {
      encodeWord(word, out);
      found->second.count = out.ids.size() - found->second.begin;
    } else {
      const Span span = found->second;
      for (size_t k = 0; k < span.count; ++k) {  // by index: both vectors grow
        out.ids.push_back(out.ids[span.begin + k]);
        out.bytes.push_back(out.bytes[span.begin + k]);
      }
    }
    i = end;
  }
}

void SentencePieceTokenizer::encodeWord(std::string_view word, Encoding& out) const {
  std::vector<int> ids;
  const bool good = processor_.Encode(word, &ids).ok();
  size_t covered = 0;
  for (const int id : ids) covered += surfaces_[static_cast<size_t>(id)].size();
  if (!good || covered != word.size()) return encodeAligned(word, out);
  for (const int id : ids) {
    out.ids.push_back(id);
    out.bytes.push_back(static_cast<uint32_t>(surfaces_[static_cast<size_t>(id)].size()));
  }
}

// Cuts after the last newline of each 32 KiB, and at U+2581.
void SentencePieceTokenizer::encodeParagraphs(std::string_view text, Encoding& out) const {
  while (!text.empty()) {
    size_t size = text.size();
    if (size > kLongestParagraph) {
      const size_t newline = text.rfind('\n', kLongestParagraph - 1);
      size = newline != std::string_view::npos ? newline + 1
                                               : characterBoundary(text, kLongestParagraph);
    }
    std::string_view paragraph = text.substr(0, size);
    while (!paragraph.empty()) {
      const size_t mark = model_.byteFallback ? paragraph.find(kSpaceMark) : std::string_view::npos;
      if (mark != 0) encodeAligned(paragraph.substr(0, mark), out);
      if (mark == std::string_view::npos) break;
      encodeBytes(kSpaceMark, out);
      paragraph.remove_prefix(mark + kSpaceMark.size());
    }
    text.remove_prefix(size);
  }
}

void SentencePieceTokenizer::encodeAligned(std::string_view text, Encoding& out) const {
  sentencepiece::ImmutableSentencePieceText result;
  const bool good = processor_.Encode(text, result.mutable_proto()).ok();
  const size_t first = out.ids.size();
  uint32_t covered = 0;
  if (good)
    for (const auto& piece : result.pieces()) {
      const uint32_t end =
          std::clamp<uint32_t>(piece.end(), covered, static_cast<uint32_t>(text.size()));
      out.ids.push_back(static_cast<int32_t>(piece.id()));
      out.bytes.push_back(end - covered);
      covered = end;
    }
  // What normalisation swallowed at the end belongs to the last piece; text that it swallowed
  // altogether becomes one unknown piece, so that every byte is covered.
  if (out.ids.size() == first) {
    out.ids.push_back(unknown_);
    out.bytes.push_back(0);
  }
  out.bytes.back() += static_cast<uint32_t>(text.size()) - covered;
}

void SentencePieceTokenizer::encodeBytes(std::string_view bytes, Encoding& out) const {
  for (const char c : bytes) {
    const int32_t id = byteIds_[static_cast<unsigned char>(c)];
    out.ids.push_back(id >= 0 ? id : unknown_);
    out.bytes.push_back(1);
  }
}

size_t SentencePieceTokenizer::cut(std::string_view text) const {
  if (!byWord_) {
    size_t begin = 0;
    while (text.size() - begin > kLongestParagraph) {
      const std::string_view rest = text.substr(begin);
      const size_t newline = rest.rfind('\n', kLongestParagraph - 1);
      begin += newline != std::string_view::npos ? newline + 1
                                                 : characterBoundary(rest, kLongestParagraph);
    }
    return begin;
  }
  const size_t separator = text.find_last_of(" \n\t");
  if (separator != std::string_view::npos && separator > 0) return separator;
  size_t begin = 0;  // one long word: count its cuts from its beginning
  while (begin + kLongestWord + 4 < text.size()) begin = wordEnd(text, begin);
  return begin;
}

std::optional<size_t> SentencePieceTokenizer::firstUnknown(std::string_view text) const {
  if (model_.byteFallback) return {};
  const Encoding encoding = encode(text);
  size_t at = 0;
  for (size_t i = 0; i < encoding.ids.size(); ++i) {
    if (encoding.ids[i] == unknown_) return at;
    at += encoding.bytes[i];
  }
  return {};
}

std::string SentencePieceTokenizer::decode(const std::vector<int64_t>& ids) const {
  std::string text;
  if (plain_) {
    for (const int64_t id : ids)
      if (id >= 0 && id < pieces()) text += surfaces_[static_cast<size_t>(id)];
  } else {
    std::vector<int> known;
    for (const int64_t id : ids)
      if (id >= 0 && id < pieces()) known.push_back(static_cast<int>(id));
    if (!processor_.Decode(known, &text).ok()) text.clear();
  }
  return utf8::is_valid(text) ? text : utf8::replace_invalid(text);
}

std::string SentencePieceTokenizer::piece(int64_t id) const {
  return id >= 0 && id < pieces() ? model_.pieces[static_cast<size_t>(id)].text : std::string();
}

PieceInfo SentencePieceTokenizer::describe(int64_t id) const {
  const ModelPiece& piece = model_.pieces[static_cast<size_t>(id)];
  switch (piece.type) {
    case ModelPiece::Type::normal:
      return {PieceKind::normal, piece.score};
    case ModelPiece::Type::unknown:
      return {PieceKind::unknown, {}};
    case ModelPiece::Type::control:
      return {PieceKind::control, {}};
    case ModelPiece::Type::userDefined:
      return {PieceKind::user, {}};
    case ModelPiece::Type::unused:
      return {PieceKind::unused, {}};
    case ModelPiece::Type::byte:
      return {PieceKind::byte, {}};
  }
  return {};
}

bool SentencePieceTokenizer::startsWord(int64_t id) const {
  if (id < 0 || id >= pieces()) return false;
  const ModelPiece& piece = model_.pieces[static_cast<size_t>(id)];
  return piece.text.starts_with(kSpaceMark) || piece.type == ModelPiece::Type::userDefined;
}

}  // namespace unmask
