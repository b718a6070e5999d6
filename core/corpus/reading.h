// How files are read, and how one was: what was chosen, what was recognised, what was left out.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "core/base/message.h"
#include "core/base/result.h"
#include "core/spec/field.h"

namespace unmask {

// import.*, of texts and of captions alike.
struct ReadingSettings {
  std::string encoding = "auto";         // auto, or a name (encoding.h)
  std::string invalidBytes = "replace";  // replace (U+FFFD) | refuse
  std::string delimiter = "auto";        // auto | comma | semicolon | tab | bar | none (one column)
  std::string quoting = "auto";          // auto | quoted (RFC 4180) | none
  std::string header = "auto";           // auto | yes | no: whether the first row names the columns
  std::string chat = "roles";            // roles | contents | chatml: how messages are joined
};
std::vector<FieldRef> fieldsOf(ReadingSettings&);
// Refuses an encoding that is none.
Status checkReading(const ReadingSettings&);

struct EncodingFound {
  std::string name = "utf-8";  // as import.encoding takes it
  std::string how = "valid";   // valid (its bytes fit) | mark | guessed | chosen
  double certainty = 1;        // in [0, 1]; below 1 only where it was guessed
};

// One file, or several read alike (the .txt beside pictures).
struct Reading {
  std::string file;    // the first one
  uint64_t files = 1;  // read so
  std::string reader;  // text | table | records | lines (name#0<tab>caption) | beside (a picture)
  std::string layout;  // of records: array | values | members (of one object)
  EncodingFound encoding;
  std::string delimiter, quoting;    // of tables, as in ReadingSettings, never auto
  bool header = false;               // the first row names the columns
  std::vector<std::string> columns;  // names in the file's order; of fields dotted (row.text)
  std::string column;                // what the text or caption is taken from: a name or a number
  std::string pictureColumn;         // what names the picture
  std::string chosenBy;              // setting | name | content | only: how `column` was chosen
  std::vector<std::string> others;   // columns that hold text, too
  std::string chat;                  // the text is a list of messages, joined in this way
  // What came of it.
  uint64_t records = 0;      // documents or captions
  uint64_t skipped = 0;      // records that were left out, each told with its place
  uint64_t surplusRows = 0;  // rows with more cells than columns
  uint64_t shortRows = 0;    // rows with fewer
  uint64_t joinedLists = 0;  // texts that were lists of texts or messages
  uint64_t replacedBytes = 0;
};

nlohmann::json toJson(const Reading&);
// Throws nlohmann::json::exception where something is of a wrong type; what is missing is empty.
Reading readingFromJson(const nlohmann::json&);

// What is to be said of it, a sentence each: how it was read, and what was dropped, guessed or
// changed.
std::vector<Message> howRead(const Reading&);

}  // namespace unmask
