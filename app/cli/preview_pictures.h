// A batch of pictures in the words of the command line, and as JSON.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "app/cli/terminal.h"
#include "core/corpus/corpus.h"
#include "core/dataset/batches.h"
#include "core/tokenizers/tokenizer.h"

namespace unmask {

// What --json says of an example.
extern const char* const kPictureExampleJson;

// `tokenizer`: of pairs, else null.
nlohmann::json pictureExampleJson(const PictureExample&, const PictureBatches&, const Tokenizer*);
// What was drawn for it, which patches are hidden, and its caption.
void printPictureExample(Terminal&, const PictureExample&, const PictureBatches&,
                         const Tokenizer*);

}  // namespace unmask
