// Reads and writes a corpus in tokens: the one place that knows this format.
#include "core/dataset/token_data.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>

#include "core/base/files.h"
#include "core/base/message_value.h"

namespace unmask {

namespace {

constexpr uint64_t kAnchorEvery = 4096;
constexpr int64_t kLargestVocabulary = int64_t{1} << 30;  // ids fit int32 with the reserved ones

DType tokenType(int64_t pieces) {
  return TokenIds{pieces}.all() <= 65536 ? DType::uint16 : DType::int32;
}

Error damaged(const std::filesystem::path& path, Message why) {
  return {message(UNMASK_TEXT("core", "%1 is damaged: %2"), path.string(), asValue(why)),
          message(UNMASK_TEXT("core", "Remove the folder; it is made again from the corpus."))};
}

// Bit i stands in byte i/8, lowest bit first.
std::string hexBits(const std::vector<bool>& bits) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text((bits.size() + 7) / 8 * 2, '0');
  for (size_t byte = 0; byte < text.size() / 2; ++byte) {
    unsigned value = 0;
    for (size_t bit = 0; bit < 8 && byte * 8 + bit < bits.size(); ++bit)
      value |= static_cast<unsigned>(bits[byte * 8 + bit]) << bit;
    text[2 * byte] = kDigits[value >> 4];
    text[2 * byte + 1] = kDigits[value & 15];
  }
  return text;
}

bool bitsFromHex(const std::string& text, std::vector<bool>& bits) {
  if (text.size() != (bits.size() + 7) / 8 * 2) return false;
  for (size_t i = 0; i < bits.size(); ++i) {
    const char digit = text[i / 8 * 2 + (i % 8 < 4 ? 1 : 0)];
    unsigned value = 0;
    if (digit >= '0' && digit <= '9')
      value = static_cast<unsigned>(digit - '0');
    else if (digit >= 'a' && digit <= 'f')
      value = static_cast<unsigned>(digit - 'a') + 10;
    else
      return false;
    bits[i] = (value >> (i % 4)) & 1;
  }
  return true;
}

// The piece of each of the 256 bytes, -1 for none.
Status readBytePieces(const nlohmann::json& pieces, const std::filesystem::path& path,
                      TokenDataInfo& info) {
  const auto wrong = [&] {
    return failure(damaged(
        path, message(UNMASK_TEXT("core", "%1 is not a list of 256 pieces."), "byte_pieces")));
  };
  if (!pieces.is_array() || pieces.size() != 256) return wrong();
  info.words.bytes.assign(static_cast<size_t>(info.pieces), -1);
  for (size_t byte = 0; byte < 256; ++byte) {
    if (!pieces[byte].is_number_integer()) return wrong();
    const int64_t piece = pieces[byte].get<int64_t>();
    if (piece < -1 || piece >= info.pieces) return wrong();
    if (piece >= 0) info.words.bytes[static_cast<size_t>(piece)] = static_cast<int16_t>(byte);
  }
  return {};
}

// The reverse of readBytePieces.
std::vector<int64_t> bytePieces(const WordMarks& words) {
  std::vector<int64_t> pieces(256, -1);
  for (size_t piece = 0; piece < words.bytes.size(); ++piece)
    if (words.bytes[piece] >= 0)
      pieces[static_cast<size_t>(words.bytes[piece])] = static_cast<int64_t>(piece);
  return pieces;
}

void addTo(nlohmann::json& json, const WordMarks& words) {
  json["starts_word"] = hexBits(words.starts);
  if (!words.ends.empty()) json["ends_word"] = hexBits(words.ends);
  if (!words.bytes.empty()) json["byte_pieces"] = bytePieces(words);
}

Result<TokenDataInfo> readInfo(const std::filesystem::path& path) {
  UNMASK_ASSIGN(const std::string text, readFile(path));
  const auto json = nlohmann::json::parse(text, nullptr, false);
  const auto word = [&](const char* key) {
    const auto found = json.find(key);
    return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  if (!json.is_object() || !json.contains("pieces") || !json["pieces"].is_number_integer())
    return failure(damaged(path, message(UNMASK_TEXT("core", "no number of pieces."))));
  TokenDataInfo info;
  info.pieces = json["pieces"].get<int64_t>();
  if (info.pieces < 1 || info.pieces > kLargestVocabulary)
    return failure(damaged(
        path, message(UNMASK_TEXT("core", "impossible number of pieces %1."), info.pieces)));
  info.corpusHash = word("corpus_hash");
  info.tokenizerSlug = word("tokenizer");
  info.tokenizerHash = word("tokenizer_hash");
  const auto marks = [&](const char* key, std::vector<bool>& out) -> Status {
    const std::string bits = word(key);
    if (bits.size() != (static_cast<size_t>(info.pieces) + 7) / 8 * 2)
      return failure(damaged(path, message(UNMASK_TEXT("core", "%1 has a wrong length."), key)));
    out.resize(static_cast<size_t>(info.pieces));
    if (!bitsFromHex(bits, out))
      return failure(damaged(path, message(UNMASK_TEXT("core", "%1 is not hexadecimal."), key)));
    return {};
  };
  UNMASK_TRY(marks("starts_word", info.words.starts));
  if (json.contains("ends_word")) UNMASK_TRY(marks("ends_word", info.words.ends));
  if (json.contains("byte_pieces")) UNMASK_TRY(readBytePieces(json["byte_pieces"], path, info));
  if (json.contains("without_piece")) info.withoutPiece = withoutPieceFrom(json["without_piece"]);
  if (json.contains("ends_sentence")) UNMASK_TRY(marks("ends_sentence", info.endsSentence));
  return info;
}

}  // namespace

struct TokenData::State {
  std::filesystem::path folder;
  TokenDataInfo info;
  ArrayFile tokens, tokenBytes, anchors, documentTokens, documentBytes;

