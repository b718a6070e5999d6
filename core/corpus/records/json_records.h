// The records of a JSON file, one after the other, out of its text: the elements of a list; values
// one after the other, a line each, several on a line or over several lines (JSON Lines); or the
// lists within one object ({"data": [...]}, COCO's {"images": [...], "annotations": [...]}); or the
// objects within one, each under a key of its own ({"17": {...}, "18": {...}}).
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/corpus/decoded_text.h"
#include "core/corpus/records/json_structure.h"

namespace unmask {

struct JsonRecord {
  nlohmann::json
      value;  // strings, and what they lie in; of lists, numbers and the like are left out
  // Of members: the list it is an element of, or, where `listed` is false, the member that it is.
  std::string member;
  bool listed = true;
  Message place;       // "line 3" of values, "record 3" of lists
  Message problem;     // why it is given up; the records after it are read
  uint64_t bytes = 0;  // of its text
};

class JsonRecords {
 public:
  // `text` outlives this. `lines`: its name promises a record a line (.jsonl). A record may take at
  // most `largest` bytes.
  static Result<JsonRecords> open(DecodedText& text, bool lines, uint64_t largest);
  JsonRecords(JsonRecords&&) noexcept;
  JsonRecords& operator=(JsonRecords&&) noexcept;
  ~JsonRecords();

  JsonLayout layout() const;
  // False: there are no more. Memory: the text of one record and at most a million values of it.
  Result<bool> next(JsonRecord&);

 private:
  struct State;
  explicit JsonRecords(std::unique_ptr<State>);
  std::unique_ptr<State> state_;
};

}  // namespace unmask
