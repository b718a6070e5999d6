// A text as token arrays of single bytes: what the engine's tests and benchmarks train on, without
// an import. For ASCII text this is the character tokenizer of nanoGPT (sorted distinct bytes).
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "core/dataset/batches.h"

namespace unmask {

inline std::string textOfFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Writes `text` as one document into `folder`, which exists. Returns the number of pieces.
inline Result<int64_t> writeCharacterData(const std::string& text,
                                          const std::filesystem::path& folder) {
  const std::set<unsigned char> alphabet(text.begin(), text.end());
  std::vector<int32_t> idOf(256, 0);
  int32_t next = 0;
  for (const unsigned char c : alphabet) idOf[c] = next++;
  std::vector<int32_t> ids;
  for (const unsigned char c : text) ids.push_back(idOf[c]);
  UNMASK_ASSIGN(TokenDataWriter writer, TokenDataWriter::create(folder, next));
  UNMASK_TRY(writer.append(ids, std::vector<uint16_t>(ids.size(), 1)));
  UNMASK_TRY(writer.endDocument());
  TokenDataInfo info;
  info.corpusHash = "text";
  info.tokenizerSlug = "characters";
  info.tokenizerHash = "characters";
  info.words.starts.assign(static_cast<size_t>(next), false);
  info.endsSentence.assign(static_cast<size_t>(next), false);
  for (const unsigned char c : alphabet)
    info.endsSentence[static_cast<size_t>(idOf[c])] = c == '.' || c == '!' || c == '?';
  UNMASK_TRY(writer.finish(info));
  return next;
}

// Words of a few letters in a made-up order: learnable, and the same on every machine.
inline std::string madeUpText(size_t length) {
  const char* const words[] = {"the ", "cat ", "sat ", "on ", "a ", "mat\n", "dog ", "ran "};
  std::string text;
  uint64_t state = 1;
  while (text.size() < length) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    text += words[state >> 61];
  }
  text.resize(length);
  return text;
}

}  // namespace unmask
