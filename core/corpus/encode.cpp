// Encoding: text is read in order, cut into parts where the tokenizer may cut, encoded on every
// core, and written in order.
#include "core/corpus/encode.h"

#include <algorithm>
#include <bit>
#include <deque>
#include <future>
#include <thread>

#include "core/base/files.h"
#include "core/base/platform.h"
#include "core/corpus/document_ends.h"
#include "core/corpus/fit.h"
#include "core/corpus/word_marks.h"
#include "core/dataset/token_data.h"
#include "core/tokenizers/inspection.h"
#include "core/tokenizers/utf8.h"

namespace unmask {

namespace {

constexpr uint64_t kPart = uint64_t{1} << 20;  // bytes of text encoded at a time

// A stretch of the corpus's text: the end of one document, whole documents, the beginning of one.
struct Part {
  uint64_t begin = 0;
  std::string text;
  std::vector<uint64_t> ends;  // positions in `text` where documents end, ascending
};

struct EncodedPart {
  std::vector<int32_t> ids;
  std::vector<uint16_t> bytes;
  std::vector<size_t> ends;  // positions in `ids` where documents end
  uint64_t textBytes = 0;
  WithoutPieceCounter nameless;
};

// Reads a corpus part by part. A part ends at a document's end, or where the tokenizer may cut.
class PartReader {
 public:
  PartReader(const Corpus& corpus, const Tokenizer& tokenizer)
      : corpus_(corpus),
        tokenizer_(tokenizer),
        size_(corpus.info().statistics.bytes),
        ends_(corpus) {}

  bool done() const { return position_ == size_; }

  Result<Part> next() {
    Part part;
    part.begin = position_;
    UNMASK_ASSIGN(part.text, corpus_.bytes(position_, std::min(kPart, size_ - position_)));
    const uint64_t end = position_ + part.text.size();
    while (document_ < corpus_.documents()) {
      UNMASK_ASSIGN(const uint64_t documentEnd, ends_.of(document_));
      if (documentEnd > end) break;
      part.ends.push_back(documentEnd - position_);
      ++document_;
    }
    const uint64_t lastEnd = part.ends.empty() ? 0 : part.ends.back();
    uint64_t keep = part.text.size();
    if (end < size_ && lastEnd < keep) {
      // Of a document that goes on, only what may be encoded apart from the rest.
      keep = lastEnd + tokenizer_.cut(std::string_view(part.text).substr(lastEnd));
      if (keep == 0)
        return failure(message(UNMASK_TEXT("core",
                                           "The tokenizer \"%1\" found no place to cut the text at "
                                           "byte %2."),
                               tokenizer_.name, position_));
    }
    part.text.resize(keep);
    position_ += keep;
    return part;
  }

