// The sample 'Emoji': the pictures of this machine's Noto Color Emoji font with the English names
// of Unicode's CLDR, both read when it is made.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "core/base/job.h"
#include "core/corpus/corpus.h"

namespace unmask {

struct EmojiPlaces {
  std::filesystem::path font;                // empty: not on this machine
  std::vector<std::filesystem::path> names;  // CLDR's annotations in English; those that are there
};
EmojiPlaces findEmoji();  // in the system's usual folders

// (emoji, name) of a CLDR annotation file, in its order.
Result<std::vector<std::pair<std::string, std::string>>> readEmojiNames(
    const std::filesystem::path&);

// Into the partial folder. Says what to install where something is absent.
Result<CorpusInfo> makeEmoji(CorpusInfo, const EmojiPlaces&,
                             const std::filesystem::path& partialFolder, JobControl&);

constexpr int64_t kEmojiSide = 64;

}  // namespace unmask
