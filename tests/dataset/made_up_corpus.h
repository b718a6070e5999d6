// The corpus of reference_batches.py, written with TokenDataWriter.
#pragma once

#include <filesystem>
#include <vector>

#include "core/dataset/token_data.h"

namespace unmask {

struct MadeUpCorpus {
  static constexpr int64_t kPieces = 65;
  static constexpr uint64_t kTokens = 3000;
  std::vector<int32_t> tokens;
  std::vector<uint16_t> widths;  // UTF-8 bytes of each
  std::vector<uint64_t> documentBegins;

  MadeUpCorpus() {
    for (uint64_t i = 0; i < kTokens; ++i) {
      tokens.push_back(static_cast<int32_t>((i * i + 7 * i + i / 11) % kPieces));
      widths.push_back(static_cast<uint16_t>(1 + i % 3));
    }
    for (uint64_t begin = 0, d = 0; begin < kTokens; ++d) {
      documentBegins.push_back(begin);
      begin = std::min(kTokens, begin + d * 37 % 101);
    }
    documentBegins.push_back(kTokens);
  }

  uint64_t documents() const { return documentBegins.size() - 1; }

  TokenDataInfo info() const {
    TokenDataInfo info;
    info.corpusHash = "c0ffee";
    info.tokenizerSlug = "thirds";
    info.tokenizerHash = "beef";
    for (int64_t piece = 0; piece < kPieces; ++piece) {
      info.words.starts.push_back(piece % 3 == 0);
      info.endsSentence.push_back(piece % 13 == 5);
    }
    return info;
  }

  Status write(const std::filesystem::path& folder) const {
    UNMASK_ASSIGN(auto writer, TokenDataWriter::create(folder, kPieces));
    for (uint64_t d = 0; d < documents(); ++d) {
      const size_t begin = documentBegins[d], size = documentBegins[d + 1] - begin;
      const size_t half = size / 2;  // a long document comes in parts
      UNMASK_TRY(writer.append(std::span(tokens).subspan(begin, half),
                               std::span(widths).subspan(begin, half)));
      UNMASK_TRY(writer.append(std::span(tokens).subspan(begin + half, size - half),
                               std::span(widths).subspan(begin + half, size - half)));
      UNMASK_TRY(writer.endDocument());
    }
    return writer.finish(info());
  }
};

}  // namespace unmask
