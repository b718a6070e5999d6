// A batch of pictures in the words of the command line, and as JSON.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "app/cli/terminal.h"
#include "core/corpus/corpus.h"
#include "core/dataset/batches.h"

namespace unmask {

// What --json says of an example.
extern const char* const kPictureExampleJson;

nlohmann::json pictureExampleJson(const PictureExample&, const PictureBatches&);
// What was drawn for it, and which patches are hidden.
void printPictureExample(Terminal&, const PictureExample&, const PictureBatches&);

}  // namespace unmask
