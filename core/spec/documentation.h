// The settings as a Markdown table, for README.md: made from the descriptions, never by hand.
#pragma once

#include <string>

namespace unmask {

// One table for each objective's settings and one for what all share.
std::string settingsMarkdown();

}  // namespace unmask
