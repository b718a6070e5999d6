// Tables that give pictures their captions: CSV and its kin, JSON records, JSON as COCO and
// Karpathy's splits lay it out, {name: captions}, and Flickr's "name.jpg#0<tab>caption".
//
// They are read as texts are (records/); only which column is what is decided here.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "core/base/job.h"
#include "core/corpus/reading.h"

namespace unmask {

struct CaptionColumns {
  std::string picture, caption;  // names; "": found by the usual ones
  ReadingSettings reading;
  std::string beside = {};  // the picture of a record that names none; "": such a record is left out
};

struct CaptionRow {
  std::string picture;  // as the table writes it: a path or a name
  std::string caption;
  Message place;  // "row 12"
};

struct CaptionSink {
  std::function<Result<Walk>(CaptionRow&&)> take;
  std::function<void(Message place, Message reason)> skip;  // a record that is left out
  std::function<void(Message place, Message what)> note;    // taken, but changed or cut
};

// Whether a file may hold captions, by the ending of its name: .csv, .json, .txt, .caption, ...,
// and .gz of them.
bool isCaptionFileName(const std::filesystem::path&);

// Whether the beginning of this file is such a table. `reading` says what was recognised, also
// where it is none: its columns, for a hint at the settings.
bool isCaptionTable(const std::filesystem::path&, const CaptionColumns&, Reading& reading);

// Every caption, in the file's order; several of a picture are several rows. A record without a
// picture or caption is skipped with its place. Memory: one record of at most 16 MiB (64 of a row);
// of COCO's JSON the names of its pictures, too. Adds what it reads to the job's progress; of a
// file of more than `atMost` bytes the rest is left out.
Status readCaptionTable(const std::filesystem::path&, const CaptionColumns&, const CaptionSink&,
                        JobControl&, Reading& reading, uint64_t atMost = UINT64_MAX);

// For readCaptionTable(): hands on one caption, or says why not. "a.png#0" is a.png.
Result<Walk> giveCaption(const CaptionSink&, Reading&, const Message& place, std::string picture,
                         std::string_view caption);
// The same of a JSON file (caption_records.cpp); `lines`: its name promises a record a line.
class DecodedText;
Status readCaptionRecords(DecodedText&, bool lines, const CaptionColumns&, const CaptionSink&,
                          Reading&);

}  // namespace unmask
