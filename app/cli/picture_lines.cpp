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
    "captions_without_picture, changes: {turned, first_frames, flattened, reduced_depth, cmyk,\n"
    "other_colours}}";

nlohmann::json picturesJson(const PictureFacts& facts) {
  return facts.count == 0 ? nlohmann::json() : toJson(facts);
}

void printPictures(Terminal& terminal, const CorpusInfo& info) {
  const PictureFacts& f = info.pictures;
  const std::string pictures =
      f.channels == 1 ? counted(f.count, UNMASK_TEXT("core", "1 grey picture"),
                                UNMASK_TEXT("core", "%1 grey pictures"))
                      : counted(f.count, UNMASK_TEXT("core", "1 picture in colour"),
                                UNMASK_TEXT("core", "%1 pictures in colour"));
  terminal.line(message(
      UNMASK_TEXT("core", "%1: %2 of %3 x %4 pixels, %5"), info.slug, pictures, f.width, f.height,
      readableBytes(f.count * static_cast<uint64_t>(f.width * f.height * f.channels))));
  terminal.line(message(UNMASK_TEXT("core", "  Before: %1 pixels wide, %2 high; enlarged: %3"),
                        range(f.narrowest, f.widest), range(f.lowest, f.highest),
                        withSeparators(f.enlarged)));
  terminal.line(
      message(UNMASK_TEXT("core", "  Equal to an earlier one: %1; equal or nearly so: %2"),
              withSeparators(f.exactDuplicates), withSeparators(f.nearDuplicates)));
  for (const Message& change : said(f.changes)) terminal.text("  " + words(change));
  if (f.labelled())
    terminal.line(message(UNMASK_TEXT("core", "  %1: %2"),
                          counted(f.classes.size(), UNMASK_TEXT("core", "1 class"),
                                  UNMASK_TEXT("core", "%1 classes")),
                          classesLine(f)));
  if (info.kind != "pairs") return;
  terminal.line(message(UNMASK_TEXT("core",
                                    "  %1, at most %2 of a picture; equal to an earlier one: %3"),
                        counted(info.statistics.documents, UNMASK_TEXT("core", "1 caption"),
                                UNMASK_TEXT("core", "%1 captions")),
                        withSeparators(f.mostCaptions),
                        withSeparators(info.statistics.exactDuplicates)));
  terminal.line(message(UNMASK_TEXT("core",
                                    "  Pictures without a caption: %1; captions without a picture: "
                                    "%2 (see audit.json)"),
                        withSeparators(f.count - f.captioned),
                        withSeparators(f.captionsWithoutPicture)));
}

}  // namespace unmask
