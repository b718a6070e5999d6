// The parts of tokenizer.json: normaliser, pre-tokenizer, model, decoder, template.
#include "core/tokenizers/huggingface_tokenizer.h"

#include <utf8.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string_view>
#include <tuple>
#include <unordered_map>

#include "core/base/files.h"
#include "core/spec/token_ids.h"

namespace unmask {

using Json = nlohmann::ordered_json;

namespace {

constexpr const char* kSpaceMark = "\u2581";

// Pieces that never match text: far below every log probability.
constexpr double kNeverMatched = -10000;

Json addedToken(int64_t id, const std::string& content, bool special, bool takesSpaceBefore) {
  return {{"id", id},          {"content", content},    {"single_word", false},
          {"lstrip", takesSpaceBefore}, {"rstrip", false}, {"normalized", false},
          {"special", special}};
}

// The printable characters that GPT-2's byte-level tokenizers write for the 256 bytes.
std::vector<std::string> byteCharacters() {
  std::vector<std::string> characters(256);
  uint32_t next = 256;
  for (uint32_t byte = 0; byte < 256; ++byte) {
    const bool printable = (byte >= '!' && byte <= '~') || (byte >= 0xA1 && byte <= 0xAC) ||
                           (byte >= 0xAE && byte <= 0xFF);
    utf8::append(static_cast<char32_t>(printable ? byte : next++), characters[byte]);
  }
  return characters;
}

struct Parts {
  Json preTokenizer, model, decoder;
  Json added = Json::array();
};

Parts characterParts(const Tokenizer& tokenizer) {
  Json vocabulary = Json::object();
  for (int64_t id = 0; id < tokenizer.pieces(); ++id) vocabulary[tokenizer.piece(id)] = id;
  // What our tokenizer writes for a character it lacks; this one is in no vocabulary.
  const auto standIn = tokenizer.encode("\U0010FFFF").ids.front();
  return {{{"type", "Split"},
           {"pattern", {{"Regex", "[\\s\\S]"}}},
           {"behavior", "Isolated"},
           {"invert", false}},
          {{"type", "WordLevel"},
           {"vocab", std::move(vocabulary)},
           {"unk_token", tokenizer.piece(standIn)}},
          {{"type", "Fuse"}}};
}

Parts byteParts() {
  Json vocabulary = Json::object();
  int64_t id = 0;
  for (const std::string& character : byteCharacters()) vocabulary[character] = id++;
  const Json bytes = {{"type", "ByteLevel"},
                      {"add_prefix_space", false},
                      {"trim_offsets", false},
                      {"use_regex", false}};
  return {bytes,
          {{"type", "BPE"},
           {"dropout", nullptr},
           {"unk_token", nullptr},
           {"continuing_subword_prefix", nullptr},
           {"end_of_word_suffix", nullptr},
           {"fuse_unk", false},
           {"byte_fallback", false},
           {"vocab", std::move(vocabulary)},
           {"merges", Json::array()}},
          bytes};
}

Json unigramModel(const Tokenizer& tokenizer, int64_t unknown) {
  Json vocabulary = Json::array();
  for (int64_t id = 0; id < tokenizer.pieces(); ++id) {
    const PieceInfo info = tokenizer.describe(id);
    const double score = info.score                      ? double{*info.score}
                         : info.kind == PieceKind::user ? 0
                                                        : kNeverMatched;
    vocabulary.push_back({tokenizer.piece(id), score});
  }
  return {{"type", "Unigram"},
          {"unk_id", unknown},
          {"vocab", std::move(vocabulary)},
          {"byte_fallback", true}};
}

// SentencePiece keeps the rank of a merged piece, `tokenizers` wants the pair: every way in which a
// piece falls into two pieces, in the order of the pieces' ranks.
Json bpeModel(const Tokenizer& tokenizer, int64_t unknown) {
  Json vocabulary = Json::object();
  std::unordered_map<std::string, int64_t> idOf;
  for (int64_t id = 0; id < tokenizer.pieces(); ++id) {
    vocabulary[tokenizer.piece(id)] = id;
    if (tokenizer.describe(id).kind == PieceKind::normal) idOf.emplace(tokenizer.piece(id), id);
  }
  std::vector<std::tuple<float, int64_t, int64_t>> merges;  // minus the score, left, right
  for (const auto& [piece, id] : idOf) {
    const float score = tokenizer.describe(id).score.value_or(0);
    for (auto at = piece.begin(); utf8::next(at, piece.end()), at != piece.end();) {
      const auto left = idOf.find(std::string(piece.begin(), at));
      const auto right = idOf.find(std::string(at, piece.end()));
      if (left != idOf.end() && right != idOf.end())
        merges.emplace_back(-score, left->second, right->second);
    }
  }
  std::sort(merges.begin(), merges.end());
  Json pairs = Json::array();
  for (const auto& [rank, left, right] : merges)
    pairs.push_back({tokenizer.piece(left), tokenizer.piece(right)});
  return {{"type", "BPE"},
          {"dropout", nullptr},
          {"unk_token", tokenizer.piece(unknown)},
          {"continuing_subword_prefix", nullptr},
          {"end_of_word_suffix", nullptr},
          {"fuse_unk", true},
          {"byte_fallback", true},
          {"vocab", std::move(vocabulary)},
          {"merges", std::move(pairs)}};
}

std::string escapedForRegex(const std::string& text) {
  constexpr std::string_view kMeanMore = "\\^$.|?*+()[]{}";
  std::string escaped;
  for (const char character : text) {
    if (kMeanMore.find(character) != kMeanMore.npos) escaped += '\\';
    escaped += character;
  }
  return escaped;
}

// `tokenizers` finds the names of bytes and of the unknown piece ("<0x41>", "<unk>") in a text that
// spells them, and prefers them to an unknown character whatever their score; SentencePiece never
// does. So such a name is cut where no piece reaches over, which changes nothing else. The pattern
// matches what lies before the cut; empty: every name has its pieces, and their scores win.
std::string cutsOfNames(const Tokenizer& tokenizer) {
  std::set<std::string> neighbours;  // pairs of bytes in pieces that match text
  std::vector<std::string> names;
  for (int64_t id = 0; id < tokenizer.pieces(); ++id) {
    const std::string piece = tokenizer.piece(id);
    const PieceKind kind = tokenizer.describe(id).kind;
    if (kind == PieceKind::normal || kind == PieceKind::user)
      for (size_t at = 1; at < piece.size(); ++at) neighbours.insert(piece.substr(at - 1, 2));
    else
      names.push_back(piece);
  }
  std::map<std::string, std::string> tails;  // by what lies before the cut
  for (const std::string& name : names)
    for (size_t at = 1; at < name.size(); ++at)
      if (!neighbours.contains(name.substr(at - 1, 2))) {
        std::string& known = tails[name.substr(0, at)];
        known += (known.empty() ? "" : "|") + escapedForRegex(name.substr(at));
        break;
      }
  std::string pattern;
  for (const auto& [head, tail] : tails)
    pattern += (pattern.empty() ? "" : "|") + escapedForRegex(head) + "(?=" + tail + ")";
  return pattern;
}

Parts sentencePieceParts(const Tokenizer& tokenizer) {
  int64_t unknown = 0;
  bool crosses = false;  // a piece goes on over a space
  Parts parts;
  for (int64_t id = 0; id < tokenizer.pieces(); ++id) {
    if (tokenizer.isUnknown(id)) unknown = id;
    crosses = crosses || tokenizer.piece(id).find(kSpaceMark, 1) != std::string::npos;
    if (tokenizer.describe(id).kind == PieceKind::user)
      parts.added.push_back(addedToken(id, tokenizer.piece(id), false, false));
  }
  parts.preTokenizer = {{"type", "Metaspace"},
                        {"replacement", kSpaceMark},
                        {"prepend_scheme", "never"},
                        {"split", !crosses}};
  const bool unigram = tokenizer.kind() == TokenizerKind::unigram;
  if (const std::string cuts = unigram ? cutsOfNames(tokenizer) : ""; !cuts.empty())
    parts.preTokenizer = {{"type", "Sequence"},
                          {"pretokenizers",
                           {{{"type", "Split"},
                             {"pattern", {{"Regex", cuts}}},
                             {"behavior", "MergedWithPrevious"},
                             {"invert", false}},
                            std::move(parts.preTokenizer)}}};
  parts.model = unigram ? unigramModel(tokenizer, unknown) : bpeModel(tokenizer, unknown);
  parts.decoder = {
      {"type", "Sequence"},
      {"decoders",
       {{{"type", "Replace"}, {"pattern", {{"String", kSpaceMark}}}, {"content", " "}},
        {{"type", "ByteFallback"}},
        {{"type", "Fuse"}}}}};
  return parts;
}

Json postProcessor(const HuggingFaceForm& form, const TokenIds& ids) {
  if (form.before.empty() && form.after.empty()) return nullptr;
  Json used = Json::object();
  const auto around = [&](const char* sequence) {
    Json pieces = Json::array();
    const auto reserved = [&](int64_t id) {
      const std::string name = ids.reservedName(id);
      pieces.push_back({{"SpecialToken", {{"id", name}, {"type_id", 0}}}});
      used[name] = {{"id", name}, {"ids", {id}}, {"tokens", {name}}};
    };
    for (const int64_t id : form.before) reserved(id);
    pieces.push_back({{"Sequence", {{"id", sequence}, {"type_id", 0}}}});
    for (const int64_t id : form.after) reserved(id);
    return pieces;
  };
  Json single = around("A"), pair = around("A");
  for (Json& part : around("B")) pair.push_back(std::move(part));
  return {{"type", "TemplateProcessing"},
          {"single", std::move(single)},
          {"pair", std::move(pair)},
          {"special_tokens", std::move(used)}};
}

}  // namespace

Status writeHuggingFaceTokenizer(const Tokenizer& tokenizer, const HuggingFaceForm& form,
                                 const std::filesystem::path& folder) {
  if (!tokenizer.lossless())
    return failure(
        message(UNMASK_TEXT("core", "The tokenizer %1 changes the text before it looks for pieces; "
                                    "tokenizer.json is not written for such models."),
                tokenizer.name),
        message(UNMASK_TEXT("core", "Its spm.model can be used with SentencePiece itself.")));
  const TokenIds ids{tokenizer.pieces()};
  const bool sentencePiece =
      tokenizer.kind() == TokenizerKind::unigram || tokenizer.kind() == TokenizerKind::bpe;
  Parts parts = sentencePiece                                ? sentencePieceParts(tokenizer)
                : tokenizer.kind() == TokenizerKind::byte ? byteParts()
                                                             : characterParts(tokenizer);
  for (int64_t id = ids.pieces; id < form.vocabulary; ++id) {
    const bool standsForWord = id == ids.mask() || id > ids.sep();
    parts.added.push_back(
        addedToken(id, ids.reservedName(id), true, sentencePiece && standsForWord));
  }
  const Json file = {{"version", "1.0"},
                     {"truncation", nullptr},
                     {"padding", nullptr},
                     {"added_tokens", std::move(parts.added)},
                     {"normalizer", nullptr},
                     {"pre_tokenizer", std::move(parts.preTokenizer)},
                     {"post_processor", postProcessor(form, ids)},
                     {"decoder", std::move(parts.decoder)},
                     {"model", std::move(parts.model)}};
  UNMASK_TRY(writeFileWhole(folder / "tokenizer.json", file.dump(1) + "\n"));

  Json config = {{"tokenizer_class", "PreTrainedTokenizerFast"},
                 {"model_max_length", form.context},
                 {"clean_up_tokenization_spaces", false}};
  const std::pair<const char*, int64_t> named[] = {
      {"bos_token", form.bos}, {"eos_token", form.eos}, {"pad_token", form.pad},
      {"mask_token", form.mask}, {"cls_token", form.cls}, {"sep_token", form.sep}};
  for (const auto& [name, id] : named)
    if (id >= 0 && id < form.vocabulary) config[name] = ids.reservedName(id);
  return writeFileWhole(folder / "tokenizer_config.json", config.dump(1) + "\n");
}

}  // namespace unmask
