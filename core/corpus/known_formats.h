// Formats that are no text, recognised by a file's first bytes, each with the way out. Texts and
// pictures share the table: what is said of a file does not depend on how it was met.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace unmask {

struct KnownFormat {
  const char* name;    // "ZIP archive"
  const char* wayOut;  // "%1: unpack it and import what is inside."
  bool picture;        // a person who gives it means pictures
};

// Enough of a file's beginning to recognise it.
constexpr size_t kKnownBytes = 4096;

// The first bytes of a file, at most `most`, unpacked where it ends in .gz; empty where it cannot
// be read, which whoever reads it all will tell.
std::string beginningOf(const std::filesystem::path&, size_t most = kKnownBytes);

// The format that these bytes begin; null: none of the table. Pictures that are read are in it,
// too: whoever reads them looks for them first.
const KnownFormat* knownFormat(std::string_view beginning);

// Name and way out as one sentence.
Message refusal(const KnownFormat&);

// Where every one of the paths is a file of such a format, and none a picture: why the first cannot
// be imported.
Status refuseKnownFormats(const std::vector<std::filesystem::path>&);

}  // namespace unmask