 private:
  const Corpus& corpus_;
  const Tokenizer& tokenizer_;
  const uint64_t size_;
  uint64_t position_ = 0, document_ = 0;
  DocumentEnds ends_;
};

Error unknownCharacter(const Tokenizer& tokenizer, std::string_view text, size_t at,
                       uint64_t partBegin) {
  const CodePoint c = decodeOne(text.data() + at, text.data() + text.size());
  return {message(UNMASK_TEXT("core",
                              "The tokenizer \"%1\" has no piece for the character \"%2\" at byte "
                              "%3 of the text."),
                  tokenizer.name, std::string(text.substr(at, c.length)), partBegin + at),
          message(UNMASK_TEXT("core", "Train a tokenizer on this corpus."))};
}

Result<EncodedPart> encodePart(const Part& part, const Tokenizer& tokenizer,
                               const WithoutPieceCounter& none) {
  EncodedPart out{{}, {}, {}, part.text.size(), none};
  const std::string_view text = part.text;
  if (tokenizer.kind() == TokenizerKind::character)
    if (const auto at = tokenizer.firstUnknown(text))
      return failure(unknownCharacter(tokenizer, text, *at, part.begin));
  Encoding encoding = tokenizer.encodeAll(text, part.ends, out.ends);
  out.nameless.add(text, encoding);
  out.ids = std::move(encoding.ids);
  out.bytes.assign(encoding.bytes.begin(), encoding.bytes.end());
  return out;
}

Status write(const EncodedPart& part, TokenDataWriter& writer) {
  size_t begin = 0;
  const auto appendUpTo = [&](size_t end) {
    const size_t from = std::exchange(begin, end);
    return writer.append(std::span(part.ids).subspan(from, end - from),
                         std::span(part.bytes).subspan(from, end - from));
  };
  for (const size_t end : part.ends) {
    UNMASK_TRY(appendUpTo(end));
    UNMASK_TRY(writer.endDocument());
  }
  return appendUpTo(part.ids.size());
}

// Returns the characters that have no piece.
Result<WithoutPiece> encodeInto(const Corpus& corpus, const Tokenizer& tokenizer,
                                TokenDataWriter& writer, JobControl& job) {
  job.beginStage(message(UNMASK_TEXT("core", "Encoding with %1"), tokenizer.name),
                 corpus.info().statistics.bytes);
  const size_t threads = static_cast<size_t>(usableThreads());
  PartReader reader(corpus, tokenizer);
  const WithoutPieceCounter none(tokenizer);
  WithoutPieceCounter nameless = none;
  std::deque<std::future<Result<EncodedPart>>> running;  // in the order of the text
  while (!reader.done() || !running.empty()) {
    if (job.cancelled()) return failure(cancelledError());
    if (!reader.done() && running.size() < threads + 1) {
      UNMASK_ASSIGN(Part part, reader.next());
      running.push_back(std::async(std::launch::async, [part = std::move(part), &tokenizer, &none] {
        return encodePart(part, tokenizer, none);
      }));
      continue;
    }
    UNMASK_ASSIGN(const EncodedPart encoded, running.front().get());
    running.pop_front();
    UNMASK_TRY(write(encoded, writer));
    nameless.add(encoded.nameless);
    job.add(encoded.textBytes);
  }
  return nameless.found();
}

// Tokens of an older version lack what words end with. Where it cannot be added (a read-only root),
// words begin as they did then.
void keepMarks(const fs::path& folder, const Tokenizer& tokenizer) {
  const auto data = TokenData::open(folder, Access::pread);
  if (!data || !data->info().words.ends.empty()) return;
  [[maybe_unused]] const Status added = addWordMarks(folder, wordMarks(tokenizer));
}

}  // namespace

Result<fs::path> encodeCorpus(const Corpus& corpus, const Tokenizer& tokenizer,
                              const fs::path& root, JobControl& job) {
  UNMASK_TRY(hasText(corpus.info()));
  const fs::path folder = tokenFolder(root, corpus.folder(), corpus.info(), tokenizer);
  std::error_code ignored;  // an unreadable folder shows when it is written
  if (fs::exists(folder / "tokens.json", ignored)) {
    keepMarks(folder, tokenizer);
    return folder;
  }
  fs::create_directories(folder.parent_path(), ignored);
  UNMASK_ASSIGN(PartialFolder partial, PartialFolder::create(folder));
  {
    UNMASK_ASSIGN(TokenDataWriter writer,
                  TokenDataWriter::create(partial.path(), tokenizer.pieces()));
    TokenDataInfo info;
    UNMASK_ASSIGN(info.withoutPiece, encodeInto(corpus, tokenizer, writer, job));
    info.pieces = tokenizer.pieces();
    info.corpusHash = corpus.info().hash;
    info.tokenizerSlug = tokenizer.slug;
    info.tokenizerHash = tokenizer.hash;
    info.words = wordMarks(tokenizer);
    for (int64_t id = 0; id < info.pieces; ++id)
      info.endsSentence.push_back(endsSentence(tokenizer, id));
    UNMASK_TRY(writer.finish(info));
  }
  // Another process may have made the same meanwhile: it is the same to the byte.
  if (const Status made = partial.commit(); !made && made.error().kind != ErrorKind::busy)
    return failure(made.error());
  return folder;
}

TextSource textOf(const Corpus& corpus) {
  return [&corpus](const std::function<bool(std::string_view)>& take) -> Status {
    for (uint64_t document = 0; document < corpus.documents(); ++document) {
      UNMASK_ASSIGN(const uint64_t size, corpus.documentBytes(document));
      for (uint64_t begin = 0; begin < size;) {
        UNMASK_ASSIGN(std::string text, corpus.text(document, begin, kPart));
        if (begin + text.size() < size) text.resize(characterBoundary(text, text.size() - 4));
        begin += text.size();
        if (!take(text)) return {};
      }
    }
    return {};
  };
}

namespace {

// Spaces between words of a common length: one in twenty characters or more.
bool hasSpacedWords(const CorpusStatistics& statistics) {
  for (const auto& [character, count] : statistics.characterCounts)
    if (character == ' ') return count * 20 >= statistics.characters;
  return false;
}

}  // namespace

TokenizerSettings defaultTokenizer(const CorpusStatistics& statistics) {
  TokenizerSettings settings;
  settings.sampleBytes = int64_t{16} << 20;  // pieces hardly change with more; time and memory do
  const uint64_t distinct = statistics.distinctCharacters;
  const bool small = statistics.bytes <= uint64_t{4} << 20;
  constexpr uint64_t kLeastForPieces = uint64_t{256} << 10;
  constexpr uint64_t kEnoughToSpell = uint64_t{1} << 20;
  constexpr uint64_t kAlphabet = 512;
  if (statistics.bytes < kEnoughToSpell && distinct <= kAlphabet && hasSpacedWords(statistics)) {
    // A piece for every 16 bytes of text beside the bytes and characters: the words that recur.
    settings.vocabularySize = static_cast<int64_t>(
        std::clamp(std::bit_floor(statistics.bytes / 16), uint64_t{512}, uint64_t{2048}) +
        distinct);
    settings.characterCoverage = 1;
  } else if (distinct <= 200 && small) {
    settings.type = "char";
  } else if (statistics.bytes < kLeastForPieces) {
    settings.type = distinct <= 4000 ? "char" : "byte";
  } else {
    // A piece for every 256 bytes of text, 1,024 to 8,192, beside the characters.
    settings.vocabularySize = static_cast<int64_t>(
        std::clamp(std::bit_floor(statistics.bytes / 256), uint64_t{1024}, uint64_t{8192}) +
        (distinct > 512 ? distinct : 0));
  }
  return settings;
}

}  // namespace unmask
