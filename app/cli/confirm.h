// Asking before something is removed for good.
#pragma once

#include <unistd.h>

#include <iostream>

#include "app/cli/terminal.h"
#include "core/runs/naming.h"

namespace unmask {

// What is to be removed: what the person typed, and what they may have meant by it.
struct ToRemove {
  std::string typed, slug, name;
};

// Asks only a person at a terminal; scripts have said what they want. Where nobody is asked, the
// beginning of a name is not enough.
inline Status confirmed(Terminal& terminal, const Message& question, bool yes,
                        const ToRemove& thing) {
  if (yes || ::isatty(STDIN_FILENO) != 1) {
    if (sameName(thing.typed, thing.slug) || sameName(thing.typed, thing.name)) return {};
    return failure(message(UNMASK_TEXT("core", "%1 is only the beginning of %2."), thing.typed,
                           thing.slug),
                   message(UNMASK_TEXT("core", "Give the whole name of what is to be removed.")));
  }
  terminal.note(question);
  std::string answer;
  std::getline(std::cin, answer);
  if (answer == "y" || answer == "Y") return {};
  return failure(cancelledError());
}

}  // namespace unmask
