// Settings and measures as Markdown, for docs/settings.md: made from the descriptions, never by
// hand.
#pragma once

#include <string>

namespace unmask {

// A section for each objective's settings and for those that all share.
std::string settingsMarkdown();
// One table of what a run logs.
std::string measuresMarkdown();

}  // namespace unmask
