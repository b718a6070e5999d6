// Tables that give pictures their captions: CSV, TSV, JSON lines, JSON (COCO's layout, or an array
// of records), and Flickr8k's "name.jpg#0<tab>caption".
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "core/base/job.h"
#include "core/base/result.h"

namespace unmask {

struct CaptionColumns {
  std::string picture, caption;  // names; "": found by the usual ones
};

struct CaptionRow {
  std::string picture;  // as the table writes it: a path or a name
  std::string caption;
  Message place;  // "row 12"
};

struct CaptionSink {
  std::function<Status(CaptionRow&&)> take;
  std::function<void(Message place, Message reason)> skip;
};

// Whether the beginning of this file is such a table.
bool isCaptionTable(const std::filesystem::path&, const CaptionColumns&);

// Every caption, in the file's order; several of a picture are several rows. A record without a
// picture or caption is skipped with its place. Memory: one record of at most 16 MiB; of COCO's
// JSON the names of its pictures, too. Adds what it reads to the job's progress.
Status readCaptionTable(const std::filesystem::path&, const CaptionColumns&, const CaptionSink&,
                        JobControl&);

}  // namespace unmask
