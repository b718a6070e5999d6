// How files were read, or would be, in the words of the command line and as JSON.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "app/cli/terminal.h"
#include "core/corpus/corpus.h"

namespace unmask {

nlohmann::json readingsJson(const std::vector<Reading>&);
// {file, place, reason} each, put into English.
nlohmann::json itemsJson(const std::vector<SkippedItem>&);

// What howRead() says, a line each after `indent`.
void printReading(Terminal&, const Reading&, const std::string& indent);
void printReadings(Terminal&, const CorpusInfo&);
// "  3 skipped:" and the first ten.
void printItems(Terminal&, const char* heading, uint64_t count, const std::vector<SkippedItem>&);

// `corpus look`: what an import of these paths would read. Paths, the kind of corpus (auto | text |
// images | pairs) and settings as for `corpus import`.
struct LookOptions {
  std::vector<std::string> paths, settings;
  std::string kind = "auto";
};
int look(Terminal&, const LookOptions&);

}  // namespace unmask
