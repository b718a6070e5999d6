// Printing what corpus.json knows about pictures.
#include "app/cli/picture_lines.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>

namespace unmask {

namespace {

constexpr size_t kShownClasses = 12;

std::string classesLine(const PictureFacts& facts) {
  std::string line;
  for (size_t i = 0; i < facts.classes.size() && i < kShownClasses; ++i)
    line += (i ? ", " : "") + facts.classes[i].name + " (" +
            withSeparators(facts.classes[i].pictures) + ")";
  return facts.classes.size() > kShownClasses ? line + ", \u2026" : line;
}

std::string range(int64_t least, int64_t most) {
  return least == most ? std::to_string(least)
                       : std::to_string(least) + "\u2013" + std::to_string(most);
}

}  // namespace

const char* const kPicturesJson =
    "pictures (null for text): {count, height, width, channels, classes: [{name, pictures}],\n"
    "exact_duplicates, near_duplicates, narrowest, widest, lowest, highest, enlarged,\n"
    "channel_means, channel_deviations, brightness: [32], captioned, most_captions,\n"
    "captions_without_picture}";

nlohmann::json picturesJson(const PictureFacts& facts) {
  return facts.count == 0 ? nlohmann::json() : toJson(facts);
}

void printPictures(Terminal& terminal, const CorpusInfo& info) {
  const PictureFacts& f = info.pictures;
  terminal.line(message(
      f.channels == 1 ? UNMASK_TEXT("core", "%1: %2 grey pictures of %3 x %4 pixels, %5")
                      : UNMASK_TEXT("core", "%1: %2 pictures in colour of %3 x %4 pixels, %5"),
      info.slug, withSeparators(f.count), f.width, f.height,
      readableBytes(f.count * static_cast<uint64_t>(f.width * f.height * f.channels))));
  terminal.line(message(UNMASK_TEXT("core", "  Before: %1 pixels wide, %2 high; %3 were enlarged"),
                        range(f.narrowest, f.widest), range(f.lowest, f.highest),
                        withSeparators(f.enlarged)));
  terminal.line(message(
      UNMASK_TEXT("core", "  %1 are equal to an earlier one, %2 are equal to it or nearly so"),
      withSeparators(f.exactDuplicates), withSeparators(f.nearDuplicates)));
  if (f.labelled())
    terminal.line(
        message(UNMASK_TEXT("core", "  %1 classes: %2"), f.classes.size(), classesLine(f)));
  if (info.kind != "pairs") return;
  terminal.line(message(
      UNMASK_TEXT("core", "  %1 captions, at most %2 of a picture; %3 equal an earlier one"),
      withSeparators(info.statistics.documents), withSeparators(f.mostCaptions),
      withSeparators(info.statistics.exactDuplicates)));
  terminal.line(message(UNMASK_TEXT("core",
                                    "  %1 pictures have no caption; %2 captions have no picture "
                                    "(see audit.json)"),
                        withSeparators(f.count - f.captioned),
                        withSeparators(f.captionsWithoutPicture)));
}

}  // namespace unmask
