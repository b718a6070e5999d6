// Endings of file names, whatever the case they are written in.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace unmask {

// A to Z in lower case; all other bytes stay.
std::string lowerCase(std::string_view);

// ".csv" of "Words.CSV" and of "words.csv.gz": in lower case, without a last .gz. "": it has none.
std::string endingOf(const std::filesystem::path&);

}  // namespace unmask