  template <class T>
  Status readPieces(uint64_t first, std::span<int64_t> out) const {
    std::vector<T> stored(out.size());
    UNMASK_TRY(tokens.read(first, std::span<T>(stored)));
    for (size_t i = 0; i < out.size(); ++i) {
      out[i] = static_cast<int64_t>(stored[i]);
      if (out[i] < 0 || out[i] >= info.pieces)
        return failure(damaged(
            folder / "tokens.npy",
            message(UNMASK_TEXT("core", "token %1 has the impossible id %2."), first + i, out[i])));
    }
    return {};
  }

  // Byte position in the corpus's text where `token` begins; token == N gives the end.
  Result<uint64_t> byteOf(uint64_t token) const {
    if (info.tokens == 0) return 0;
    const uint64_t anchor = std::min(token / kAnchorEvery, anchors.size() - 1);
    uint64_t byte = 0;
    UNMASK_TRY(anchors.read(anchor, std::span(&byte, 1)));
    std::vector<uint16_t> widths(token - anchor * kAnchorEvery);
    UNMASK_TRY(tokenBytes.read(anchor * kAnchorEvery, std::span<uint16_t>(widths)));
    for (const uint16_t width : widths) byte += width;
    return byte;
  }

  Error beyondEnd(uint64_t token) const {
    return {message(UNMASK_TEXT("core", "%1 has %2 tokens; token %3 was asked for."),
                    folder.string(), info.tokens, token),
            {}};
  }
};

TokenData::TokenData(std::unique_ptr<State> state) : state_(std::move(state)) {}
TokenData::TokenData(TokenData&&) noexcept = default;
TokenData& TokenData::operator=(TokenData&&) noexcept = default;
TokenData::~TokenData() = default;

const TokenDataInfo& TokenData::info() const {
  return state_->info;
}

Result<TokenData> TokenData::open(const std::filesystem::path& folder, Access access) {
  UNMASK_ASSIGN(TokenDataInfo info, readInfo(folder / "tokens.json"));
  const auto array = [&](const char* name, DType dtype) {
    return ArrayFile::open(folder / name, dtype, access);
  };
  UNMASK_ASSIGN(auto tokens, array("tokens.npy", tokenType(info.pieces)));
  UNMASK_ASSIGN(auto tokenBytes, array("token_bytes.npy", DType::uint16));
  UNMASK_ASSIGN(auto anchors, array("anchors.npy", DType::uint64));
  UNMASK_ASSIGN(auto documentTokens, array("document_tokens.npy", DType::uint64));
  UNMASK_ASSIGN(auto documentBytes, array("document_bytes.npy", DType::uint64));

  info.tokens = tokens.size();
  const auto sized = [&](const char* name, const ArrayFile& file, uint64_t size) -> Status {
    if (file.size() == size) return {};
    return failure(damaged(folder / name, message(UNMASK_TEXT("core", "%1 entries instead of %2."),
                                                  file.size(), size)));
  };
  UNMASK_TRY(sized("token_bytes.npy", tokenBytes, info.tokens));
  UNMASK_TRY(sized("anchors.npy", anchors, (info.tokens + kAnchorEvery - 1) / kAnchorEvery));
  UNMASK_TRY(
      sized("document_tokens.npy", documentTokens, std::max<uint64_t>(1, documentBytes.size())));
  info.documents = documentTokens.size() - 1;
  const auto endsWith = [&](const char* name, const ArrayFile& file) -> Result<uint64_t> {
    uint64_t first = 0, last = 0;
    UNMASK_TRY(file.read(0, std::span(&first, 1)));
    UNMASK_TRY(file.read(file.size() - 1, std::span(&last, 1)));
    if (first != 0)
      return failure(
          damaged(folder / name, message(UNMASK_TEXT("core", "it does not begin at 0."))));
    return last;
  };
  UNMASK_ASSIGN(const uint64_t lastToken, endsWith("document_tokens.npy", documentTokens));
  UNMASK_ASSIGN(info.bytes, endsWith("document_bytes.npy", documentBytes));
  if (lastToken != info.tokens)
    return failure(damaged(
        folder / "document_tokens.npy",
        message(UNMASK_TEXT("core", "it ends at token %1 of %2."), lastToken, info.tokens)));
  return TokenData(std::make_unique<State>(
      State{folder, std::move(info), std::move(tokens), std::move(tokenBytes), std::move(anchors),
            std::move(documentTokens), std::move(documentBytes)}));
}

Status TokenData::read(uint64_t first, std::span<int64_t> out) const {
  if (tokenType(state_->info.pieces) == DType::uint16)
    return state_->readPieces<uint16_t>(first, out);
  return state_->readPieces<int32_t>(first, out);
}

Result<TokenRange> TokenData::documentTokens(uint64_t document) const {
  UNMASK_ASSIGN(const std::vector<uint64_t> begins, documentBegins(document, 1));
  return TokenRange{begins[0], begins[1]};
}

Result<std::vector<uint64_t>> TokenData::documentBegins(uint64_t first, uint64_t count) const {
  const TokenDataInfo& info = state_->info;
  if (first > info.documents || count > info.documents - first)
    return failure(message(UNMASK_TEXT("core", "%1 has %2 documents; document %3 was asked for."),
                           state_->folder.string(), info.documents, first + count));
  std::vector<uint64_t> begins(count + 1);
  UNMASK_TRY(state_->documentTokens.read(first, std::span<uint64_t>(begins)));
  if (!std::is_sorted(begins.begin(), begins.end()) || begins.back() > info.tokens)
    return failure(damaged(state_->folder / "document_tokens.npy",
                           message(UNMASK_TEXT("core", "documents are out of order."))));
  return begins;
}

Result<uint64_t> TokenData::documentOf(uint64_t token) const {
  if (token >= state_->info.tokens) return failure(state_->beyondEnd(token));
  // The last document that begins at or before the token; empty ones before it begin there too.
  uint64_t low = 0, high = state_->info.documents;
  while (high - low > 1) {
    const uint64_t middle = low + (high - low) / 2;
    uint64_t begin = 0;
    UNMASK_TRY(state_->documentTokens.read(middle, std::span(&begin, 1)));
    (begin <= token ? low : high) = middle;
  }
  UNMASK_ASSIGN(const TokenRange found, documentTokens(low));
  if (token < found.begin || token >= found.end)
    return failure(damaged(state_->folder / "document_tokens.npy",
                           message(UNMASK_TEXT("core", "documents are out of order."))));
  return low;
}

Result<Provenance> TokenData::provenance(uint64_t first, uint64_t count) const {
  Provenance where;
  where.tokenBegin = first;
  where.tokenCount = count;
  UNMASK_ASSIGN(where.document, documentOf(first));
  UNMASK_ASSIGN(const uint64_t begin, state_->byteOf(first));
  UNMASK_ASSIGN(const uint64_t bytes, byteCount(first, count));
  uint64_t documentBegin = 0;
  UNMASK_TRY(state_->documentBytes.read(where.document, std::span(&documentBegin, 1)));
  if (documentBegin > begin)
    return failure(damaged(
        state_->folder / "document_bytes.npy",
        message(UNMASK_TEXT("core", "document %1 begins after its first token."), where.document)));
  where.byteBegin = begin - documentBegin;
  where.byteEnd = where.byteBegin + bytes;
  return where;
}

Result<uint64_t> TokenData::byteCount(uint64_t first, uint64_t count) const {
  const uint64_t tokens = state_->info.tokens;
  if (first > tokens || count > tokens - first) return failure(state_->beyondEnd(first + count));
  if (count <= kAnchorEvery) {
    std::vector<uint16_t> widths(count);
    UNMASK_TRY(state_->tokenBytes.read(first, std::span<uint16_t>(widths)));
    return std::accumulate(widths.begin(), widths.end(), uint64_t{0});
  }
  UNMASK_ASSIGN(const uint64_t begin, state_->byteOf(first));
  UNMASK_ASSIGN(const uint64_t end, state_->byteOf(first + count));
  if (end < begin)
    return failure(damaged(state_->folder / "anchors.npy",
                           message(UNMASK_TEXT("core", "positions are out of order."))));
  return end - begin;
}

struct TokenDataWriter::State {
  std::filesystem::path folder;
  int64_t pieces;
  NpyWriter tokens, tokenBytes, anchors, documentTokens, documentBytes;
  uint64_t tokenCount = 0, byteCount = 0;

