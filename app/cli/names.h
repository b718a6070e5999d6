// A thing has two names: the one that a person gave, and its folder's, which is made of that one.
#pragma once

#include "app/cli/terminal.h"

namespace unmask {

// Says so where they differ; commands take either.
inline void sayNames(Terminal& terminal, const std::string& slug, const std::string& name) {
  if (name.empty() || name == slug) return;
  terminal.line(message(UNMASK_TEXT("core", "%1 is kept as %2:"), name, slug));
}

}  // namespace unmask
