// A corpus's pictures in the words of the command line, and as JSON.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "app/cli/terminal.h"
#include "core/corpus/corpus.h"

namespace unmask {

// What --json's "pictures" object has.
extern const char* const kPicturesJson;

nlohmann::json picturesJson(const PictureFacts&);
void printPictures(Terminal&, const CorpusInfo&);

}  // namespace unmask