  template <class T>
  Status appendIds(std::span<const int32_t> ids) {
    std::vector<T> stored(ids.begin(), ids.end());
    return tokens.append(std::span<const T>(stored));
  }
  Status markDocument() {
    UNMASK_TRY(documentTokens.append(std::span<const uint64_t>(&tokenCount, 1)));
    return documentBytes.append(std::span<const uint64_t>(&byteCount, 1));
  }
};

TokenDataWriter::TokenDataWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
TokenDataWriter::TokenDataWriter(TokenDataWriter&&) noexcept = default;
TokenDataWriter::~TokenDataWriter() = default;

Result<TokenDataWriter> TokenDataWriter::create(const std::filesystem::path& folder,
                                                int64_t pieces) {
  if (pieces < 1 || pieces > kLargestVocabulary)
    return failure(message(UNMASK_TEXT("core", "A tokenizer of %1 pieces cannot be used."), pieces),
                   message(UNMASK_TEXT("core", "Use one of 1 to %1 pieces."), kLargestVocabulary));
  const auto array = [&](const char* name, DType dtype) {
    return NpyWriter::create(folder / name, dtype);
  };
  UNMASK_ASSIGN(auto tokens, array("tokens.npy", tokenType(pieces)));
  UNMASK_ASSIGN(auto tokenBytes, array("token_bytes.npy", DType::uint16));
  UNMASK_ASSIGN(auto anchors, array("anchors.npy", DType::uint64));
  UNMASK_ASSIGN(auto documentTokens, array("document_tokens.npy", DType::uint64));
  UNMASK_ASSIGN(auto documentBytes, array("document_bytes.npy", DType::uint64));
  auto state = std::make_unique<State>(State{folder, pieces, std::move(tokens),
                                             std::move(tokenBytes), std::move(anchors),
                                             std::move(documentTokens), std::move(documentBytes)});
  UNMASK_TRY(state->markDocument());
  return TokenDataWriter(std::move(state));
}

Status TokenDataWriter::append(std::span<const int32_t> ids, std::span<const uint16_t> bytes) {
  State& s = *state_;
  if (ids.size() != bytes.size())
    return failure(message(UNMASK_TEXT("core", "%1 tokens came with %2 byte counts."), ids.size(),
                           bytes.size()));
  for (const int32_t id : ids)
    if (id < 0 || id >= s.pieces)
      return failure(message(UNMASK_TEXT("core", "The tokenizer gave id %1; it has %2 pieces."), id,
                             s.pieces));
  UNMASK_TRY(tokenType(s.pieces) == DType::uint16 ? s.appendIds<uint16_t>(ids)
                                                  : s.appendIds<int32_t>(ids));
  UNMASK_TRY(s.tokenBytes.append(bytes));
  for (const uint16_t width : bytes) {
    if (s.tokenCount % kAnchorEvery == 0)
      UNMASK_TRY(s.anchors.append(std::span<const uint64_t>(&s.byteCount, 1)));
    ++s.tokenCount;
    s.byteCount += width;
  }
  return {};
}

Status TokenDataWriter::endDocument() {
  return state_->markDocument();
}

Status TokenDataWriter::finish(const TokenDataInfo& info) {
  State& s = *state_;
  for (const std::vector<bool>* marks : {&info.words.starts, &info.words.ends})
    if (marks->size() != static_cast<size_t>(s.pieces) &&
        (marks == &info.words.starts || !marks->empty()))
      return failure(message(UNMASK_TEXT("core", "%1 word marks came for %2 pieces."),
                             marks->size(), s.pieces));
  for (NpyWriter* array :
       {&s.tokens, &s.tokenBytes, &s.anchors, &s.documentTokens, &s.documentBytes})
    UNMASK_TRY(array->finish());
  if (!info.endsSentence.empty() && info.endsSentence.size() != static_cast<size_t>(s.pieces))
    return failure(message(UNMASK_TEXT("core", "%1 sentence marks came for %2 pieces."),
                           info.endsSentence.size(), s.pieces));
  nlohmann::json json = {{"pieces", s.pieces},
                         {"tokens", s.tokenCount},
                         {"bytes", s.byteCount},
                         {"tokenizer", info.tokenizerSlug},
                         {"tokenizer_hash", info.tokenizerHash},
                         {"corpus_hash", info.corpusHash}};
  addTo(json, info.words);
  if (!info.withoutPiece.none()) json["without_piece"] = toJson(info.withoutPiece);
  if (!info.endsSentence.empty()) json["ends_sentence"] = hexBits(info.endsSentence);
  return writeFileWhole(s.folder / "tokens.json", json.dump(1) + "\n");
}

Status addWordMarks(const std::filesystem::path& folder, const WordMarks& words) {
  const std::filesystem::path path = folder / "tokens.json";
  UNMASK_ASSIGN(const std::string text, readFile(path));
  nlohmann::json json = nlohmann::json::parse(text, nullptr, false);
  const auto pieces = static_cast<int64_t>(words.starts.size());
  if (!json.is_object() || !json.contains("pieces") || json["pieces"] != pieces)
    return failure(damaged(path, message(UNMASK_TEXT("core", "no number of pieces."))));
  addTo(json, words);
  return writeFileWhole(path, json.dump(1) + "\n");
}

namespace {

Error otherData(const std::filesystem::path& folder, const char* what, const std::string& slug) {
  return {
      message(UNMASK_TEXT("core", "%1 was made from another %2 than the run's \"%3\"."),
              folder.string(), what, slug),
      message(UNMASK_TEXT("core", "Bring back the original, or start a new run with this one."))};
}

}  // namespace

Status sameData(const RunSpec& spec, const TokenDataInfo& info,
                const std::filesystem::path& folder) {
  if (!spec.corpus.hash.empty() && spec.corpus.hash != info.corpusHash)
    return failure(otherData(folder, "corpus", spec.corpus.slug));
  if (spec.pieces != info.pieces ||
      (!spec.tokenizer.hash.empty() && spec.tokenizer.hash != info.tokenizerHash))
    return failure(otherData(folder, "tokenizer", spec.tokenizer.slug));
  return {};
}

}  // namespace unmask
