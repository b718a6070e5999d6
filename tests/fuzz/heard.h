// What the fuzzers of readers hear of a file: everything that a reader says or hands on is UTF-8,
// and the same whether the file comes whole or in small pieces.
#pragma once

#include <nlohmann/json.hpp>

#include "core/corpus/readers.h"
#include "core/tokenizers/utf8.h"
#include "tests/fuzz/fuzz.h"

namespace unmask {

inline bool isUtf8(std::string_view text) {
  return validPrefix(text) == text.size();
}

inline std::string readable(const Message& said) {
  const std::string text = inEnglish(said);
  UNMASK_CLAIM(isUtf8(text));
  return text;
}

// Of names that are no UTF-8 this throws.
inline std::string readable(const Reading& reading) {
  for (const Message& said : howRead(reading)) UNMASK_CLAIM(!readable(said).empty());
  return toJson(reading).dump();
}

struct Heard {
  std::string log;        // documents and messages, one after the other
  std::string documents;  // their texts alone
  uint64_t count = 0, skipped = 0;
  bool whole = false;  // read without an error
  Reading reading;

  bool operator==(const Heard& other) const {
    return log == other.log && whole == other.whole &&
           readable(reading) == readable(other.reading);
  }
};

// `read` reads a DecodedText into a sink and a Reading. Nothing: the file could not be opened.
template <class Read>
std::optional<Heard> hear(const std::filesystem::path& file, const ReadingSettings& settings,
                          size_t chunk, Read&& read) {
  JobControl job;
  auto text = DecodedText::open(file, settings, job, UINT64_MAX, chunk);
  if (!text) return std::nullopt;
  readable(text->notText());
  Heard heard;
  std::string open;
  const auto tell = [&](const Message& place, const Message& what) {
    UNMASK_CLAIM(!what.empty());
    heard.log += readable(place) + ": " + readable(what) + "\n";
  };
  const DocumentSink sink{[&](std::string_view part) -> Status {
                            open += part;
                            return {};
                          },
                          [&]() -> Status {
                            UNMASK_CLAIM(isUtf8(open));
                            heard.log += "[" + open + "]\n";
                            heard.documents += std::exchange(open, {});
                            ++heard.count;
                            return {};
                          },
                          [&](const Message& place, const Message& reason) {
                            ++heard.skipped;
                            tell(place, reason);
                          },
                          tell};
  const Status status = read(*text, sink, heard.reading);
  heard.whole = status.has_value();
  if (heard.whole) UNMASK_CLAIM(open.empty());
  return heard;
}

// The same file whole and in small pieces: nothing but the speed may differ. Of an encoding that is
// guessed the first piece decides, so that it has to be chosen.
template <class Read>
std::optional<Heard> hearTwice(const std::filesystem::path& file, const ReadingSettings& settings,
                               size_t chunk, Read&& read) {
  auto heard = hear(file, settings, kChunkBytes, read);
  const auto inPieces = hear(file, settings, chunk, read);
  UNMASK_CLAIM(settings.encoding == "auto" || heard == inPieces);
  return heard;
}

}  // namespace unmask
