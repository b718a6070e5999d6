// What the fuzzers of readers claim of everything that a reader says or hands on: it is UTF-8.
#pragma once

#include <nlohmann/json.hpp>

#include "core/corpus/readers.h"
#include "core/tokenizers/utf8.h"
#include "tests/fuzz/fuzz.h"

namespace unmask {

inline bool isUtf8(std::string_view text) {
  return validPrefix(text) == text.size();
}

inline void claimReadable(const Message& said) {
  UNMASK_CLAIM(isUtf8(inEnglish(said)));
}

inline void claimReadable(const Reading& reading) {
  toJson(reading).dump();  // throws where a name is no UTF-8
  for (const Message& said : howRead(reading)) {
    UNMASK_CLAIM(!said.empty());
    claimReadable(said);
  }
}

// Where the documents of a file go.
struct HeardDocuments {
  std::string all;  // the documents, one after the other
  uint64_t documents = 0, skipped = 0;
  std::string open;  // the one that has not ended

  DocumentSink sink() {
    const auto tell = [](const Message& place, const Message& what) {
      claimReadable(place);
      claimReadable(what);
    };
    return {[this](std::string_view part) -> Status {
              open += part;
              return {};
            },
            [this]() -> Status {
              UNMASK_CLAIM(isUtf8(open));
              all += std::exchange(open, {});
              ++documents;
              return {};
            },
            [this, tell](const Message& place, const Message& reason) {
              UNMASK_CLAIM(!reason.empty());
              tell(place, reason);
              ++skipped;
            },
            tell};
  }
};

}  // namespace unmask
