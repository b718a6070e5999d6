// What the process that trains SentencePiece and the one that waits for it have agreed upon.
#pragma once

#include <string_view>

#include "core/base/result.h"

namespace unmask {

// A vocabulary that is refused: %1 asked for, %2 the most, or the least, that there may be.
inline constexpr const char* kVocabularyTooLarge = UNMASK_TEXT(
    "core", "A vocabulary of %1 pieces is larger than this text allows; at most %2 are possible.");
inline constexpr const char* kVocabularyTooSmall =
    UNMASK_TEXT("core",
                "A vocabulary of %1 pieces is smaller than the characters and fixed pieces need; "
                "at least %2 are needed.");

// Before the error, as JSON, in a line of the child's log.
inline constexpr std::string_view kErrorMark = "unmask-error ";

}  // namespace unmask
